import Market
import Wire

/// What the exchange should look like, made from the records alone by other means: every record is checked against the rules as it comes.
///
/// Slow and simple: arrays and linear searches.
final class ShadowMarket {
    struct Order {
        var id: OrderID
        var account: AccountID
        var side: Side
        /// Limit; `none` for what never rests.
        var limit: Price
        var trigger: Price
        var quantity: Int64
        var leaves: Int64
        var filled: Int64 = 0
        var canceled: Int64 = 0
        /// Nil where the record does not tell: exits of a bracket.
        var selfTradePrevention: SelfTradePrevention?
        var type: OrderType
        var expireTime: Timestamp = 0
        var displayQuantity: Int64 = 0
        var waits = false
        /// Its trigger has been reached.
        var isReached = false
        var arrival: UInt64
        var clientOrderID: ClientOrderID = 0
        var stopLimit = Price.none
    }

    struct Trade: Equatable {
        var price: Int64
        var quantity: Int64
        var taker: OrderID
        var maker: OrderID
        var takerFee: Int64
        var makerFee: Int64
    }

    /// What came of a name.
    struct Named: Equatable {
        var sequence: SequenceNumber
        var orderID: OrderID
        var reason: RejectReason
        var time: Timestamp
    }

    struct Key: Hashable {
        var account: AccountID
        var asset: AssetID
    }

    struct NameKey: Hashable {
        var account: AccountID
        var name: ClientOrderID
    }

    private(set) var sequence: SequenceNumber = 0
    private(set) var time: Timestamp = 0
    private(set) var instruments: [Instrument] = []
    private(set) var phases: [Phase] = []
    private(set) var orders: [OrderID: Order] = [:]
    /// By symbol and side: who rests, in order of arrival at its price.
    private(set) var resting: [[[OrderID]]] = []
    private(set) var trades: [UInt64: Trade] = [:]
    private(set) var volumes: [Int64] = []
    private(set) var balances: [Key: Int64] = [:]
    private(set) var deposited: [AssetID: Int64] = [:]
    private(set) var names: [NameKey: Named] = [:]
    private var filledBySymbol: [Int64] = []
    private var arrivals: UInt64 = 0
    private var lastTrade: UInt64 = 0
    /// The first thing that was wrong.
    private(set) var fault: String?

    // Of the record at hand.
    private var command = Command.tick
    private var acceptances = 0
    private var isAnswered = false

    func fail(_ checker: String, _ what: @autoclosure () -> String) {
        if fault == nil { fault = "\(checker): record \(sequence): \(what())" }
    }

    // MARK: records

    func apply(_ record: Record, sequence: SequenceNumber) {
        guard sequence == self.sequence + 1 else { return fail("sequence", "record \(sequence) follows") }
        self.sequence = sequence
        if record.time < time { fail("time", "time goes back by \(time - record.time) ns") }
        time = max(time, record.time)
        command = record.command
        acceptances = 0
        isAnswered = false
        do throws(WireError) {
            var events = record.events()
            while let event = try events.next() { apply(event) }
        } catch { fail("encoding", "\(error)") }
        endOfRecord()
    }

    private func apply(_ recorded: RecordedEvent) {
        let event = recorded.event
        switch event.kind {
        case .orderAccepted: accepted(event)
        case .orderReplaced: replaced(event)
        case .orderCanceled: canceled(event)
        case .orderAmended: amended(event)
        case .orderTriggered: triggered(event)
        case .orderRefreshed: moveToEnd(event.orderID)
        case .trade: traded(recorded)
        case .phaseChanged: phases[Int(event.symbol.rawValue)] = Phase(rawValue: UInt8(truncatingIfNeeded: event.leaves.lots)) ?? .closed
        case .balanceChanged: balanceChanged(event)
        case .instrumentAdded: if case .addInstrument(let instrument) = command { add(instrument) }
        case .orderRejected: rejected(event)
        case .duplicateOrder: duplicate(event)
        case .cancelAllDone, .assetAdded, .accountOpened, .riskProfileChanged, .accountStateChanged: break
        }
    }

    private func add(_ instrument: Instrument) {
        instruments.append(instrument)
        phases.append(instrument.phase)
        resting.append([[], []])
        volumes.append(0)
        filledBySymbol.append(0)
    }

    private func balanceChanged(_ event: Event) {
        let asset = AssetID(rawValue: UInt32(truncatingIfNeeded: event.otherID.rawValue))
        balances[Key(account: event.account, asset: asset), default: 0] += event.quantity.lots
        deposited[asset, default: 0] += event.quantity.lots
    }

