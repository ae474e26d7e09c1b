import Market
import Matching

extension NaiveBook {
    /// The checks of the README, in its order; the first that fails is the answer.
    func admit(_ order: EnterOrder) -> RejectReason {
        for check in [fields, contradictions, phaseRule, band, guardRule, liquidity, room] {
            let reason = check(order)
            if reason != .none { return reason }
        }
        return .none
    }

    func isListed(_ price: Price) -> Bool { instrument.minPrice <= price && price <= instrument.maxPrice }

    func fields(_ order: EnterOrder) -> RejectReason {
        let type = order.type
        let quantity = order.quantity
        if type.hasLimit || !order.price.isNone {
            if !isListed(order.price) { return .invalidPrice }
        }
        if type.waitsForTrigger && !type.hasLimit && !order.price.isNone { return .invalidPrice }
        if quantity < instrument.minQuantity || quantity > instrument.maxQuantity { return .invalidQuantity }
        if type.waitsForTrigger && type != .trailingStop {
            if !isListed(order.triggerPrice) { return .invalidTriggerPrice }
        } else if !order.triggerPrice.isNone {
            return .invalidTriggerPrice
        }
        if type == .trailingStop ? order.trailingOffset <= 0 : order.trailingOffset != 0 { return .invalidTrailingOffset }
        let display = order.displayQuantity
        if display != .zero {
            if display < .zero || display >= quantity || !type.hasLimit { return .invalidDisplayQuantity }
            if quantity.lots >= 1_000 * display.lots { return .invalidDisplayQuantity }
            if order.timeInForce == .ioc || order.timeInForce == .fok { return .invalidDisplayQuantity }
        }
        if order.timeInForce == .gtd ? order.expireTime <= 0 : order.expireTime != 0 { return .invalidExpireTime }
        if type.hasLimit && instrument.minNotional > .zero {
            let notional = Int128(order.price.ticks) * Int128(quantity.lots) * Int128(instrument.notionalUnits)
            if notional < Int128(instrument.minNotional.units) { return .belowMinNotional }
        }
        return .none
    }

    func contradictions(_ order: EnterOrder) -> RejectReason {
        let flags = order.flags
        let immediate = order.timeInForce == .ioc || order.timeInForce == .fok
        if !flags.subtracting(.all).isEmpty { return .contradictoryOptions }
        if flags.contains(.postOnly) && (order.type != .limit || immediate) { return .contradictoryOptions }
        if order.type == .market && (order.timeInForce == .gtd || order.timeInForce == .day) { return .contradictoryOptions }
        if order.maxMoveTicks < 0 || (order.seenSequence == 0 && order.maxMoveTicks != 0) { return .contradictoryOptions }
        if order.stopPrice.isNone && !order.stopLimitPrice.isNone { return .contradictoryOptions }
        if flags.contains(.oneCancelsOther) {
            if flags.contains(.bracket) || order.type != .limit || immediate || order.displayQuantity != .zero { return .contradictoryOptions }
            if !order.takeProfitPrice.isNone { return .contradictoryOptions }
            if !isListed(order.stopPrice) || (!order.stopLimitPrice.isNone && !isListed(order.stopLimitPrice)) { return .invalidExits }
            return (order.side == .buy ? order.stopPrice > order.price : order.stopPrice < order.price) ? .none : .invalidExits
        }
        if flags.contains(.bracket) {
            if order.type.waitsForTrigger { return .contradictoryOptions }
            let (stop, profit, stopLimit) = (order.stopPrice, order.takeProfitPrice, order.stopLimitPrice)
            if stop.isNone && profit.isNone { return .invalidExits }
            for price in [stop, profit, stopLimit] where !price.isNone && !isListed(price) { return .invalidExits }
            if stop.isNone || profit.isNone { return .none }
            return (order.side == .buy ? stop < profit : stop > profit) ? .none : .invalidExits
        }
        let unused = order.stopPrice.isNone && order.stopLimitPrice.isNone && order.takeProfitPrice.isNone
        return unused ? .none : .contradictoryOptions
    }

