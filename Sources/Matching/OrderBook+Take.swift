import Market

// The short way of a plain order that trades with plain ones.
extension OrderBook {
    /// Whether nothing but its limit or bound and the exchange's limits can stop the order, and it has a slot.
    @inline(__always) func isPlainTaker(_ order: EnterOrder) -> Bool {
        isContinuous && state.freeSlot != 0 && !order.needsExtra && order.timeInForce != .fok && order.selfTradePrevention == .none
            && (order.type.hasLimit || !protectsMarketOrders)
    }

    /// Whether nothing speaks against a market order without options, with a bound inside the limits or none, and it may `takePlainly`.
    @inlinable @inline(__always) package func admitsPlainMarket(_ side: Side, _ bound: Price, _ quantity: Quantity) -> Bool {
        let inside = bound.isNone ? Price(ticks: quickRules.firstTicks) : bound
        return admitsPlain(inside, quantity) && !protectsMarketOrders && ladders[side.ladder ^ 1].best < reach(ofAdmitted: bound, for: side)
    }

    /// How far a taker of `side` may go on the other side's ladder under a limit within `minPrice…maxPrice`, or none.
    @inlinable @inline(__always) func reach(ofAdmitted limit: Price, for side: Side) -> UInt32 {
        limit.isNone ? Ladder.noKey &- 1 : ladders[side.ladder ^ 1].key(ofTicks: limit.ticks) &+ 1
    }

    /// Enters an order for which `isPlainTaker` holds. `price` is its limit or bound, inside the limits, or none.
    ///
    /// As the long way, but without a call for as long as makers are plain: the taker never has an address, and so stays in registers.
    @usableFromInline package mutating func takePlainly(
        _ traits: Order.Traits, _ account: AccountID, _ price: Price, _ quantity: Quantity, _ name: ClientOrderID,
        into events: inout EventBuffer
    ) -> Placement {
        let slot = state.freeSlot
        let orders = orders
        state.freeSlot = orders[slot].next
        let id = OrderID(symbol: symbol, slot: slot, generation: orders[slot].generation)
        events.append(Event(
            .orderAccepted, side: traits.side, symbol: symbol, account: account, orderID: id, price: price, quantity: quantity,
            leaves: quantity))
        orders[slot].account = account.rawValue
        orders[slot].traits = traits
        let own = reach(ofAdmitted: price, for: traits.side)
        let bound = min(own, traits.side == .buy ? limitKeys.buy : limitKeys.sell)
        let ladder = traits.side.ladder ^ 1
        let levels = ladders[ladder].levels
        var leaves = quantity.lots
        var fills = 0
        var (firstTicks, lastTicks) = (Int64.min, Int64.min)
        while leaves > 0 && ladders[ladder].best < bound {
            let level = ladders[ladder].bestLevel
            var maker = levels[level].head
            // What has to grow, and whoever is not plain, is for the long way.
            guard !orders[maker].traits.isSpecial && fills < Self.matchesPerCommandMax && !events.isFull else { break }
            let before = leaves
            lastTicks = ticks(ladders[ladder].best, on: ladder)
            if fills == 0 { firstTicks = lastTicks }
            repeat {
                let order = orders[maker]
                orders.prefetch(likely: order.next)
                let traded = min(leaves, order.shown)
                leaves &-= traded
                fills &+= 1
                events.append(Event(
                    .trade, side: traits.side, symbol: symbol, account: account, otherAccount: AccountID(rawValue: order.account),
                    orderID: id, otherID: OrderID(symbol: symbol, slot: maker, generation: order.generation), price: Price(ticks: lastTicks),
                    quantity: Quantity(lots: traded), leaves: Quantity(lots: leaves), otherLeaves: Quantity(lots: order.shown &- traded)))
                if traded < order.shown {
                    fillPartly(maker, order, traded)
                    break
                }
                state.openOrders &-= 1
                giveBack(maker)
                maker = order.next
            } while maker != 0 && leaves > 0 && fills < Self.matchesPerCommandMax && !orders[maker].traits.isSpecial && !events.isFull
            levels[level].shown &-= before &- leaves
            levels[level].head = maker
            if maker == 0 {
                levels[level].tail = 0
                closeLevel(level, on: ladder)
            } else {
                orders[maker].previous = 0
                prefetchMakers(from: maker)
            }
        }
        if leaves > 0 {
            var taker = Taker(
                id: id, account: account.rawValue, side: traits.side, selfTradePrevention: .none, leaves: leaves,
                bounds: Bounds(key: bound, own: own), price: price)
            taker.filled = quantity.lots &- leaves
            taker.matchesLeft &-= fills
            (taker.firstTicks, taker.lastTicks) = (firstTicks, lastTicks)
            return takeOn(slot, taker, quantity, name, into: &events)
        }
        giveBack(slot)
        tradesPrinted(first: firstTicks, last: lastTicks)
        return Placement(orderID: id, leaves: .zero, waits: false, reservePrice: .none, sibling: .none)
    }

    /// Leaves a maker that is not special in the book with what it did not trade. A detail it does not have yet is in no cache: it is written
    /// without being read.
    @inline(__always) private func fillPartly(_ slot: UInt32, _ order: Order, _ traded: Int64) {
        if order.traits.isDetailed {
            details[slot].filled &+= traded
        } else {
            details[slot] = OrderDetail(filled: traded)
        }
        orders[slot].shown = order.shown &- traded
        orders[slot].traits.bits = order.traits.bits | Order.Traits.detailedBit
    }

    /// Starts loading what the next taker will trade with: it stands at the head of its queue for long, and is in no cache by then.
    @inline(__always) private func prefetchMakers(from head: UInt32) {
        details.prefetch(likely: head)
        orders.prefetch(likely: orders[head].next)
    }

    /// Goes on the long way, where a maker is not plain, a limit stops the order, or nobody is left.
    @inline(never) private mutating func takeOn(
        _ slot: UInt32, _ stopped: Taker, _ quantity: Quantity, _ name: ClientOrderID, into events: inout EventBuffer
    ) -> Placement {
        var taker = stopped
        let traits = orders[slot].traits
        var order = EnterOrder(
            account: AccountID(rawValue: taker.account), symbol: symbol, side: traits.side, type: traits.type, price: taker.price,
            quantity: quantity)
        (order.clientOrderID, order.timeInForce, order.flags) = (name, traits.timeInForce, traits.flags)
        state.openOrders &+= 1
        if name != 0 { attachDetail(OrderDetail(clientOrderID: name), to: slot) }
        if ladders[taker.side.opposite.ladder].best < taker.bounds.key { match(&taker, into: &events) }
        return conclude(slot, order, taker, special: false, cause: .none, into: &events)
    }
}
