import Engine
import Foundation
import IO
import Journaling
import Market
import Matching
import Risk
import Synchronization
import Testing
import Wire

@testable import Database
@testable import History

/// SplitMix64, so that a printed seed is enough to repeat a run.
struct HistoryRandom: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }
}

func withHistoryDirectory<Success>(_ body: (String) throws -> Success) throws -> Success {
    let path = "\(NSTemporaryDirectory())history-\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(error)") } }
    return try body(path)
}

/// A clock that stands where it was put.
final class HistoryClock: IO.Clock {
    private let time: Atomic<Int64>
    init(_ wall: Int64) { time = Atomic(wall) }
    var wallNanoseconds: Int64 { time.load(ordering: .relaxed) }
    var monotonicNanoseconds: Int64 { wallNanoseconds }
    func advance(by nanoseconds: Int64) { time.add(nanoseconds, ordering: .relaxed) }
}

/// A log with a random market in it: two instruments, `accounts` accounts, `commands` commands, some seconds or minutes apart.
struct HistoryMarket {
    var accounts: UInt32 = 6
    var commands = 4_000
    var seed: UInt64
    /// The longest time between two commands.
    var secondsMax: Int64 = 40
    static let noon: Timestamp = 20_000 * Candle.day + Candle.day / 2
    static let instanceID: UInt64 = 77

    static func name(_ text: String) -> Name {
        guard let name = Name(text) else { preconditionFailure("\(text) is no name") }
        return name
    }

    private static func pair(_ text: String, _ base: UInt32, _ quote: UInt32) -> Instrument {
        var instrument = Instrument(
            name: name(text), baseAsset: AssetID(rawValue: base), quoteAsset: AssetID(rawValue: quote), tickUnits: 1_000_000, lotUnits: 10_000,
            notionalUnits: 100, minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1_000_000))
        instrument.makerFeePPM = 500
        instrument.takerFeePPM = 1_000
        return instrument
    }

    private var opening: [Command] {
        var commands: [Command] = ["USDT", "BTC", "ETH"].map { .addAsset(Asset(name: Self.name($0), scale: 8)) }
        commands += [.addInstrument(Self.pair("BTCUSDT", 1, 0)), .addInstrument(Self.pair("ETHUSDT", 2, 0))]
        for account in 1...accounts {
            commands.append(.openAccount(.unlimited))
            for asset in 0..<UInt32(3) {
                commands.append(.deposit(
                    account: AccountID(rawValue: account), asset: AssetID(rawValue: asset), amount: Amount(units: 1_000_000 * 100_000_000)))
            }
        }
        return commands
    }

    /// Writes DIR/log; returns the last sequence. Goes on where a log that is there ends.
    @discardableResult
    func write(to directory: String) throws -> SequenceNumber {
        var random = HistoryRandom(seed: seed)
        let clock = HistoryClock(Self.noon)
        return try EventLoop.perform { loop in
            let exchange = Exchange(loop: loop, clock: clock)
            return try exchange.assumeIsolated { exchange in
                var options = JournalOptions()
                options.durability = .none
                options.instanceID = Self.instanceID
                _ = try exchange.open(DataDirectory(directory), options: options)
                if exchange.sequence == 0 { _ = try exchange.submit(opening) }
                clock.advance(by: max(0, exchange.time - clock.wallNanoseconds))
                for step in 0..<commands {
                    clock.advance(by: .random(in: 0...(secondsMax * 1_000_000_000), using: &random))
                    _ = try exchange.submit([command(step, &random, exchange)])
                }
                try exchange.close()
                return exchange.sequence
            }
        }
    }

    private func command(_ step: Int, _ random: inout HistoryRandom, _ exchange: isolated Exchange) -> Command {
        let account = AccountID(rawValue: .random(in: 1...accounts, using: &random))
        let symbol = SymbolID(rawValue: .random(in: 0...1, using: &random))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<20:
            let open = exchange.openOrders(of: account)
            if let order = open.randomElement(using: &random) { return .cancelOrder(CancelOrder(account: account, orderID: order.orderID)) }
        case 20..<22: return .deposit(account: account, asset: AssetID(rawValue: 0), amount: Amount(units: 5_000_000_000))
        case 22:
            return .setAccountState(account: account, state: [.active, .reduceOnly].randomElement(using: &random) ?? .active)
        default: break
        }
        var order = EnterOrder(
            account: account, symbol: symbol, side: Bool.random(using: &random) ? .buy : .sell, type: .limit,
            price: Price(ticks: .random(in: 9_900...10_100, using: &random)), quantity: Quantity(lots: .random(in: 1...500, using: &random)))
        switch Int.random(in: 0..<10, using: &random) {
        case 0: order.type = .market; order.price = .none
        case 1: order.type = .stopLoss; order.price = .none; order.triggerPrice = Price(ticks: .random(in: 9_900...10_100, using: &random))
        case 2: order.timeInForce = .ioc
        default: break
        }
        order.clientOrderID = UInt64(step + 1)
        return .enterOrder(order)
    }
}

/// Every row of every table that follows from the log alone, as text.
func contents(of path: String) throws -> [String: [String]] {
    var options = DatabaseOptions()
    options.isReadOnly = true
    let connection = try DatabaseConnection(path: path, migrations: HistorySchema.migrations, options: options)
    var found: [String: [String]] = [:]
    for table in ["progress", "ended_order", "fill", "order_count", "fill_count", "profit_hour", "candle", "trade", "equity", "account_event"] {
        let columns = try connection.query("SELECT name FROM pragma_table_info('\(table)')") { row throws(DatabaseError) in try row.text(0) }
        let all = columns.map { "quote(\($0))" }.joined(separator: " || ',' || ")
        found[table] = try connection.query("SELECT \(all) FROM \(table) ORDER BY 1") { row throws(DatabaseError) in try row.text(0) }
    }
    return found
}

func removeIfThere(_ path: String) throws {
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
}
