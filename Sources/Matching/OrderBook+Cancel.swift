import Market

extension OrderBook {
    /// Cancels an order if it is open and the account's own; otherwise says why not and does nothing.
    @inlinable @inline(__always) package mutating func cancel(_ id: OrderID, by account: AccountID, into events: inout EventBuffer) -> RejectReason {
        // What has to grow goes the long way, so that the short one calls nobody on its way, and saves nothing.
        guard let order = plainOrder(id), order.account == account.rawValue, !events.isFull else {
            return cancelInFull(id, by: account, into: &events)
        }
        cancelPlain(id, order, reason: .byOwner, into: &events)
        return .none
    }

    @usableFromInline @inline(never) mutating func cancelInFull(
        _ id: OrderID, by account: AccountID, into events: inout EventBuffer
    ) -> RejectReason {
        if let reason = cancelFault(id, by: account) { return reason }
        cancel(id, reason: .byOwner, into: &events)
        return .none
    }

    private func cancelFault(_ id: OrderID, by account: AccountID) -> RejectReason? {
        switch status(of: id) {
        case .unknown: return .unknownOrder
        case .ended: return .orderNotOpen
        case .open: return orders[id.slot].account == account.rawValue ? nil : .notOwner
        }
    }

    /// Cancels an open order, and the other leg if it is one of a pair.
    package mutating func cancel(_ id: OrderID, reason: CancelReason, into events: inout EventBuffer) {
        if let order = plainOrder(id) { return cancelPlain(id, order, reason: reason, into: &events) }
        precondition(status(of: id) == .open, "only open orders are cancelled")
        cancelSpecial(id, orders[id.slot], reason: reason, into: &events)
    }

    /// The order with this id if it is in the book and plain, as most are: one comparison where `status` makes five.
    @inlinable @inline(__always) func plainOrder(_ id: OrderID) -> Order? {
        let slot = id.slot
        guard slot < UInt32(truncatingIfNeeded: orders.count) else { return nil }
        let order = orders[slot]
        return id == OrderID(symbol: symbol, slot: slot, generation: order.generation) && order.traits.restsPlainly ? order : nil
    }

    @inlinable @inline(__always) mutating func cancelPlain(
        _ id: OrderID, _ order: Order, reason: CancelReason, into events: inout EventBuffer
    ) {
        let price = Price(ticks: ticks(of: order))
        events.append(Event(
            .orderCanceled, reason: reason.rawValue, side: order.traits.side, symbol: symbol, account: AccountID(rawValue: order.account),
            orderID: id, price: price, quantity: Quantity(lots: order.shown)))
        state.openOrders &-= 1
        giveBack(id.slot)
        unqueue(order, on: order.traits.side.ladder)
    }

    @inline(never) private mutating func cancelSpecial(
        _ id: OrderID, _ order: Order, reason: CancelReason, into events: inout EventBuffer
    ) {
        let slot = id.slot
        let extra = extra(of: slot)
        let open = order.shown + extra.hidden
        let waits = order.traits.state != .resting
        var flags: Event.Flags = waits ? .waits : []
        if extra.sharesReserve != 0 { flags.insert(.sharesReserve) }
        events.append(Event(
            .orderCanceled, reason: reason.rawValue, side: order.traits.side, flags: flags, symbol: symbol,
            account: AccountID(rawValue: order.account), orderID: id, price: eventPrice(slot), quantity: Quantity(lots: open)),
            reservePrice: extra.reservePrice)
        leave(slot)
        cancelSibling(of: slot, into: &events)
        end(slot, filled: filled(slot))
    }

    /// Takes the order out of whatever queue it stands in.
    mutating func leave(_ slot: UInt32) {
        let traits = orders[slot].traits
        switch traits.state {
        case .ended: break
        case .resting:
            unqueue(slot, on: traits.side.ladder)
            if extra(of: slot).hidden > 0 { seldom.icebergs -= 1 }
        case .waiting: stopWaiting(slot)
        case .fired:
            // Its entry in the queue of follow-ups goes stale with its generation.
            seldom.waitingOrders -= 1
        }
    }

    /// Limit, or trigger of a market type.
    func eventPrice(_ slot: UInt32) -> Price {
        let order = orders[slot]
        if order.traits.state == .resting { return Price(ticks: ticks(of: order)) }
        let extra = extra(of: slot)
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
        let filled = filled(slot)
        if sibling(of: slot) != .none || amend.quantity.lots >= open(slot) + filled { return .notAmendable }
        return amend.quantity.lots <= filled || amend.quantity.lots <= 0 ? .invalidQuantity : .none
    }