    // MARK: names

    private var name: NameKey? {
        switch command {
        case .enterOrder(let order) where order.clientOrderID != 0: NameKey(account: order.account, name: order.clientOrderID)
        case .replaceOrder(let replace) where replace.clientOrderID != 0: NameKey(account: replace.account, name: replace.clientOrderID)
        default: nil
        }
    }

    private func remember(_ orderID: OrderID, _ reason: RejectReason) {
        defer { isAnswered = true }
        guard let name, !isAnswered else { return }
        if let first = names[name], time - first.time < 24 * 3_600_000_000_000 {
            return fail("names", "name \(name.name) of account \(name.account.rawValue) was answered in record \(first.sequence), and is executed again")
        }
        names[name] = Named(sequence: sequence, orderID: orderID, reason: reason, time: time)
    }

    private func rejected(_ event: Event) {
        if event.rejectReason == .duplicateClientOrderID, !isAnswered { isAnswered = true } else { remember(.none, event.rejectReason) }
    }

    private func duplicate(_ event: Event) {
        guard let name, let first = names[name] else { return fail("names", "a duplicate of nothing") }
        if first.reason != event.rejectReason { fail("names", "a duplicate says \(event.rejectReason), the first answer was \(first.reason)") }
        if SequenceNumber(bitPattern: event.leaves.lots) != first.sequence { fail("names", "a duplicate names record \(event.leaves.lots), not \(first.sequence)") }
    }

    // MARK: orders come and go

    private func accepted(_ event: Event) {
        acceptances += 1
        arrivals += 1
        var order = Order(
            id: event.orderID, account: event.account, side: event.side, limit: event.price, trigger: .none, quantity: event.quantity.lots,
            leaves: event.leaves.lots, type: .limit, waits: event.flags.contains(.waits), arrival: arrivals)
        if case .enterOrder(let entered) = command, entered.account == event.account, acceptances <= (entered.flags.contains(.oneCancelsOther) ? 2 : 1) {
            order.selfTradePrevention = entered.selfTradePrevention
            order.expireTime = entered.timeInForce == .gtd ? entered.expireTime : 0
            describe(&order, entered, isSecondLeg: acceptances == 2)
            if acceptances == 1 { remember(event.orderID, .none) }
        } else if order.waits {
            // The stop of a bracket: a market order once it fires.
            order.trigger = event.price
            order.limit = .none
            order.type = .stopLoss
        }
        if order.quantity != order.leaves { fail("quantities", "an order is accepted with \(order.leaves) of \(order.quantity) open") }
        orders[event.orderID] = order
        if !order.waits, !order.limit.isNone { resting[Int(event.orderID.symbol.rawValue)][Int(event.side.rawValue)].append(event.orderID) }
    }

    private func describe(_ order: inout Order, _ entered: EnterOrder, isSecondLeg: Bool) {
        order.clientOrderID = isSecondLeg ? 0 : entered.clientOrderID
        order.displayQuantity = isSecondLeg ? 0 : entered.displayQuantity.lots
        if isSecondLeg {
            order.type = entered.stopLimitPrice.isNone ? .stopLoss : .stopLimit
            order.trigger = entered.stopPrice
            order.limit = entered.stopLimitPrice
        } else {
            order.type = entered.type
            order.limit = entered.type.hasLimit ? entered.price : .none
            order.trigger = entered.triggerPrice
        }
    }

    private func replaced(_ event: Event) {
        guard case .replaceOrder(let replace) = command, var order = orders.removeValue(forKey: event.otherID) else {
            return fail("orders", "order \(event.otherID.rawValue) is replaced, which is not open")
        }
        remove(event.otherID)
        arrivals += 1
        order.id = event.orderID
        order.arrival = arrivals
        if !replace.price.isNone { order.limit = replace.price }
        if !replace.triggerPrice.isNone { order.trigger = replace.triggerPrice }
        (order.quantity, order.leaves, order.filled, order.canceled) = (event.quantity.lots, event.leaves.lots, 0, 0)
        order.waits = event.flags.contains(.waits)
        order.isReached = false
        orders[event.orderID] = order
        if !order.waits { resting[Int(event.orderID.symbol.rawValue)][Int(order.side.rawValue)].append(event.orderID) }
        remember(event.orderID, .none)
    }

