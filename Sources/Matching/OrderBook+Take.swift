import Market

// The short way of a plain order that trades with plain ones.
extension OrderBook {
    /// Whether nothing but its limit or bound and the exchange's limits can stop the order, and it has a slot.
    @inline(__always) func isPlainTaker(_ order: EnterOrder) -> Bool {
        isContinuous && state.freeSlot != 0 && !order.needsExtra && order.timeInForce != .fok && order.selfTradePrevention == .none
            && (order.type.hasLimit || instrument.marketProtectionPPM <= 0)
    }

    /// As the long way, but without a call for as long as makers are plain: the taker never has an address, and so stays in registers.
    @inline(__always) mutating func takePlainly(_ order: EnterOrder, into events: inout EventBuffer) -> Placement {
        let slot = takeSlot()
        let orders = orders
        let id = OrderID(symbol: symbol, slot: slot, generation: orders[slot].generation)
        events.append(Event(
            .orderAccepted, side: order.side, symbol: symbol, account: order.account, orderID: id, price: order.price,
            quantity: order.quantity, leaves: order.quantity))
        orders[slot].account = order.account.rawValue
        orders[slot].traits = Order.Traits(order, state: .ended)
        var taker = Taker(
            id: id, account: order.account.rawValue, side: order.side, selfTradePrevention: .none, leaves: order.quantity.lots,
            bounds: bounds(for: order), price: order.price)
        let ladder = order.side.opposite.ladder
        while taker.leaves > 0 && ladders[ladder].best < taker.bounds.key {
            let levels = ladders[ladder].levels
            let level = ladders[ladder].bestLevel
            let head = levels[level].head
            guard !orders[head].traits.isSpecial && taker.matchesLeft > 0 else { break }
            let ticks = ticks(ladders[ladder].best, on: ladder)
            if fillPlain(from: head, &taker, ticks: ticks, level: level, of: levels, into: &events) == 0 {
                ladders[ladder].closeLevel(level)
            }
        }
        guard taker.leaves == 0 else { return takeOn(slot, order, taker, into: &events) }
        giveBack(slot)
        tradesPrinted(first: taker.firstTicks, last: taker.lastTicks)
        return Placement(orderID: id, leaves: .zero, waits: false, reservePrice: .none, sibling: .none)
    }

    /// Goes on the long way, where a maker is not plain, a limit stops the order, or nobody is left.
    @inline(never) private mutating func takeOn(
        _ slot: UInt32, _ order: EnterOrder, _ stopped: Taker, into events: inout EventBuffer
    ) -> Placement {
        var taker = stopped
        state.openOrders &+= 1
        if order.clientOrderID != 0 { attachDetail(OrderDetail(clientOrderID: order.clientOrderID), to: slot) }
        if ladders[order.side.opposite.ladder].best < taker.bounds.key { match(&taker, into: &events) }
        return conclude(slot, order, taker, special: false, cause: .none, into: &events)
    }
}
