import Market

/// A public trade.
package struct Print: BitwiseCopyable, Sendable, Hashable {
    package internal(set) var tradeID: UInt64
    package internal(set) var price: Price
    package internal(set) var quantity: Quantity
    package internal(set) var time: Timestamp
    /// The taker's; of an auction trade the buyer's.
    package internal(set) var side: Side
    package internal(set) var isAuction: Bool

    package init(tradeID: UInt64, price: Price, quantity: Quantity, time: Timestamp, side: Side, isAuction: Bool) {
        self.tradeID = tradeID
        self.price = price
        self.quantity = quantity
        self.time = time
        self.side = side
        self.isAuction = isAuction
    }
}

/// The last 24 hours of an instrument, to the minute. Without a trade in them all prices are the last one and the sums zero.
package struct Ticker: Sendable, Hashable {
    package var open: Price
    package var high: Price
    package var low: Price
    package var close: Price
    package var volume: Quantity
    package var quoteVolume: Amount
    package var trades: Int64
    /// Of the last trade.
    package var time: Timestamp

    package init(open: Price, high: Price, low: Price, close: Price, volume: Quantity, quoteVolume: Amount, trades: Int64, time: Timestamp) {
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.quoteVolume = quoteVolume
        self.trades = trades
        self.time = time
    }
}

