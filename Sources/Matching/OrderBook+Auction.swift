import Market

extension OrderBook {
    /// Changes the phase; going to `continuous`, or from a collecting phase to `closed`, runs the auction.
    package mutating func setPhase(_ phase: Phase, into events: inout EventBuffer) {
        beginPhase(phase, into: &events)
        while isChangingPhase { continuePhase(eventsMax: .max, into: &events) }
    }

    /// Changes the phase, and fixes price and volume of the auction that comes with it.
    ///
    /// The trades and cancels are left to `continuePhase`, so that those of a large book need not be one record.
    package mutating func beginPhase(_ phase: Phase, into events: inout EventBuffer) {
        // A book halted while it collected orders may still be crossed, and continuous trading never starts from one that is.
        let uncrosses = phase == .continuous || (phase == .closed && self.phase.collects)
        let auction = uncrosses ? indicativeAuction() : (price: Price.none, volume: .zero)
        changePhase(to: phase, price: auction.price, volume: auction.volume.lots, into: &events)
        seldom.auctionTicks = auction.price.ticks
        seldom.closes = phase == .closed ? Self.closing : 0
        if uncrosses, auction.price.isNone, isCrossed { seldom.closes |= Self.clearing }
    }

    /// Whether trades or cancels of a change of phase are still to come. Until then only `continuePhase` may follow.
    package var isChangingPhase: Bool { seldom.auctionTicks != .min || seldom.closes != 0 }

    /// Goes on until the change is complete, or `events` holds `eventsMax` or a few more.
    package mutating func continuePhase(eventsMax: Int, into events: inout EventBuffer) {
        if seldom.auctionTicks != .min { uncross(at: seldom.auctionTicks, eventsMax: eventsMax, into: &events) }
        if seldom.auctionTicks == .min && seldom.closes & Self.clearing != 0 {
            guard clear(at: limits.bandHigh.isNone ? .max : limits.bandHigh.ticks, eventsMax: eventsMax, into: &events) else { return }
            seldom.closes &= ~Self.clearing
        }
        if seldom.auctionTicks == .min && seldom.closes != 0 { cancelDayOrders(eventsMax: eventsMax, into: &events) }
    }

    // What of a change of phase is still to come, besides the trades.
    private static var closing: UInt64 { 1 }
    private static var clearing: UInt64 { 2 }

    mutating func changePhase(to phase: Phase, price: Price, volume: Int64, into events: inout EventBuffer) {
        let old = self.phase
        state.phase = UInt32(phase.rawValue)
        rulesChanged()
        events.append(Event(
            .phaseChanged, symbol: symbol, account: .house, price: price, quantity: Quantity(lots: volume),
            leaves: Quantity(lots: Int64(phase.rawValue)), otherLeaves: Quantity(lots: Int64(old.rawValue))))
    }

    private mutating func cancelDayOrders(eventsMax: Int, into events: inout EventBuffer) {
        // Empty at the start, and after a restart in between: what is left of the list is in the order it was.
        if closing.isEmpty { closing = dayOrders().reversed() }
        while events.count < eventsMax, let id = closing.popLast() {
            // A pair ends with its first leg.
            if status(of: id) == .open { cancel(id, reason: .instrumentClosed, into: &events) }
        }
        guard closing.isEmpty else { return }
        closing = []
        seldom.closes = 0
    }

    /// Bids, then asks, in price-time order, then orders that wait.
    private func dayOrders() -> [OrderID] {
        var slots: [UInt32] = []
        forEachSlot(onLadder: bidLadder) { slots.append($0) }
        forEachSlot(onLadder: askLadder) { slots.append($0) }
        slots += waitingSlots()
        return slots.filter { orders[$0].traits.timeInForce == .day }.map { id(of: $0) }
    }

    // MARK: price

    /// Price and volume an auction would have now; `none` and zero where nothing crosses.
    ///
    /// Most volume, then least surplus, then the side of the surplus, then the reference price. The candidates are all ticks within the static
    /// band: those of orders, and the stretches between them, over which volume and surplus do not change. Orders may lie outside the band
    /// when it has moved since they came.
    /// - Complexity: O(crossing levels); walks their orders where icebergs are.
    package func indicativeAuction() -> (price: Price, volume: Quantity) {
        guard !ladders[bidLadder].isEmpty, !ladders[askLadder].isEmpty else { return (.none, .zero) }
        let (bid, ask) = (best(.buy).ticks, best(.sell).ticks)
        guard bid >= ask else { return (.none, .zero) }
        let bids = crossing(bidLadder) { $0 >= ask }
        let asks = crossing(askLadder) { $0 <= bid }
        let reference = state.lastTicks != .min ? Price(ticks: state.lastTicks) : instrument.referencePrice
        return Auction.indicative(bids: bids, asks: asks, reference: reference, within: limits)
    }

