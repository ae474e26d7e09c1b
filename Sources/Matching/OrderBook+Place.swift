import Market

/// An order on its way in: what it still wants, and how far it may go.
struct Taker {
    var id: OrderID
    var account: UInt32
    var side: Side
    var selfTradePrevention: SelfTradePrevention
    /// Open quantity, hidden part included.
    var leaves: Int64
    var filled: Int64 = 0
    var bounds: Bounds
    var matchesLeft = OrderBook.matchesPerCommandMax
    /// Cancelled by self-trade prevention.
    var stopped = false
    /// Its limit, or the trigger of a market type that waited: what events about it say.
    var price: Price
    /// The other leg, until the first trade cancels it.
    var sibling = OrderID.none
    var firstTicks = Int64.min
    var lastTicks = Int64.min
}

/// The keys a taker stays below on the other side's ladder, and why.
struct Bounds {
    /// The tightest of all.
    var key: UInt32
    /// The order's own limit or bound.
    var own: UInt32
    var protection: UInt32 = Ladder.noKey &- 1
    var band: UInt32
    var pause: UInt32
}

extension OrderBook {
    /// Enters an order that `admit` has just let through.
    package mutating func place(_ order: EnterOrder, into events: inout EventBuffer) -> Placement {
        let rests = order.timeInForce == .gtc || order.timeInForce == .day
        if order.type == .limit && rests && !order.needsExtra && !crosses(order) { return placePassive(order, into: &events) }
        return placeInFull(order, into: &events)
    }

    /// The short way of most orders: nothing to trade with, nothing to remember but the order itself.
    @inline(__always) private mutating func placePassive(_ order: EnterOrder, into events: inout EventBuffer) -> Placement {
        let slot = takeSlot()
        let id = id(of: slot)
        events.append(Event(
            .orderAccepted, side: order.side, symbol: symbol, account: order.account, orderID: id, price: order.price,
            quantity: order.quantity, leaves: order.quantity, reservePrice: order.price))
        state.openOrders &+= 1
        orders[slot].account = order.account.rawValue
        orders[slot].traits = Order.Traits(order, state: .resting)
        details[slot].quantity = order.quantity.lots
        details[slot].clientOrderID = order.clientOrderID
        details[slot].extra = 0
        let ladder = order.side.ladder
        queue(slot, on: ladder, key: key(order.price.ticks, on: ladder), shown: order.quantity.lots)
        return Placement(orderID: id, leaves: order.quantity, waits: false, reservePrice: order.price, sibling: .none)
    }

    @inline(never) private mutating func placeInFull(_ order: EnterOrder, into events: inout EventBuffer) -> Placement {
        let slot = takeSlot()
        let special = order.needsExtra
        let reserve = special ? initialReservePrice(order) : order.price
        let price = order.type.waitsForTrigger && !order.type.hasLimit ? initialTrigger(order) : order.price
        let id = id(of: slot)
        events.append(Event(
            .orderAccepted, side: order.side, flags: order.type.waitsForTrigger ? .waits : [], symbol: symbol, account: order.account,
            orderID: id, otherID: order.flags.contains(.oneCancelsOther) ? siblingToBe() : .none,
            price: price, quantity: order.quantity, leaves: order.quantity, reservePrice: reserve))
        return enter(order, slot: slot, special: special, reserve: reserve, into: &events)
    }

    /// What `place` and `replace` share: from the answer to the order's rest.
    @inline(__always) mutating func enter(
        _ order: EnterOrder, slot: UInt32, special: Bool, reserve: Price, carriedFill: Int64 = 0, into events: inout EventBuffer
    ) -> Placement {
        let id = id(of: slot)
        state.openOrders += 1
        orders[slot].account = order.account.rawValue
        orders[slot].traits = Order.Traits(order, state: .ended)
        details[slot].quantity = order.quantity.lots
        details[slot].clientOrderID = order.clientOrderID
        details[slot].extra = 0
        if special {
            attachExtra(order, to: slot, reserve: reserve, carriedFill: carriedFill)
            if order.type.waitsForTrigger { return wait(slot) }
            if order.flags.contains(.oneCancelsOther) { acceptSibling(of: slot, order, into: &events) }
        }
        return take(slot: slot, id: id, order: order, into: &events)
    }

