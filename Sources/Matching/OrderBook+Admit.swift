import Market

extension OrderBook {
    /// Whether the book would take the order now; `none` if so. Changes nothing.
    @inlinable @inline(__always) package func admit(_ order: EnterOrder) -> RejectReason {
        // Most orders are plain limit orders that nothing speaks against; who is not has to hear why.
        if order.isPlainLimit && admitsPlain(order.price, order.quantity) { return .none }
        return admitInFull(order)
    }

    /// Whether nothing speaks against a plain limit order; who is not admitted has to be asked about in full.
    @inlinable @inline(__always) package func admitsPlain(_ price: Price, _ quantity: Quantity) -> Bool {
        quickRules.allow(price, quantity) && state.freeSlot != 0
    }

    /// The same for one that finds nobody to trade with.
    @inlinable @inline(__always) package func admitsPassive(_ price: Price, _ quantity: Quantity, _ side: Side) -> Bool {
        admitsPlain(price, quantity) && !ladders.isReached(side.opposite, byTicks: price.ticks)
    }

    @usableFromInline @inline(never) func admitInFull(_ order: EnterOrder) -> RejectReason {
        if order.isPlainMarket && admitsPlainMarket(order.side, order.price, order.quantity) { return .none }
        return fieldFault(order) ?? contradiction(order) ?? marketFault(order)
    }

    // MARK: 1. fields

    private func fieldFault(_ order: EnterOrder) -> RejectReason? {
        if order.type.hasLimit ? !isInRange(order.price) : !(order.price.isNone || isInRange(order.price)) { return .invalidPrice }
        if order.type.waitsForTrigger && !order.type.hasLimit && !order.price.isNone { return .invalidPrice }
        if order.quantity < instrument.minQuantity || order.quantity > instrument.maxQuantity { return .invalidQuantity }
        let needsTrigger = order.type.waitsForTrigger && order.type != .trailingStop
        if needsTrigger ? !isInRange(order.triggerPrice) : !order.triggerPrice.isNone { return .invalidTriggerPrice }
        if order.type == .trailingStop ? order.trailingOffset <= 0 : order.trailingOffset != 0 { return .invalidTrailingOffset }
        if order.displayQuantity.lots != 0 {
            let rests = order.timeInForce != .ioc && order.timeInForce != .fok
            guard order.type.hasLimit, rests, order.displayQuantity.lots > 0, order.displayQuantity < order.quantity,
                order.quantity.lots / order.displayQuantity.lots < Instrument.icebergPartsMax
            else {
                return .invalidDisplayQuantity
            }
        }
        if order.timeInForce == .gtd ? order.expireTime <= 0 : order.expireTime != 0 { return .invalidExpireTime }
        return isBelowMinNotional(order) ? .belowMinNotional : nil
    }

    @inline(__always) private func isInRange(_ price: Price) -> Bool { price.ticks >= minTicks && price.ticks <= maxTicks }

    @inline(__always) private func isBelowMinNotional(_ order: EnterOrder) -> Bool {
        guard instrument.minNotional.units > 0, order.type.hasLimit else { return false }
        let (lots, ticks) = (order.quantity.lots, order.price.ticks)
        return Int128(lots) * Int128(ticks) * Int128(instrument.notionalUnits) < Int128(instrument.minNotional.units)
    }

    // MARK: 2. contradictions

    private func contradiction(_ order: EnterOrder) -> RejectReason? {
        let immediate = order.timeInForce == .ioc || order.timeInForce == .fok
        if !OrderFlags.all.isSuperset(of: order.flags) { return .contradictoryOptions }
        if order.flags.contains(.postOnly) && (order.type != .limit || immediate) { return .contradictoryOptions }
        if order.type == .market && (order.timeInForce == .gtd || order.timeInForce == .day) { return .contradictoryOptions }
        if order.maxMoveTicks < 0 || order.seenSequence == 0 && order.maxMoveTicks != 0 { return .contradictoryOptions }
        let pair = order.flags.contains(.oneCancelsOther)
        let bracket = order.flags.contains(.bracket)
        if pair && bracket { return .contradictoryOptions }
        if pair && (order.type != .limit || immediate || order.displayQuantity.lots != 0) { return .contradictoryOptions }
        if bracket && order.type.waitsForTrigger { return .contradictoryOptions }
        if !bracket && !order.takeProfitPrice.isNone { return .contradictoryOptions }
        if !bracket && !pair && !order.stopPrice.isNone { return .contradictoryOptions }
        if order.stopPrice.isNone && !order.stopLimitPrice.isNone { return .contradictoryOptions }
        return pair || bracket ? exitFault(order, pair: pair) : nil
    }