    func phaseRule(_ order: EnterOrder) -> RejectReason {
        if phase == .closed { return .instrumentClosed }
        if phase == .halted { return .instrumentHalted }
        if !phase.collects || order.type.waitsForTrigger { return .none }
        let immediate = order.type == .market || order.timeInForce == .ioc || order.timeInForce == .fok
        return immediate ? .notInThisPhase : .none
    }

    func band(_ order: EnterOrder) -> RejectReason {
        order.type.hasLimit && isOutsideBand(order.price) ? .priceBand : .none
    }

    func isOutsideBand(_ price: Price) -> Bool {
        (!limits.bandLow.isNone && price < limits.bandLow) || (!limits.bandHigh.isNone && price > limits.bandHigh)
    }

    /// Whether a taker may not go on to the price because of the band or the pause limit; the one that is strictly tighter, or else the band.
    func stoppedByLimits(_ price: Price, _ side: Side) -> Stop? {
        let band = side == .buy ? limits.bandHigh : limits.bandLow
        let pause = side == .buy ? limits.pauseHigh : limits.pauseLow
        let pastBand = !isWithin(band, price, side)
        let pastPause = !isWithin(pause, price, side)
        if pastBand && pastPause { return pause != band && isWithin(band, pause, side) ? .pause : .band }
        return pastBand ? .band : pastPause ? .pause : nil
    }

    func guardRule(_ order: EnterOrder) -> RejectReason {
        if order.seenSequence == 0 { return .none }
        let isComplete = touches.count <= OrderBook.touchHistoryMax
        let known = touches.suffix(OrderBook.touchHistoryMax)
        let before = Touch(sequence: 0, bid: .none, ask: .none)
        guard let seen = known.last(where: { $0.sequence <= order.seenSequence }) ?? (isComplete ? before : nil) else {
            return .seenSequenceTooOld
        }
        let then = order.side == .buy ? seen.ask : seen.bid
        let now = best(order.side.opposite)
        if then.isNone || now.isNone { return then == now ? .none : .touchMoved }
        return abs(now.ticks - then.ticks) > order.maxMoveTicks ? .touchMoved : .none
    }

    func liquidity(_ order: EnterOrder) -> RejectReason {
        let touch = best(order.side.opposite)
        let touches = !touch.isNone && isWithin(order.price, touch, order.side)
        if order.flags.contains(.postOnly) && phase == .continuous && touches { return .postOnlyWouldTake }
        if order.type == .market && !touches { return .noLiquidity }
        return .none
    }

    func room(_ order: EnterOrder) -> RejectReason {
        if order.type == .trailingStop {
            if lastPrice.isNone { return .noReferencePrice }
            let room = order.side == .sell ? lastPrice.ticks - instrument.minPrice.ticks : instrument.maxPrice.ticks - lastPrice.ticks
            if order.trailingOffset > room { return .invalidTrailingOffset }
            if waiting.count(where: { $0.entry.type == .trailingStop && !$0.fired }) >= OrderBook.trailingStopsMax { return .bookFull }
        }
        let needed = order.flags.contains(.oneCancelsOther) ? 2 : 1
        return openOrders + needed > Int(OrderID.slotMax) ? .bookFull : .none
    }

    /// Whether an order with this limit or bound may trade at the price.
    func isWithin(_ bound: Price, _ price: Price, _ side: Side) -> Bool {
        bound.isNone || (side == .buy ? price <= bound : price >= bound)
    }

    /// Remembers the touch as clients saw it after the command, if it is another one.
    mutating func finishCommand(sequence: SequenceNumber) {
        let touch = Touch(sequence: sequence, bid: best(.buy), ask: best(.sell))
        let last = touches.last ?? Touch(sequence: 0, bid: .none, ask: .none)
        if touch.bid != last.bid || touch.ask != last.ask { touches.append(touch) }
    }
}
