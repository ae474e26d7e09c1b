import Market

// One-cancels-other: a limit leg and a waiting leg that name each other in `OrderExtra.sibling`.
extension OrderBook {
    /// The id `acceptSibling` will give to the waiting leg.
    func siblingToBe() -> OrderID {
        let slot = state.freeSlot
        return slot != 0 ? id(of: slot) : OrderID(symbol: symbol, slot: UInt32(orders.count), generation: 1)
    }

    /// Enters the waiting leg of the pair whose limit leg is in `slot`.
    mutating func acceptSibling(of slot: UInt32, _ order: EnterOrder, into events: inout EventBuffer) {
        var leg = EnterOrder(
            account: order.account, symbol: symbol, side: order.side, type: order.stopLimitPrice.isNone ? .stopLoss : .stopLimit,
            price: order.stopLimitPrice, quantity: order.quantity)
        leg.timeInForce = order.timeInForce
        leg.expireTime = order.expireTime
        leg.triggerPrice = order.stopPrice
        leg.selfTradePrevention = order.selfTradePrevention
        leg.flags = .oneCancelsOther
        let other = takeSlot()
        let reserve = leg.price.isNone ? leg.triggerPrice : leg.price
        events.append(Event(
            .orderAccepted, side: leg.side, flags: [.waits, .sharesReserve], symbol: symbol, account: leg.account, orderID: id(of: other),
            otherID: id(of: slot), price: reserve, quantity: leg.quantity, leaves: leg.quantity))
        state.openOrders += 1
        orders[other].account = leg.account.rawValue
        orders[other].traits = Order.Traits(leg, state: .ended)
        attachExtra(leg, to: other, reserve: reserve, carriedFill: 0)
        extras[details[other].extra].sharesReserve = 1
        extras[details[other].extra].sibling = id(of: slot)
        extras[details[slot].extra].sibling = id(of: other)
        _ = wait(other, quantity: leg.quantity.lots)
    }

    func sibling(of slot: UInt32) -> OrderID {
        extra(of: slot).sibling
    }

    /// Parts the pair of the order in `slot`, if it is one, and cancels the other leg.
    mutating func cancelSibling(of slot: UInt32, into events: inout EventBuffer) {
        let extra = detail(of: slot).extra
        guard extra != 0, extras[extra].sibling != .none else { return }
        let sibling = extras[extra].sibling
        extras[extra].sibling = .none
        extras[extra].sharesReserve = 0
        guard status(of: sibling) == .open else { return }
        // It is alone now, so cancelling it stops there.
        extras[details[sibling.slot].extra].sibling = .none
        cancel(sibling, reason: .oneCancelsOther, into: &events)
    }

    @inline(never) mutating func cancelSibling(of taker: inout Taker, into events: inout EventBuffer) {
        taker.sibling = .none
        cancelSibling(of: taker.id.slot, into: &events)
    }
}
