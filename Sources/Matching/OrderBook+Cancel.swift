import Market

extension OrderBook {
    /// Cancels an order if it is open and the account's own; otherwise says why not and does nothing.
    package mutating func cancel(_ id: OrderID, by account: AccountID, into events: inout EventBuffer) -> RejectReason {
        switch status(of: id) {
        case .unknown: return .unknownOrder
        case .ended: return .orderNotOpen
        case .open: break
        }
        guard orders[id.slot].account == account.rawValue else { return .notOwner }
        cancelOpen(id, reason: .byOwner, into: &events)
        return .none
    }

    /// Cancels an open order, and the other leg if it is one of a pair.
    package mutating func cancel(_ id: OrderID, reason: CancelReason, into events: inout EventBuffer) {
        precondition(status(of: id) == .open, "only open orders are cancelled")
        cancelOpen(id, reason: reason, into: &events)
    }

    @inline(__always) private mutating func cancelOpen(_ id: OrderID, reason: CancelReason, into events: inout EventBuffer) {
        let slot = id.slot
        let order = orders[slot]
        let traits = order.traits
        guard traits.isSpecial else {
            let price = Price(ticks: ticks(of: order))
            events.append(Event(
                .orderCanceled, reason: reason.rawValue, side: traits.side, symbol: symbol, account: AccountID(rawValue: order.account),
                orderID: id, price: price, quantity: Quantity(lots: order.shown), reservePrice: price))
            unqueue(slot, on: traits.side.ladder)
            state.openOrders &-= 1
            return giveBack(slot)
        }
        cancelSpecial(id, order, reason: reason, into: &events)
    }

    @inline(never) private mutating func cancelSpecial(
        _ id: OrderID, _ order: Order, reason: CancelReason, into events: inout EventBuffer
    ) {
        let slot = id.slot
        let extra = extras[details[slot].extra]
        let open = order.shown + extra.hidden
        let waits = order.traits.state != .resting
        var flags: Event.Flags = waits ? .waits : []
        if extra.sharesReserve != 0 { flags.insert(.sharesReserve) }
        events.append(Event(
            .orderCanceled, reason: reason.rawValue, side: order.traits.side, flags: flags, symbol: symbol,
            account: AccountID(rawValue: order.account), orderID: id, price: eventPrice(slot), quantity: Quantity(lots: open),
            reservePrice: extra.reservePrice))
        leave(slot)
        cancelSibling(of: slot, into: &events)
        end(slot, filled: details[slot].quantity - open)
    }

    /// Takes the order out of whatever queue it stands in.
    mutating func leave(_ slot: UInt32) {
        let traits = orders[slot].traits
        switch traits.state {
        case .ended: break
        case .resting:
            unqueue(slot, on: traits.side.ladder)
            if extras[details[slot].extra].hidden > 0 { state.icebergs -= 1 }
        case .waiting: stopWaiting(slot)
        case .fired:
            // Its entry in the queue of follow-ups goes stale with its generation.
            state.waitingOrders -= 1
        }
    }

    /// Limit, or trigger of a market type.
    func eventPrice(_ slot: UInt32) -> Price {
        let order = orders[slot]
        if order.traits.state == .resting { return Price(ticks: ticks(of: order)) }
        let extra = extras[details[slot].extra]
        return extra.price.isNone ? extra.triggerPrice : extra.price
    }

    // MARK: amend

    /// Whether an open order can be amended so; `none` if it can.
    package func admitAmend(_ amend: AmendOrder) -> RejectReason {
        switch status(of: amend.orderID) {
        case .unknown: return .unknownOrder
        case .ended: return .orderNotOpen
        case .open: break
        }
        let slot = amend.orderID.slot
        if sibling(of: slot) != .none || amend.quantity.lots >= details[slot].quantity { return .notAmendable }
        let filled = details[slot].quantity - open(slot)
        return amend.quantity.lots <= filled || amend.quantity.lots <= 0 ? .invalidQuantity : .none
    }

