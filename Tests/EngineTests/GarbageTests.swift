import IO
import Journaling
import Market
import Matching
import Risk
import Testing

@testable import Engine

/// Commands as a broken or hostile client might send them: fields that are right, at the edge of their type, or any bits.
struct Garbage {
    var random: SeededRandom
    /// Ids the exchange has issued.
    var orders: [OrderID] = []
    var accounts: UInt32 = 3
    var symbols: UInt16 = 3

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[Int.random(in: 0..<choices.count, using: &random)] }

    /// Mostly `likely`, sometimes an edge, sometimes any bits.
    mutating func number<Number: FixedWidthInteger>(_ likely: Number) -> Number {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: Number(truncatingIfNeeded: random.next())
        case 1: pick([.min, .max, 0, 1, .max - 1, Number.max / 2, Number.max / 2 + 1, .min + 1, 0 &- 1])
        case 2: Number(1) << Number(truncatingIfNeeded: random.next() % UInt64(Number.bitWidth))
        default: likely
        }
    }

    mutating func account() -> AccountID { AccountID(rawValue: number(UInt32.random(in: 1...(chance(95) ? 3 : accounts), using: &random))) }
    mutating func symbol() -> SymbolID { SymbolID(rawValue: number(UInt16.random(in: 0..<(chance(95) ? 3 : symbols), using: &random))) }
    mutating func asset() -> AssetID { AssetID(rawValue: number(UInt32.random(in: 0..<3, using: &random))) }
    mutating func price() -> Price { Price(ticks: number(1_000 + Int64.random(in: -20...20, using: &random))) }
    mutating func option(_ price: Price) -> Price { chance(90) ? .none : price }
    mutating func quantity() -> Quantity { Quantity(lots: number(Int64.random(in: 1...1_000, using: &random))) }
    mutating func amount() -> Amount { Amount(units: number(Int64.random(in: 1...1_000_000_000, using: &random))) }
    mutating func name() -> ClientOrderID { chance(70) ? 0 : number(UInt64.random(in: 1...200, using: &random)) }
    mutating func order() -> OrderID { OrderID(rawValue: number(chance(90) && !orders.isEmpty ? pick(orders).rawValue : 0)) }

    mutating func next() -> Command {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<60: return .enterOrder(entry())
        case 60..<72: return .cancelOrder(CancelOrder(account: account(), orderID: order(), clientOrderID: name()))
        case 72..<77: return .amendOrder(AmendOrder(account: account(), orderID: order(), quantity: quantity()))
        case 77..<84:
            return .replaceOrder(ReplaceOrder(
                account: account(), orderID: order(), clientOrderID: name(), price: option(price()), quantity: quantity(), triggerPrice: option(price())))
        case 84..<86: return .cancelAll(CancelAll(account: account(), symbol: chance(50) ? .all : symbol()))
        case 86: return .tick
        case 87: return chance(10) ? .addAsset(Asset(name: Name(low: number(0x4142), high: number(0)), scale: number(8))) : .tick
        case 88: return chance(20) ? .addInstrument(instrument()) : .tick
        case 89: return chance(20) ? .openAccount(profile()) : .tick
        case 90..<93: return .deposit(account: account(), asset: asset(), amount: amount())
        case 93..<95: return .withdraw(account: account(), asset: asset(), amount: amount())
        case 95: return .setPhase(symbol: symbol(), phase: chance(60) ? .continuous : pick(Phase.allCases))
        case 96: return .setRiskProfile(account: account(), profile: chance(80) ? .unlimited : profile())
        case 97: return .setAccountState(account: account(), state: chance(80) ? .active : pick(AccountState.allCases))
        default: return .setPhase(symbol: symbol(), phase: .continuous)
        }
    }

    private mutating func entry() -> EnterOrder {
        var order = EnterOrder(
            account: account(), symbol: symbol(), side: pick(Side.allCases), type: chance(60) ? .limit : pick(OrderType.allCases),
            price: chance(80) ? price() : .none, quantity: quantity())
        order.clientOrderID = name()
        if chance(20) { order.timeInForce = pick(TimeInForce.allCases) }
        if chance(20) { order.selfTradePrevention = pick(SelfTradePrevention.allCases) }
        if chance(15) { order.flags = OrderFlags(rawValue: chance(90) ? 1 << UInt8.random(in: 0..<4, using: &random) : number(0)) }
        if chance(5) || order.type.waitsForTrigger && chance(95) { order.triggerPrice = price() }
        if chance(2) || order.type == .trailingStop { order.trailingOffset = number(Int64.random(in: 1...20, using: &random)) }
        if order.type == .trailingStop { order.triggerPrice = .none }
        if chance(5) { order.displayQuantity = quantity() }
        if chance(3) || order.timeInForce == .gtd { order.expireTime = number(noon + 100 * second) }
        if chance(3) { order.seenSequence = number(3) }
        if chance(3) { order.maxMoveTicks = number(3) }
        if chance(2) || !order.flags.isDisjoint(with: [.oneCancelsOther, .bracket]) {
            order.stopPrice = price()
            order.stopLimitPrice = option(price())
            order.takeProfitPrice = option(price())
        }
        return order
    }

    private mutating func profile() -> RiskProfile {
        RiskProfile(
            dailyLossLimitPercent: number(20), ordersPerMinuteMax: number(100), minOrderValue: amount(), maxOrderPercent: number(50),
            maxPositionPercent: number(25), maxOpenOrders: number(50))
    }

    private mutating func instrument() -> Instrument {
        pair("X", asset(), asset()) { instrument in
            instrument.name.low = number(0x4100 | UInt64.random(in: 0x41...0x5A, using: &random))
            instrument.name.high = number(0)
            instrument.tickUnits = number(instrument.tickUnits)
            instrument.lotUnits = number(instrument.lotUnits)
            instrument.notionalUnits = number(instrument.notionalUnits)
            instrument.minPrice.ticks = number(instrument.minPrice.ticks)
            instrument.maxPrice.ticks = number(instrument.maxPrice.ticks)
            instrument.minQuantity.lots = number(instrument.minQuantity.lots)
            instrument.maxQuantity.lots = number(instrument.maxQuantity.lots)
            instrument.minNotional.units = number(instrument.minNotional.units)
            instrument.bandPPM = number(0)
            instrument.pausePPM = number(0)
            instrument.pauseWindow = number(0)
            instrument.pauseDuration = number(0)
            instrument.referencePrice = option(price())
            instrument.phase = pick(Phase.allCases)
        }
    }
}

