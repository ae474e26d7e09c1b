import Market

// Orders waiting for a price, and the queue of what fired.
extension OrderBook {
    /// Queues the order in `slot` for its trigger, or fires it at once if the last price is there already.
    mutating func wait(_ slot: UInt32, quantity: Int64) -> Placement {
        let extra = details[slot].extra
        orders[slot].shown = quantity
        seldom.waitingOrders += 1
        if isReached(slot) {
            fire(slot)
        } else if orders[slot].traits.type == .trailingStop {
            orders[slot].traits.state = .waiting
            if Int(seldom.trailingCount) == trailing.count { _ = trailing.append() }
            trailing[seldom.trailingCount] = slot
            seldom.trailingCount += 1
        } else {
            orders[slot].traits.state = .waiting
            let ladder = triggerLadder(slot)
            queue(slot, of: orders, on: ladder, key: key(extras[extra].triggerPrice.ticks, on: ladder), shown: quantity)
        }
        return Placement(
            orderID: id(of: slot), leaves: Quantity(lots: quantity), waits: true, reservePrice: extras[extra].reservePrice,
            sibling: extras[extra].sibling)
    }

    mutating func stopWaiting(_ slot: UInt32) {
        seldom.waitingOrders -= 1
        guard orders[slot].traits.type == .trailingStop else { return unqueue(slot, on: triggerLadder(slot)) }
        removeTrailing(slot)
    }

    /// Buy stops and sell take-profits wait for a rising price, the others for a falling one.
    func triggerLadder(_ slot: UInt32) -> Int {
        let traits = orders[slot].traits
        let takesProfit = traits.type == .takeProfit || traits.type == .takeProfitLimit
        return (traits.side == .buy) != takesProfit ? risingLadder : fallingLadder
    }

    private func isReached(_ slot: UInt32) -> Bool {
        guard state.lastTicks != .min else { return false }
        let trigger = extras[details[slot].extra].triggerPrice.ticks
        return triggerLadder(slot) == risingLadder ? state.lastTicks >= trigger : state.lastTicks <= trigger
    }

    // MARK: firing

    /// Fires what the trades of one placement reached. Their prices run in one direction, so the first and the last tell all.
    @inline(__always) mutating func tradesPrinted(first: Int64, last: Int64) {
        state.lastTicks = last
        if seldom.waitingOrders > 0 { fireReached(first: first, last: last) }
    }

    @inline(never) private mutating func fireReached(first: Int64, last: Int64) {
        fire(on: risingLadder, upTo: max(first, last))
        fire(on: fallingLadder, upTo: min(first, last))
        if seldom.trailingCount > 0 {
            trail(at: first)
            if last != first { trail(at: last) }
        }
    }

    private mutating func fire(on ladder: Int, upTo ticks: Int64) {
        let reached = key(ticks, on: ladder)
        while ladders[ladder].best <= reached {
            let slot = ladders[ladder].levels[ladders[ladder].bestLevel].head
            unqueue(slot, on: ladder)
            fire(slot)
        }
    }

    private mutating func fire(_ slot: UInt32) {
        orders[slot].traits.state = .fired
        #if WALRAS_PLANTED_BUGS
        if PlantedBug.isOn(.triggersByPrice) {
            let price = UInt64(bitPattern: extras[details[slot].extra].triggerPrice.ticks)
            return push(Fired(arrival: price, index: slot, generation: orders[slot].generation))
        }
        #endif
        push(Fired(arrival: extras[details[slot].extra].arrival, index: slot, generation: orders[slot].generation))
    }

    /// Moves the trigger of every trailing stop along with the price, and fires those it has reached.
    private mutating func trail(at ticks: Int64) {
        var index: UInt32 = 0
        while index < seldom.trailingCount {
            let slot = trailing[index]
            let extra = details[slot].extra
            let sells = orders[slot].traits.side == .sell
            if sells ? ticks > extras[extra].extreme : ticks < extras[extra].extreme {
                extras[extra].extreme = ticks
                extras[extra].triggerPrice.ticks = sells ? ticks - extras[extra].trailingOffset : ticks + extras[extra].trailingOffset
            }
            let trigger = extras[extra].triggerPrice.ticks
            if sells ? ticks <= trigger : ticks >= trigger {
                removeTrailing(slot)
                fire(slot)
            } else {
                index += 1
            }
        }
    }

    /// Keeps the others in order of arrival.
    private mutating func removeTrailing(_ slot: UInt32) {
        var kept: UInt32 = 0
        for index in 0..<seldom.trailingCount where trailing[index] != slot {
            trailing[kept] = trailing[index]
            kept += 1
        }
        trailing[kept] = 0
        seldom.trailingCount = kept
    }

    // MARK: the queue of follow-ups, a binary heap by arrival

