import Market
import Matching
import Risk

@testable import Engine

/// Random commands of every kind over three instruments and a few accounts, around a price of 1,000 ticks.
struct Flow {
    var random: SeededRandom
    var orders: [(id: OrderID, account: AccountID)] = []
    /// The last command with a name, to be sent again.
    var lastNamed: Command?
    var time: Timestamp
    let accounts: UInt32

    init(seed: UInt64, accounts: UInt32 = 6, time: Timestamp = noon) {
        random = SeededRandom(seed: seed)
        self.accounts = accounts
        self.time = time
    }

    static var instruments: [Instrument] {
        [
            pair("BTCUSDT", btc, usdt),
            pair("ETHUSDT", eth, usdt) {
                $0.bandPPM = 300_000
                $0.pausePPM = 60_000
                $0.pauseWindow = 20 * second
                $0.pauseDuration = 5 * second
                $0.referencePrice = Price(ticks: 1_000)
                $0.makerFeePPM = 999
                $0.takerFeePPM = 333
            },
            pair("ETHBTC", eth, btc) {
                $0.marketProtectionPPM = 50_000
                $0.minNotional = Amount(units: 2_000)
                $0.makerFeePPM = 0
                $0.takerFeePPM = 0
            },
        ]
    }

    static func opening(accounts: UInt32) -> [Command] {
        var commands: [Command] = ["USDT", "BTC", "ETH"].map { .addAsset(Asset(name: name($0), scale: 8)) }
        commands += instruments.map { .addInstrument($0) }
        for account in 1...accounts {
            commands.append(.openAccount(account % 3 == 0 ? tightProfile : .unlimited))
            // Few funds, so that some orders cannot pay.
            for asset in [usdt, btc, eth] {
                commands.append(.deposit(account: AccountID(rawValue: account), asset: asset, amount: Amount(units: Int64(account) * 200_000_000)))
            }
        }
        return commands
    }