    /// Matches the order in `slot`, then rests or cancels what is left.
    @inline(__always) mutating func take(slot: UInt32, id: OrderID, order: EnterOrder, into events: inout EventBuffer) -> Placement {
        var leaves = order.quantity.lots
        var cause = CancelReason.none
        if isContinuous {
            var taker = Taker(
                id: id, account: order.account.rawValue, side: order.side, selfTradePrevention: order.selfTradePrevention,
                leaves: leaves, bounds: bounds(for: order), price: order.price)
            if orders[slot].traits.isSpecial { completeSpecial(&taker, slot) }
            if ladders[order.side.opposite.ladder].best < taker.bounds.key {
                if order.timeInForce == .fok && !canFill(taker) {
                    taker.stopped = true
                    cause = .fillOrKill
                } else {
                    match(&taker, into: &events)
                    if taker.stopped { cause = .selfTrade }
                }
            } else if order.timeInForce == .fok {
                cause = .fillOrKill
            }
            leaves = taker.leaves
            if leaves > 0 && cause == .none { cause = remainderCause(order, taker, into: &events) }
            let placement = finishTaking(slot, order, taker, leaves: leaves, cause: cause, into: &events)
            if taker.firstTicks != .min { tradesPrinted(first: taker.firstTicks, last: taker.lastTicks) }
            return placement
        }
        rest(slot, order: order, leaves: leaves)
        return Placement(
            orderID: id, leaves: Quantity(lots: leaves), waits: false, reservePrice: reservePrice(slot), sibling: sibling(of: slot))
    }

    /// Rests the remainder, or ends the order.
    @inline(__always) private mutating func finishTaking(
        _ slot: UInt32, _ order: EnterOrder, _ taker: Taker, leaves: Int64, cause: CancelReason, into events: inout EventBuffer
    ) -> Placement {
        if leaves > 0 && cause == .none {
            rest(slot, order: order, leaves: leaves)
            if !orders[slot].traits.isSpecial {
                return Placement(orderID: taker.id, leaves: Quantity(lots: leaves), waits: false, reservePrice: order.price, sibling: .none)
            }
            return Placement(
                orderID: taker.id, leaves: Quantity(lots: leaves), waits: false, reservePrice: reservePrice(slot), sibling: sibling(of: slot))
        }
        let isSpecial = orders[slot].traits.isSpecial
        if leaves > 0 {
            let reserve = isSpecial ? extras[details[slot].extra].reservePrice : order.price
            events.append(Event(
                .orderCanceled, reason: cause.rawValue, side: order.side, symbol: symbol, account: order.account, orderID: taker.id,
                price: taker.price, quantity: Quantity(lots: leaves), reservePrice: reserve))
        }
        if isSpecial { cancelSibling(of: slot, into: &events) }
        end(slot, filled: taker.filled)
        return Placement(orderID: taker.id, leaves: .zero, waits: false, reservePrice: .none, sibling: .none)
    }

    private func completeSpecial(_ taker: inout Taker, _ slot: UInt32) {
        let extra = extras[details[slot].extra]
        taker.sibling = extra.sibling
        if taker.price.isNone { taker.price = extra.triggerPrice }
    }

    // MARK: bounds

    @inline(__always) func bounds(for order: EnterOrder) -> Bounds {
        let side = order.side
        let own = order.price.isNone ? Ladder.noKey &- 1 : reach(order.price.ticks, for: side)
        let band = side == .buy ? bandKeys.buy : bandKeys.sell
        let pause = side == .buy ? pauseKeys.buy : pauseKeys.sell
        var bounds = Bounds(key: min(own, min(band, pause)), own: own, band: band, pause: pause)
        if !order.type.hasLimit && instrument.marketProtectionPPM > 0 { protect(&bounds, side) }
        return bounds
    }

    /// A market order goes no further than `marketProtectionPPM` beyond the touch it finds.
    private func protect(_ bounds: inout Bounds, _ side: Side) {
        let touch = best(side.opposite)
        guard !touch.isNone else { return }
        let distance = Int64(Int128(touch.ticks.magnitude) * Int128(instrument.marketProtectionPPM) / 1_000_000)
        bounds.protection = reach(side == .buy ? touch.ticks &+ distance : touch.ticks &- distance, for: side)
        bounds.key = min(bounds.key, bounds.protection)
    }

    /// Why what is left of a taker may not rest; `none` if it may.
    @inline(__always) private mutating func remainderCause(
        _ order: EnterOrder, _ taker: Taker, into events: inout EventBuffer
    ) -> CancelReason {
        let best = ladders[order.side.opposite.ladder].best
        let isLimit = order.type.hasLimit
        let rests = isLimit && order.timeInForce != .ioc && order.timeInForce != .fok
        if best < min(taker.bounds.own, taker.bounds.protection) {
            return crossingCause(taker, best: best, rests: rests, into: &events)
        }
        if rests { return .none }
        if isLimit { return order.timeInForce == .fok ? .fillOrKill : .immediateOrCancel }
        if best == Ladder.noKey { return .noLiquidity }
        return taker.bounds.own <= taker.bounds.protection ? .immediateOrCancel : .marketProtection
    }

