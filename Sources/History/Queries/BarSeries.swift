import Market

/// A candle in units of its assets, whichever source it comes from.
package struct Bar: Hashable, Sendable {
    package var start: Timestamp
    /// Prices in units of the quote asset.
    package var open: Int64
    package var high: Int64
    package var low: Int64
    package var close: Int64
    /// In units of the base asset and of the quote asset; they stay at `Int64.max` if they pass it.
    package var volume: Int64
    package var quoteVolume: Int64
    package var trades: Int64

    package init(start: Timestamp, open: Int64, high: Int64, low: Int64, close: Int64, volume: Int64, quoteVolume: Int64, trades: Int64) {
        (self.start, self.open, self.high, self.low, self.close) = (start, open, high, low, close)
        (self.volume, self.quoteVolume, self.trades) = (volume, quoteVolume, trades)
    }

    package init(_ candle: Candle, of instrument: Instrument) {
        self.init(
            start: candle.start, open: candle.open.ticks &* instrument.tickUnits, high: candle.high.ticks &* instrument.tickUnits,
            low: candle.low.ticks &* instrument.tickUnits, close: candle.close.ticks &* instrument.tickUnits,
            volume: Self.product(candle.volume.lots, instrument.lotUnits), quoteVolume: candle.quoteVolume.units, trades: candle.trades)
    }

    /// A stretch in which nothing traded.
    package init(flat price: Int64, at start: Timestamp) {
        self.init(start: start, open: price, high: price, low: price, close: price, volume: 0, quoteVolume: 0, trades: 0)
    }

    /// Adds what came later.
    package mutating func add(_ later: Bar) {
        high = max(high, later.high)
        low = min(low, later.low)
        close = later.close
        volume = saturated(volume, plus: later.volume)
        quoteVolume = saturated(quoteVolume, plus: later.quoteVolume)
        trades = saturated(trades, plus: later.trades)
    }

    /// Stays at the end it passes.
    static func product(_ a: Int64, _ b: Int64) -> Int64 {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? .max : product
    }
}

/// Which bars are asked for: of those that begin from `first` to `last`, the newest `limit`, oldest first.
package struct BarQuestion: Sendable {
    package let symbol: SymbolID
    package let instrument: Instrument
    /// Digits behind the point of its assets.
    package let baseScale: Int
    package let quoteScale: Int
    /// A length of `BarSeries.lengths`.
    package let length: Timestamp
    package let first: Timestamp
    package let last: Timestamp
    package let limit: Int

    /// - Parameters:
    ///   - range: a bar belongs to it if it begins within it.
    ///   - now: bars that begin later are not asked for.
    package init(
        _ symbol: SymbolID, _ instrument: Instrument, baseScale: Int, quoteScale: Int, length: Timestamp, in range: ClosedRange<Timestamp>, now: Timestamp,
        limit: Int
    ) {
        precondition(BarSeries.lengths.contains(length), "no bar is \(length) ns long")
        (self.symbol, self.instrument, self.length, self.limit) = (symbol, instrument, length, limit)
        (self.baseScale, self.quoteScale) = (baseScale, quoteScale)
        let first = max(range.lowerBound, 0)
        self.first = (first / length + (first % length == 0 ? 0 : 1)) * length
        last = min(max(range.upperBound, -1), now) / length * length - (min(range.upperBound, now) < 0 ? length : 0)
    }

    /// Where the answer begins if there is a bar for every stretch.
    var gridFirst: Timestamp { max(first, last - Timestamp(limit - 1) * length) }
}

/// What memory says of the exchange's own candles.
package struct CandlesInMemory: Sendable {
    /// In the range of a question and remembered whole; oldest first.
    package var candles: [Candle] = []
    /// Start of the first candle memory is sure of; nil if it remembers all there ever were.
    package var sureFrom: Timestamp?
    /// The last one before the grid, and the start of the first of all: as far as they are remembered.
    package var before: Candle?
    package var first: Timestamp?

    package init() {}

    /// Whether the tables have nothing to add.
    package func isEnough(for question: BarQuestion) -> Bool {
        guard let sureFrom else { return true }
        return sureFrom <= question.gridFirst && (before != nil || candles.first?.start == question.gridFirst)
    }
}

