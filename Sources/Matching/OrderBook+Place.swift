import Market

/// An order on its way in: what it still wants, and how far it may go.
struct Taker {
    var id: OrderID
    var account: UInt32
    var side: Side
    var selfTradePrevention: SelfTradePrevention
    /// Cancelled by self-trade prevention.
    var stopped = false
    /// Open quantity, hidden part included.
    var leaves: Int64
    var filled: Int64 = 0
    var bounds: Bounds
    var matchesLeft = OrderBook.matchesPerCommandMax
    /// Its limit, or the trigger of a market type that waited: what events about it say.
    var price: Price
    /// The other leg, until the first trade cancels it.
    var sibling = OrderID.none
    var firstTicks = Int64.min
    var lastTicks = Int64.min

    /// Whether a resting order is its own account's, and may not simply trade with it.
    @inline(__always) func avoids(_ maker: Order) -> Bool { maker.account == account && selfTradePrevention != .none }
}

/// The keys a taker stays below on the other side's ladder.
struct Bounds {
    /// The tightest of all: those below, and the exchange's limits.
    var key: UInt32
    /// The order's own limit or bound.
    var own: UInt32
    var protection: UInt32 = Ladder.noKey &- 1
}

extension OrderBook {
    /// Enters an order that `admit` has just let through.
    @inlinable @inline(__always) package mutating func place(_ order: EnterOrder, into events: inout EventBuffer) -> Placement {
        if order.isPassiveType && !order.needsExtra {
            let id = placePassively(order, into: &events)
            if id != .none {
                return Placement(orderID: id, leaves: order.quantity, waits: false, reservePrice: order.price, sibling: .none)
            }
        }
        return placeInFull(order, into: &events)
    }

    /// Enters an admitted order of a passive type without options if it finds nobody to trade with; else does nothing, and says `none`.
    @inlinable @inline(__always) package mutating func placePassively(_ order: EnterOrder, into events: inout EventBuffer) -> OrderID {
        let traits = Order.Traits(order, state: .resting)
        return placePassive(traits, order.account, order.price, order.quantity, order.clientOrderID, into: &events)
    }

    /// The short way of most orders: nothing to remember but the order itself, and nothing to trade with. `none` if there is.
    ///
    /// What it needs has its own register, and what has to grow grows before anything is changed: it calls nobody, and saves nothing.
    @inlinable @inline(__always) package mutating func placePassive(
        _ traits: Order.Traits, _ account: AccountID, _ price: Price, _ quantity: Quantity, _ name: ClientOrderID,
        into events: inout EventBuffer
    ) -> OrderID {
        let ladder = traits.side.ladder
        let key = ladders[ladder].key(ofTicks: price.ticks)
        if crosses(key, on: ladder) { return .none }
        let slot = state.freeSlot
        let leaf = ladders[ladder].leaf(for: key)
        if leaf == 0 { return makeRoomAndPlace(traits, account, price, quantity, name, into: &events) }
        if slot == 0 { return makeRoomAndPlace(traits, account, price, quantity, name, into: &events) }
        if events.isFull { return makeRoomAndPlace(traits, account, price, quantity, name, into: &events) }
        let orders = orders
        let id = enter(plain: slot, of: orders, traits, account, price, quantity, name, into: &events)
        queue(slot, of: orders, on: ladder, level: (leaf &- 1) &<< 5 | key & 31, key: key, shown: quantity.lots)
        return id
    }

    /// Answers, and writes the order into its slot; it is in no queue yet.
    @inlinable @inline(__always) mutating func enter(
        plain slot: UInt32, of orders: Arena<Order>, _ traits: Order.Traits, _ account: AccountID, _ price: Price, _ quantity: Quantity,
        _ name: ClientOrderID, into events: inout EventBuffer
    ) -> OrderID {
        let id = OrderID(symbol: symbol, slot: slot, generation: orders[slot].generation)
        events.append(Event(
            .orderAccepted, side: traits.side, symbol: symbol, account: account, orderID: id, price: price, quantity: quantity,
            leaves: quantity))
        state.freeSlot = orders[slot].next
        state.openOrders &+= 1
        orders[slot].account = account.rawValue
        orders[slot].traits = traits
        if name != 0 { attachDetail(OrderDetail(clientOrderID: name), to: slot) }
        return id
    }

