import Engine
import Market
import Matching
import Wire

/// One instrument's book as the public sees it, kept up by published records.
///
/// It begins with a copy of the live book at some sequence number and follows the records behind that one. Hidden quantity is known here,
/// because records tell it, but no answer or update shows it. It belongs to the engine's loop.
///
/// An order enters in three steps that records tell apart only by what comes next: it is accepted, it trades as the taker, and what is left
/// rests unless a cancel follows. So the last order that entered is held back until another enters or the record ends.
package final class FeedBook {
    struct Entry: BitwiseCopyable {
        enum State: UInt8, BitwiseCopyable {
            case none = 0
            case waiting = 1
            /// On its way in: what is left of it will rest.
            case entering = 2
            case resting = 3
        }
        var orderID = OrderID.none
        /// Limit; of a market type that waits, its trigger.
        var price = Price.none
        var shown: Int64 = 0
        /// Open quantity, hidden part included.
        var open: Int64 = 0
        var display: Int64 = 0
        /// Neighbours in the queue of the price, by slot; 0 ends it.
        var next: UInt32 = 0
        var previous: UInt32 = 0
        var side = Side.buy
        var state = State.none
    }

    package let symbol: SymbolID
    /// Of the last record taken in, or of the copy it began with, which has to be durable before anything is shown.
    package private(set) var sequence: SequenceNumber
    package private(set) var phase: Phase
    /// Changes since `beginBatch`, in order.
    package private(set) var updates: [FeedUpdate] = []
    package internal(set) var subscribers = 0

    var bids = FeedSide(.buy)
    var asks = FeedSide(.sell)
    private var entries: [Entry] = [Entry()]
    private var entering: UInt32 = 0
    private var time: Timestamp = 0
    private var last: Price
    private let reference: Price
    /// Its band follows trades and phases as the exchange's does; its pauses are told.
    private var breaker: Breaker
    /// Prices whose levels changed in this batch, each maybe more than once.
    private var touched: [(side: Side, price: Price)] = []
    private var toldBest: (bid: FeedLevel?, ask: FeedLevel?)
    private var toldIndicative: (price: Price, volume: Quantity) = (.none, .zero)

    package init(_ snapshot: BookSnapshot) {
        symbol = snapshot.symbol
        sequence = snapshot.sequence
        phase = snapshot.phase
        last = snapshot.last
        reference = snapshot.reference
        breaker = snapshot.breaker
        for order in snapshot.bids + snapshot.asks {
            put(Entry(order))
            rest(order.orderID.slot, shown: order.shown.lots)
        }
        for order in snapshot.waiting {
            put(Entry(order))
            entries[Int(order.orderID.slot)].state = .waiting
        }
        touched = []
        toldBest = (bids.best, asks.best)
        toldIndicative = indicative
    }

    // MARK: answers

    /// `none` before the first trade.
    package var lastPrice: Price { last }

    /// Levels of a side, best first: price, quantity shown, orders.
    package func depth(_ side: Side, max: Int) -> [DepthLevel] {
        self[side].levels.suffix(max).reversed().map {
            DepthLevel(price: $0.price, quantity: Quantity(lots: $0.shown), orders: Int($0.orders))
        }
    }

    /// Orders of a side in price-time order: id, price and quantity shown.
    package func forEachOrder(_ side: Side, _ body: (OrderID, Price, Quantity) -> Void) {
        for level in self[side].levels.reversed() {
            var slot = level.head
            while slot != 0 {
                let entry = entries[Int(slot)]
                body(entry.orderID, entry.price, Quantity(lots: entry.shown))
                slot = entry.next
            }
        }
    }

    package var quote: BestQuote {
        BestQuote(
            symbol: symbol, phase: phase, sequence: sequence, time: time, bid: bids.best?.price ?? .none,
            bidQuantity: Quantity(lots: bids.best?.shown ?? 0), ask: asks.best?.price ?? .none, askQuantity: Quantity(lots: asks.best?.shown ?? 0))
    }

    /// Price and volume the auction would have now; `none` and zero outside collecting phases, and where nothing crosses.
    package var indicative: (price: Price, volume: Quantity) {
        guard phase.collects, let bid = bids.best?.price, let ask = asks.best?.price, bid >= ask else { return (.none, .zero) }
        let buyers = bids.levels.reversed().prefix { $0.price >= ask }.map { (ticks: $0.price.ticks, lots: $0.open) }
        let sellers = asks.levels.reversed().prefix { $0.price <= bid }.map { (ticks: $0.price.ticks, lots: $0.open) }
        return Auction.indicative(bids: buyers, asks: sellers, reference: last.isNone ? reference : last, within: breaker.limits)
    }

    private subscript(side: Side) -> FeedSide { side == .buy ? bids : asks }

    // MARK: records

    package func beginBatch() { updates.removeAll(keepingCapacity: true) }

    /// Whether a record is news to the book: those its copy holds already are not.
    @inline(__always) func expects(_ sequence: SequenceNumber) -> Bool { sequence > self.sequence }

    func begin(_ sequence: SequenceNumber, _ time: Timestamp) {
        self.sequence = sequence
        self.time = time
    }

    func apply(_ recorded: RecordedEvent, display: Quantity) {
        let event = recorded.event
        switch event.kind {
        case .orderAccepted: accept(event, display: display.lots)
        case .orderReplaced: replace(event)
        case .orderTriggered: trigger(event)
        case .orderCanceled: cancel(event.orderID)
        case .orderAmended: amend(event)
        case .orderRefreshed: refresh(event)
        case .trade: trade(recorded)
        case .phaseChanged: changePhase(event)
        default: break
        }
    }

    /// The record is complete: what is left of the last order that entered rests.
    func end() {
        settleEntering()
        noteLast()
    }

    /// Adds what the batch changed of levels, best prices and the auction's prospects.
    package func endBatch() {
        touched.sort { $0.side != $1.side ? $0.side.rawValue < $1.side.rawValue : $0.price < $1.price }
        for index in touched.indices where index == 0 || touched[index] != touched[index - 1] {
            let (side, price) = touched[index]
            let level = self[side].level(at: price)
            tell(.level, side, price, level?.shown ?? 0, orders: level?.orders ?? 0)
        }
        touched.removeAll(keepingCapacity: true)
        if !Self.looksSame(bids.best, toldBest.bid) { tell(.best, .buy, bids.best?.price ?? .none, bids.best?.shown ?? 0, orders: bids.best?.orders ?? 0) }
        if !Self.looksSame(asks.best, toldBest.ask) { tell(.best, .sell, asks.best?.price ?? .none, asks.best?.shown ?? 0, orders: asks.best?.orders ?? 0) }
        toldBest = (bids.best, asks.best)
        let indicative = indicative
        guard indicative != toldIndicative else { return }
        toldIndicative = indicative
        tell(.indicative, .buy, indicative.price, indicative.volume.lots)
    }

    private static func looksSame(_ a: FeedLevel?, _ b: FeedLevel?) -> Bool { a?.price == b?.price && a?.shown == b?.shown && a?.orders == b?.orders }

    // MARK: events

    private func accept(_ event: Event, display: Int64) {
        put(Entry(
            orderID: event.orderID, price: event.price, open: event.leaves.lots, display: display, side: event.side,
            state: event.flags.contains(.waits) ? .waiting : .entering))
        // A waiting order changes nothing in the book: the other leg of a pair comes before its limit leg trades.
        if !event.flags.contains(.waits) { enter(event.orderID.slot) }
    }

    private func replace(_ event: Event) {
        let display = entry(event.otherID)?.display ?? 0
        remove(event.otherID)
        // An iceberg replaced by no more than it shows is shown whole.
        accept(event, display: event.leaves.lots > display ? display : 0)
    }

    private func trigger(_ event: Event) {
        guard entry(event.orderID) != nil else { return }
        let slot = event.orderID.slot
        entries[Int(slot)].open = event.leaves.lots
        entries[Int(slot)].state = .entering
        enter(slot)
    }

    private func cancel(_ id: OrderID) { remove(id) }

    private func amend(_ event: Event) {
        guard var entry = entry(event.orderID) else { return }
        let cut = event.otherLeaves.lots - event.leaves.lots
        let hidden = entry.open - entry.shown
        entry.open = event.leaves.lots
        guard entry.state == .resting else { return entries[Int(event.orderID.slot)] = entry }
        // A client's amendment takes hidden quantity first, self-trade prevention what is shown.
        let fromShown = event.cancelReason == .selfTrade ? cut : max(0, cut - hidden)
        shrink(event.orderID, open: event.leaves.lots, shown: entry.shown - fromShown)
    }

    private func refresh(_ event: Event) {
        guard let entry = entry(event.orderID), entry.state == .resting else { return }
        let slot = event.orderID.slot
        unqueue(slot)
        queue(slot, shown: event.quantity.lots)
        tell(.orderRefreshed, entry.side, entry.price, event.quantity.lots, id: entry.orderID)
    }

    private func trade(_ recorded: RecordedEvent) {
        let event = recorded.event
        // Whoever takes is entering: if it is another, the one before has entered.
        if entering != 0, entries[Int(entering)].orderID != event.orderID { settleEntering() }
        last = event.price
        updates.append(FeedUpdate(
            .trade, side: event.side, isAuction: event.flags.contains(.auction), symbol: symbol, sequence: sequence, time: time,
            orderID: event.otherID, tradeID: recorded.tradeID, price: event.price, quantity: event.quantity))
        fill(event.orderID, event.quantity.lots, left: event.leaves.lots)
        fill(event.otherID, event.quantity.lots, left: event.otherLeaves.lots)
    }

    private func fill(_ id: OrderID, _ lots: Int64, left: Int64) {
        guard let entry = entry(id) else { return }
        if left == 0 { return remove(id) }
        if entry.state == .resting { return shrink(id, open: left, shown: entry.shown - lots) }
        entries[Int(id.slot)].open = left
    }

    private func changePhase(_ event: Event) {
        phase = UInt8(exactly: event.leaves.lots).flatMap(Phase.init) ?? phase
        breaker.notePhase(phase, auction: event.price, last: last, at: time)
        updates.append(FeedUpdate(
            .phase, phase: phase, symbol: symbol, sequence: sequence, time: time, price: event.price, quantity: event.quantity))
    }

    // MARK: entries

    /// An order the book holds; nil for takers that never rest and for what it was never told of.
    private func entry(_ id: OrderID) -> Entry? {
        guard Int(id.slot) < entries.count, id != .none else { return nil }
        let entry = entries[Int(id.slot)]
        return entry.orderID == id ? entry : nil
    }

    private func put(_ entry: Entry) {
        let slot = Int(entry.orderID.slot)
        while entries.count <= slot { entries.append(Entry()) }
        entries[slot] = entry
    }

    /// The first that took gives the band a centre, if nothing else did: with the last of its prices.
    private func noteLast() { _ = breaker.noteTrade(last, at: time) }

    private func enter(_ slot: UInt32) {
        settleEntering()
        noteLast()
        entering = slot
    }

    private func settleEntering() {
        guard entering != 0 else { return }
        let slot = entering
        entering = 0
        let entry = entries[Int(slot)]
        let shown = entry.display == 0 ? entry.open : min(entry.open, entry.display)
        rest(slot, shown: shown)
        tell(.orderAdded, entry.side, entry.price, shown, id: entry.orderID)
    }

    private func remove(_ id: OrderID) {
        guard let entry = entry(id) else { return }
        if entering == id.slot { entering = 0 }
        if entry.state == .resting {
            unqueue(id.slot)
            tell(.orderRemoved, entry.side, entry.price, 0, id: id)
        }
        entries[Int(id.slot)] = Entry()
    }

    private func shrink(_ id: OrderID, open: Int64, shown: Int64) {
        let before = entries[Int(id.slot)]
        entries[Int(id.slot)].open = open
        entries[Int(id.slot)].shown = shown
        change(before.side, before.price) {
            $0.shown += shown - before.shown
            $0.open += open - before.open
        }
        if shown != before.shown { tell(.orderReduced, before.side, before.price, shown, id: id) }
    }

    // MARK: levels

    private func rest(_ slot: UInt32, shown: Int64) {
        entries[Int(slot)].state = .resting
        queue(slot, shown: shown)
    }

    /// Appends the order to the queue of its price.
    private func queue(_ slot: UInt32, shown: Int64) {
        entries[Int(slot)].shown = shown
        let entry = entries[Int(slot)]
        var tail: UInt32 = 0
        change(entry.side, entry.price) {
            tail = $0.tail
            $0.tail = slot
            if tail == 0 { $0.head = slot }
            $0.orders += 1
            $0.shown += shown
            $0.open += entry.open
        }
        entries[Int(slot)].previous = tail
        entries[Int(slot)].next = 0
        if tail != 0 { entries[Int(tail)].next = slot }
    }

    private func unqueue(_ slot: UInt32) {
        let entry = entries[Int(slot)]
        if entry.previous != 0 { entries[Int(entry.previous)].next = entry.next }
        if entry.next != 0 { entries[Int(entry.next)].previous = entry.previous }
        change(entry.side, entry.price) {
            if entry.previous == 0 { $0.head = entry.next }
            if entry.next == 0 { $0.tail = entry.previous }
            $0.orders -= 1
            $0.shown -= entry.shown
            $0.open -= entry.open
        }
    }

    private func change(_ side: Side, _ price: Price, _ body: (inout FeedLevel) -> Void) {
        if side == .buy { bids.change(price, body) } else { asks.change(price, body) }
        touched.append((side, price))
    }

    private func tell(_ kind: FeedUpdate.Kind, _ side: Side, _ price: Price, _ lots: Int64, id: OrderID = .none, orders: UInt32 = 0) {
        updates.append(FeedUpdate(
            kind, side: side, phase: phase, symbol: symbol, orders: orders, sequence: sequence, time: time, orderID: id, price: price,
            quantity: Quantity(lots: lots)))
    }
}

extension FeedBook.Entry {
    init(_ order: OpenOrder) {
        self.init(
            orderID: order.orderID, price: order.price.isNone ? order.triggerPrice : order.price, shown: order.shown.lots, open: order.leaves.lots,
            display: order.displayQuantity.lots, side: order.side, state: .resting)
    }
}
