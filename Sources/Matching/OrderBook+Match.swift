import Market

extension OrderBook {
    /// Trades the taker against the other side, best level first, within its bounds.
    /// - Complexity: O(1) per fill.
    mutating func match(_ taker: inout Taker, into events: inout EventBuffer) {
        let ladder = taker.side.opposite.ladder
        repeat {
            let level = ladders[ladder].bestLevel
            let ticks = ticks(ladders[ladder].best, on: ladder)
            matchLevel(&taker, ladder: ladder, level: level, ticks: ticks, into: &events)
        } while taker.leaves > 0 && !taker.stopped && taker.matchesLeft > 0 && ladders[ladder].best < taker.bounds.key
    }

    @inline(__always) private mutating func matchLevel(
        _ taker: inout Taker, ladder: Int, level: UInt32, ticks: Int64, into events: inout EventBuffer
    ) {
        let levels = ladders[ladder].levels
        var slot = levels[level].head
        while slot != 0 && taker.leaves > 0 && taker.matchesLeft > 0 {
            if taker.avoids(orders[slot]) {
                preventSelfTrade(&taker, maker: slot, ladder: ladder, into: &events)
                if taker.stopped { return }
                slot = levels[level].head
            } else if orders[slot].traits.isSpecial {
                fillSpecial(slot, &taker, ticks: ticks, ladder: ladder, into: &events)
                slot = levels[level].head
            } else {
                slot = fillPlain(from: slot, &taker, ticks: ticks, level: level, of: levels, into: &events)
            }
        }
        if slot == 0 { closeIfOpen(level, on: ladder) }
    }

    /// Fills plain orders from the head of a level on, as long as there are any; returns the head it leaves.
    @inline(__always) mutating func fillPlain(
        from head: UInt32, _ taker: inout Taker, ticks: Int64, level: UInt32, of levels: LevelTable, into events: inout EventBuffer
    ) -> UInt32 {
        let orders = orders
        var slot = head
        var leaves = taker.leaves
        var matchesLeft = taker.matchesLeft
        repeat {
            let maker = orders[slot]
            let traded = min(leaves, maker.shown)
            leaves &-= traded
            matchesLeft &-= 1
            events.append(Event(
                .trade, side: taker.side, symbol: symbol, account: AccountID(rawValue: taker.account),
                otherAccount: AccountID(rawValue: maker.account), orderID: taker.id,
                otherID: OrderID(symbol: symbol, slot: slot, generation: maker.generation), price: Price(ticks: ticks),
                quantity: Quantity(lots: traded), leaves: Quantity(lots: leaves), otherLeaves: Quantity(lots: maker.shown &- traded)))
            if taker.sibling != .none { cancelSibling(of: &taker, into: &events) }
            levels[level].shown &-= traded
            if traded < maker.shown {
                orders[slot].shown = maker.shown &- traded
                addFilled(traded, to: slot)
                break
            }
            state.openOrders &-= 1
            giveBack(slot)
            slot = maker.next
        } while slot != 0 && leaves > 0 && matchesLeft > 0 && !orders[slot].traits.isSpecial && !taker.avoids(orders[slot])
        levels[level].head = slot
        if slot == 0 { levels[level].tail = 0 } else { orders[slot].previous = 0 }
        taker.filled &+= taker.leaves &- leaves
        taker.leaves = leaves
        taker.matchesLeft = matchesLeft
        if taker.firstTicks == .min { taker.firstTicks = ticks }
        taker.lastTicks = ticks
        return slot
    }

    /// A level emptied through `unqueue` has been closed already.
    @inline(__always) private mutating func closeIfOpen(_ level: UInt32, on ladder: Int) {
        if ladders[ladder].bestLevel == level && ladders[ladder].best != Ladder.noKey { closeLevel(level, on: ladder) }
    }

    /// A fill of an order that is hidden in part, paired or a bracket.
    @inline(never) private mutating func fillSpecial(
        _ slot: UInt32, _ taker: inout Taker, ticks: Int64, ladder: Int, into events: inout EventBuffer
    ) {
        let traded = min(taker.leaves, orders[slot].shown)
        taker.leaves -= traded
        taker.filled += traded
        taker.matchesLeft -= 1
        if taker.firstTicks == .min { taker.firstTicks = ticks }
        taker.lastTicks = ticks
        let extra = details[slot].extra
        let left = orders[slot].shown + extras[extra].hidden - traded
        events.append(Event(
            .trade, side: taker.side, symbol: symbol, account: AccountID(rawValue: taker.account),
            otherAccount: AccountID(rawValue: orders[slot].account), orderID: taker.id, otherID: id(of: slot), price: Price(ticks: ticks),
            quantity: Quantity(lots: traded), leaves: Quantity(lots: taker.leaves), otherLeaves: Quantity(lots: left)),
            reservePrice: extras[extra].reservePrice)
        if taker.sibling != .none { cancelSibling(of: &taker, into: &events) }
        cancelSibling(of: slot, into: &events)
        details[slot].filled += traded
        shrinkShown(slot, by: traded, ladder: ladder, into: &events)
    }