    private func exitFault(_ order: EnterOrder, pair: Bool) -> RejectReason? {
        let (stop, limit, profit) = (order.stopPrice, order.stopLimitPrice, order.takeProfitPrice)
        for price in [stop, limit, profit] where !price.isNone && !isInRange(price) { return .invalidExits }
        if pair {
            guard !stop.isNone, order.side == .buy ? stop > order.price : stop < order.price else { return .invalidExits }
            return nil
        }
        if stop.isNone && profit.isNone { return .invalidExits }
        if !stop.isNone && !profit.isNone {
            guard order.side == .buy ? stop < profit : stop > profit else { return .invalidExits }
        }
        return nil
    }

    // MARK: 3.-8. the market as it stands

    private func marketFault(_ order: EnterOrder) -> RejectReason {
        if !isContinuous, let reason = phaseFault(order) { return reason }
        if hasBand && order.type.hasLimit && isOutsideBand(order.price) { return .priceBand }
        if order.seenSequence != 0, let reason = guardFault(order) { return reason }
        if order.flags.contains(.postOnly) && isContinuous && crosses(order) { return .postOnlyWouldTake }
        if order.type != .limit, let reason = typeFault(order) { return reason }
        let hasSlot = state.freeSlot != 0 && !order.flags.contains(.oneCancelsOther)
        return !hasSlot && isFull(for: order) ? .bookFull : .none
    }

    private func typeFault(_ order: EnterOrder) -> RejectReason? {
        if order.type == .market {
            let bound = order.price.isNone ? Ladder.noKey : reach(order.price.ticks, for: order.side)
            return ladders[order.side.opposite.ladder].best >= bound ? .noLiquidity : nil
        }
        return order.type == .trailingStop ? trailingFault(order) : nil
    }

    /// Counts the slots never used and, as far as it takes, those given back: a pair needs two.
    private func isFull(for order: EnterOrder) -> Bool {
        let needed = order.flags.contains(.oneCancelsOther) ? 2 : 1
        var free = Int(OrderID.slotMax) + 1 - orders.count
        var slot = state.freeSlot
        while free < needed && slot != 0 {
            free += 1
            slot = orders[slot].next
        }
        return free < needed
    }

    private func phaseFault(_ order: EnterOrder) -> RejectReason? {
        switch phase {
        case .closed: return .instrumentClosed
        case .halted: return .instrumentHalted
        default:
            if order.type.waitsForTrigger { return nil }
            let immediate = order.timeInForce == .ioc || order.timeInForce == .fok
            return order.type == .market || immediate ? .notInThisPhase : nil
        }
    }

    private var hasBand: Bool { !limits.bandHigh.isNone || !limits.bandLow.isNone }

    private func isOutsideBand(_ price: Price) -> Bool {
        (!limits.bandHigh.isNone && price > limits.bandHigh) || (!limits.bandLow.isNone && price < limits.bandLow)
    }

    private func guardFault(_ order: EnterOrder) -> RejectReason? {
        guard let touch = touch(at: order.seenSequence) else { return .seenSequenceTooOld }
        let now = best(order.side.opposite)
        let then = order.side == .buy ? touch.ask : touch.bid
        if now.isNone || then.isNone { return now == then ? nil : .touchMoved }
        return abs(now.ticks - then.ticks) > order.maxMoveTicks ? .touchMoved : nil
    }

    private func trailingFault(_ order: EnterOrder) -> RejectReason? {
        guard state.lastTicks != .min else { return .noReferencePrice }
        let (trigger, overflow) = order.side == .sell
            ? state.lastTicks.subtractingReportingOverflow(order.trailingOffset)
            : state.lastTicks.addingReportingOverflow(order.trailingOffset)
        if overflow || trigger < minTicks || trigger > maxTicks { return .invalidTrailingOffset }
        return seldom.trailingCount >= Self.trailingStopsMax ? .bookFull : nil
    }
}

extension EnterOrder {
    /// A limit order with nothing set but what every order has, checked in one go.
    @inlinable @inline(__always) package var isPlainLimit: Bool {
        hasNoOptions && type == .limit && timeInForce != .gtd && flags.isEmpty
    }

    /// The same for a market order that trades at once.
    @inline(__always) var isPlainMarket: Bool {
        hasNoOptions && type == .market && timeInForce != .gtd && timeInForce != .day && flags.isEmpty
    }

    @inlinable @inline(__always) var hasNoOptions: Bool {
        let prices = (triggerPrice.ticks ^ .min) | (stopPrice.ticks ^ .min) | (stopLimitPrice.ticks ^ .min) | (takeProfitPrice.ticks ^ .min)
        let numbers = trailingOffset | displayQuantity.lots | expireTime | maxMoveTicks | Int64(bitPattern: seenSequence)
        return prices | numbers == 0
    }

    /// Has something to remember that a plain order has not.
    @inlinable @inline(__always) var needsExtra: Bool {
        type.waitsForTrigger || displayQuantity.lots != 0 || expireTime != 0 || !flags.isDisjoint(with: [.oneCancelsOther, .bracket])
    }

    /// A limit order that goes into the book if it has nobody to trade with.
    @inlinable @inline(__always) var isPassiveType: Bool { type == .limit && (timeInForce == .gtc || timeInForce == .day) }
}

extension OrderBook {
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