    private func canceled(_ event: Event) {
        guard var order = orders[event.orderID] else { return fail("orders", "order \(event.orderID.rawValue) is canceled, which is not open") }
        if event.quantity.lots != order.leaves { fail("quantities", "\(event.quantity.lots) are canceled of \(order.leaves) open") }
        if event.cancelReason == .expired, order.expireTime > time { fail("time", "order \(event.orderID.rawValue) expires too early") }
        order.canceled += event.quantity.lots
        order.leaves = 0
        end(order)
    }

    private func amended(_ event: Event) {
        guard var order = orders[event.orderID] else { return fail("orders", "order \(event.orderID.rawValue) is amended, which is not open") }
        if event.otherLeaves.lots != order.leaves { fail("quantities", "\(event.otherLeaves.lots) were open before, not \(order.leaves)") }
        order.quantity = event.quantity.lots
        order.leaves = event.leaves.lots
        if order.filled + order.leaves + order.canceled != order.quantity {
            fail("quantities", "amended to \(order.quantity), with \(order.filled) filled, \(order.leaves) open")
        }
        orders[event.orderID] = order
    }

    private func end(_ order: Order) {
        if order.filled + order.canceled + order.leaves != order.quantity {
            fail("quantities", "of \(order.quantity), \(order.filled) were filled and \(order.canceled) canceled")
        }
        remove(order.id)
        orders[order.id] = nil
    }

    private func remove(_ id: OrderID) {
        let symbol = Int(id.symbol.rawValue)
        for side in 0..<2 { resting[symbol][side].removeAll { $0 == id } }
    }

    private func moveToEnd(_ id: OrderID) {
        guard let order = orders[id], !order.waits else { return fail("orders", "order \(id.rawValue) is refreshed, which is not in the book") }
        remove(id)
        resting[Int(id.symbol.rawValue)][Int(order.side.rawValue)].append(id)
    }

    // MARK: triggers

    private func triggered(_ event: Event) {
        guard var order = orders[event.orderID], order.waits else { return fail("triggers", "order \(event.orderID.rawValue) fires, which does not wait") }
        let symbol = event.orderID.symbol
        for other in orders.values where other.waits && other.isReached && other.id.symbol == symbol && other.arrival < order.arrival {
            fail("triggers", "order \(order.id.rawValue) fires before order \(other.id.rawValue), which came first")
        }
        order.waits = false
        orders[order.id] = order
        if !order.limit.isNone { resting[Int(symbol.rawValue)][Int(order.side.rawValue)].append(order.id) }
    }

    /// Marks what a trade at this price fires. Trailing stops, whose triggers move, are left out.
    private func reach(_ price: Price, _ symbol: SymbolID) {
        for order in orders.values where order.waits && !order.isReached && order.id.symbol == symbol && order.type != .trailingStop {
            let takesProfit = order.type == .takeProfit || order.type == .takeProfitLimit
            let rises = (order.side == .buy) != takesProfit
            if rises ? price >= order.trigger : price <= order.trigger { orders[order.id]?.isReached = true }
        }
    }

    // MARK: trades

    private func traded(_ recorded: RecordedEvent) {
        let event = recorded.event
        let symbol = Int(event.symbol.rawValue)
        guard var taker = orders[event.orderID], var maker = orders[event.otherID] else { return fail("orders", "a trade of an order that is not open") }
        let quantity = event.quantity.lots
        if recorded.tradeID != lastTrade + 1 { fail("trades", "trade \(recorded.tradeID) follows trade \(lastTrade)") }
        lastTrade = recorded.tradeID
        if maker.side == taker.side || taker.side != event.side { fail("trades", "both sides are the same") }
        if event.flags.contains(.auction) { checkAuction(event, taker, maker) } else { checkTrade(event, taker, maker) }
        for (order, leaves) in [(taker, event.leaves.lots), (maker, event.otherLeaves.lots)] where order.leaves - quantity != leaves || leaves < 0 {
            fail("quantities", "order \(order.id.rawValue) had \(order.leaves) open, trades \(quantity), has \(leaves)")
        }
        settle(recorded, taker, maker)
        trades[recorded.tradeID] = Trade(
            price: event.price.ticks, quantity: quantity, taker: taker.id, maker: maker.id, takerFee: recorded.takerFee.units,
            makerFee: recorded.makerFee.units)
        volumes[symbol] += quantity
        filledBySymbol[symbol] += taker.leaves - event.leaves.lots + maker.leaves - event.otherLeaves.lots
        taker.filled += quantity
        taker.leaves = event.leaves.lots
        maker.filled += quantity
        maker.leaves = event.otherLeaves.lots
        for order in [taker, maker] { if order.leaves == 0 { end(order) } else { orders[order.id] = order } }
        reach(event.price, event.symbol)
    }

