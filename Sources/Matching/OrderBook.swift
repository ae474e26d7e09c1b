import Market
import Synchronization

/// One instrument's orders with price-time priority. The rules are in this module's README.
///
/// Everything lives in arenas with 32-bit links; placing, matching and cancelling allocate nothing in steady state.
/// - Complexity: place, cancel, amend and each fill O(1).
@usableFromInline package struct OrderBook: ~Copyable {
    /// Fills and self-trades one placement can make before its remainder is cancelled, so that one command's work and record stay bounded.
    package static let matchesPerCommandMax = 1 << 16
    /// Events of one placement: each step of matching makes at most three (a decrement: both sides, and a pair's other leg), and the order
    /// itself a few (two answers, its trigger, a change of phase, its end and its other leg's).
    package static let eventsPerPlacementMax = 3 * matchesPerCommandMax + 8
    /// Every trade moves every trailing stop, so there may not be many.
    package static let trailingStopsMax = 1 << 12
    /// Touches the guard can look back on.
    package static let touchHistoryMax = 1 << 10
    /// Where a book has to start, in bytes: on a cache line.
    package static let alignment = 64

    // What nearly every command reads comes first, in one cache line, and what new orders read in the next: a book starts on one.
    // The arenas are handles: copying one out of `self` costs nothing and shares the memory.
    @usableFromInline var orders: Arena<Order>
    /// Bids and asks by `Side`, then orders waiting for a rising and for a falling price.
    @usableFromInline var touchKeys: (bid: UInt32, ask: UInt32) = (Ladder.noKey, Ladder.noKey)
    @usableFromInline let symbol: SymbolID
    /// A first level came or went since `touchKeys` were compared: without, nobody has to look at both ladders.
    @usableFromInline var touchMayHaveMoved = false
    @usableFromInline var state: BookState
    private let padding: UInt64 = 0

    @usableFromInline var quickRules = QuickRules()
    /// Furthest key a taker of a side may trade at, from `limits`: whichever of band and pause is tighter.
    @usableFromInline var limitKeys: (buy: UInt32, sell: UInt32) = (Ladder.noKey &- 1, Ladder.noKey &- 1)
    @usableFromInline var details: Arena<OrderDetail>
    /// From `instrument`, for it to lie near.
    @usableFromInline let protectsMarketOrders: Bool
    /// Pins the book to its address. Without a member that lives in memory, every call of a non-mutating method copies all of `self`.
    private let pin = Atomic<UInt8>(0)

    // Two lines in, so that theirs are lines too.
    @usableFromInline var ladders: Ladders

    var seldom = SeldomState()
    var extras: Arena<OrderExtra>
    var trailing: Arena<UInt32>
    var fired: Arena<Fired>
    var touches: Arena<Touch>
    let minTicks: Int64
    let maxTicks: Int64
    package var limits: PriceLimits { didSet { rulesChanged() } }
    let instrument: Instrument

    /// Derived: DAY orders a closing book has yet to cancel, the first of them last.
    var closing: [OrderID] = []

    /// Fills whole cache lines, so that in a row of books each starts on one.
    private let morePadding: UInt64 = 0

    /// What of the book is not in an arena: the part that most commands read or change.
    @usableFromInline struct BookState: BitwiseCopyable {
        @usableFromInline var freeSlot: UInt32 = 0
        @usableFromInline var openOrders: UInt32 = 0
        @usableFromInline var firedCount: UInt32 = 0
        @usableFromInline var phase: UInt32 = 0
        @usableFromInline var lastTicks = Int64.min
    }

    /// The rest of it.
    struct SeldomState: BitwiseCopyable {
        var waitingOrders: UInt32 = 0
        var freeExtra: UInt32 = 0
        var touchCount: UInt64 = 0
        var arrivals: UInt64 = 0
        /// Open orders with a hidden part.
        var icebergs: UInt32 = 0
        var trailingCount: UInt32 = 0
        /// Price of the auction being run, `Int64.min` while there is none.
        var auctionTicks = Int64.min
        /// 1 while the DAY orders of a closing book are being cancelled, 2 while those that the band keeps crossed are.
        var closes: UInt64 = 0
    }

    /// Bounds within which a plain limit order is admitted without asking further; counts of 0 let none through.
    @usableFromInline struct QuickRules {
        @usableFromInline var firstTicks: Int64 = 0
        @usableFromInline var tickCount: UInt64 = 0
        @usableFromInline var firstLots: Int64 = 0
        @usableFromInline var lotCount: UInt64 = 0

        @inlinable @inline(__always) func allow(_ price: Price, _ quantity: Quantity) -> Bool {
            UInt64(bitPattern: price.ticks &- firstTicks) < tickCount && UInt64(bitPattern: quantity.lots &- firstLots) < lotCount
        }
    }

    package init(symbol: SymbolID, instrument: Instrument) {
        precondition(instrument.maxPrice.ticks - instrument.minPrice.ticks <= Instrument.priceSpanMax, "price span beyond its limit")
        self.symbol = symbol
        self.instrument = instrument
        minTicks = instrument.minPrice.ticks
        maxTicks = instrument.maxPrice.ticks
        protectsMarketOrders = instrument.marketProtectionPPM > 0
        orders = Arena(count: 1)
        details = Arena(count: 1)
        extras = Arena(count: 1)
        ladders = Ladders(low: minTicks, high: maxTicks)
        trailing = Arena(capacity: 0)
        fired = Arena(capacity: 0)
        touches = Arena(capacity: 0)
        state = BookState()
        state.phase = UInt32(instrument.phase.rawValue)
        limits = .none
        rulesChanged()
    }

    deinit {
        orders.deallocate()
        details.deallocate()
        extras.deallocate()
        trailing.deallocate()
        fired.deallocate()
        touches.deallocate()
    }

    // MARK: queries

    // `phase` was stored from a `Phase`.
    package var phase: Phase { Phase(rawValue: UInt8(truncatingIfNeeded: state.phase)) ?? .closed }
    @inline(__always) var isContinuous: Bool { state.phase == UInt32(Phase.continuous.rawValue) }
    package var lastPrice: Price { Price(ticks: state.lastTicks) }
    package var openOrders: Int { Int(state.openOrders) }

    /// Bytes of orders and price levels in use; the touch history, bounded per book, is not in it.
    package var bytesInUse: Int {
        orders.bytesInUse + details.bytesInUse + extras.bytesInUse + (0..<4).reduce(0) { $0 + ladders[$1].bytesInUse }
    }

    /// Best price of a side; `none` when it is empty.
    package func best(_ side: Side) -> Price {
        let key = ladders[side.ladder].best
        return key == Ladder.noKey ? .none : Price(ticks: ticks(key, on: side.ladder))
    }

    @inline(__always) package func status(of id: OrderID) -> OrderStatus {
        guard id.symbol == symbol, id.slot != 0, Int(id.slot) < orders.count, id.generation != 0 else { return .unknown }
        let order = orders[id.slot]
        if id.generation > order.generation { return .unknown }
        if id.generation < order.generation { return .ended }
        return order.traits.state == .ended ? .unknown : .open
    }

    /// Whether an order is open, in one comparison where `status` makes five.
    @inlinable @inline(__always) package func isOpen(_ id: OrderID) -> Bool {
        let orders = orders
        let slot = id.slot
        guard slot < UInt32(truncatingIfNeeded: orders.count) else { return false }
        let order = orders[slot]
        // Both at once, without a branch between them.
        let difference = id.rawValue ^ OrderID(symbol: symbol, slot: slot, generation: order.generation).rawValue
        let state = order.traits.bits & Order.Traits.stateBits
        return (difference == 0 ? state : 0) != 0
    }

    /// A copy of an open order, nil if it is not open.
    package func order(_ id: OrderID) -> OpenOrder? {
        isOpen(id) ? view(id.slot) : nil
    }

    /// The account of an open order, nil if it is not open: what a cancel has to know.
    package func owner(_ id: OrderID) -> AccountID? {
        isOpen(id) ? AccountID(rawValue: orders[id.slot].account) : nil
    }

    func view(_ slot: UInt32) -> OpenOrder {
        let order = orders[slot]
        let detail = detail(of: slot)
        let extra = extras[detail.extra]
        let traits = order.traits
        let limit = traits.state == .resting ? Price(ticks: ticks(of: order)) : extra.price
        return OpenOrder(
            orderID: id(of: slot), clientOrderID: detail.clientOrderID, account: AccountID(rawValue: order.account), side: traits.side,
            type: traits.type, timeInForce: traits.timeInForce, selfTradePrevention: traits.selfTradePrevention, flags: traits.flags,
            price: limit, triggerPrice: traits.isSpecial ? extra.triggerPrice : .none,
            quantity: Quantity(lots: order.shown + extra.hidden + detail.filled), leaves: Quantity(lots: order.shown + extra.hidden),
            shown: Quantity(lots: order.shown),
            displayQuantity: Quantity(lots: extra.displayQuantity), expireTime: extra.expireTime, sibling: extra.sibling,
            reservePrice: reservePrice(slot), sharesReserve: extra.sharesReserve != 0, waits: traits.state != .resting)
    }

    /// Levels of a side, best first, with the quantity shown.
    package func forEachLevel(_ side: Side, max: Int, _ body: (Price, Quantity) -> Void) {
        var left = max
        forEachLevel(onLadder: side.ladder) { key, level in
            guard left > 0 else { return false }
            left -= 1
            body(Price(ticks: ticks(key, on: side.ladder)), Quantity(lots: ladders[side.ladder].levels[level].shown))
            return true
        }
    }

    /// Orders in the book, in price-time order.
    package func forEachOrder(_ side: Side, _ body: (OpenOrder) -> Void) {
        forEachSlot(onLadder: side.ladder) { body(view($0)) }
    }

    /// Orders waiting for a trigger: rising, then falling, nearest trigger first, then trailing stops, then fired ones by arrival.
    package func forEachWaitingOrder(_ body: (OpenOrder) -> Void) {
        for slot in waitingSlots() { body(view(slot)) }
    }

    func waitingSlots() -> [UInt32] {
        var slots: [UInt32] = []
        forEachSlot(onLadder: risingLadder) { slots.append($0) }
        forEachSlot(onLadder: fallingLadder) { slots.append($0) }
        for index in 0..<seldom.trailingCount { slots.append(trailing[index]) }
        let entries = (0..<state.firedCount).map { fired[$0] }.sorted { $0.arrival < $1.arrival }
        for entry in entries where entry.generation != 0 && orders[entry.index].generation == entry.generation { slots.append(entry.index) }
        return slots
    }

    func forEachLevel(onLadder ladder: Int, _ body: (_ key: UInt32, _ level: UInt32) -> Bool) {
        var key = ladders[ladder].best
        var level = ladders[ladder].bestLevel
        while key != Ladder.noKey, body(key, level) {
            guard let next = ladders[ladder].next(after: key) else { return }
            key = next.key
            level = next.level
        }
    }

    func forEachSlot(onLadder ladder: Int, _ body: (UInt32) -> Void) {
        forEachLevel(onLadder: ladder) { _, level in
            var slot = ladders[ladder].levels[level].head
            while slot != 0 {
                body(slot)
                slot = orders[slot].next
            }
            return true
        }
    }

    // MARK: prices and keys

    /// Key of a price within `minPrice…maxPrice`.
    @inline(__always) func key(_ ticks: Int64, on ladder: Int) -> UInt32 { ladders[ladder].key(ofTicks: ticks) }

    @inlinable @inline(__always) func ticks(_ key: UInt32, on ladder: Int) -> Int64 { ladders[ladder].ticks(ofKey: key) }

    @inlinable @inline(__always) func ticks(of order: Order) -> Int64 {
        let ladder = order.traits.side.ladder
        return ticks(ladders[ladder].key(ofLevel: order.level), on: ladder)
    }

    @inline(__always) func id(of slot: UInt32) -> OrderID {
        OrderID(symbol: symbol, slot: slot, generation: orders[slot].generation)
    }

    /// What an order without a detail has is all 0.
    func detail(of slot: UInt32) -> OrderDetail { orders[slot].traits.isDetailed ? details[slot] : OrderDetail() }

    /// Of an order without an `OrderExtra`, number 0, which nobody has.
    func extra(of slot: UInt32) -> OrderExtra { extras[orders[slot].traits.isSpecial ? details[slot].extra : 0] }

    /// Open quantity, hidden part included.
    func open(_ slot: UInt32) -> Int64 { orders[slot].shown + extra(of: slot).hidden }

    func filled(_ slot: UInt32) -> Int64 { detail(of: slot).filled }

    func reservePrice(_ slot: UInt32) -> Price {
        let order = orders[slot]
        if order.traits.isSpecial { return extras[details[slot].extra].reservePrice }
        return Price(ticks: ticks(of: order))
    }

    /// Whether a limit order, its price within `minPrice…maxPrice`, would find someone to trade with.
    @inline(__always) func crosses(_ order: EnterOrder) -> Bool {
        let opposite = order.side.opposite.ladder
        return ladders[opposite].best <= key(order.price.ticks, on: opposite)
    }

    /// Whether an order at `key` of its own ladder would find someone to trade with.
    @inlinable @inline(__always) func crosses(_ key: UInt32, on ladder: Int) -> Bool {
        ladders[ladder ^ 1].best <= ladders[ladder].mirrored(key)
    }

    /// How far a taker of `side` may go on the other side's ladder under a limit at `ticks`, which may lie outside the price range.
    @inline(__always) func reach(_ ticks: Int64, for side: Side) -> UInt32 {
        let inside = min(max(ticks, minTicks), maxTicks)
        let key = key(inside, on: side.opposite.ladder)
        if ticks == inside { return key &+ 1 }
        return (ticks > inside) == (side == .buy) ? key &+ 1 : 0
    }

    /// Derives what is checked often from what changes seldom: the limits, the phase and the instrument.
    mutating func rulesChanged() {
        let (band, pause) = (bandKeys, pauseKeys)
        limitKeys = (min(band.buy, pause.buy), min(band.sell, pause.sell))
        quickRules = QuickRules()
        guard isContinuous && instrument.minNotional.units <= 0 else { return }
        let low = limits.bandLow.isNone ? minTicks : max(minTicks, limits.bandLow.ticks)
        let high = limits.bandHigh.isNone ? maxTicks : min(maxTicks, limits.bandHigh.ticks)
        let (fewest, most) = (instrument.minQuantity.lots, instrument.maxQuantity.lots)
        // Far from the ends of 64 bits, so that the one subtraction of `allow` tells inside from outside.
        guard low <= high && low > .min / 2 && high < .max / 2 && fewest >= 0 && fewest <= most && most < .max else { return }
        quickRules = QuickRules(
            firstTicks: low, tickCount: UInt64(high &- low) &+ 1, firstLots: fewest, lotCount: UInt64(most &- fewest) &+ 1)
    }

    /// Furthest key a taker of a side may trade at under the static band.
    var bandKeys: (buy: UInt32, sell: UInt32) { (limitKey(limits.bandHigh, .buy), limitKey(limits.bandLow, .sell)) }

    /// Furthest key a taker of a side may trade at before trading pauses.
    var pauseKeys: (buy: UInt32, sell: UInt32) { (limitKey(limits.pauseHigh, .buy), limitKey(limits.pauseLow, .sell)) }

    private func limitKey(_ price: Price, _ side: Side) -> UInt32 { price.isNone ? Ladder.noKey &- 1 : reach(price.ticks, for: side) }

    // MARK: slots

    /// A free slot for a new order; nil when the book is full.
    @inline(__always) mutating func takeSlot() -> UInt32 {
        let slot = state.freeSlot
        guard slot != 0 else { return growSlots() }
        state.freeSlot = orders[slot].next
        return slot
    }

    @inline(never) mutating func growSlots() -> UInt32 {
        let slot = orders.append()
        _ = details.append()
        orders[slot].generation = 1
        return slot
    }

    /// Ends the order in `slot`: its id is never valid again.
    @inlinable @inline(__always) mutating func giveBack(_ slot: UInt32) {
        let orders = orders
        let generation = orders[slot].generation
        orders[slot].generation = generation &+ 1
        orders[slot].traits.bits &= ~Order.Traits.stateBits
        guard generation < OrderID.generationMax - 1 else { return }  // used up: the slot is retired
        orders[slot].next = state.freeSlot
        state.freeSlot = slot
    }

    mutating func takeExtra() -> UInt32 {
        let index = seldom.freeExtra
        guard index != 0 else { return extras.append() }
        seldom.freeExtra = extras[index].link
        extras[index] = OrderExtra()
        return index
    }

    mutating func giveBackExtra(_ index: UInt32) {
        extras[index] = OrderExtra()
        extras[index].link = seldom.freeExtra
        seldom.freeExtra = index
    }

    // MARK: the touch

    /// Remembers the touch if the command with this number changed it. Call it after every command.
    @inlinable @inline(__always) package mutating func finishCommand(sequence: SequenceNumber) {
        if touchMayHaveMoved { recordTouch(sequence) }
    }

    @usableFromInline @inline(never) mutating func recordTouch(_ sequence: SequenceNumber) {
        touchMayHaveMoved = false
        let (bid, ask) = (ladders.best(.buy), ladders.best(.sell))
        guard bid != touchKeys.bid || ask != touchKeys.ask else { return }
        touchKeys = (bid, ask)
        let index = UInt32(truncatingIfNeeded: seldom.touchCount) % UInt32(Self.touchHistoryMax)
        if Int(index) == touches.count { _ = touches.append() }
        touches[index] = Touch(sequence: sequence, bid: best(.buy), ask: best(.sell))
        seldom.touchCount &+= 1
    }

    /// The touch as it stood after `sequence`; nil when that is further back than the history.
    func touch(at sequence: SequenceNumber) -> Touch? {
        let count = seldom.touchCount
        let kept = min(count, UInt64(Self.touchHistoryMax))
        var low = count - kept
        var high = count
        // The last entry at or before `sequence`.
        while low < high {
            let middle = (low + high) / 2
            if touches[Int(middle % UInt64(Self.touchHistoryMax))].sequence <= sequence { low = middle + 1 } else { high = middle }
        }
        if low > count - kept { return touches[Int((low - 1) % UInt64(Self.touchHistoryMax))] }
        return count == kept ? Touch() : nil
    }
}

let bidLadder = 0
let askLadder = 1
let risingLadder = 2
let fallingLadder = 3

extension Side {
    @inlinable @inline(__always) var ladder: Int { Int(rawValue) }
}
