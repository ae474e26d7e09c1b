import Wire
import Engine
import Gateway
import History
import IO
import Journaling
import Market

/// One `walras data import`.
struct DataImport {
    let path: String
    let symbol: String
    let length: Timestamp

    /// Whether the first line is that of a file of recorded orders.
    static func holdsOrders(_ path: String) -> Bool {
        do {
            let file = try OrderFile(path: path)
            if case .orders = file.kind { return true }
            return false
        } catch {
            // What it is instead is found out, and said, by whoever reads it next.
            return false
        }
    }

    func run(into data: MarketData, isOrders: Bool) throws -> BarImport.Outcome {
        if isOrders {
            let bars = try TradedBars.bars(of: path, length: length)
            return try BarImport.run(into: data, symbol: symbol, length: length) { take in
                for bar in bars { try take(bar) }
            }
        }
        // Read twice: what cannot be right is found before anything is written, and the bar knows how far it is.
        let file = BarFile(path: path, length: length, parseTime: ISOTime.parse)
        let rows = try file.forEach { _ in }
        var progress = Progress("data import", total: rows)
        var done = 0
        let outcome = try BarImport.run(into: data, symbol: symbol, length: length) { take in
            _ = try file.forEach { bar in
                try take(bar)
                done += 1
                if done & 0xFFF == 0 { try progress.update(done) }
            }
        }
        try progress.finish()
        return outcome
    }
}

extension BarImport.Outcome {
    var json: JSONValue {
        .object([
            ("read", .integer(Int64(read))), ("new", .integer(Int64(new))), ("folded", .integer(Int64(folded))), ("first", .integer(first)),
            ("last", .integer(last)),
        ])
    }

    func text(_ path: String, _ symbol: String, _ interval: String) -> String {
        """
        \(path): \(read) bars of \(symbol) \(interval), \(new) of them new
          from   \(ISOTime.string(first))
          to     \(ISOTime.string(last))
          folded \(folded) longer bars

        """
    }
}

/// Bars of the trades that a recorded day makes when it is played through an exchange in memory.
enum TradedBars {
    static func bars(of path: String, length: Timestamp) throws -> [Bar] {
        let day = try TradingDay(scanning: path, closingFrom: nil)
        return try EventLoop.perform { loop in
            let clock = RecordedClock(day.midnight)
            let exchange = Exchange(loop: loop, clock: clock)
            let check = DayCheck(tick: day.tick, expected: nil, depth: nil)
            return try exchange.assumeIsolated { exchange in
                let setUp = try exchange.submit(day.setUp())
                check.begin(after: exchange.sequence)
                let gatherer = TradeGatherer(check, day, length)
                exchange.setListener(gatherer)
                withExtendedLifetime(setUp) {}
                var player = DayPlayer(day, clock, check, comparesDepth: false)
                var progress = Progress("data import", total: day.rows)
                try player.play(exchange) { try progress.update($0) }
                try progress.finish()
                if let failure = check.failure ?? gatherer.failure { throw failure }
                return gatherer.bars
            }
        }
    }
}

/// Folds published trades into bars. Lives on the engine's loop.
final class TradeGatherer: ExchangeListener, @unchecked Sendable {
    private let check: DayCheck
    private let length: Timestamp
    /// Units of 10^-8 in a tick and in a lot.
    private let priceUnits: Int64
    private let lotUnits: Int64
    private(set) var bars: [Bar] = []
    private(set) var failure: (any Error)?

    init(_ check: DayCheck, _ day: TradingDay, _ length: Timestamp) {
        (self.check, self.length) = (check, length)
        func units(_ scale: UInt8) -> Int64 { (Int(scale)..<MarketData.scale).reduce(1) { units, _ in units * 10 } }
        priceUnits = day.tick * units(day.currency.scale)
        lotUnits = units(0)
    }

    func fenced(_ error: JournalError) { check.fenced(error) }

    func published(_ batch: borrowing PublishedBatch) {
        do {
            var records = batch.records()
            while let record = try records.next() {
                var events = record.events()
                while let event = try events.next()?.event { if event.kind == .trade { add(event, at: record.time) } }
            }
        } catch { failure = error }
        check.published(batch)
    }

    private func add(_ trade: Event, at time: Timestamp) {
        let price = Int64(clamping: Int128(trade.price.ticks) * Int128(priceUnits))
        let volume = Int64(clamping: Int128(trade.quantity.lots) * Int128(lotUnits))
        let (gross, overflow) = price.multipliedReportingOverflow(by: trade.quantity.lots)
        var bar = Bar(flat: price, at: time / length * length)
        (bar.volume, bar.quoteVolume, bar.trades) = (volume, overflow ? .max : gross, 1)
        if let last = bars.last, last.start == bar.start { bars[bars.count - 1].add(bar) } else { bars.append(bar) }
    }
}
