import History
import IO
import JSON

/// Best bid and ask and the trades of one instrument as somebody recorded them, in steps of the demo market's clock; played again and again.
///
/// Reads lines of `nanoseconds JSON` as Binance's streams send it: `bookTicker` and `trade` of the symbol that is named first; the rest,
/// depth above all, is passed over.
struct RecordedFeed {
    struct Step {
        /// Between best bid and best ask, in units of 10^-8.
        var mid: Int64
        /// What was bought and sold at the market's price, in units of 10^-8 of the base asset.
        var bought: Int64 = 0
        var sold: Int64 = 0
    }

    let symbol: String
    private let steps: [Step]

    /// A day of tenths of a second; more is not kept in memory.
    static let stepsMax = 864_000
    private static let scale = 8

    func step(_ index: UInt64) -> Step { steps[Int(index % UInt64(steps.count))] }

    /// Reads the whole file, plain or zstd.
    init(path: String, stepNanoseconds: Int64) throws {
        var reading = Reading(stepNanoseconds: stepNanoseconds)
        do {
            var lines = try ZstdLineReader(path: path)
            while try lines.next({ line in try reading.take(line) }) != nil {
                guard reading.steps.count <= Self.stepsMax else {
                    throw GatewayError.feed(path, line: lines.line, "lasts longer than \(Self.stepsMax) steps")
                }
            }
            guard let symbol = reading.symbol, !reading.steps.isEmpty else {
                throw GatewayError.feed(path, line: lines.line, "no bookTicker in the whole file")
            }
            self.symbol = symbol
            steps = reading.steps
        } catch let fault as Reading.Fault { throw GatewayError.feed(path, line: fault.line, fault.what) }
    }

    /// What the lines so far came to.
    private struct Reading {
        struct Fault: Error {
            let line: Int
            let what: String
        }

        let stepNanoseconds: Int64
        let json = JSONReader()
        var symbol: String?
        var steps: [Step] = []
        private var line = 0
        private var start: Int64 = 0

        init(stepNanoseconds: Int64) { self.stepNanoseconds = stepNanoseconds }

        mutating func take(_ text: ArraySlice<UInt8>) throws {
            line += 1
            // The stream's name stands in front: most lines are told by it, and their JSON is never read.
            let head = String(decoding: text.prefix(80), as: UTF8.self)
            let isQuote = head.contains("@bookTicker\"")
            guard isQuote || head.contains("@trade\"") else { return }
            guard let space = text.firstIndex(of: UInt8(ascii: " ")), let time = Int64(String(decoding: text[..<space], as: UTF8.self)) else {
                throw Fault(line: line, what: "does not begin with nanoseconds and a space")
            }
            try unsafe text[(space + 1)...].withUnsafeBytes { bytes in
                let document: JSONDocument
                do { document = try unsafe json.read(bytes) } catch { throw Fault(line: line, what: "\(error)") }
                guard let data = document["data"], let name = data["s"]?.string else { throw Fault(line: line, what: "data.s: missing") }
                if symbol == nil { symbol = name }
                guard name == symbol else { return }
                isQuote ? try quote(data, at: time) : try trade(data)
            }
        }

        private mutating func quote(_ data: JSONNode, at time: Int64) throws {
            let mid = try amount(data, "b") / 2 + amount(data, "a") / 2
            if steps.isEmpty { start = time }
            let (behind, overflow) = time.subtractingReportingOverflow(start)
            let index = behind / stepNanoseconds
            guard !overflow, index <= Int64(RecordedFeed.stepsMax) else { throw Fault(line: line, what: "lies too far behind the first") }
            // A time that goes back belongs to the step that is being read.
            while Int64(steps.count) <= index { steps.append(Step(mid: steps.last?.mid ?? mid)) }
            steps[steps.count - 1].mid = mid
        }

        private mutating func trade(_ data: JSONNode) throws {
            guard !steps.isEmpty else { return }
            let quantity = try amount(data, "q")
            guard let wasSold = data["m"]?.bool else { throw Fault(line: line, what: "data.m: is no boolean") }
            if wasSold { steps[steps.count - 1].sold &+= quantity } else { steps[steps.count - 1].bought &+= quantity }
        }

        private func amount(_ data: JSONNode, _ key: String) throws -> Int64 {
            guard let node = data[key] else { throw Fault(line: line, what: "data.\(key): missing") }
            do {
                let units = try node.decimal(scale: RecordedFeed.scale)
                guard units > 0 else { throw Fault(line: line, what: "data.\(key): not above zero") }
                return units
            } catch let error as DecimalError { throw Fault(line: line, what: "data.\(key) \(error)") }
        }
    }
}
