import Market

/// One thing a client does. Follows from the seed and its number, so that leaving others out does not change it.
enum Operation {
    case enter(EnterOrder)
    /// Of one of the client's own orders, by its place in the list of those it knows; by name if it can.
    case cancel(pick: Int, byName: Bool)
    case amend(pick: Int, quantity: Int64)
    case replace(pick: Int, price: Int64, quantity: Int64, isNamed: Bool)
    case cancelAll(SymbolID)
    /// An earlier named order once more; changed, if it is to be refused.
    case repeatNamed(pick: Int, isChanged: Bool)
    case ask(pick: Int)
    case follow(SymbolID)
    /// By operators.
    case administer(Command)

    /// Clients, one account each; some of them share it by two streams.
    static let clientsMax = 4
    static let accountsMax: UInt32 = 3
    /// Where prices wander.
    static let centre: Int64 = 1_000
}

extension Operation {
    static var instruments: [Instrument] {
        func pair(_ text: String, _ change: (inout Instrument) -> Void) -> Instrument {
            guard let name = Name(text) else { preconditionFailure("\(text) is a name") }
            var instrument = Instrument(
                name: name, baseAsset: AssetID(rawValue: 1), quoteAsset: AssetID(rawValue: 0), tickUnits: 1_000_000, lotUnits: 10_000,
                notionalUnits: 100, minPrice: Price(ticks: 1), maxPrice: Price(ticks: 100_000))
            change(&instrument)
            return instrument
        }
        return [
            pair("ALFA") {
                $0.makerFeePPM = 333
                $0.takerFeePPM = 999
            },
            pair("BETA") {
                $0.makerFeePPM = 1_001
                $0.takerFeePPM = 501
                $0.bandPPM = 200_000
                $0.pausePPM = 30_000
                $0.pauseWindow = 50_000_000
                $0.pauseDuration = 20_000_000
                $0.referencePrice = Price(ticks: centre)
            },
        ]
    }

    /// What is listed and paid in before anything else.
    static var opening: [Command] {
        guard let quote = Name("USD"), let base = Name("BASE") else { preconditionFailure("these are names") }
        var commands: [Command] = [.addAsset(Asset(name: quote, scale: 8)), .addAsset(Asset(name: base, scale: 8))]
        commands += instruments.map { .addInstrument($0) }
        for account in 1...accountsMax {
            commands.append(.openAccount(.unlimited))
            for asset: UInt32 in 0...1 {
                commands.append(.deposit(
                    account: AccountID(rawValue: account), asset: AssetID(rawValue: asset), amount: Amount(units: Int64(account) * 150_000_000)))
            }
        }
        return commands
    }

    init(_ random: inout SeededRandom, name: ClientOrderID, time: Timestamp) {
        switch random.below(1000) {
        case 0..<640: self = .enter(Self.order(&random, name: random.chance(650) ? name : 0, time: time))
        case 640..<760: self = .cancel(pick: random.below(1 << 16), byName: random.chance(300))
        case 760..<810: self = .amend(pick: random.below(1 << 16), quantity: random.from(1, to: 50))
        case 810..<880:
            self = .replace(
                pick: random.below(1 << 16), price: Self.price(&random).ticks, quantity: random.from(1, to: 60), isNamed: random.chance(500))
        case 880..<890: self = .cancelAll(random.pick([.all, SymbolID(rawValue: 0), SymbolID(rawValue: 1)]))
        case 890..<940: self = .repeatNamed(pick: random.below(1 << 16), isChanged: random.chance(300))
        case 940..<960: self = .ask(pick: random.below(1 << 16))
        case 960..<970: self = .follow(SymbolID(rawValue: UInt16(random.below(2))))
        default: self = .administer(Self.administration(&random))
        }
    }

    private static func price(_ random: inout SeededRandom) -> Price { Price(ticks: centre + random.from(-25, to: 25)) }

    private static func administration(_ random: inout SeededRandom) -> Command {
        let account = AccountID(rawValue: UInt32(1 + random.below(Int(accountsMax))))
        let symbol = SymbolID(rawValue: UInt16(random.below(2)))
        return switch random.below(10) {
        case 0..<2: .deposit(account: account, asset: AssetID(rawValue: UInt32(random.below(2))), amount: Amount(units: random.from(1, to: 3_000_000)))
        case 2..<4: .withdraw(account: account, asset: AssetID(rawValue: UInt32(random.below(2))), amount: Amount(units: random.from(1, to: 3_000_000)))
        case 4..<6: .setPhase(symbol: symbol, phase: random.pick([.preOpen, .halted, .closingAuction, .closed]))
        case 6..<9: .setPhase(symbol: symbol, phase: .continuous)
        default: .setAccountState(account: account, state: random.pick([.active, .active, .reduceOnly, .halted]))
        }
    }

    private static func order(_ random: inout SeededRandom, name: ClientOrderID, time: Timestamp) -> EnterOrder {
        var order = EnterOrder(
            account: .house, symbol: SymbolID(rawValue: UInt16(random.below(2))), side: random.pick([.buy, .sell]),
            type: random.pick([.limit, .limit, .limit, .limit, .limit, .limit, .market, .stopLoss, .takeProfit, .stopLimit, .takeProfitLimit, .trailingStop]),
            quantity: Quantity(lots: random.from(1, to: 60)))
        order.clientOrderID = name
        if order.type.hasLimit { order.price = price(&random) }
        if order.type.waitsForTrigger, order.type != .trailingStop { order.triggerPrice = price(&random) }
        if order.type == .trailingStop { order.trailingOffset = random.from(1, to: 20) }
        if order.type != .market { order.timeInForce = random.pick([.gtc, .gtc, .gtc, .gtc, .ioc, .fok, .gtd]) }
        if order.timeInForce == .gtd { order.expireTime = time + random.from(1_000_000, to: 400_000_000) }
        order.selfTradePrevention = random.pick([.none, .cancelNewest, .cancelOldest, .cancelBoth, .decrement])
        if order.type == .limit { decorate(&order, &random) }
        return order
    }

    private static func decorate(_ order: inout EnterOrder, _ random: inout SeededRandom) {
        let away: Int64 = order.side == .buy ? 1 : -1
        switch random.below(12) {
        case 0: order.displayQuantity = Quantity(lots: max(1, order.quantity.lots / 4))
        case 1:
            order.flags = .oneCancelsOther
            order.stopPrice = Price(ticks: order.price.ticks + away * random.from(1, to: 20))
            if random.chance(500) { order.stopLimitPrice = Price(ticks: order.stopPrice.ticks + away * 5) }
        case 2:
            order.flags = .bracket
            order.stopPrice = Price(ticks: order.price.ticks - away * random.from(1, to: 15))
            if random.chance(700) { order.takeProfitPrice = Price(ticks: order.price.ticks + away * random.from(1, to: 15)) }
        case 3: order.flags = .postOnly
        default: break
        }
    }
}