    /// The same where the order is the first of a leaf, or something has to grow.
    @usableFromInline @inline(never) mutating func makeRoomAndPlace(
        _ traits: Order.Traits, _ account: AccountID, _ price: Price, _ quantity: Quantity, _ name: ClientOrderID,
        into events: inout EventBuffer
    ) -> OrderID {
        if state.freeSlot == 0 { state.freeSlot = growSlots() }
        if events.isFull { events.grow() }
        let ladder = traits.side.ladder
        let key = ladders[ladder].key(ofTicks: price.ticks)
        let slot = state.freeSlot
        let orders = orders
        let id = enter(plain: slot, of: orders, traits, account, price, quantity, name, into: &events)
        queue(slot, of: orders, on: ladder, key: key, shown: quantity.lots)
        return id
    }

    @usableFromInline @inline(never) mutating func placeInFull(_ order: EnterOrder, into events: inout EventBuffer) -> Placement {
        if isPlainTaker(order) {
            let traits = Order.Traits(order, state: .ended)
            return takePlainly(traits, order.account, order.price, order.quantity, order.clientOrderID, into: &events)
        }
        let slot = takeSlot()
        let special = order.needsExtra
        let reserve = special ? initialReservePrice(order) : order.price
        let price = order.type.waitsForTrigger && !order.type.hasLimit ? initialTrigger(order) : order.price
        events.append(Event(
            .orderAccepted, side: order.side, flags: order.type.waitsForTrigger ? .waits : [], symbol: symbol, account: order.account,
            orderID: id(of: slot), otherID: order.flags.contains(.oneCancelsOther) ? siblingToBe() : .none,
            price: price, quantity: order.quantity, leaves: order.quantity), reservePrice: reserve)
        return enter(order, slot: slot, special: special, reserve: reserve, into: &events)
    }

    /// What `place` and `replace` share: from the answer to the order's rest.
    @inline(__always) mutating func enter(
        _ order: EnterOrder, slot: UInt32, special: Bool, reserve: Price, carriedFill: Int64 = 0, into events: inout EventBuffer
    ) -> Placement {
        let id = id(of: slot)
        state.openOrders &+= 1
        orders[slot].account = order.account.rawValue
        orders[slot].traits = Order.Traits(order, state: .ended)
        if order.clientOrderID != 0 { attachDetail(OrderDetail(clientOrderID: order.clientOrderID), to: slot) }
        guard special else { return take(slot: slot, id: id, order: order, special: false, into: &events) }
        attachExtra(order, to: slot, reserve: reserve, carriedFill: carriedFill)
        if order.type.waitsForTrigger { return wait(slot, quantity: order.quantity.lots) }
        if order.flags.contains(.oneCancelsOther) { acceptSibling(of: slot, order, into: &events) }
        return takeSpecial(slot: slot, id: id, order: order, into: &events)
    }

    @inline(never) mutating func takeSpecial(slot: UInt32, id: OrderID, order: EnterOrder, into events: inout EventBuffer) -> Placement {
        take(slot: slot, id: id, order: order, special: true, into: &events)
    }

    /// Matches the order in `slot`, then rests or cancels what is left. `special` says whether it has an `OrderExtra`.
    @inline(__always) private mutating func take(
        slot: UInt32, id: OrderID, order: EnterOrder, special: Bool, into events: inout EventBuffer
    ) -> Placement {
        guard isContinuous else {
            rest(slot, order: order, leaves: order.quantity.lots, special: special)
            return restingPlacement(slot, order, id: id, leaves: order.quantity.lots, special: special)
        }
        var cause = CancelReason.none
        var taker = Taker(
            id: id, account: order.account.rawValue, side: order.side, selfTradePrevention: order.selfTradePrevention,
            leaves: order.quantity.lots, bounds: bounds(for: order), price: order.price)
        if special { completeSpecial(&taker, slot) }
        if order.timeInForce == .fok && !canFill(taker) {
            cause = .fillOrKill
        } else if ladders[order.side.opposite.ladder].best < taker.bounds.key {
            match(&taker, into: &events)
            if taker.stopped { cause = .selfTrade }
        }
        return conclude(slot, order, taker, special: special, cause: cause, into: &events)
    }