    /// Lowers the total quantity of an order that `admitAmend` let through; hidden quantity goes first.
    package mutating func amend(_ amend: AmendOrder, into events: inout EventBuffer) {
        let slot = amend.orderID.slot
        let before = open(slot)
        let cut = before + filled(slot) - amend.quantity.lots
        let fromHidden = min(cut, extra(of: slot).hidden)
        if fromHidden > 0 {
            let extra = details[slot].extra
            extras[extra].hidden -= fromHidden
            if extras[extra].hidden == 0 && orders[slot].traits.state == .resting { seldom.icebergs -= 1 }
        }
        orders[slot].shown -= cut - fromHidden
        if orders[slot].traits.state == .resting {
            ladders[orders[slot].traits.side.ladder].levels[orders[slot].level].shown -= cut - fromHidden
        }
        let waits = orders[slot].traits.state != .resting
        events.append(Event(
            .orderAmended, side: orders[slot].traits.side, flags: waits ? .waits : [], symbol: symbol,
            account: AccountID(rawValue: orders[slot].account), orderID: amend.orderID, price: eventPrice(slot), quantity: amend.quantity,
            leaves: Quantity(lots: before - cut), otherLeaves: Quantity(lots: before)),
            reservePrice: reservePrice(slot))
    }

    // MARK: replace

    /// Whether an open order can be replaced so; `none` if it can.
    package func admitReplace(_ replace: ReplaceOrder) -> RejectReason {
        if replaceablePlainly(replace) != nil { return .none }
        return admitReplaceInFull(replace)
    }

    /// The order to be replaced, if it and what takes its place are plain limit orders that nothing speaks against.
    @inline(__always) private func replaceablePlainly(_ replace: ReplaceOrder) -> Order? {
        replace.triggerPrice.isNone ? replaceablePlainly(replace.orderID, replace.price, replace.quantity) : nil
    }

    @inline(__always) private func replaceablePlainly(_ id: OrderID, _ price: Price, _ quantity: Quantity) -> Order? {
        guard let order = plainOrder(id), order.traits.isUnadorned, admitsPlain(price, quantity) else { return nil }
        return order
    }

    @inline(never) private func admitReplaceInFull(_ replace: ReplaceOrder) -> RejectReason {
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
        if replace.triggerPrice.isNone {
            let id = replacePlainly(
                replace.orderID, by: replace.account, replace.price, replace.quantity, replace.clientOrderID, into: &events)
            if id != .none {
                return Placement(orderID: id, leaves: replace.quantity, waits: false, reservePrice: replace.price, sibling: .none)
            }
        }
        return replaceInFull(replace, into: &events)
    }

    /// The short way of an account's own plain order to a price where nobody trades with it: its slot is given back and taken again, so
    /// it stays there. `none`, and nothing done, unless that is all there is to it; else `admitReplace` would have let it through.
    @usableFromInline package mutating func replacePlainly(
        _ old: OrderID, by account: AccountID, _ price: Price, _ quantity: Quantity, _ name: ClientOrderID, into events: inout EventBuffer
    ) -> OrderID {
        guard let order = replaceablePlainly(old, price, quantity), order.account == account.rawValue,
            order.generation < OrderID.generationMax - 1, !events.isFull
        else { return .none }
        let ladder = order.traits.side.ladder
        let key = ladders[ladder].key(ofTicks: price.ticks)
        if crosses(key, on: ladder) { return .none }
        let slot = old.slot
        let id = OrderID(symbol: symbol, slot: slot, generation: order.generation &+ 1)
        events.append(Event(
            .orderReplaced, side: order.traits.side, symbol: symbol, account: account, orderID: id, otherID: old, price: price,
            quantity: quantity, leaves: quantity))
        let orders = orders
        orders[slot].generation = order.generation &+ 1
        orders[slot].traits.bits = order.traits.bits & ~Order.Traits.detailedBit
        if name != 0 { attachDetail(OrderDetail(clientOrderID: name), to: slot) }
        unqueue(order, on: ladder)
        queue(slot, of: orders, on: ladder, key: key, shown: quantity.lots)
        return id
    }

    @inline(never) private mutating func replaceInFull(_ replace: ReplaceOrder, into events: inout EventBuffer) -> Placement {
        let old = replace.orderID.slot
        let order = replacement(replace)
        let filled = filled(old)
        let extra = detail(of: old).extra
        let carried = order.flags.contains(.bracket) ? saturated(extras[extra].filled, plus: filled) : 0
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
            quantity: order.quantity, leaves: order.quantity), reservePrice: reserve)
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
            let extra = extra(of: replace.orderID.slot)
            (order.stopPrice, order.stopLimitPrice, order.takeProfitPrice) = (extra.stopPrice, extra.stopLimitPrice, extra.takeProfitPrice)
        }
        return order
    }
}