    private func checkTrade(_ event: Event, _ taker: Order, _ maker: Order) {
        if event.price != maker.limit { fail("price", "traded at \(event.price.ticks), the maker's price is \(maker.limit.ticks)") }
        if !taker.limit.isNone, taker.side == .buy ? event.price > taker.limit : event.price < taker.limit {
            fail("price", "traded at \(event.price.ticks), beyond the taker's limit \(taker.limit.ticks)")
        }
        if let first = first(of: maker.side, on: event.symbol), first != maker.id {
            fail("priority", "order \(maker.id.rawValue) trades at \(maker.limit.ticks), order \(first.rawValue) was first")
        }
        if taker.account == maker.account, let mode = taker.selfTradePrevention, mode != .none {
            fail("self-trade", "account \(taker.account.rawValue) trades with itself in mode \(mode)")
        }
    }

    private func checkAuction(_ event: Event, _ buyer: Order, _ seller: Order) {
        if event.price > buyer.limit || event.price < seller.limit { fail("price", "auctioned at \(event.price.ticks), beyond a limit") }
    }

    /// Who has priority: the best price, then whoever came to it first.
    func first(of side: Side, on symbol: SymbolID) -> OrderID? {
        var best: (price: Price, id: OrderID)?
        for id in resting[Int(symbol.rawValue)][Int(side.rawValue)] {
            guard let order = orders[id] else { continue }
            guard let known = best else {
                best = (order.limit, id)
                continue
            }
            if side == .buy ? order.limit > known.price : order.limit < known.price { best = (order.limit, id) }
        }
        return best?.id
    }

    /// Everybody in price-time order.
    func queue(of side: Side, on symbol: SymbolID) -> [Order] {
        resting[Int(symbol.rawValue)][Int(side.rawValue)].compactMap { orders[$0] }.enumerated().sorted { a, b in
            if a.element.limit != b.element.limit { return side == .buy ? a.element.limit > b.element.limit : a.element.limit < b.element.limit }
            return a.offset < b.offset
        }.map(\.element)
    }

    // MARK: money

    private func settle(_ recorded: RecordedEvent, _ taker: Order, _ maker: Order) {
        let event = recorded.event
        let instrument = instruments[Int(event.symbol.rawValue)]
        let gross = event.price.ticks * event.quantity.lots * instrument.notionalUnits
        let takerPPM = event.flags.contains(.auction) ? instrument.makerFeePPM : instrument.takerFeePPM
        checkFee(recorded.takerFee.units, gross, takerPPM, isBuyer: taker.side == .buy)
        checkFee(recorded.makerFee.units, gross, instrument.makerFeePPM, isBuyer: maker.side == .buy)
        let units = event.quantity.lots * instrument.lotUnits
        for (order, fee) in [(taker, recorded.takerFee.units), (maker, recorded.makerFee.units)] {
            let sign: Int64 = order.side == .buy ? 1 : -1
            balances[Key(account: order.account, asset: instrument.baseAsset), default: 0] += sign * units
            balances[Key(account: order.account, asset: instrument.quoteAsset), default: 0] -= sign * gross + fee
            balances[Key(account: .house, asset: instrument.quoteAsset), default: 0] += fee
        }
    }

    /// Half to even; a buyer may be asked for less, never for more than was set aside.
    private func checkFee(_ fee: Int64, _ gross: Int64, _ ppm: UInt32, isBuyer: Bool) {
        let (whole, part) = (gross * Int64(ppm)).quotientAndRemainder(dividingBy: 1_000_000)
        let due = part * 2 > 1_000_000 || (part * 2 == 1_000_000 && whole % 2 != 0) ? whole + 1 : whole
        if fee == due || (isBuyer && fee >= 0 && fee < due) { return }
        fail("fees", "a fee of \(fee) on \(gross) at \(ppm) ppm, \(due) is due")
    }

    private func endOfRecord() {
        for (symbol, volume) in volumes.enumerated() where filledBySymbol[symbol] != 2 * volume {
            fail("volume", "fills and volume of symbol \(symbol) differ")
        }
    }
}