    /// Levels of a ladder within the crossing range, best first, with all their open quantity.
    private func crossing(_ ladder: Int, while isCrossing: (Int64) -> Bool) -> [Auction.Level] {
        var found: [Auction.Level] = []
        forEachLevel(onLadder: ladder) { key, level in
            let ticks = ticks(key, on: ladder)
            guard isCrossing(ticks) else { return false }
            var lots = ladders[ladder].levels[level].shown
            if seldom.icebergs > 0 {
                var slot = ladders[ladder].levels[level].head
                while slot != 0 {
                    lots += extra(of: slot).hidden
                    slot = orders[slot].next
                }
            }
            found.append((ticks, lots))
            return true
        }
        return found
    }

    // MARK: trades

    private mutating func uncross(at ticks: Int64, eventsMax: Int, into events: inout EventBuffer) {
        let bidReach = key(ticks, on: bidLadder)
        let askReach = key(ticks, on: askLadder)
        while ladders[bidLadder].best <= bidReach && ladders[askLadder].best <= askReach {
            if events.count >= eventsMax { return }
            let bid = ladders[bidLadder].levels[ladders[bidLadder].bestLevel].head
            let ask = ladders[askLadder].levels[ladders[askLadder].bestLevel].head
            let traded = min(orders[bid].shown, orders[ask].shown)
            events.append(Event(
                .trade, side: .buy, flags: .auction, symbol: symbol, account: AccountID(rawValue: orders[bid].account),
                otherAccount: AccountID(rawValue: orders[ask].account), orderID: id(of: bid), otherID: id(of: ask), price: Price(ticks: ticks),
                quantity: Quantity(lots: traded), leaves: Quantity(lots: open(bid) - traded), otherLeaves: Quantity(lots: open(ask) - traded)),
                reservePrice: reservePrice(bid))
            cancelSibling(of: bid, into: &events)
            cancelSibling(of: ask, into: &events)
            addFilled(traded, to: bid)
            addFilled(traded, to: ask)
            shrinkShown(bid, by: traded, ladder: bidLadder, into: &events)
            shrinkShown(ask, by: traded, ladder: askLadder, into: &events)
        }
        guard clear(at: ticks, eventsMax: eventsMax, into: &events) else { return }
        seldom.auctionTicks = .min
        tradesPrinted(first: ticks, last: ticks)
    }

    private var isCrossed: Bool { !ladders[bidLadder].isEmpty && !ladders[askLadder].isEmpty && best(.buy) >= best(.sell) }

    /// Cancels what still crosses because the band kept it from trading: buys above the auction's price, sells below it. No book that takers
    /// meet is crossed, and no buy goes up past the band, no sell down.
    /// - Returns: false if `events` is full before it is done.
    private mutating func clear(at ticks: Int64, eventsMax: Int, into events: inout EventBuffer) -> Bool {
        while isCrossed {
            if events.count >= eventsMax { return false }
            let ladder = best(.sell).ticks > ticks ? bidLadder : askLadder
            cancel(id(of: ladders[ladder].levels[ladders[ladder].bestLevel].head), reason: .priceBand, into: &events)
        }
        return true
    }
}

/// The candidates that are still in the running for the auction price.
struct AuctionTies {
    private(set) var volume = Int128(0)
    private var surplus = Int128(0)
    private var low = Int64.max
    private var high = Int64.min
    private var anyBuySurplus = false
    private var anySellSurplus = false
    private var anyBalanced = false

    mutating func consider(_ prices: ClosedRange<Int64>, demand: Int128, supply: Int128) {
        let volume = min(demand, supply)
        let surplus = abs(demand - supply)
        if volume > self.volume || (volume == self.volume && surplus < self.surplus) {
            self = AuctionTies()
            self.volume = volume
            self.surplus = surplus
        } else if volume < self.volume || surplus > self.surplus {
            return
        }
        low = min(low, prices.lowerBound)
        high = max(high, prices.upperBound)
        if demand > supply { anyBuySurplus = true } else if demand < supply { anySellSurplus = true } else { anyBalanced = true }
    }

    func price(reference: Price) -> Price {
        guard volume > 0 else { return .none }
        if anyBuySurplus && !anySellSurplus && !anyBalanced { return Price(ticks: high) }
        if anySellSurplus && !anyBuySurplus && !anyBalanced { return Price(ticks: low) }
        return reference.isNone ? Price(ticks: low) : min(max(reference, Price(ticks: low)), Price(ticks: high))
    }
}
