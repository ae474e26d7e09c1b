import Market

/// One random generator for all tests of this target: SplitMix64, so that a seed says everything.
struct Random: RandomNumberGenerator {
    var state: UInt64
    /// Which bits of flags may be set.
    var flagBits: UInt8 = .max
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }

    /// Any bits, the ends of the range more often than chance.
    mutating func extreme<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T {
        switch next() % 8 {
        case 0: .min
        case 1: .max
        case 2: 0
        case 3: 1
        default: T(truncatingIfNeeded: next())
        }
    }

    mutating func amount() -> Int64 { Int64(bitPattern: extreme(UInt64.self) >> 1) }
    mutating func pick<T: CaseIterable>(_ type: T.Type = T.self) -> T where T.AllCases == [T] { T.allCases[Int(next() % UInt64(T.allCases.count))] }
    mutating func account() -> AccountID { AccountID(rawValue: extreme()) }
    mutating func symbol() -> SymbolID { SymbolID(rawValue: extreme()) }
    mutating func orderID() -> OrderID { OrderID(rawValue: extreme()) }
    mutating func price() -> Price { Price(ticks: extreme()) }
    mutating func quantity() -> Quantity { Quantity(lots: extreme()) }
    mutating func lots() -> Quantity { Quantity(lots: amount()) }

    mutating func name() -> Name {
        let count = 1 + Int(next() % 16)
        let text = String(decoding: (0..<count).map { _ in UInt8(0x21 + next() % 94) }, as: UTF8.self)
        return Name(text)!
    }
}

extension Random {
    mutating func plainOrder() -> EnterOrder {
        var order = EnterOrder(account: account(), symbol: symbol(), side: pick(), type: pick(), price: price(), quantity: quantity())
        order.clientOrderID = extreme()
        order.timeInForce = pick()
        order.selfTradePrevention = pick()
        order.flags = OrderFlags(rawValue: extreme() & flagBits)
        return order
    }

    /// A plain order with some or all of the other options.
    mutating func advancedOrder() -> EnterOrder {
        var order = plainOrder()
        let options = next() | 1 << (next() % 9)
        if options & 1 != 0 { order.triggerPrice = price() }
        if options & 2 != 0 { order.trailingOffset = extreme() }
        if options & 4 != 0 { order.displayQuantity = quantity() }
        if options & 8 != 0 { order.expireTime = extreme() }
        if options & 16 != 0 { order.seenSequence = extreme() }
        if options & 32 != 0 { order.maxMoveTicks = extreme() }
        if options & 64 != 0 { order.stopPrice = price() }
        if options & 128 != 0 { order.stopLimitPrice = price() }
        if options & 256 != 0 { order.takeProfitPrice = price() }
        return order
    }

    mutating func profile() -> RiskProfile {
        RiskProfile(
            dailyLossLimitPercent: extreme(), ordersPerMinuteMax: extreme(), minOrderValue: Amount(units: extreme()),
            maxOrderPercent: extreme(), maxPositionPercent: extreme(), maxOpenOrders: extreme())
    }

    mutating func instrument() -> Instrument {
        var instrument = Instrument(
            name: name(), baseAsset: AssetID(rawValue: extreme()), quoteAsset: AssetID(rawValue: extreme()), tickUnits: extreme(),
            lotUnits: extreme(), notionalUnits: extreme(), minPrice: price(), maxPrice: price())
        instrument.minQuantity = quantity()
        instrument.maxQuantity = quantity()
        instrument.minNotional = Amount(units: extreme())
        instrument.makerFeePPM = extreme()
        instrument.takerFeePPM = extreme()
        instrument.bandPPM = extreme()
        instrument.pausePPM = extreme()
        instrument.pauseWindow = extreme()
        instrument.pauseDuration = extreme()
        instrument.marketProtectionPPM = extreme()
        instrument.referencePrice = price()
        instrument.phase = pick()
        return instrument
    }