    /// What becomes of the order once it has traded, and of those that waited for its price.
    @inline(__always) mutating func conclude(
        _ slot: UInt32, _ order: EnterOrder, _ taker: Taker, special: Bool, cause: CancelReason, into events: inout EventBuffer
    ) -> Placement {
        var cause = cause
        if taker.leaves > 0 && cause == .none { cause = remainderCause(order, taker, into: &events) }
        let placement = finishTaking(slot, order, taker, special: special, cause: cause, into: &events)
        if taker.firstTicks != .min { tradesPrinted(first: taker.firstTicks, last: taker.lastTicks) }
        return placement
    }

    /// Rests the remainder, or ends the order.
    @inline(__always) private mutating func finishTaking(
        _ slot: UInt32, _ order: EnterOrder, _ taker: Taker, special: Bool, cause: CancelReason, into events: inout EventBuffer
    ) -> Placement {
        if taker.leaves > 0 {
            if cause == .none {
                if taker.filled > 0 { addFilled(taker.filled, to: slot) }
                rest(slot, order: order, leaves: taker.leaves, special: special)
                return restingPlacement(slot, order, id: taker.id, leaves: taker.leaves, special: special)
            }
            events.append(Event(
                .orderCanceled, reason: cause.rawValue, side: order.side, symbol: symbol, account: order.account, orderID: taker.id,
                price: taker.price, quantity: Quantity(lots: taker.leaves)),
                reservePrice: special ? reservePrice(slot) : taker.price)
        }
        if special {
            cancelSibling(of: slot, into: &events)
            endSpecial(slot, filled: taker.filled)
        }
        state.openOrders &-= 1
        giveBack(slot)
        return Placement(orderID: taker.id, leaves: .zero, waits: false, reservePrice: .none, sibling: .none)
    }

