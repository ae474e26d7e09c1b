import Engine
import IO
import Journaling
import Market
import Matching

/// A data directory on a simulated disk, made by a live exchange that was told a dozen commands.
struct ScriptedExchange {
    private(set) var storage = SimulatedStorage()
    var directory: DataDirectory { DataDirectory("/data", storage: storage) }
    /// What the live exchange's state hash was behind every sequence number.
    private(set) var hashes: [SequenceNumber: UInt64] = [:]
    private(set) var lastSequence: SequenceNumber = 0

    /// - Parameter isClosed: false leaves the log as a crash would, and its lock free.
    init(_ commands: [Command] = Self.script, isClosed: Bool = true) throws {
        try go(on: commands, isClosed: isClosed)
    }

    /// Opens the directory again, as the daemon would, and goes on.
    @discardableResult
    mutating func go(on commands: [Command], isClosed: Bool = true) throws -> Exchange.Opening {
        let directory = directory
        let seconds = Int64(lastSequence)
        let (opening, seen) = try EventLoop.perform { loop in
            let clock = SteppingClock(wallNanoseconds: Self.noon + seconds * 1_000_000_000)
            let exchange = Exchange(loop: loop, clock: clock)
            return try exchange.assumeIsolated { exchange -> (Exchange.Opening, [SequenceNumber: UInt64]) in
                let opening = try exchange.open(directory, options: Self.options)
                var seen: [SequenceNumber: UInt64] = [exchange.sequence: exchange.stateHash()]
                for command in commands {
                    clock.wallNanoseconds += 1_000_000_000
                    _ = try exchange.submit([command])
                    seen[exchange.sequence] = exchange.stateHash()
                }
                if isClosed { try exchange.close() }
                return (opening, seen)
            }
        }
        hashes.merge(seen) { $1 }
        lastSequence = hashes.keys.max() ?? 0
        if !isClosed {
            // What the crash leaves: the files, and nobody's lock.
            storage = storage.copy()
            storage["\(directory.log)/lock"] = nil
        }
        return opening
    }

    static var options: JournalOptions {
        var options = JournalOptions()
        options.segmentBytes = 4096
        options.allowsSmallSegments = true
        options.batchBytes = 2048
        options.segmentsAhead = 1
        options.usesThreads = false
        options.instanceID = 0x1D
        options.saltSeed = 7
        return options
    }

    static let noon: Timestamp = 1_700_000_000_000_000_000
    static let usdt = AssetID(rawValue: 0)
    static let btc = AssetID(rawValue: 1)
    static let symbol = SymbolID(rawValue: 0)
    static let ann = AccountID(rawValue: 1)
    static let bob = AccountID(rawValue: 2)

    static func instrument(_ name: String) -> Instrument {
        var instrument = Instrument(
            name: Name(name)!, baseAsset: btc, quoteAsset: usdt, tickUnits: 1_000_000, lotUnits: 10_000, notionalUnits: 100,
            minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1_000_000))
        instrument.makerFeePPM = 1_000
        instrument.takerFeePPM = 2_000
        return instrument
    }

    static func limit(
        _ account: AccountID, _ side: Side, _ quantity: Int64, at price: Int64, _ symbol: SymbolID = symbol, named: ClientOrderID = 0
    ) -> Command {
        var order = EnterOrder(
            account: account, symbol: symbol, side: side, type: .limit, price: Price(ticks: price), quantity: Quantity(lots: quantity))
        order.clientOrderID = named
        return .enterOrder(order)
    }

    static func stop(_ account: AccountID, _ quantity: Int64, at trigger: Int64) -> Command {
        var order = EnterOrder(account: account, symbol: symbol, side: .sell, type: .stopLoss, quantity: Quantity(lots: quantity))
        order.triggerPrice = Price(ticks: trigger)
        return .enterOrder(order)
    }

    /// Two instruments, two accounts; two trades, one order cancelled by name, one rejected, four left open.
    static let script: [Command] = [
        .addAsset(Asset(name: Name("USDT")!, scale: 8)),
        .addAsset(Asset(name: Name("BTC")!, scale: 8)),
        .addInstrument(instrument("BTCUSDT")),
        .addInstrument(instrument("BTCUSDT-X")),
        .openAccount(.unlimited),
        .openAccount(.unlimited),
        .deposit(account: ann, asset: usdt, amount: Amount(units: 10_000_000_000)),
        .deposit(account: bob, asset: btc, amount: Amount(units: 50_000_000)),
        limit(ann, .buy, 10, at: 1_000),
        limit(ann, .buy, 5, at: 990),
        limit(bob, .sell, 4, at: 1_000),
        limit(bob, .sell, 7, at: 1_010, named: 77),
        limit(bob, .sell, 3, at: 1_020, SymbolID(rawValue: 1)),
        stop(bob, 2, at: 900),
        .cancelOrder(CancelOrder(account: bob, clientOrderID: 77)),
        limit(bob, .sell, 1, at: 1_000),
        limit(bob, .sell, 1_000_000, at: 1_000),
    ]

    /// Many commands, so that the log has several segments.
    static func long(_ count: Int) -> [Command] {
        script + (0..<count).map { limit(ann, .buy, 1, at: 900 + Int64($0 % 50)) }
    }
}

/// A clock that moves when it is told to.
final class SteppingClock: IO.Clock, @unchecked Sendable {
    var wallNanoseconds: Int64
    var monotonicNanoseconds: Int64 { wallNanoseconds }
    init(wallNanoseconds: Int64) { self.wallNanoseconds = wallNanoseconds }
}

extension SimulatedStorage {
    func text(_ path: String) -> String { String(decoding: self[path] ?? [], as: UTF8.self) }
}