    mutating func push(_ entry: Fired) {
        if Int(state.firedCount) == fired.count { makeRoomForFired() }
        var child = state.firedCount
        state.firedCount += 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entry.arrival < fired[parent].arrival else { break }
            fired[child] = fired[parent]
            child = parent
        }
        fired[child] = entry
    }

    /// Drops the entries of orders that ended in the queue, whenever it would outgrow a power of two, and grows it if that did not help.
    ///
    /// Outside continuous trading nothing else drops them, so placing and cancelling would lengthen the queue for ever.
    /// - Complexity: O(1) amortised: from one clean-up to the next the queue takes at least half as many entries as it holds.
    @inline(never) private mutating func makeRoomForFired() {
        if fired.count & (fired.count - 1) == 0 {
            let entries = (0..<state.firedCount).map { fired[$0] }
            let live = entries.filter { $0.generation == 0 || orders[$0.index].generation == $0.generation }
            for index in entries.indices { fired[index] = Fired() }
            state.firedCount = 0
            for entry in live { push(entry) }
        }
        if Int(state.firedCount) * 2 >= fired.count { _ = fired.append() }
    }

    private mutating func pop() -> Fired {
        let first = fired[0]
        state.firedCount -= 1
        let count = state.firedCount
        let last = fired[count]
        fired[count] = Fired()
        guard count > 0 else { return first }
        var parent: UInt32 = 0
        while true {
            var child = parent * 2 + 1
            guard child < count else { break }
            if child + 1 < count, fired[child + 1].arrival < fired[child].arrival { child += 1 }
            guard fired[child].arrival < last.arrival else { break }
            fired[parent] = fired[child]
            parent = child
        }
        fired[parent] = last
        return first
    }

    /// Whether something may have to enter; nothing does outside continuous trading.
    @inlinable @inline(__always) package var hasFollowUps: Bool {
        state.firedCount > 0 && state.phase == UInt32(Phase.continuous.rawValue)
    }

    /// Takes out what entered the queue's head first: a triggered order, or the exits of a bracket.
    package mutating func nextFollowUp(into events: inout EventBuffer) -> FollowUp? {
        while hasFollowUps {
            let entry = pop()
            if entry.generation == 0 { return .exits(exits(entry.index)) }
            guard orders[entry.index].generation == entry.generation else { continue }
            return .triggered(triggered(entry.index, into: &events))
        }
        return nil
    }

    private mutating func triggered(_ slot: UInt32, into events: inout EventBuffer) -> OpenOrder {
        let extra = extras[details[slot].extra]
        let open = Quantity(lots: open(slot))
        var flags: Event.Flags = .waits
        if extra.sharesReserve != 0 { flags.insert(.sharesReserve) }
        events.append(Event(
            .orderTriggered, side: orders[slot].traits.side, flags: flags, symbol: symbol, account: AccountID(rawValue: orders[slot].account),
            orderID: id(of: slot), price: extra.triggerPrice, quantity: open, leaves: open),
            reservePrice: extra.reservePrice)
        cancelSibling(of: slot, into: &events)
        return view(slot)
    }

    private mutating func exits(_ index: UInt32) -> EnterOrder {
        let extra = extras[index]
        giveBackExtra(index)
        let traits = Order.Traits(bits: extra.traits)
        var order = EnterOrder(
            account: AccountID(rawValue: extra.account), symbol: symbol, side: traits.side.opposite, type: .limit,
            price: extra.takeProfitPrice, quantity: Quantity(lots: extra.filled))
        order.selfTradePrevention = traits.selfTradePrevention
        if extra.takeProfitPrice.isNone {
            order.type = extra.stopLimitPrice.isNone ? .stopLoss : .stopLimit
            order.price = extra.stopLimitPrice
            order.triggerPrice = extra.stopPrice
        } else if !extra.stopPrice.isNone {
            order.flags = .oneCancelsOther
            order.stopPrice = extra.stopPrice
            order.stopLimitPrice = extra.stopLimitPrice
        }
        return order
    }

    /// Enters the order that `nextFollowUp` has just answered.
    package mutating func enterTriggered(_ id: OrderID, into events: inout EventBuffer) -> Placement {
        precondition(status(of: id) == .open && orders[id.slot].traits.state == .fired, "only a fired order enters")
        let slot = id.slot
        let view = view(slot)
        var order = EnterOrder(
            account: view.account, symbol: symbol, side: view.side, type: view.type.hasLimit ? .limit : .market, price: view.price,
            quantity: view.leaves)
        order.timeInForce = view.timeInForce
        order.selfTradePrevention = view.selfTradePrevention
        order.displayQuantity = view.displayQuantity
        seldom.waitingOrders -= 1
        orders[slot].traits.state = .ended
        return takeSpecial(slot: slot, id: id, order: order, into: &events)
    }
}
