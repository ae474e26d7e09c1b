import Market

/// Trades of one stretch of time: ticks, lots and quote units.
package struct Candle: BitwiseCopyable, Sendable, Hashable {
    /// When the stretch begins.
    package internal(set) var start: Timestamp
    package internal(set) var open: Price
    package internal(set) var high: Price
    package internal(set) var low: Price
    package internal(set) var close: Price
    /// Sums stay at `Int64.max` if they pass it.
    package internal(set) var volume: Quantity
    package internal(set) var quoteVolume: Amount
    package internal(set) var trades: Int64

    /// A trade by itself.
    @inline(__always) init(start: Timestamp, price: Price, quantity: Quantity, gross: Int64) {
        self.start = start
        open = price
        high = price
        low = price
        close = price
        volume = quantity
        quoteVolume = Amount(units: gross)
        trades = 1
    }

    /// Adds what came later.
    @inline(__always) mutating func add(_ later: Candle) {
        if later.high > high { high = later.high }
        if later.low < low { low = later.low }
        close = later.close
        volume.lots = saturated(volume.lots, plus: later.volume.lots)
        quoteVolume.units = saturated(quoteVolume.units, plus: later.quoteVolume.units)
        trades &+= later.trades
    }

    /// The same, beginning where a longer stretch does.
    func within(_ nanoseconds: Timestamp) -> Candle {
        var longer = self
        longer.start -= start % nanoseconds
        return longer
    }

    package static let minute: Timestamp = 60_000_000_000
    package static let hour = 60 * minute
    package static let day = 24 * hour
}

/// The latest candles of one length. Stretches without a trade have none.
struct CandleRing: BitwiseCopyable {
    private var candles: Arena<Candle>
    private(set) var count: UInt64 = 0
    private let max: UInt64

    init(max: Int) {
        candles = Arena(capacity: 4)
        self.max = UInt64(max)
    }

    func deallocate() { candles.deallocate() }

    /// After its bits were read from an image: memory of its own, then what was in it.
    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        if visitor.isReading { candles = Arena() }
        try visitor.visit(&candles)
    }

    /// The candle of a number, counted from 1, that is still remembered.
    subscript(number number: UInt64) -> Candle { candles[Int((number - 1) % max)] }

    /// Candles remembered.
    var length: Int { Int(min(count, max)) }

    /// The candle `age` places before the newest.
    @inline(__always) subscript(age age: Int) -> Candle {
        get { candles[Int((count - 1 - UInt64(age)) % max)] }
        nonmutating set { candles[Int((count - 1 - UInt64(age)) % max)] = newValue }
    }

    @inline(__always) nonmutating func add(_ later: Candle) { candles[Int((count - 1) % max)].add(later) }

    mutating func append(_ candle: Candle) {
        let place = Int(count % max)
        if place == candles.count { _ = candles.append() }
        candles[place] = candle
        count += 1
    }

    /// Adds a candle of a shorter stretch, to the newest one if it lies in it.
    mutating func fold(_ shorter: Candle, _ nanoseconds: Timestamp) {
        let candle = shorter.within(nanoseconds)
        if count > 0, self[age: 0].start == candle.start { add(candle) } else { append(candle) }
    }
}
