import Market
import Matching
import Risk

extension ExchangeState {
    /// Lets enter what the command set off, and what that sets off, until nothing is left or the record is full.
    mutating func followUp(_ symbol: SymbolID) {
        while books[symbol].hasFollowUps {
            if events.count >= options.eventsPerRecordMax {
                header.cascades = 1
                return
            }
            let start = events.count
            switch books[symbol].nextFollowUp(into: &events) {
            case nil: return
            case .triggered(let order):
                // The trigger and a cancelled other leg: both give back what they held.
                settle(from: start, Entering())
                enter(triggered: order)
            case .exits(let exits): enter(exits: exits)
            }
            notePrices(symbol)
        }
    }

    /// Enters an order whose trigger fired, if its account may trade and can pay for it now.
    private mutating func enter(triggered order: OpenOrder) {
        let id = order.orderID
        var incoming = EnterOrder(
            account: order.account, symbol: id.symbol, side: order.side, type: order.type.hasLimit ? .limit : .market, price: order.price,
            quantity: order.leaves)
        incoming.timeInForce = order.timeInForce
        incoming.selfTradePrevention = order.selfTradePrevention
        let start = events.count
        let entering = Entering(orderID: id, limit: incoming.type.hasLimit ? order.price : .none)
        let objection = objection(toTriggered: incoming)
        guard objection == .none else {
            books[id.symbol].cancel(id, reason: objection, into: &events)
            settle(from: start, entering)
            accounts[order.account].openOrders -= 1
            return
        }
        let placement = books[id.symbol].enterTriggered(id, into: &events)
        settle(from: start, entering)
        if placement.leaves.lots > 0 {
            // It was listed, and its expiry set, when it began to wait.
            hold(placement, order.side, order.account, id.symbol)
        } else {
            accounts[order.account].openOrders -= 1
        }
    }

    /// The account is not what it was when the order began to wait. Limits of value and number do not count: they were kept then.
    private func objection(toTriggered order: EnterOrder) -> CancelReason {
        switch accounts[order.account].state {
        case .halted: return .accountHalted
        case .reduceOnly where order.side == .buy: return .accountReduceOnly
        case .reduceOnly, .active: break
        }
        return shortage(of: order, released: 0) == .none ? .none : .insufficientBalance
    }

    /// Enters the exits of a bracket like a client's order, but for the limits: they only reduce what its entry built up.
    private mutating func enter(exits order: EnterOrder) {
        let start = events.count
        var reason = books[order.symbol].admit(order)
        let state = accounts[order.account].state
        if reason == .none, state == .halted { reason = .accountNotActive }
        if reason == .none, state == .reduceOnly, order.side == .buy { reason = .accountReduceOnly }
        if reason == .none { reason = shortage(of: order, released: 0) }
        if reason == .none { reason = openBalance(for: order) }
        guard reason == .none else { return reject(reason, account: order.account, symbol: order.symbol, side: order.side) }
        let placement = books[order.symbol].place(order, into: &events)
        settle(from: start, Entering(
            orderID: placement.orderID, sibling: events[start].otherID, limit: order.type.hasLimit ? order.price : .none))
        if placement.leaves.lots > 0 { rest(placement, order) }
    }
}