/// What is public of one instrument: its last trades and its candles; and which entry the orders in its slots have.
package struct Tape: BitwiseCopyable {
    /// What a trade's money follows from.
    struct Terms: BitwiseCopyable {
        var baseAsset: AssetID
        var quoteAsset: AssetID
        var notionalUnits: Int64
        var lotUnits: Int64
    }

    let terms: Terms
    let instrument: Instrument
    var last = Price.none
    var lastTime: Timestamp = 0
    var phase: Phase
    var listedAt: Timestamp
    /// Volume and price of the last auction; `none` before the first that traded.
    var auctionPrice = Price.none
    var auctionVolume = Quantity.zero

    /// Entry of the last order in each slot of the book.
    var slots: Arena<UInt32>
    /// First of its brackets that wait for their exits.
    var pendingExits: UInt32 = 0
    /// Next instrument with the same base asset, plus one; 0 ends the chain.
    var nextOfBase: UInt32 = 0

    private(set) var printCount: UInt64 = 0
    private var prints: Arena<Print>
    /// The newest is the one of the current minute; it is in no longer one yet.
    private var minutes: CandleRing
    private var hours: CandleRing
    private var days: CandleRing
    /// When the newest minute ends; nothing is in it before the first trade.
    private var minuteEnds = Timestamp.min

    // The sum of the complete minutes of the window, as it was computed last.
    private var windowStart = Timestamp.min
    private var windowCount: UInt64 = 0
    private var window = Candle(start: 0, price: .none, quantity: .zero, gross: 0)

    /// Public trades remembered per instrument, 40 bytes each: what the longest answer holds.
    package static let printsMax = 1_000
    /// Candles of a minute: a day of minutes that all had trades, and the one at hand. 64 bytes each.
    static let minutesMax = 1_441
    /// Candles of an hour and of a day: what the longest answer holds.
    package static let hoursMax = 1_000
    package static let daysMax = 1_000

    init(_ instrument: Instrument, listedAt: Timestamp) {
        terms = Terms(
            baseAsset: instrument.baseAsset, quoteAsset: instrument.quoteAsset, notionalUnits: instrument.notionalUnits, lotUnits: instrument.lotUnits)
        self.instrument = instrument
        self.listedAt = listedAt
        phase = instrument.phase
        slots = Arena()
        prints = Arena()
        minutes = CandleRing(max: Self.minutesMax)
        hours = CandleRing(max: Self.hoursMax)
        days = CandleRing(max: Self.daysMax)
        window.trades = 0
    }

    func deallocate() {
        slots.deallocate()
        prints.deallocate()
        minutes.deallocate()
        hours.deallocate()
        days.deallocate()
    }

    /// All but what its own bits hold. On reading they were copied from an image, and so were addresses that mean nothing: they are replaced first.
    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        if visitor.isReading {
            slots = Arena()
            prints = Arena()
        }
        try visitor.visit(&slots)
        try visitor.visit(&prints)
        try minutes.visit(&visitor)
        try hours.visit(&visitor)
        try days.visit(&visitor)
    }

    /// Minutes that are over because a later one has begun, and one of them, counted from 1.
    var completeMinutes: UInt64 { minutes.count > 0 ? minutes.count - 1 : 0 }
    func minute(_ number: UInt64) -> Candle { minutes[number: number] }

    /// The last price, or the reference before the first trade.
    var mark: Price { last.isNone ? instrument.referencePrice : last }

    // MARK: writing

    @inline(__always) mutating func trade(_ print: Print, gross: Int64) {
        let place = Int(printCount % UInt64(Self.printsMax))
        if place == prints.count { _ = prints.append() }
        prints[place] = print
        printCount &+= 1
        last = print.price
        lastTime = print.time
        let candle = Candle(start: print.time, price: print.price, quantity: print.quantity, gross: gross)
        if print.time < minuteEnds { minutes.add(candle) } else { beginMinute(candle) }
    }

    @inline(never) private mutating func beginMinute(_ candle: Candle) {
        if minutes.count > 0 {
            let complete = minutes[age: 0]
            hours.fold(complete, Candle.hour)
            days.fold(complete, Candle.day)
        }
        let minute = candle.within(Candle.minute)
        minutes.append(minute)
        minuteEnds = minute.start + Candle.minute
    }

    @inline(__always) func slot(_ slot: UInt32) -> UInt32 {
        slot < UInt32(truncatingIfNeeded: slots.count) ? slots[slot] : 0
    }

    @inline(__always) mutating func setSlot(_ slot: UInt32, _ entry: UInt32) {
        if slot >= UInt32(truncatingIfNeeded: slots.count) { growSlots(slot) }
        slots[slot] = entry
    }

    @inline(never) private mutating func growSlots(_ slot: UInt32) {
        let room = slots.capacity
        _ = slots.append(count: max(Int(slot) + 1, min(room, Int(OrderID.slotMax) + 1)) - slots.count)
    }

    // MARK: reading

    /// The last public trades, newest first.
    func forEachPrint(max: Int, _ body: (Print) -> Void) {
        let length = UInt64(min(max, Int(min(printCount, UInt64(Self.printsMax)))))
        for age in 0..<length { body(prints[Int((printCount - 1 - age) % UInt64(Self.printsMax))]) }
    }

    /// The 24 hours before `time`; nil before the first trade.
    mutating func ticker(at time: Timestamp) -> Ticker? {
        guard minutes.count > 0 else { return nil }
        let start = (time - Candle.day) / Candle.minute * Candle.minute
        if start != windowStart || minutes.count != windowCount { sumWindow(from: start) }
        let current = minutes[age: 0]
        var sum = window
        if current.start >= start {
            if sum.trades == 0 { sum = current } else { sum.add(current) }
        }
        if sum.trades == 0 { return Ticker(open: last, high: last, low: last, close: last, volume: .zero, quoteVolume: .zero, trades: 0, time: lastTime) }
        return Ticker(
            open: sum.open, high: sum.high, low: sum.low, close: sum.close, volume: sum.volume, quoteVolume: sum.quoteVolume, trades: sum.trades,
            time: lastTime)
    }

    /// Adds up the complete minutes since `start`: at most once a minute.
    private mutating func sumWindow(from start: Timestamp) {
        windowStart = start
        windowCount = minutes.count
        window.trades = 0
        for age in (1..<max(minutes.length, 1)).reversed() {
            let candle = minutes[age: age]
            guard candle.start >= start else { continue }
            if window.trades == 0 { window = candle } else { window.add(candle) }
        }
    }

    /// From which start on all candles of a length are remembered whole; nil if none was ever forgotten.
    func candlesSureFrom(_ nanoseconds: Timestamp) -> Timestamp? {
        let ring = nanoseconds < Candle.hour ? minutes : nanoseconds < Candle.day ? hours : days
        guard ring.count > UInt64(ring.length) else { return nil }
        // Whatever was forgotten lies before the oldest one there is.
        let oldest = ring[age: ring.length - 1].start
        return oldest % nanoseconds == 0 ? oldest : oldest - oldest % nanoseconds + nanoseconds
    }

    /// Candles of a multiple of minutes that begin within `range`, the newest `max` of them, oldest first.
    ///
    /// As far as memory reaches: minutes below an hour, hours below a day, else days. The oldest one may lack what came before.
    func candles(_ nanoseconds: Timestamp, in range: ClosedRange<Timestamp>, max: Int) -> [Candle] {
        var found: [Candle] = []
        let (ring, unit) = nanoseconds < Candle.hour ? (minutes, Candle.minute) : nanoseconds < Candle.day ? (hours, Candle.hour) : (days, Candle.day)
        // From the newest back, so that `max` ends the walk. What is older comes first within a longer candle.
        func take(_ part: Candle) -> Bool {
            let candle = part.within(nanoseconds)
            if let newest = found.last, newest.start == candle.start {
                var joined = candle
                joined.add(newest)
                found[found.count - 1] = joined
                return true
            }
            guard candle.start >= range.lowerBound, found.count < max else { return false }
            if candle.start <= range.upperBound { found.append(candle) }
            return true
        }
        if unit != Candle.minute, minutes.count > 0, !take(minutes[age: 0]) { return [] }
        for age in 0..<ring.length where !take(ring[age: age]) { break }
        return found.reversed()
    }
}
