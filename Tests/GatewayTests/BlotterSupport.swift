import IO
import Market
import Matching
import Risk
import Testing
import Wire

@testable import Engine
@testable import Gateway
@testable import History

/// SplitMix64, so that a printed seed is enough to repeat a run.
struct BlotterRandom: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }
}

/// The small market the blotter's tests trade in: three assets of scale 8, ticks of 0.01, lots of 0.0001.
enum Bazaar {
    static let usdt = AssetID(rawValue: 0)
    static let btc = AssetID(rawValue: 1)
    static let eth = AssetID(rawValue: 2)
    static let btcusdt = SymbolID(rawValue: 0)
    static let ethusdt = SymbolID(rawValue: 1)
    static let ethbtc = SymbolID(rawValue: 2)
    static let alice = AccountID(rawValue: 1)
    static let bob = AccountID(rawValue: 2)
    static let noon: Timestamp = 20_000 * Candle.day + Candle.day / 2
    static let second: Timestamp = 1_000_000_000

    static func name(_ text: String) -> Name {
        guard let name = Name(text) else { preconditionFailure("\(text) is no name") }
        return name
    }

    static func pair(_ text: String, _ base: AssetID, _ quote: AssetID, _ change: (inout Instrument) -> Void = { _ in }) -> Instrument {
        var instrument = Instrument(
            name: name(text), baseAsset: base, quoteAsset: quote, tickUnits: 1_000_000, lotUnits: 10_000, notionalUnits: 100,
            minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1_000_000))
        instrument.makerFeePPM = 500
        instrument.takerFeePPM = 1_000
        change(&instrument)
        return instrument
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
                $0.makerFeePPM = 0
                $0.takerFeePPM = 0
            },
        ]
    }

    /// Assets, instruments, and accounts with `units` of everything.
    static func opening(accounts: UInt32 = 2, units: (UInt32) -> Int64 = { _ in 1_000_000 * 100_000_000 }) -> [Command] {
        var commands: [Command] = ["USDT", "BTC", "ETH"].map { .addAsset(Asset(name: name($0), scale: 8)) }
        commands += instruments.map { .addInstrument($0) }
        for account in 1...accounts {
            commands.append(.openAccount(.unlimited))
            for asset in [usdt, btc, eth] {
                commands.append(.deposit(account: AccountID(rawValue: account), asset: asset, amount: Amount(units: units(account))))
            }
        }
        return commands
    }
}

/// An exchange's state, and a blotter that reads what it would log.
final class BlotterRig {
    var state = ExchangeState()
    var blotter: Blotter
    let proof: OnLoop
    var time = Bazaar.noon
    var memory = [UInt8](repeating: 0, count: 1 << 16)
    /// Events of the last command and the ticks before it, as their records tell them.
    var events: [RecordedEvent] = []

    init(_ loop: EventLoop, _ limits: Blotter.Limits = Blotter.Limits()) {
        blotter = Blotter(limits)
        proof = OnLoop(loop)
    }

    func apply(_ command: Command) throws {
        events = []
        while state.needsTick(at: time) { try step(.tick) }
        try step(command)
    }

    private func step(_ command: Command) throws {
        state.apply(command, sequence: state.sequence + 1, time: time, on: proof)
        if memory.count < state.recordBytesMax { memory = [UInt8](repeating: 0, count: state.recordBytesMax) }
        try unsafe memory.withUnsafeMutableBytes { bytes in
            var writer = unsafe RecordWriter(into: bytes)
            state.encode(command, into: &writer)
            var reader = unsafe RecordReader(UnsafeRawBufferPointer(rebasing: bytes[0..<writer.bytesWritten]))
            while let record = try reader.next() {
                try blotter.apply(record, sequence: state.sequence)
                var told = record.events()
                while let event = try told.next() { events.append(event) }
            }
        }
    }

    /// Enters an order and returns its id, `none` if it was rejected.
    @discardableResult
    func enter(
        _ account: AccountID, _ side: Side, _ lots: Int64, at price: Int64? = nil, type: OrderType? = nil, symbol: SymbolID = Bazaar.btcusdt,
        _ change: (inout EnterOrder) -> Void = { _ in }
    ) throws -> OrderID {
        var order = EnterOrder(
            account: account, symbol: symbol, side: side, type: type ?? (price == nil ? .market : .limit),
            price: price.map { Price(ticks: $0) } ?? .none, quantity: Quantity(lots: lots))
        change(&order)
        try apply(.enterOrder(order))
        return events.first { $0.event.kind == .orderAccepted }?.event.orderID ?? .none
    }