@Suite struct `Garbage commands` {
    static let tight: [Instrument] = [
        pair("BTCUSDT", btc, usdt) { $0.bandPPM = 200_000; $0.pausePPM = 15_000; $0.pauseWindow = 10 * second; $0.pauseDuration = 5 * second },
        pair("ETHUSDT", eth, usdt) { $0.maxPrice = Price(ticks: 1 << 31); $0.marketProtectionPPM = 50_000 },
        // Amounts near the end of 64 bits.
        pair("ETHBTC", eth, btc) { $0.tickUnits = 1 << 34; $0.lotUnits = 100_000_000; $0.notionalUnits = 1 << 34; $0.maxPrice = Price(ticks: 1 << 28) },
    ]

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no command makes the exchange trap, each gets one answer, money is conserved and the log replays`(seed: UInt64) throws {
        print("seed", seed)
        let storage = SimulatedStorage()
        let clock = ManualClock()
        let ear = Ear()
        var options = smallOptions()
        options.eventsPerRecordMax = 32
        options.cancelsPerRecordMax = 8
        let used = options
        let hash = try withExchange(storage, clock: clock, options: used, ear: ear) { exchange, _ in
            for command in opening(Self.tight) { _ = try exchange.submit([command]) }
            var garbage = Garbage(seed: seed)
            for step in 0..<25_000 {
                if garbage.chance(5) { clock.wallNanoseconds += garbage.pick([-second, 0, 1, second, 40 * second, -3 * Calendar.day, Calendar.day / 5]) }
                let command = garbage.next()
                var preview: OrderPreview?
                if case .enterOrder(let order) = command {
                    let shown = exchange.preview(order)
                    if order.clientOrderID == 0, exchange.sequencer.state.nextDeadline > exchange.now() { preview = shown }
                }
                _ = try exchange.submit([command])
                garbage.learn(exchange.sequencer.state)
                if let preview, exchange.sequencer.state.events.count > 0, exchange.sequencer.state.events[0].kind == .orderAccepted || exchange.sequencer.state.events[0].kind == .orderRejected {
                    #expect(preview.reason == exchange.sequencer.state.events[0].rejectReason || exchange.sequencer.state.events[0].kind == .orderAccepted)
                    #expect((preview.reason == .none) == (exchange.sequencer.state.events[0].kind == .orderAccepted), "seed \(seed), step \(step): \(command)")
                }
                if step % 200 == 0 { try #require(audit(exchange.sequencer.state) == nil, "seed \(seed), step \(step), \(command)") }
            }
            #expect(audit(exchange.sequencer.state) == nil)
            let hash = exchange.stateHash()
            try exchange.close()
            return hash
        }
        Self.checkAnswers(ear.now.commands, ear.now.answers)
        try onLoop { loop in
            var state = ExchangeState(used)
            var replay = Replay.Options()
            replay.verifies = true
            _ = try state.replay(try JournalReader(logPath, storage: storage), replay, on: OnLoop(loop))
            #expect(state.stateHash() == hash)
        }
    }

    /// The first event of a record answers its command; a tick needs none.
    private static func checkAnswers(_ commands: [Command], _ answers: [Event.Kind?]) {
        #expect(commands.count == answers.count)
        var seen: [Event.Kind: Int] = [:]
        for (command, answer) in zip(commands, answers) {
            seen[answer ?? .orderRefreshed, default: 0] += 1
            let expected: [Event.Kind]
            switch command {
            case .tick: continue
            case .enterOrder: expected = [.orderAccepted, .duplicateOrder]
            case .cancelOrder: expected = [.orderCanceled]
            case .amendOrder: expected = [.orderAmended]
            case .replaceOrder: expected = [.orderReplaced, .duplicateOrder]
            case .cancelAll: expected = [.cancelAllDone, .orderCanceled]
            case .addAsset: expected = [.assetAdded]
            case .addInstrument: expected = [.instrumentAdded]
            case .openAccount: expected = [.accountOpened]
            case .deposit, .withdraw: expected = [.balanceChanged]
            case .setPhase: expected = [.phaseChanged]
            case .setRiskProfile: expected = [.riskProfileChanged]
            case .setAccountState: expected = [.accountStateChanged]
            }
            #expect(answer == .orderRejected || answer.map(expected.contains) == true, "\(command): \(String(describing: answer))")
        }
        print(seen.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }
}

extension Garbage {
    /// Learns what the last command brought.
    mutating func learn(_ state: borrowing ExchangeState) {
        for index in 0..<state.events.count where state.events[index].kind == .orderAccepted || state.events[index].kind == .orderReplaced {
            orders.append(state.events[index].orderID)
        }
        if orders.count > 60 { orders.removeFirst(30) }
        accounts = UInt32(state.accounts.count - 1)
        symbols = UInt16(state.books.count)
    }
}
