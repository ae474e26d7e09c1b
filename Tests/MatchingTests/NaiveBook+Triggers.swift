import Market
import Matching

extension NaiveBook {
    /// A buy stop and a sell take-profit fire at or above their trigger, a sell stop and a buy take-profit at or below.
    func isReached(_ order: NaiveOrder, by price: Price) -> Bool {
        if price.isNone { return false }
        return firesAbove(order) ? price >= order.trigger : price <= order.trigger
    }

    func firesAbove(_ order: NaiveOrder) -> Bool {
        let takesProfit = order.entry.type == .takeProfit || order.entry.type == .takeProfitLimit
        return (order.side == .buy) != takesProfit
    }

    /// Rising triggers, falling ones (nearest first), trailing stops, fired ones.
    var waitingInOrder: [NaiveOrder] {
        let ladders = waiting.filter { !$0.fired && $0.entry.type != .trailingStop }
        func nearest(_ a: NaiveOrder, _ b: NaiveOrder) -> Bool {
            a.trigger == b.trigger ? a.arrival < b.arrival : (a.trigger < b.trigger) == firesAbove(a)
        }
        return ladders.filter(firesAbove).sorted(by: nearest) + ladders.filter { !firesAbove($0) }.sorted(by: nearest)
            + waiting.filter { !$0.fired && $0.entry.type == .trailingStop }
            + waiting.filter { $0.fired }.sorted { $0.arrival < $1.arrival }
    }

    func trailed(from price: Price, _ order: NaiveOrder) -> Price {
        let offset = order.entry.trailingOffset
        return Price(ticks: order.side == .buy ? price.ticks + offset : price.ticks - offset)
    }

    /// What fires is decided from the first and the last trade price of a placement.
    mutating func fire(onTradesOf events: ArraySlice<BookEvent>) {
        let prices = events.filter { $0.kind == .trade }.map(\.price)
        guard let first = prices.first, let last = prices.last else { return }
        fire(on: first)
        fire(on: last)
    }

    mutating func fire(on price: Price) {
        lastPrice = price
        for index in waiting.indices where !waiting[index].fired {
            if waiting[index].entry.type == .trailingStop {
                let moved = trailed(from: price, waiting[index])
                let before = waiting[index].trigger
                waiting[index].trigger = waiting[index].side == .buy ? min(before, moved) : max(before, moved)
            }
            waiting[index].fired = isReached(waiting[index], by: price)
        }
    }

    // MARK: Follow-ups

    var hasFollowUps: Bool { phase == .continuous && (!exits.isEmpty || waiting.contains { $0.fired }) }

    /// The follow-up with the lowest arrival: a fired order or a bracket's exits.
    mutating func nextFollowUp(into events: inout [BookEvent]) -> Next? {
        if phase != .continuous { return nil }
        let fired = waiting.filter { $0.fired }.min { $0.arrival < $1.arrival }
        let exit = exits.min { $0.arrival < $1.arrival }
        if let exit, exit.arrival < fired?.arrival ?? .max {
            exits.removeAll { $0.arrival == exit.arrival }
            return .exits(exit.order)
        }
        guard var order = fired else { return nil }
        var event = event(.orderTriggered, order)
        event.quantity = event.leaves
        event.price = order.trigger
        events.append(event)
        cancelSiblingOnTrade(&order, into: &events)
        order.sharesReserve = false
        update(order)
        return .triggered(open(order))
    }

    mutating func enterTriggered(_ id: OrderID, into events: inout [BookEvent]) -> Placed {
        var order = remove(id)!
        order.waits = false
        order.fired = false
        return enter(order, into: &events)
    }

    // MARK: Replace

    /// The order a replacement would enter. One that was triggered and rests is a limit order by now.
    func replacement(_ replace: ReplaceOrder, of order: NaiveOrder) -> EnterOrder {
        var entry = order.entry
        if !order.waits && entry.type.hasLimit {
            entry.type = .limit
            entry.triggerPrice = .none
        }
        entry.flags.remove(.oneCancelsOther)  // alone by now, or it could not be replaced
        if !order.isBracket {
            entry.stopPrice = .none
            entry.stopLimitPrice = .none
        }
        entry.clientOrderID = replace.clientOrderID
        if !replace.price.isNone { entry.price = replace.price }
        if !replace.triggerPrice.isNone { entry.triggerPrice = replace.triggerPrice }
        entry.quantity = replace.quantity
        if entry.displayQuantity >= entry.quantity { entry.displayQuantity = .zero }
        entry.seenSequence = 0
        entry.maxMoveTicks = 0
        return entry
    }

    func admitReplace(_ replace: ReplaceOrder) -> RejectReason {
        switch status(of: replace.orderID) {
        case .unknown: return .unknownOrder
        case .ended: return .orderNotOpen
        case .open: break
        }
        let order = find(replace.orderID)!
        if order.sibling != .none || order.fired || (order.waits && order.entry.type == .trailingStop) { return .notAmendable }
        if !order.waits && !replace.triggerPrice.isNone { return .invalidTriggerPrice }
        return admit(replacement(replace, of: order))
    }

    mutating func replace(_ replace: ReplaceOrder, into events: inout [BookEvent]) -> Placed {
        var old = remove(replace.orderID)!
        let filled = old.filledBefore + old.filled
        // Carried over: the exits are due when the new order is done.
        old.filled = 0
        old.filledBefore = 0
        end(old)
        var order = makeOrder(replacement(replace, of: old))
        order.filledBefore = filled
        var event = event(.orderReplaced, order)
        event.otherID = old.id
        events.append(event)
        return order.waits ? wait(order) : enter(order, into: &events)
    }
}