    /// One of every kind, each message of the schema included.
    mutating func commands() -> [Command] {
        [
            .enterOrder(plainOrder()),
            .enterOrder(advancedOrder()),
            .cancelOrder(CancelOrder(account: account(), orderID: orderID(), clientOrderID: extreme())),
            .amendOrder(AmendOrder(account: account(), orderID: orderID(), quantity: quantity())),
            .replaceOrder(
                ReplaceOrder(
                    account: account(), orderID: orderID(), clientOrderID: extreme(), price: price(), quantity: quantity(), triggerPrice: price())),
            .cancelAll(CancelAll(account: account(), symbol: symbol())),
            .tick,
            .addAsset(Asset(name: name(), scale: extreme())),
            .addInstrument(instrument()),
            .openAccount(profile()),
            .deposit(account: account(), asset: AssetID(rawValue: extreme()), amount: Amount(units: extreme())),
            .withdraw(account: account(), asset: AssetID(rawValue: extreme()), amount: Amount(units: extreme())),
            .setPhase(symbol: symbol(), phase: pick()),
            .setRiskProfile(account: account(), profile: profile()),
            .setAccountState(account: account(), state: pick()),
        ]
    }
}

extension Random {
    /// One of every kind, with every field that a record carries; of accepted orders the short form only if `order` is given.
    mutating func events(after order: EnterOrder?) -> [Event] {
        var events: [Event] = []
        if let order {
            let price = order.type.waitsForTrigger && !order.type.hasLimit ? order.triggerPrice : order.price
            events.append(
                Event(
                    .orderAccepted, side: order.side, flags: flags(), symbol: order.symbol, account: order.account,
                    orderID: OrderID(symbol: order.symbol, slot: 5, generation: 7), price: price, quantity: order.quantity,
                    leaves: order.quantity))
        }
        var accepted = change(.orderAccepted)
        accepted.otherID = orderID()
        accepted.flags = flags()
        var amended = change(.orderAmended)
        amended.otherLeaves = lots()
        amended.reason = pick(CancelReason.self).rawValue
        var replaced = accepted
        replaced.kind = .orderReplaced
        var triggered = change(.orderTriggered)
        triggered.flags = flags()
        events += [accepted, amended, replaced, triggered, change(.orderRefreshed), canceled(), rejected(), duplicate(), phaseChanged()]
        return events + administrative()
    }

    mutating func flags() -> Event.Flags { Event.Flags(rawValue: extreme() & flagBits) }

    mutating func change(_ kind: Event.Kind) -> Event {
        let id = orderID()
        return Event(kind, side: pick(), symbol: id.symbol, account: account(), orderID: id, price: price(), quantity: lots(), leaves: lots())
    }

    mutating func canceled() -> Event {
        let id = orderID()
        return Event(
            .orderCanceled, reason: pick(CancelReason.self).rawValue, side: pick(), symbol: id.symbol, account: account(), orderID: id,
            quantity: lots())
    }

    mutating func rejected() -> Event {
        Event(
            .orderRejected, reason: pick(RejectReason.self).rawValue, side: pick(), symbol: symbol(), account: account(), orderID: orderID())
    }

    mutating func duplicate() -> Event {
        Event(
            .duplicateOrder, reason: pick(RejectReason.self).rawValue, symbol: symbol(), account: account(), orderID: orderID(),
            leaves: quantity())
    }

    mutating func phaseChanged() -> Event {
        Event(
            .phaseChanged, symbol: symbol(), account: .house, price: price(), quantity: lots(),
            leaves: Quantity(lots: Int64(pick(Phase.self).rawValue)), otherLeaves: Quantity(lots: Int64(pick(Phase.self).rawValue)))
    }

    mutating func trade() -> Event {
        let id = orderID()
        return Event(
            .trade, side: pick(), flags: flags(), symbol: id.symbol, account: account(), otherAccount: account(), orderID: id,
            otherID: orderID(), price: price(), quantity: lots(), leaves: lots(), otherLeaves: lots())
    }

    mutating func administrative() -> [Event] {
        let none = SymbolID(rawValue: 0)
        return [
            Event(.cancelAllDone, symbol: symbol(), account: account(), quantity: lots(), leaves: lots()),
            Event(.assetAdded, symbol: none, account: .house, otherID: OrderID(rawValue: UInt64(extreme(UInt32.self)))),
            Event(.instrumentAdded, symbol: symbol(), account: .house),
            Event(.accountOpened, symbol: none, account: account()),
            Event(
                .balanceChanged, symbol: none, account: account(), otherID: OrderID(rawValue: UInt64(extreme(UInt32.self))),
                quantity: quantity(), leaves: quantity(), otherLeaves: quantity()),
            Event(.riskProfileChanged, symbol: none, account: account()),
            Event(
                .accountStateChanged, reason: pick(RejectReason.self).rawValue, symbol: none, account: account(),
                leaves: Quantity(lots: Int64(pick(AccountState.self).rawValue)), otherLeaves: Quantity(lots: Int64(pick(AccountState.self).rawValue))),
        ]
    }
}