/// Bars for readers: the exchange's own, imported ones where it has none, and flat ones in between.
///
/// - From the first own bar on there is a bar for every stretch up to the present one: where nothing traded, an imported bar if there is one, else
///   a flat one at the close before, with no volume and no trades.
/// - Before it there are imported bars alone, as they were imported: what is missing there is not known, and stays missing.
package enum BarSeries {
    /// 1m 5m 15m 1h 4h 1d, in nanoseconds.
    package static let lengths: [Timestamp] = [60, 300, 900, 3_600, 14_400, 86_400].map { $0 * 1_000_000_000 }
    /// Bars of one answer.
    package static let barsMax = 1_000

    /// Puts them together.
    /// - Parameters:
    ///   - own: in the range, from where the grid begins; oldest first.
    ///   - before: the close of the last bar before the grid, of either source.
    ///   - firstOwn: start of the first own bar ever.
    ///   - imported: in the range, the newest `limit` of them, oldest first.
    static func assemble(_ question: BarQuestion, own: [Candle], before: Int64?, firstOwn: Timestamp?, imported: [Bar]) -> [Bar] {
        guard question.first <= question.last else { return [] }
        guard let firstOwn, firstOwn <= question.last else { return Array(imported.suffix(question.limit)) }
        let begin = max(firstOwn, question.gridFirst)
        var (own, later) = (own[...].drop { $0.start < begin }, imported[...].drop { $0.start < begin })
        var (bars, close) = ([Bar](), before)
        var time = begin
        while time <= question.last {
            defer { time += question.length }
            let isImported = later.first?.start == time
            let foreign = isImported ? later.removeFirst() : nil
            if own.first?.start == time {
                bars.append(Bar(own.removeFirst(), of: question.instrument))
            } else if let foreign {
                bars.append(foreign)
            } else if let close {
                bars.append(Bar(flat: close, at: time))
            }
            close = bars.last?.close ?? close
        }
        let earlier = imported.prefix { $0.start < begin }
        return Array(earlier.suffix(max(0, question.limit - bars.count))) + bars
    }
}

extension Blotter {
    /// What is remembered of the candles a question is about. Those before its grid are left out, but for the last.
    package func candles(for question: BarQuestion) -> CandlesInMemory {
        guard knows(question.symbol) else { return CandlesInMemory() }
        let tape = tapes[Int(question.symbol.rawValue)]
        let all = tape.candles(question.length, in: .min ... question.last, max: .max)
        let sureFrom = tape.candlesSureFrom(question.length)
        let sure = all.drop { $0.start < sureFrom ?? .min }
        var answer = CandlesInMemory()
        (answer.candles, answer.sureFrom) = (Array(sure.drop { $0.start < question.gridFirst }), sureFrom)
        answer.before = sure.prefix { $0.start < question.gridFirst }.last
        // Nobody asks for the very first one unless the grid reaches back to it.
        answer.first = sureFrom
        if sureFrom == nil { answer.first = tape.candles(question.length, in: .min ... .max, max: .max).first?.start }
        return answer
    }

    /// Start of the first candle there ever was, of the shortest length that remembers it; nil before the first trade.
    package func firstCandle(of symbol: SymbolID) -> Timestamp? {
        guard knows(symbol) else { return nil }
        let tape = tapes[Int(symbol.rawValue)]
        let length = [Candle.minute, Candle.hour].first { tape.candlesSureFrom($0) == nil } ?? Candle.day
        return tape.candles(length, in: .min ... .max, max: .max).first?.start
    }

    /// The bars of a question by memory alone: as far as it reaches.
    package func bars(_ question: BarQuestion) -> [Bar] {
        let known = candles(for: question)
        return BarSeries.assemble(
            question, own: known.candles, before: known.before.map { Bar($0, of: question.instrument).close },
            firstOwn: known.first, imported: [])
    }
}