    // What a test expects something of has to be copyable; a blotter is not.
    func order(_ id: OrderID) -> BlotterOrder? { blotter.order(id) }
    func order(named name: ClientOrderID, of account: AccountID) -> BlotterOrder? { blotter.order(named: name, of: account) }
    func orders(_ question: OrderQuestion) -> Page<BlotterOrder> { blotter.orders(question) }
    func fills(_ question: FillQuestion) -> Page<Fill> { blotter.fills(question) }
    func fills(ofTrade id: UInt64) -> [Fill] { blotter.fills(ofTrade: id) }
    func holding(of account: AccountID, in asset: AssetID) -> Holding? { blotter.holding(of: account, in: asset) }
    func activity(of account: AccountID) -> AccountActivity? { blotter.activity(of: account) }

    func equity(of account: AccountID) -> EquityPoint { blotter.equity(of: account) }

    /// Where the blotter differs from what the engine says; nil if nowhere.
    func difference(accounts: UInt32) -> String? {
        for number in 1...accounts {
            let account = AccountID(rawValue: number)
            let live = state.openOrders(of: account, on: .all)
            var question = OrderQuestion(account: account, limit: .max)
            question.statuses = .open
            let told = blotter.orders(question)
            if live.count != told.total || blotter.activity(of: account)?.openOrders != live.count {
                return "account \(number): \(live.count) open orders, the blotter has \(told.total)"
            }
            for order in live {
                guard let found = blotter.order(order.orderID) else { return "open order \(order) is not found" }
                if let fault = found.difference(from: order) { return "\(fault):\n\(order)\n\(found)" }
            }
            if let fault = moneyDifference(account) { return fault }
        }
        return nil
    }

    private func moneyDifference(_ account: AccountID) -> String? {
        var fault: String?
        state.ledger.forEachBalance(of: account) { balance in
            let holding = blotter.holding(of: account, in: balance.asset)
            if balance.total != holding?.total ?? 0 || balance.position != holding?.position ?? 0 || balance.cost != holding?.cost ?? 0
                || balance.costAsset != holding?.costAsset
            {
                fault = "account \(account.rawValue):\n\(balance)\n\(String(describing: holding))"
            }
        }
        return fault
    }
}

extension BlotterOrder {
    func difference(from order: OpenOrder) -> String? {
        let fields: [(String, Bool)] = [
            ("client order id", clientOrderID == order.clientOrderID), ("account", account == order.account), ("side", side == order.side),
            ("type", type == order.type), ("time in force", timeInForce == order.timeInForce),
            ("self-trade prevention", selfTradePrevention == order.selfTradePrevention), ("flags", flags == order.flags),
            ("price", price == order.price), ("trigger", type == .trailingStop || triggerPrice == order.triggerPrice),
            ("quantity", quantity == order.quantity), ("leaves", leaves == order.leaves),
            ("display", displayQuantity == order.displayQuantity), ("expire time", expireTime == order.expireTime),
            ("sibling", order.sibling == .none || sibling == order.sibling), ("shares", sharesReserve == order.sharesReserve),
            ("reserve", sharesReserve || side == .sell || reservePrice == order.reservePrice), ("waits", waits == order.waits), ("open", isOpen),
        ]
        return fields.first { !$0.1 }.map { "\($0.0) differs" }
    }
}

/// Random commands of every kind over three instruments and a few accounts, around a price of 1,000 ticks.
struct BlotterFlow {
    var random: BlotterRandom
    var orders: [(id: OrderID, account: AccountID)] = []
    var time = Bazaar.noon
    let accounts: UInt32

    init(seed: UInt64, accounts: UInt32) {
        random = BlotterRandom(seed: seed)
        self.accounts = accounts
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[Int.random(in: 0..<choices.count, using: &random)] }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func account() -> AccountID { AccountID(rawValue: UInt32.random(in: 1...accounts, using: &random)) }
    mutating func price() -> Price { Price(ticks: 1_000 + Int64.random(in: -40...40, using: &random)) }
    mutating func quantity() -> Quantity { Quantity(lots: Int64.random(in: 1...60, using: &random)) }
    mutating func symbol() -> SymbolID { pick([Bazaar.btcusdt, Bazaar.ethusdt, Bazaar.ethbtc]) }