    /// Takes `lots` off what an order shows; refreshes an iceberg, ends an order with nothing left.
    mutating func shrinkShown(_ slot: UInt32, by lots: Int64, ladder: Int, into events: inout EventBuffer) {
        let left = orders[slot].shown - lots
        if left > 0 {
            orders[slot].shown = left
            ladders[ladder].levels[orders[slot].level].shown -= lots
            return
        }
        let hidden = extra(of: slot).hidden
        guard hidden > 0 else {
            unqueue(slot, on: ladder)
            return end(slot, filled: filled(slot))
        }
        let extra = details[slot].extra
        let key = ladders[ladder].key(ofLevel: orders[slot].level)
        let shown = min(hidden, extras[extra].displayQuantity)
        extras[extra].hidden = hidden - shown
        if hidden == shown { seldom.icebergs -= 1 }
        requeue(slot, on: ladder, key: key, shown: shown)
        events.append(Event(
            .orderRefreshed, side: orders[slot].traits.side, symbol: symbol, account: AccountID(rawValue: orders[slot].account),
            orderID: id(of: slot), price: Price(ticks: ticks(key, on: ladder)), quantity: Quantity(lots: shown),
            leaves: Quantity(lots: hidden)))
    }

    /// Moves an order to the end of its own queue, without closing the level in between.
    private mutating func requeue(_ slot: UInt32, on ladder: Int, key: UInt32, shown: Int64) {
        let levels = ladders[ladder].levels
        let level = orders[slot].level
        levels[level].shown += shown - orders[slot].shown
        orders[slot].shown = shown
        guard levels[level].tail != slot else { return }
        let (previous, next) = (orders[slot].previous, orders[slot].next)
        if previous == 0 { levels[level].head = next } else { orders[previous].next = next }
        orders[next].previous = previous
        let tail = levels[level].tail
        orders[tail].next = slot
        orders[slot].previous = tail
        orders[slot].next = 0
        levels[level].tail = slot
    }

    // MARK: self-trade prevention

    @inline(never) private mutating func preventSelfTrade(
        _ taker: inout Taker, maker slot: UInt32, ladder: Int, into events: inout EventBuffer
    ) {
        taker.matchesLeft -= 1
        switch taker.selfTradePrevention {
        case .none: preconditionFailure("no self-trade prevention asked for")
        case .cancelNewest: taker.stopped = true
        case .cancelOldest: cancel(id(of: slot), reason: .selfTrade, into: &events)
        case .cancelBoth:
            taker.stopped = true
            cancel(id(of: slot), reason: .selfTrade, into: &events)
        case .decrement: decrement(&taker, maker: slot, ladder: ladder, into: &events)
        }
    }

    /// Both shrink by the smaller quantity, the incoming order first.
    private mutating func decrement(_ taker: inout Taker, maker slot: UInt32, ladder: Int, into events: inout EventBuffer) {
        let lots = min(taker.leaves, orders[slot].shown)
        let before = taker.leaves
        taker.leaves -= lots
        let incoming = taker.id.slot
        let reserve = orders[incoming].traits.isSpecial ? extras[details[incoming].extra].reservePrice : taker.price
        if taker.leaves == 0 {
            events.append(Event(
                .orderCanceled, reason: CancelReason.selfTrade.rawValue, side: taker.side, symbol: symbol,
                account: AccountID(rawValue: taker.account), orderID: taker.id, price: taker.price, quantity: Quantity(lots: lots)),
                reservePrice: reserve)
        } else {
            events.append(Event(
                .orderAmended, reason: CancelReason.selfTrade.rawValue, side: taker.side, symbol: symbol,
                account: AccountID(rawValue: taker.account), orderID: taker.id, price: taker.price,
                quantity: Quantity(lots: filled(incoming) + taker.filled + taker.leaves), leaves: Quantity(lots: taker.leaves),
                otherLeaves: Quantity(lots: before)), reservePrice: reserve)
        }
        if taker.sibling != .none { cancelSibling(of: &taker, into: &events) }
        decrementMaker(slot, by: lots, ladder: ladder, into: &events)
    }

    private mutating func decrementMaker(_ slot: UInt32, by lots: Int64, ladder: Int, into events: inout EventBuffer) {
        let open = open(slot)
        guard open > lots else { return cancel(id(of: slot), reason: .selfTrade, into: &events) }
        events.append(Event(
            .orderAmended, reason: CancelReason.selfTrade.rawValue, side: orders[slot].traits.side, symbol: symbol,
            account: AccountID(rawValue: orders[slot].account), orderID: id(of: slot), price: Price(ticks: ticks(of: orders[slot])),
            quantity: Quantity(lots: open - lots + filled(slot)), leaves: Quantity(lots: open - lots), otherLeaves: Quantity(lots: open)),
            reservePrice: reservePrice(slot))
        cancelSibling(of: slot, into: &events)
        shrinkShown(slot, by: lots, ladder: ladder, into: &events)
    }
}
