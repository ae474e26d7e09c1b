import Market
import Matching

extension NaiveBook {
    /// Why an incoming order stopped trading.
    enum Stop {
        case filled, noLiquidity, bound, protection, band, pause, matchLimit, selfTrade
    }

    // MARK: Entering

    mutating func place(_ entry: EnterOrder, into events: inout [BookEvent]) -> Placed {
        var order = makeOrder(entry)
        if order.waits {
            events.append(accepted(order))
            return wait(order)
        }
        if entry.flags.contains(.oneCancelsOther) {
            var leg = makeOrder(waitingLeg(of: entry))
            leg.sibling = order.id
            leg.sharesReserve = true
            order.sibling = leg.id
            if entry.side == .buy { order.reservePrice = max(order.reservePrice, leg.reservePrice) }
            events.append(accepted(order))
            events.append(accepted(leg))
            waiting.append(leg)
        } else {
            events.append(accepted(order))
        }
        return enter(order, into: &events)
    }

    func waitingLeg(of entry: EnterOrder) -> EnterOrder {
        var leg = entry
        leg.clientOrderID = 0
        leg.flags = .oneCancelsOther
        leg.type = entry.stopLimitPrice.isNone ? .stopLoss : .stopLimit
        leg.price = entry.stopLimitPrice
        leg.triggerPrice = entry.stopPrice
        leg.stopPrice = .none
        leg.stopLimitPrice = .none
        return leg
    }

    mutating func wait(_ order: NaiveOrder) -> Placed {
        var order = order
        order.fired = isReached(order, by: lastPrice)
        waiting.append(order)
        return Placed(
            orderID: order.id, leaves: Quantity(lots: order.leaves), waits: true, reservePrice: order.reservePrice, sibling: order.sibling)
    }

    /// Lets an order into the book that is in none of the lists: new, replaced or triggered.
    mutating func enter(_ order: NaiveOrder, into events: inout [BookEvent]) -> Placed {
        var incoming = order
        var rests = true
        let first = events.count
        if phase == .continuous {
            if incoming.entry.timeInForce == .fok && !fillsCompletely(incoming) {
                cancelIncoming(&incoming, .fillOrKill, into: &events)
                return ended(incoming)
            }
            let stop = match(&incoming, into: &events)
            rests = settle(&incoming, stop, into: &events)
        }
        if rests {
            rest(incoming)
        } else {
            end(incoming)
        }
        fire(onTradesOf: events[first...])
        guard rests else { return ended(incoming) }
        armLeg(incoming.sibling)
        return Placed(
            orderID: incoming.id, leaves: Quantity(lots: incoming.leaves), waits: false, reservePrice: incoming.reservePrice,
            sibling: incoming.sibling)
    }

    func ended(_ order: NaiveOrder) -> Placed {
        Placed(orderID: order.id, leaves: .zero, waits: false, reservePrice: .none, sibling: .none)
    }

    /// The pair stands; a leg whose trigger is reached already fires at once.
    mutating func armLeg(_ id: OrderID) {
        guard id != .none, let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting[index].fired = isReached(waiting[index], by: lastPrice)
    }

    /// Decides what becomes of the remainder; true if it rests.
    mutating func settle(_ order: inout NaiveOrder, _ stop: Stop, into events: inout [BookEvent]) -> Bool {
        if order.leaves == 0 { return false }
        let mayRest = order.entry.type.hasLimit && order.entry.timeInForce != .ioc && order.entry.timeInForce != .fok
        let reason: CancelReason
        switch stop {
        case .filled: return false
        case .selfTrade: reason = .selfTrade
        case .matchLimit: reason = .matchLimit
        case .band: reason = .priceBand
        case .pause:
            changePhase(to: .volatilityAuction, price: .none, volume: 0, into: &events)
            reason = .volatilityPause
            if mayRest { return true }
        case .noLiquidity, .bound, .protection:
            if mayRest { return true }
            if order.entry.type.hasLimit || stop == .bound {
                reason = .immediateOrCancel
            } else {
                reason = stop == .protection ? .marketProtection : .noLiquidity
            }
        }
        cancelRemainder(&order, reason, into: &events)
        return false
    }

    mutating func cancelIncoming(_ order: inout NaiveOrder, _ reason: CancelReason, into events: inout [BookEvent]) {
        cancelRemainder(&order, reason, into: &events)
        end(order)
    }

    mutating func cancelRemainder(_ order: inout NaiveOrder, _ reason: CancelReason, into events: inout [BookEvent]) {
        events.append(canceled(order, reason))
        order.leaves = 0
        cancelSibling(of: order, into: &events)
    }

    // MARK: Matching

    func protectionBound(_ side: Side) -> Price {
        let touch = best(side.opposite)
        if touch.isNone || instrument.marketProtectionPPM == 0 { return .none }
        let move = Int64(Int128(touch.ticks.magnitude) * Int128(instrument.marketProtectionPPM) / 1_000_000)
        return Price(ticks: side == .buy ? touch.ticks + move : touch.ticks - move)
    }

