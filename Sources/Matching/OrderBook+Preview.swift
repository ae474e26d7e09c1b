import Market

extension OrderBook {
    /// Exactly the fills that `place` would make of an admitted order now, with no effect; returns what would be left open or cancelled.
    /// - Complexity: O(fills), and O(orders of a level) for each further showing of its icebergs.
    package func preview(_ order: EnterOrder, _ fill: (PreviewFill) -> Void) -> Quantity {
        guard phase == .continuous, !order.type.waitsForTrigger else { return order.quantity }
        let taker = Taker(
            id: .none, account: order.account.rawValue, side: order.side, selfTradePrevention: order.selfTradePrevention,
            leaves: order.quantity.lots, bounds: bounds(for: order), price: order.price)
        if order.timeInForce == .fok && !canFill(taker) { return order.quantity }
        return Quantity(lots: walk(taker, fill).leaves)
    }

    /// Whether the taker would be filled whole.
    func canFill(_ taker: Taker) -> Bool {
        let end = walk(taker) { _ in }
        return end.leaves == 0 && end.filled == taker.leaves
    }

    /// The match loop without its effects.
    private func walk(_ start: Taker, _ fill: (PreviewFill) -> Void) -> Taker {
        var taker = start
        let ladder = taker.side.opposite.ladder
        forEachLevel(onLadder: ladder) { key, level in
            guard key < taker.bounds.key, taker.leaves > 0, !taker.stopped, taker.matchesLeft > 0 else { return false }
            var round: Int64 = 0
            while walk(&taker, level: level, ladder: ladder, round: round, fill) { round += 1 }
            return true
        }
        return taker
    }

    /// One pass over a level's queue: what every order shows in the given round of refreshes. False when no order has more to show.
    private func walk(_ taker: inout Taker, level: UInt32, ladder: Int, round: Int64, _ fill: (PreviewFill) -> Void) -> Bool {
        var hasMore = false
        var slot = ladders[ladder].levels[level].head
        let price = Price(ticks: ticks(ladders[ladder].key(ofLevel: level), on: ladder))
        while slot != 0 {
            let order = orders[slot]
            let extra = extra(of: slot)
            let this = slot
            slot = order.next
            let consumed = round == 0 ? 0 : (round - 1) * extra.displayQuantity
            let shown = round == 0 ? order.shown : min(extra.displayQuantity, extra.hidden - consumed)
            if shown <= 0 { continue }
            guard taker.leaves > 0, !taker.stopped, taker.matchesLeft > 0 else { return false }
            let lots = min(taker.leaves, shown)
            let isOwn = taker.selfTradePrevention != .none && order.account == taker.account
            if isOwn && taker.selfTradePrevention == .cancelOldest {
                // It is canceled with all it hides, which is one step.
                if round == 0 { taker.matchesLeft -= 1 }
                continue
            }
            taker.matchesLeft -= 1
            if isOwn && taker.selfTradePrevention != .decrement {
                taker.stopped = true
                return false
            }
            taker.leaves -= lots
            if extra.hidden > (round == 0 ? 0 : consumed + shown) { hasMore = true }
            if isOwn { continue }
            taker.filled += lots
            fill(PreviewFill(
                makerID: id(of: this), makerAccount: AccountID(rawValue: order.account), price: price, quantity: Quantity(lots: lots)))
        }
        return hasMore
    }
}
