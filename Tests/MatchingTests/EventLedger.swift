import Market
import Matching

/// Follows every order through the events alone, and says when they do not add up.
struct EventLedger {
    struct Entry {
        var quantity: Int64
        var filled: Int64 = 0
        var leaves: Int64
        /// Number of the event that put it at the end of its queue.
        var queuedAt: Int
        var account: AccountID
        var side: Side
    }

    private var open: [OrderID: Entry] = [:]
    private var ended: Set<OrderID> = []
    private var events = 0

    /// Nil, or the first rule an event breaks.
    mutating func record(_ outcome: Outcome) -> String? {
        let entered = Dictionary(outcome.entered.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for event in outcome.events {
            events += 1
            if let fault = record(event, entered) { return "\(fault) in \(describe(event))" }
        }
        return nil
    }

    private mutating func record(_ event: BookEvent, _ entered: [OrderID: Outcome.Entered]) -> String? {
        let id = event.orderID
        switch event.kind {
        case .orderAccepted: return start(event)
        case .orderReplaced:
            guard open.removeValue(forKey: event.otherID) != nil else { return "an order that is not open was replaced" }
            ended.insert(event.otherID)
            return start(event)
        case .orderCanceled: return cancel(event, entered)
        case .orderAmended:
            guard var entry = open[id] else { return "an order that is not open was amended" }
            if entry.leaves != event.otherLeaves.lots { return "wrong open quantity before" }
            entry.quantity = event.quantity.lots
            entry.leaves = event.leaves.lots
            open[id] = entry
            return entry.leaves > 0 && entry.filled + entry.leaves == entry.quantity ? nil : "filled + open is not the quantity"
        case .orderTriggered, .orderRefreshed:
            guard let leaves = open[id]?.leaves else { return "an order that is not open" }
            open[id]?.queuedAt = events
            return leaves == event.leaves.lots ? nil : "wrong open quantity"
        case .trade: return trade(event, entered[id])
        default: return nil
        }
    }

    private mutating func start(_ event: BookEvent) -> String? {
        if open[event.orderID] != nil || ended.contains(event.orderID) { return "an id was used twice" }
        open[event.orderID] = Entry(
            quantity: event.quantity.lots, leaves: event.leaves.lots, queuedAt: events, account: event.account, side: event.side)
        return event.quantity == event.leaves ? nil : "new, but not whole"
    }

    private mutating func cancel(_ event: BookEvent, _ entered: [OrderID: Outcome.Entered]) -> String? {
        guard let entry = open.removeValue(forKey: event.orderID) else { return "an order that is not open was canceled" }
        ended.insert(event.orderID)
        if event.leaves != .zero { return "canceled, but leaves something" }
        return entry.leaves == event.quantity.lots && entry.leaves > 0 ? nil : "filled + open + canceled is not the quantity"
    }

    private mutating func trade(_ event: BookEvent, _ taker: Outcome.Entered?) -> String? {
        let isAuction = event.flags.contains(.auction)
        if event.quantity <= .zero { return "nothing was traded" }
        if open[event.orderID]?.side != event.side || open[event.otherID]?.side != event.side.opposite { return "not a buyer and a seller" }
        if open[event.orderID]?.account != event.account || open[event.otherID]?.account != event.otherAccount { return "wrong account" }
        if !isAuction {
            guard let taker else { return "the taker did not enter in this command" }
            if !taker.limit.isNone, taker.side == .buy ? event.price > taker.limit : event.price < taker.limit {
                return "the taker paid through its limit of \(taker.limit.ticks)"
            }
            if event.account == event.otherAccount && taker.selfTradePrevention != .none { return "a self-trade" }
        }
        return fill(event.orderID, event.quantity.lots, event.leaves.lots) ?? fill(event.otherID, event.quantity.lots, event.otherLeaves.lots)
    }

    private mutating func fill(_ id: OrderID, _ lots: Int64, _ leaves: Int64) -> String? {
        guard var entry = open[id] else { return "an order that is not open traded" }
        entry.filled += lots
        entry.leaves -= lots
        if entry.leaves != leaves || leaves < 0 { return "wrong open quantity of \(describe(id))" }
        if entry.filled + entry.leaves != entry.quantity { return "filled + open is not the quantity of \(describe(id))" }
        open[id] = leaves > 0 ? entry : nil
        if leaves == 0 { ended.insert(id) }
        return nil
    }

    // MARK: against the book

    /// Whether the orders of one list are as the events left them; in the book also: best price first, at one price first come first.
    func check(_ orders: [OrderView], inBook: Bool) -> String? {
        for order in orders {
            guard let entry = open[order.orderID] else { return "\(describe(order.orderID)) is open, which no event says" }
            if entry.leaves != order.leaves.lots || entry.quantity != order.quantity.lots { return "\(describe(order)) is not as its events left it" }
            if order.shown <= .zero || order.shown > order.leaves { return "\(describe(order)) shows what it has not" }
        }
        guard inBook else { return nil }
        for (first, second) in zip(orders, orders.dropFirst()) {
            let inPriceOrder = first.side == .buy ? first.price > second.price : first.price < second.price
            if inPriceOrder { continue }
            if first.price != second.price { return "\(describe(first)) stands before a better price" }
            guard let one = open[first.orderID]?.queuedAt, let other = open[second.orderID]?.queuedAt, one < other else {
                return "\(describe(first)) stands before \(describe(second)), which came first"
            }
        }
        return nil
    }

    func checkCount(_ openOrders: Int) -> String? {
        open.count == openOrders ? nil : "the events leave \(open.count) orders open, the book has \(openOrders)"
    }
}
