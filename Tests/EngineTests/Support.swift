import IO
import Market
import Matching
import Risk
import Testing

@testable import Engine

/// SplitMix64, so that a printed seed is enough to repeat a run.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }
}

/// Runs `body` on the thread of an event loop: this one.
func onLoop<Success>(_ body: (EventLoop) throws -> Success) throws -> Success { try EventLoop.perform(body) }

/// A clock that stands still until it is told otherwise.
final class ManualClock: IO.Clock, @unchecked Sendable {
    var wallNanoseconds: Int64
    var monotonicNanoseconds: Int64 { wallNanoseconds }
    init(_ time: Int64 = noon) { wallNanoseconds = time }
}

/// 12:00 UTC of some day.
let noon: Timestamp = 20_000 * Calendar.day + Calendar.day / 2
let second: Timestamp = 1_000_000_000

let usdt = AssetID(rawValue: 0)
let btc = AssetID(rawValue: 1)
let eth = AssetID(rawValue: 2)
let btcusdt = SymbolID(rawValue: 0)
let ethusdt = SymbolID(rawValue: 1)
let ethbtc = SymbolID(rawValue: 2)
let alice = AccountID(rawValue: 1)
let bob = AccountID(rawValue: 2)
let carol = AccountID(rawValue: 3)

func name(_ text: String) -> Name { Name(text)! }

/// Tick 0.01 of the quote asset, lot 0.0001 of the base asset, both at scale 8.
func pair(_ text: String, _ base: AssetID, _ quote: AssetID, _ change: (inout Instrument) -> Void = { _ in }) -> Instrument {
    var instrument = Instrument(
        name: name(text), baseAsset: base, quoteAsset: quote, tickUnits: 1_000_000, lotUnits: 10_000, notionalUnits: 100,
        minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1_000_000))
    instrument.makerFeePPM = 500
    instrument.takerFeePPM = 1_000
    change(&instrument)
    return instrument
}

/// A state with three assets, the given instruments (BTCUSDT if none) and three accounts without limits, rich in everything.
struct Desk: ~Copyable {
    var state: ExchangeState
    let proof: OnLoop
    var time = noon

    init(_ loop: EventLoop, _ instruments: [Instrument] = [pair("BTCUSDT", btc, usdt)], options: EngineOptions = EngineOptions()) {
        state = ExchangeState(options)
        proof = OnLoop(loop)
        for command in opening(instruments) { apply(command) }
    }

    mutating func apply(_ command: Command) {
        while state.needsTick(at: time) { step(.tick) }
        step(command)
    }

    mutating func step(_ command: Command) { state.apply(command, sequence: state.sequence + 1, time: time, on: proof) }

    /// The events of the last command.
    var events: [Event] { (0..<state.events.count).map { state.events[$0] } }
    var isDue: Bool { state.needsTick(at: time) }
    var kinds: [Event.Kind] { events.map(\.kind) }
    var reason: RejectReason { events.first { $0.kind == .orderRejected }?.rejectReason ?? .none }
    var cancelReasons: [CancelReason] { events.filter { $0.kind == .orderCanceled }.map(\.cancelReason) }

    /// Enters an order and returns its id, `none` if it was rejected.
    @discardableResult
    mutating func enter(
        _ account: AccountID, _ side: Side, _ quantity: Int64, at price: Int64? = nil, type: OrderType? = nil, symbol: SymbolID = btcusdt,
        _ change: (inout EnterOrder) -> Void = { _ in }
    ) -> OrderID {
        var order = EnterOrder(
            account: account, symbol: symbol, side: side, type: type ?? (price == nil ? .market : .limit),
            price: price.map { Price(ticks: $0) } ?? .none, quantity: Quantity(lots: quantity))
        change(&order)
        apply(.enterOrder(order))
        let first = events.first { $0.kind != .phaseChanged }
        return first?.kind == .orderAccepted ? first!.orderID : .none
    }

    mutating func cancel(_ account: AccountID, _ id: OrderID) { apply(.cancelOrder(CancelOrder(account: account, orderID: id))) }

    func balance(_ account: AccountID, _ asset: AssetID) -> (available: Int64, locked: Int64) {
        let balance = state.ledger.balance(account, asset)
        return (balance?.available ?? 0, balance?.locked ?? 0)
    }
}

/// 1,000,000.00000000 of everything for each of three accounts.
let riches: Int64 = 1_000_000 * 100_000_000

func opening(_ instruments: [Instrument], profile: RiskProfile = .unlimited, accounts: UInt32 = 3) -> [Command] {
    var commands: [Command] = ["USDT", "BTC", "ETH"].map { .addAsset(Asset(name: name($0), scale: 8)) }
    commands += instruments.map { .addInstrument($0) }
    for account in 1...accounts {
        commands.append(.openAccount(profile))
        for asset in [usdt, btc, eth] {
            commands.append(.deposit(account: AccountID(rawValue: account), asset: asset, amount: Amount(units: riches)))
        }
    }
    return commands
}

/// What must hold after every command: money is conserved, locked is what open orders hold, counters and lists know every open order.
func audit(_ state: borrowing ExchangeState) -> String? {
    guard state.ledger.conserves() else { return "an asset does not add up" }
    struct Key: Hashable { var account: AccountID; var asset: AssetID }
    var held: [Key: Int64] = [:]
    var open: [AccountID: Set<OrderID>] = [:]
    for index in 0..<state.books.count {
        let symbol = SymbolID(rawValue: UInt16(index))
        let terms = state.listings.terms[index]
        func count(_ order: OpenOrder) {
            open[order.account, default: []].insert(order.orderID)
            guard !order.sharesReserve else { return }
            let units = terms.reserve(order.side, order.leaves, at: order.reservePrice) ?? -1
            held[Key(account: order.account, asset: order.side == .buy ? terms.quoteAsset : terms.baseAsset), default: 0] += units
        }
        state.books[symbol].forEachOrder(.buy, count)
        state.books[symbol].forEachOrder(.sell, count)
        state.books[symbol].forEachWaitingOrder(count)
    }
    for number in 0..<UInt32(state.accounts.count) {
        let account = AccountID(rawValue: number)
        var fault: String?
        state.ledger.forEachBalance(of: account) { balance in
            let expected = held[Key(account: account, asset: balance.asset)] ?? 0
            if balance.locked != expected { fault = "account \(number), asset \(balance.asset.rawValue): \(balance.locked) locked, orders hold \(expected)" }
        }
        if let fault { return fault }
        let orders = open[account] ?? []
        if Int(state.accounts[account].openOrders) != orders.count {
            return "account \(number): \(state.accounts[account].openOrders) open orders counted, \(orders.count) in the books"
        }
        if Set(state.openOrders(of: account, on: .all).map(\.orderID)) != orders { return "account \(number): its list misses open orders" }
    }
    return nil
}
