import Market

/// Commands of a file, dealt out to connections by the order they are about: what a workload or a recorded day has, sent to a gateway.
///
/// Prices are ticks of the instrument as the file has them. Quantities are multiplied by one number per file, so that the smallest order is
/// worth what an order must be worth. Symbol k of the file is instrument k of those that are traded, counted around.
struct LoadScript {
    enum Source: Equatable, Sendable {
        case workload(String)
        /// Paced by its own clock, so many times as fast.
        case orders(String, speed: Double)
    }

    enum Kind: UInt8, BitwiseCopyable { case limit, market, cancel, reduce }

    /// One command; `order` counts the orders of its connection from 0.
    struct Step: BitwiseCopyable {
        var kind: Kind
        var isBuy: Bool
        var isImmediate: Bool
        var instrument: UInt16
        var order: UInt32
        /// Ticks; null for a market order without a bound.
        var price: Int64
        var lots: Int64
        /// Nanoseconds after the first command; 0 in a workload.
        var time: Int64
    }

    private(set) var parts: [[Step]]
    /// Orders of each part.
    private(set) var orders: [Int]
    let isPaced: Bool
    /// Rows that no client can send: auctions.
    private(set) var left = 0
    private let instruments: [LoadInstrument]

    var count: Int { parts.reduce(0) { $0 + $1.count } }

    init(_ source: Source, _ instruments: [LoadInstrument], connections: Int) throws {
        self.instruments = instruments
        parts = Array(repeating: [], count: connections)
        orders = Array(repeating: 0, count: connections)
        switch source {
        case .workload(let path):
            isPaced = false
            read(try Workload(readingFrom: path))
        case .orders(let path, let speed):
            isPaced = true
            try read(path, speed)
        }
    }

    /// Lots that stand for one of the file, if nothing is cheaper than `lowest` ticks.
    private func scale(lowest: Int64) -> Int64 {
        instruments.map { instrument in
            let lot = Int128(max(1, lowest)) * Int128(instrument.tickUnits) * Int128(instrument.lotUnits) / 100_000_000
            return Int64(clamping: (Int128(instrument.minNotionalUnits) + max(1, lot) - 1) / max(1, lot))
        }.reduce(1, max)
    }

    // MARK: workloads

    private mutating func read(_ workload: Workload) {
        let header = workload.header
        let shift = max(0, 1 - Int64(header.minPrice))
        let scale = scale(lowest: Int64(header.minPrice) + shift)
        /// Connection and number there of each order, by id.
        var places = [(part: UInt32, order: UInt32)](repeating: (0, 0), count: Int(header.maxID) + 1)
        for record in workload.records {
            var step = Step(
                kind: .limit, isBuy: record.side == .buy, isImmediate: false, instrument: UInt16(Int(record.symbol) % instruments.count), order: 0,
                price: Int64(record.price) + shift, lots: Int64(record.quantity) * scale, time: 0)
            switch record.operation {
            case .add, .market:
                let part = Int(record.id) % parts.count
                places[Int(record.id)] = (UInt32(part), add(&step, to: part, record.operation == .market ? .market : .limit))
            case .cancel: cancel(step, places[Int(record.id)])
            case .replace:
                // As one who has to ask twice: the old order out, the new one in.
                let place = places[Int(record.id)]
                cancel(step, place)
                places[Int(record.newID)] = (place.part, add(&step, to: Int(place.part), .limit))
            }
        }
    }

    private mutating func add(_ step: inout Step, to part: Int, _ kind: Kind) -> UInt32 {
        step.kind = kind
        step.isImmediate = step.isImmediate || kind == .market
        step.order = UInt32(orders[part])
        orders[part] += 1
        parts[part].append(step)
        return step.order
    }

    private mutating func cancel(_ step: Step, _ place: (part: UInt32, order: UInt32), _ kind: Kind = .cancel) {
        var step = step
        step.kind = kind
        step.order = place.order
        parts[Int(place.part)].append(step)
    }

    // MARK: recorded orders

    private mutating func read(_ path: String, _ speed: Double) throws {
        let day = try TradingDay(scanning: path, closingFrom: nil)
        let scale = scale(lowest: day.lowest / day.tick)
        var file = try OrderFile(path: path)
        var places: [Int64: (part: UInt32, order: UInt32)] = [:]
        var start: Int64?
        while let row = try file.nextOrder() {
            guard row.action != .uncross else {
                left += 1
                continue
            }
            let first = start ?? row.time
            start = first
            var step = Step(
                kind: .limit, isBuy: row.side == .buy, isImmediate: row.timeInForce == .ioc, instrument: 0, order: 0, price: row.price / day.tick,
                lots: row.quantity * scale, time: Int64(Double(max(0, row.time - first)) / speed))
            if row.action == .new {
                let part = Int(row.orderID > 0 ? row.orderID : row.sequence) % parts.count
                places[row.orderID] = (UInt32(part), add(&step, to: part, .limit))
            } else if let place = places[row.orderID] {
                cancel(step, place, row.action == .reduce ? .reduce : .cancel)
            } else {
                left += 1
            }
        }
    }
}