    static let tightProfile = RiskProfile(
        dailyLossLimitPercent: 20, ordersPerMinuteMax: 60, minOrderValue: Amount(units: 500), maxOrderPercent: 60, maxPositionPercent: 90,
        maxOpenOrders: 20)

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[Int.random(in: 0..<choices.count, using: &random)] }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func account() -> AccountID { AccountID(rawValue: UInt32.random(in: 1...accounts, using: &random)) }
    mutating func price() -> Price { Price(ticks: 1_000 + Int64.random(in: -40...40, using: &random)) }
    mutating func quantity() -> Quantity { Quantity(lots: Int64.random(in: 1...60, using: &random)) }

    /// Learns the ids of orders from the events of the last command.
    mutating func learn(_ events: borrowing EventBuffer) {
        for index in 0..<events.count where events[index].kind == .orderAccepted || events[index].kind == .orderReplaced {
            orders.append((events[index].orderID, events[index].account))
        }
        if orders.count > 120 { orders.removeFirst(60) }
    }

    mutating func next() -> Command {
        if chance(10) { time += Timestamp.random(in: 0...3 * second, using: &random) }
        if chance(1), chance(10) { time += Calendar.day / 3 }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<2: return lastNamed ?? .tick
        case 2..<66:
            let order = order()
            if order.clientOrderID != 0 { lastNamed = .enterOrder(order) }
            return .enterOrder(order)
        case 66..<82: return cancel()
        case 82..<86: return amend()
        case 86..<92: return replace()
        case 92..<93: return .cancelAll(CancelAll(account: account(), symbol: pick([.all, btcusdt, ethusdt])))
        case 93..<95: return .tick
        case 95..<96 where chance(50): return .setPhase(symbol: pick([btcusdt, ethusdt, ethbtc]), phase: pick([.continuous, .continuous, .preOpen, .halted, .closingAuction, .closed]))
        case 96..<97: return .setAccountState(account: account(), state: pick([.active, .active, .active, .active, .active, .reduceOnly, .halted]))
        case 97..<98: return .withdraw(account: account(), asset: pick([usdt, btc, eth]), amount: Amount(units: Int64.random(in: 0...2_000_000, using: &random)))
        case 98..<99: return .setRiskProfile(account: account(), profile: pick([.unlimited, Self.tightProfile]))
        default: return chance(50) ? .setPhase(symbol: pick([btcusdt, ethusdt, ethbtc]), phase: .continuous)
            : .deposit(account: account(), asset: pick([usdt, btc, eth]), amount: Amount(units: Int64.random(in: 0...9_000_000, using: &random)))
        }
    }

    private mutating func named() -> (id: OrderID, account: AccountID) {
        guard !orders.isEmpty, !chance(3) else { return (OrderID(rawValue: random.next()), account()) }
        let order = pick(orders)
        return chance(97) ? order : (order.id, account())
    }

    private mutating func cancel() -> Command {
        if chance(10) { return .cancelOrder(CancelOrder(account: account(), clientOrderID: UInt64.random(in: 0...40, using: &random))) }
        let order = named()
        return .cancelOrder(CancelOrder(account: order.account, orderID: order.id))
    }

    private mutating func amend() -> Command {
        let order = named()
        return .amendOrder(AmendOrder(account: order.account, orderID: order.id, quantity: quantity()))
    }

    private mutating func replace() -> Command {
        let order = named()
        return .replaceOrder(ReplaceOrder(
            account: order.account, orderID: order.id, clientOrderID: chance(30) ? UInt64.random(in: 1...600, using: &random) : 0,
            price: chance(80) ? price() : .none, quantity: quantity()))
    }

    private mutating func order() -> EnterOrder {
        var order = EnterOrder(
            account: account(), symbol: pick([btcusdt, ethusdt, ethbtc]), side: pick([.buy, .sell]),
            type: pick([.limit, .limit, .limit, .limit, .market, .stopLoss, .takeProfit, .stopLimit, .takeProfitLimit, .trailingStop]),
            quantity: quantity())
        if chance(20) { order.clientOrderID = UInt64.random(in: 1...600, using: &random) }
        if order.type.hasLimit || chance(3) { order.price = price() }
        if order.type.waitsForTrigger, order.type != .trailingStop { order.triggerPrice = price() }
        if order.type == .trailingStop { order.trailingOffset = Int64.random(in: 1...30, using: &random) }
        if order.type != .market { order.timeInForce = pick([.gtc, .gtc, .gtc, .gtc, .ioc, .fok, .gtd, .day]) }
        if order.timeInForce == .gtd { order.expireTime = time + Timestamp.random(in: -second...60 * second, using: &random) }
        order.selfTradePrevention = pick([.none, .none, .cancelNewest, .cancelOldest, .cancelBoth, .decrement])
        if order.type == .limit { decorate(&order) }
        return order
    }

    private mutating func decorate(_ order: inout EnterOrder) {
        let away: Int64 = order.side == .buy ? 1 : -1
        switch Int.random(in: 0..<10, using: &random) {
        case 0: order.displayQuantity = Quantity(lots: max(1, order.quantity.lots / 4))
        case 1:
            order.flags = .oneCancelsOther
            order.stopPrice = Price(ticks: order.price.ticks + away * Int64.random(in: 1...40, using: &random))
            if chance(50) { order.stopLimitPrice = Price(ticks: order.stopPrice.ticks + away * 5) }
        case 2:
            order.flags = .bracket
            order.stopPrice = Price(ticks: order.price.ticks - away * Int64.random(in: 1...30, using: &random))
            if chance(70) { order.takeProfitPrice = Price(ticks: order.price.ticks + away * Int64.random(in: 1...30, using: &random)) }
        case 3: order.flags = .postOnly
        case 4: order.flags = .reduceOnly
        default: break
        }
    }
}