    @inline(__always) private func restingPlacement(
        _ slot: UInt32, _ order: EnterOrder, id: OrderID, leaves: Int64, special: Bool
    ) -> Placement {
        Placement(
            orderID: id, leaves: Quantity(lots: leaves), waits: false, reservePrice: special ? reservePrice(slot) : order.price,
            sibling: special ? sibling(of: slot) : .none)
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
        var bounds = Bounds(key: min(own, side == .buy ? limitKeys.buy : limitKeys.sell), own: own)
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
    @inline(never) private mutating func crossingCause(
        _ taker: Taker, best: UInt32, rests: Bool, into events: inout EventBuffer
    ) -> CancelReason {
        if taker.matchesLeft == 0 && best < taker.bounds.key { return .matchLimit }
        let isPause = taker.side == .buy ? pauseKeys.buy < bandKeys.buy : pauseKeys.sell < bandKeys.sell
        guard isPause else { return .priceBand }
        changePhase(to: .volatilityAuction, price: .none, volume: 0, into: &events)
        return rests ? .none : .volatilityPause
    }

    // MARK: resting and ending

    /// Puts the order at the end of its level's queue.
    @inline(__always) private mutating func rest(_ slot: UInt32, order: EnterOrder, leaves: Int64, special: Bool) {
        let ladder = order.side.ladder
        var shown = leaves
        if special && order.displayQuantity.lots != 0 {
            shown = min(leaves, order.displayQuantity.lots)
            extras[details[slot].extra].hidden = leaves - shown
            if leaves > shown { seldom.icebergs += 1 }
        }
        orders[slot].traits.state = .resting
        queue(slot, of: orders, on: ladder, key: key(order.price.ticks, on: ladder), shown: shown)
    }

    /// Appends an order to the queue of its level. `orders` is the book's arena, which the caller has at hand.
    @inline(__always) mutating func queue(_ slot: UInt32, of orders: Arena<Order>, on ladder: Int, key: UInt32, shown: Int64) {
        let leaf = ladders[ladder].leaf(for: key)
        guard leaf == 0 else { return queue(slot, of: orders, on: ladder, level: (leaf &- 1) &<< 5 | key & 31, key: key, shown: shown) }
        // A free leaf's levels are empty, and in no cache: those of bids and asks are written to without being read.
        let level = ladders[ladder].openLeaf(for: key)
        (orders[slot].next, orders[slot].previous, orders[slot].shown, orders[slot].level) = (0, 0, shown, level)
        assert(ladder > 1 || ladders[ladder].levels[level].shown == 0, "a level that nobody stands at shows something")
        // Where orders wait for a trigger, what one was amended by stays in its level's sum.
        let sum = ladder < 2 ? shown : ladders[ladder].levels[level].shown &+ shown
        ladders[ladder].levels[level] = Level(head: slot, tail: slot, shown: sum)
        if ladders[ladder].comesFirst(level, at: key) { touchMayHaveMoved = true }
    }

    @inlinable @inline(__always) mutating func queue(
        _ slot: UInt32, of orders: Arena<Order>, on ladder: Int, level: UInt32, key: UInt32, shown: Int64
    ) {
        let levels = ladders[ladder].levels
        let tail = levels[level].tail
        #if WALRAS_PLANTED_BUGS
        if PlantedBug.isOn(.lifoWithinLevel), ladder < 2, tail != 0 { return queueFirst(slot, level, shown, ladder) }
        #endif
        orders[slot].next = 0
        orders[slot].previous = tail
        orders[slot].shown = shown
        orders[slot].level = level
        levels[level].tail = slot
        levels[level].shown &+= shown
        if tail == 0 {
            levels[level].head = slot
            if ladders[ladder].open(level, at: key) { touchMayHaveMoved = true }
        } else {
            orders[tail].next = slot
        }
    }

    #if WALRAS_PLANTED_BUGS
    @usableFromInline mutating func queueFirst(_ slot: UInt32, _ level: UInt32, _ shown: Int64, _ ladder: Int) {
        let levels = ladders[ladder].levels
        let head = levels[level].head
        (orders[slot].next, orders[slot].previous, orders[slot].shown, orders[slot].level) = (head, 0, shown, level)
        orders[head].previous = slot
        levels[level].head = slot
        levels[level].shown &+= shown
    }
    #endif

    /// Takes the order out of its queue, wherever in it.
    mutating func unqueue(_ slot: UInt32, on ladder: Int) { unqueue(orders[slot], on: ladder) }

    @inlinable @inline(__always) mutating func unqueue(_ order: Order, on ladder: Int) {
        let orders = orders
        let levels = ladders[ladder].levels
        let level = levels[order.level]
        // Order 0 stands beyond both ends of every queue: writing to it is cheaper than asking whether an end is there.
        orders[order.previous].next = order.next
        orders[order.next].previous = order.previous
        let head = order.previous == 0 ? order.next : level.head
        levels[order.level].head = head
        levels[order.level].tail = order.next == 0 ? order.previous : level.tail
        levels[order.level].shown = level.shown &- order.shown
        if head == 0 { closeLevel(order.level, on: ladder) }
    }

    @inlinable @inline(__always) mutating func closeLevel(_ level: UInt32, on ladder: Int) {
        if ladders[ladder].closeLevel(level) { touchMayHaveMoved = true }
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
        // An entry that is replaced again and again may have been filled more than there is of anything.
        let total = saturated(extras[index].filled, plus: filled)
        guard orders[slot].traits.flags.contains(.bracket), total > 0 else { return giveBackExtra(index) }
        extras[index].filled = total
        extras[index].account = orders[slot].account
        extras[index].traits = orders[slot].traits.bits
        push(Fired(arrival: extras[index].arrival, index: index, generation: 0))
    }

    /// Gives an order that has none its detail.
    @inlinable @inline(__always) func attachDetail(_ detail: OrderDetail, to slot: UInt32) {
        details[slot] = detail
        orders[slot].traits.bits |= Order.Traits.detailedBit
    }

    @inline(__always) func addFilled(_ lots: Int64, to slot: UInt32) {
        if orders[slot].traits.isDetailed { details[slot].filled &+= lots } else { attachDetail(OrderDetail(filled: lots), to: slot) }
    }

    mutating func attachExtra(_ order: EnterOrder, to slot: UInt32, reserve: Price, carriedFill: Int64) {
        let index = takeExtra()
        seldom.arrivals += 1
        if !orders[slot].traits.isDetailed { attachDetail(OrderDetail(), to: slot) }
        details[slot].extra = index
        orders[slot].traits.isSpecial = true
        extras[index].displayQuantity = order.displayQuantity.lots
        extras[index].price = order.price
        extras[index].triggerPrice = order.type == .trailingStop ? initialTrigger(order) : order.triggerPrice
        extras[index].trailingOffset = order.trailingOffset
        extras[index].extreme = state.lastTicks
        extras[index].arrival = seldom.arrivals
        extras[index].expireTime = order.expireTime
        extras[index].reservePrice = reserve
        extras[index].stopPrice = order.stopPrice
        extras[index].stopLimitPrice = order.stopLimitPrice
        extras[index].takeProfitPrice = order.takeProfitPrice
        extras[index].filled = carriedFill
    }
}