    mutating func match(_ order: inout NaiveOrder, into events: inout [BookEvent]) -> Stop {
        let protection = order.entry.type.hasLimit ? Price.none : protectionBound(order.side)
        let bound = order.entry.price
        var steps = 0
        while order.leaves > 0 {
            guard var maker = resting(order.side.opposite).first else { return .noLiquidity }
            let price = maker.entry.price
            let pastBound = !isWithin(bound, price, order.side)
            let pastProtection = !isWithin(protection, price, order.side)
            if pastBound && pastProtection { return isWithin(bound, protection, order.side) && bound != protection ? .protection : .bound }
            if pastBound { return .bound }
            if pastProtection { return .protection }
            if let stop = stoppedByLimits(price, order.side) { return stop }
            if steps == OrderBook.matchesPerCommandMax { return .matchLimit }
            steps += 1
            if maker.entry.account == order.entry.account && order.entry.selfTradePrevention != .none {
                if !preventSelfTrade(&order, maker, into: &events) { return .selfTrade }
                continue
            }
            let quantity = min(order.leaves, maker.shown)
            trade(&order, &maker, quantity, at: price, into: &events)
            cancelSiblingOnTrade(&order, into: &events)
            cancelSiblingOnTrade(&maker, into: &events)
            afterShrinking(maker, into: &events)
        }
        return .filled
    }

    mutating func trade(_ taker: inout NaiveOrder, _ maker: inout NaiveOrder, _ quantity: Int64, at price: Price, into events: inout [BookEvent]) {
        for order in [0, 1] {
            if order == 0 { taker.leaves -= quantity; taker.filled += quantity } else { maker.leaves -= quantity; maker.filled += quantity }
        }
        maker.shown -= quantity
        var event = event(.trade, taker)
        event.flags = []
        event.otherAccount = maker.entry.account
        event.otherID = maker.id
        event.price = price
        event.quantity = Quantity(lots: quantity)
        event.otherLeaves = Quantity(lots: maker.leaves)
        event.reservePrice = maker.reservePrice
        events.append(event)
    }

    mutating func cancelSiblingOnTrade(_ order: inout NaiveOrder, into events: inout [BookEvent]) {
        cancelSibling(of: order, into: &events)
        order.sibling = .none
    }

    /// A resting order traded or shrank: it ends, shows its next part at the end of its queue, or stays where it is.
    mutating func afterShrinking(_ order: NaiveOrder, into events: inout [BookEvent]) {
        if order.shown > 0 {
            update(order)
            return
        }
        _ = remove(order.id)
        if order.leaves == 0 {
            end(order)
        } else {
            rest(order)
            events.append(refreshed(find(order.id)!))
        }
    }

    /// False if the incoming order is to be cancelled; both leave nothing to trade against each other.
    mutating func preventSelfTrade(_ order: inout NaiveOrder, _ resting: NaiveOrder, into events: inout [BookEvent]) -> Bool {
        switch order.entry.selfTradePrevention {
        case .none, .cancelNewest:
            return false
        case .cancelOldest:
            cancel(resting.id, reason: .selfTrade, into: &events)
            return true
        case .cancelBoth:
            cancel(resting.id, reason: .selfTrade, into: &events)
            return false
        case .decrement:
            var resting = resting
            let quantity = min(order.leaves, resting.shown)
            shrink(&order, quantity, into: &events)
            shrink(&resting, quantity, into: &events)
            resting.shown -= quantity
            afterShrinking(resting, into: &events)
            return true
        }
    }

    /// Takes quantity off an order without a trade. A leg that shrinks is as good as executed: its sibling goes.
    mutating func shrink(_ order: inout NaiveOrder, _ quantity: Int64, into events: inout [BookEvent]) {
        let before = order.leaves
        order.leaves -= quantity
        order.quantity -= quantity
        if order.leaves == 0 {
            var event = canceled(order, .selfTrade)
            event.quantity = Quantity(lots: before)
            events.append(event)
        } else {
            events.append(amended(order, before: before, reason: .selfTrade))
        }
        cancelSiblingOnTrade(&order, into: &events)
    }

    // MARK: Dry runs

    /// Whether a fill-or-kill order would be filled, found by trying it on a copy.
    func fillsCompletely(_ order: NaiveOrder) -> Bool {
        var trial = self
        var incoming = order
        var events: [BookEvent] = []
        _ = trial.match(&incoming, into: &events)
        return incoming.filled == order.filled + order.leaves
    }

    /// What `place` would trade, found by placing it on a copy; and what it would leave to rest, wait or be cancelled.
    func preview(_ order: EnterOrder) -> (fills: [Fill], leaves: Quantity) {
        var trial = self
        var events: [BookEvent] = []
        let id = trial.place(order, into: &events).orderID
        let trades = events.filter { $0.kind == .trade }
        let fills = trades.map { Fill(makerID: $0.otherID, makerAccount: $0.otherAccount, price: $0.price, quantity: $0.quantity) }
        var leaves = order.quantity.lots - fills.map(\Fill.quantity.lots).reduce(0, +)
        for event in events where event.orderID == id && event.cancelReason == .selfTrade && order.selfTradePrevention == .decrement {
            if event.kind == .orderAmended { leaves -= event.otherLeaves.lots - event.leaves.lots }
            if event.kind == .orderCanceled { leaves -= event.quantity.lots }
        }
        return (fills, Quantity(lots: leaves))
    }
}