    /// Lowers the total quantity of an order that `admitAmend` let through; hidden quantity goes first.
    package mutating func amend(_ amend: AmendOrder, into events: inout EventBuffer) {
        let slot = amend.orderID.slot
        let before = open(slot)
        let cut = details[slot].quantity - amend.quantity.lots
        details[slot].quantity = amend.quantity.lots
        let extra = details[slot].extra
        let fromHidden = min(cut, extras[extra].hidden)
        if fromHidden > 0 {
            extras[extra].hidden -= fromHidden
            if extras[extra].hidden == 0 && orders[slot].traits.state == .resting { state.icebergs -= 1 }
        }
        orders[slot].shown -= cut - fromHidden
        if orders[slot].traits.state == .resting {
            ladders[orders[slot].traits.side.ladder].levels[orders[slot].level].shown -= cut - fromHidden
        }
        let waits = orders[slot].traits.state != .resting
        events.append(Event(
            .orderAmended, side: orders[slot].traits.side, flags: waits ? .waits : [], symbol: symbol,
            account: AccountID(rawValue: orders[slot].account), orderID: amend.orderID, price: eventPrice(slot), quantity: amend.quantity,
            leaves: Quantity(lots: before - cut), otherLeaves: Quantity(lots: before), reservePrice: reservePrice(slot)))
    }

    /// Open quantity, hidden part included.
    func open(_ slot: UInt32) -> Int64 { orders[slot].shown + extras[details[slot].extra].hidden }

    // MARK: replace

    /// Whether an open order can be replaced so; `none` if it can.
    package func admitReplace(_ replace: ReplaceOrder) -> RejectReason {
        switch status(of: replace.orderID) {
        case .unknown: return .unknownOrder
        case .ended: return .orderNotOpen
        case .open: break
        }
        let slot = replace.orderID.slot
        let traits = orders[slot].traits
        if sibling(of: slot) != .none || traits.state == .fired { return .notAmendable }
        if traits.state == .waiting && traits.type == .trailingStop { return .notAmendable }
        if traits.state == .resting && !replace.triggerPrice.isNone { return .invalidTriggerPrice }
        return admit(replacement(replace))
    }

    /// Ends the old order and enters the new one, which `admitReplace` let through, under a new id.
    package mutating func replace(_ replace: ReplaceOrder, into events: inout EventBuffer) -> Placement {
        let old = replace.orderID.slot
        let order = replacement(replace)
        let filled = details[old].quantity - open(old)
        let extra = details[old].extra
        let carried = order.flags.contains(.bracket) ? extras[extra].filled + filled : 0
        leave(old)
        if extra != 0 {
            details[old].extra = 0
            giveBackExtra(extra)
        }
        state.openOrders -= 1
        giveBack(old)
        let slot = takeSlot()
        let special = order.needsExtra
        let reserve = special ? initialReservePrice(order) : order.price
        events.append(Event(
            .orderReplaced, side: order.side, flags: order.type.waitsForTrigger ? .waits : [], symbol: symbol, account: order.account,
            orderID: id(of: slot), otherID: replace.orderID, price: order.price.isNone ? order.triggerPrice : order.price,
            quantity: order.quantity, leaves: order.quantity, reservePrice: reserve))
        return enter(order, slot: slot, special: special, reserve: reserve, carriedFill: carried, into: &events)
    }

    /// The order that takes the place of an open one.
    package func replacement(_ replace: ReplaceOrder) -> EnterOrder {
        let old = view(replace.orderID.slot)
        var order = EnterOrder(
            account: old.account, symbol: symbol, side: old.side, type: old.waits ? old.type : .limit,
            price: replace.price.isNone ? old.price : replace.price, quantity: replace.quantity)
        order.clientOrderID = replace.clientOrderID
        order.timeInForce = old.timeInForce
        order.selfTradePrevention = old.selfTradePrevention
        order.flags = old.flags.subtracting(.oneCancelsOther)
        order.expireTime = old.expireTime
        order.displayQuantity = replace.quantity > old.displayQuantity ? old.displayQuantity : .zero
        if old.waits { order.triggerPrice = replace.triggerPrice.isNone ? old.triggerPrice : replace.triggerPrice }
        if old.flags.contains(.bracket) {
            let extra = extras[details[replace.orderID.slot].extra]
            (order.stopPrice, order.stopLimitPrice, order.takeProfitPrice) = (extra.stopPrice, extra.stopLimitPrice, extra.takeProfitPrice)
        }
        return order
    }
}