    mutating func learn(_ events: [RecordedEvent]) {
        for event in events.map(\.event) where event.kind == .orderAccepted || event.kind == .orderReplaced {
            orders.append((event.orderID, event.account))
        }
        if orders.count > 120 { orders.removeFirst(60) }
    }

    mutating func next() -> Command {
        if chance(10) { time += Timestamp.random(in: 0...3 * Bazaar.second, using: &random) }
        if chance(1), chance(10) { time += Candle.day / 3 }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<64: return .enterOrder(order())
        case 64..<80:
            let order = named()
            return .cancelOrder(CancelOrder(account: order.account, orderID: order.id))
        case 80..<84:
            let order = named()
            return .amendOrder(AmendOrder(account: order.account, orderID: order.id, quantity: quantity()))
        case 84..<92:
            let order = named()
            return .replaceOrder(ReplaceOrder(
                account: order.account, orderID: order.id, clientOrderID: chance(30) ? UInt64.random(in: 1...600, using: &random) : 0,
                price: chance(80) ? price() : .none, quantity: quantity()))
        case 92..<93: return .cancelAll(CancelAll(account: account(), symbol: pick([.all, Bazaar.btcusdt])))
        case 93..<94: return .tick
        case 94..<95: return .setPhase(symbol: symbol(), phase: pick([.continuous, .continuous, .preOpen, .halted, .closingAuction, .closed]))
        case 95..<96: return .setAccountState(account: account(), state: pick([.active, .active, .active, .reduceOnly, .halted]))
        case 96..<98: return .withdraw(account: account(), asset: pick([Bazaar.usdt, Bazaar.btc, Bazaar.eth]), amount: Amount(units: Int64.random(in: 0...20_000_000, using: &random)))
        default: return chance(60) ? .setPhase(symbol: symbol(), phase: .continuous)
            : .deposit(account: account(), asset: pick([Bazaar.usdt, Bazaar.btc, Bazaar.eth]), amount: Amount(units: Int64.random(in: 0...20_000_000, using: &random)))
        }
    }

    private mutating func named() -> (id: OrderID, account: AccountID) {
        guard !orders.isEmpty, !chance(3) else { return (OrderID(rawValue: random.next()), account()) }
        return pick(orders)
    }

    private mutating func order() -> EnterOrder {
        var order = EnterOrder(
            account: account(), symbol: symbol(), side: pick([.buy, .sell]),
            type: pick([.limit, .limit, .limit, .limit, .market, .stopLoss, .takeProfit, .stopLimit, .takeProfitLimit, .trailingStop]),
            quantity: quantity())
        if chance(20) { order.clientOrderID = UInt64.random(in: 1...600, using: &random) }
        if order.type.hasLimit { order.price = price() }
        if order.type.waitsForTrigger, order.type != .trailingStop { order.triggerPrice = price() }
        if order.type == .trailingStop { order.trailingOffset = Int64.random(in: 1...30, using: &random) }
        if order.type != .market { order.timeInForce = pick([.gtc, .gtc, .gtc, .gtc, .ioc, .fok, .gtd, .day]) }
        if order.timeInForce == .gtd { order.expireTime = time + Timestamp.random(in: 1...60 * Bazaar.second, using: &random) }
        order.selfTradePrevention = pick([.none, .none, .cancelNewest, .cancelOldest, .cancelBoth, .decrement])
        if order.type == .limit { decorate(&order) }
        return order
    }

    private mutating func decorate(_ order: inout EnterOrder) {
        let away: Int64 = order.side == .buy ? 1 : -1
        switch Int.random(in: 0..<8, using: &random) {
        case 0: order.displayQuantity = Quantity(lots: max(1, order.quantity.lots / 4))
        case 1:
            order.flags = .oneCancelsOther
            order.stopPrice = Price(ticks: order.price.ticks + away * Int64.random(in: 1...40, using: &random))
            if chance(50) { order.stopLimitPrice = Price(ticks: order.stopPrice.ticks + away * 5) }
        case 2:
            order.flags = .bracket
            order.stopPrice = Price(ticks: order.price.ticks - away * Int64.random(in: 1...30, using: &random))
            if chance(30) { order.stopLimitPrice = Price(ticks: order.stopPrice.ticks - away * 3) }
            if chance(70) { order.takeProfitPrice = Price(ticks: order.price.ticks + away * Int64.random(in: 1...30, using: &random)) }
        case 3: order.flags = .postOnly
        default: break
        }
    }
}