    /// The remainder could still trade at its own price: the exchange's limits stopped it.
    private mutating func crossingCause(_ taker: Taker, best: UInt32, rests: Bool, into events: inout EventBuffer) -> CancelReason {
        if taker.matchesLeft == 0 && best < taker.bounds.key { return .matchLimit }
        guard taker.bounds.pause < taker.bounds.band else { return .priceBand }
        changePhase(to: .volatilityAuction, price: .none, volume: 0, into: &events)
        return rests ? .none : .volatilityPause
    }

    // MARK: resting and ending

    /// Puts the order at the end of its level's queue.
    @inline(__always) mutating func rest(_ slot: UInt32, order: EnterOrder, leaves: Int64) {
        let ladder = order.side.ladder
        var shown = leaves
        if order.displayQuantity.lots != 0 {
            shown = min(leaves, order.displayQuantity.lots)
            extras[details[slot].extra].hidden = leaves - shown
            if leaves > shown { state.icebergs += 1 }
        }
        orders[slot].traits.state = .resting
        queue(slot, on: ladder, key: key(order.price.ticks, on: ladder), shown: shown)
    }

    @inline(__always) mutating func queue(_ slot: UInt32, on ladder: Int, key: UInt32, shown: Int64) {
        let level = ladders[ladder].openLevel(key)
        let levels = ladders[ladder].levels
        let tail = levels[level].tail
        orders[slot].next = 0
        orders[slot].previous = tail
        orders[slot].shown = shown
        orders[slot].level = level
        if tail == 0 { levels[level].head = slot } else { orders[tail].next = slot }
        levels[level].tail = slot
        levels[level].shown &+= shown
    }

    /// Takes the order out of its queue, wherever in it.
    @inline(__always) mutating func unqueue(_ slot: UInt32, on ladder: Int) {
        let order = orders[slot]
        let levels = ladders[ladder].levels
        if order.previous == 0 { levels[order.level].head = order.next } else { orders[order.previous].next = order.next }
        if order.next == 0 { levels[order.level].tail = order.previous } else { orders[order.next].previous = order.previous }
        levels[order.level].shown &-= order.shown
        if levels[order.level].head == 0 { ladders[ladder].closeLevel(order.level) }
    }

    /// Ends an order that is in no queue any more; queues the exits of a bracket that got something.
    @inline(__always) mutating func end(_ slot: UInt32, filled: Int64) {
        if orders[slot].traits.isSpecial { endSpecial(slot, filled: filled) }
        state.openOrders &-= 1
        giveBack(slot)
    }

    @inline(never) private mutating func endSpecial(_ slot: UInt32, filled: Int64) {
        let index = details[slot].extra
        details[slot].extra = 0
        let total = extras[index].filled + filled
        guard orders[slot].traits.flags.contains(.bracket), total > 0 else { return giveBackExtra(index) }
        extras[index].filled = total
        extras[index].account = orders[slot].account
        extras[index].traits = orders[slot].traits.bits
        push(Fired(arrival: extras[index].arrival, index: index, generation: 0))
    }

    mutating func attachExtra(_ order: EnterOrder, to slot: UInt32, reserve: Price, carriedFill: Int64) {
        let index = takeExtra()
        state.arrivals += 1
        details[slot].extra = index
        orders[slot].traits.isSpecial = true
        extras[index].displayQuantity = order.displayQuantity.lots
        extras[index].price = order.price
        extras[index].triggerPrice = order.type == .trailingStop ? initialTrigger(order) : order.triggerPrice
        extras[index].trailingOffset = order.trailingOffset
        extras[index].extreme = state.lastTicks
        extras[index].arrival = state.arrivals
        extras[index].expireTime = order.expireTime
        extras[index].reservePrice = reserve
        extras[index].stopPrice = order.stopPrice
        extras[index].stopLimitPrice = order.stopLimitPrice
        extras[index].takeProfitPrice = order.takeProfitPrice
        extras[index].filled = carriedFill
    }

    // MARK: prices an order holds funds at

    func initialReservePrice(_ order: EnterOrder) -> Price {
        if order.flags.contains(.oneCancelsOther) && order.side == .buy {
            return max(order.price, order.stopLimitPrice.isNone ? order.stopPrice : order.stopLimitPrice)
        }
        return order.type.waitsForTrigger && !order.type.hasLimit ? initialTrigger(order) : order.price
    }

    /// Trigger at entry. A trailing stop's was checked by `admit` to lie within the price range.
    func initialTrigger(_ order: EnterOrder) -> Price {
        guard order.type == .trailingStop else { return order.triggerPrice }
        return Price(ticks: order.side == .sell ? state.lastTicks &- order.trailingOffset : state.lastTicks &+ order.trailingOffset)
    }
}
