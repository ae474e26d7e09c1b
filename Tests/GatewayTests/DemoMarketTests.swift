import History
import Foundation
import IO
import Journaling
import Market
import Matching
import Risk
import Testing
import Wire

@testable import Engine
@testable import Gateway

/// A clock that stands still until it is told otherwise.
private final class StillClock: IO.Clock, @unchecked Sendable {
    var wallNanoseconds = Bazaar.noon
    var monotonicNanoseconds: Int64 { wallNanoseconds }
}

/// The standard instruments and a demo market that steps when it is told to.
private final class DemoRig {
    let clock = StillClock()
    let exchange: Exchange
    let desk: Desk
    let catalog: Catalog
    let market: DemoMarket

    init(_ loop: EventLoop, seed: UInt64 = 1, feed: String? = nil, storage: SimulatedStorage? = nil, time: Timestamp = Bazaar.noon) throws {
        clock.wallNanoseconds = time
        exchange = Exchange(loop: loop, clock: clock)
        let catalog = try exchange.assumeIsolated { exchange in
            if let storage {
                var options = JournalOptions()
                options.usesThreads = false
                options.segmentBytes = 1 << 18
                options.allowsSmallSegments = true
                options.batchBytes = 1 << 14
                _ = try exchange.open(log: "log", storage: storage, options: options)
            }
            if exchange.instrument(Bazaar.btcusdt) == nil {
                let names = ["USDT"] + InstrumentListing.standard.map(\.base)
                _ = try exchange.submit(names.map { .addAsset(Asset(name: Bazaar.name($0), scale: 8)) })
                for (index, listing) in InstrumentListing.standard.enumerated() {
                    let instrument = try #require(listing.instrument(base: AssetID(rawValue: UInt32(index + 1)), quote: Bazaar.usdt))
                    _ = try exchange.submit([.addInstrument(instrument)])
                }
                try exchange.settleLog()
            }
            return UncheckedBox(Catalog(exchange))
        }
        self.catalog = catalog.value
        desk = Desk(exchange, clock: clock, durable: exchange.assumeIsolated { $0.sequence })
        desk.add(self.catalog)
        var options = DemoOptions()
        options.seed = seed
        options.feed = feed
        market = try DemoMarket(desk, self.catalog, options)
        market.prepare()
        try settle()
    }

    func settle() throws {
        desk.handOver()
        try exchange.assumeIsolated { try $0.settleLog() }
    }

    func step(_ count: Int) throws {
        for _ in 0..<count {
            clock.wallNanoseconds += 100_000_000
            market.step()
            try settle()
        }
    }

    func levels(_ symbol: SymbolID, _ side: Side) -> [(price: Price, quantity: Quantity)] {
        exchange.assumeIsolated { exchange in
            let engine = exchange.engines[Int(symbol.rawValue)]
            return engine.assumeIsolated { $0.levels(side, max: 100) }
        }
    }

    var hash: UInt64 { exchange.assumeIsolated { $0.stateHash() } }
    var sequence: SequenceNumber { exchange.assumeIsolated { $0.sequence } }
    var isConserved: Bool { exchange.assumeIsolated { $0.conserves() } }
}

@Suite struct DemoMarketTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `every book has deep, close, uncrossed sides at every step, and what is spent adds up`(_ seed: UInt64) throws {
        try EventLoop.perform { loop in
            let rig = try DemoRig(loop, seed: seed)
            for round in 0..<100 {
                try rig.step(5)
                for listed in rig.catalog.instruments {
                    let (bids, asks) = (rig.levels(listed.symbol, .buy), rig.levels(listed.symbol, .sell))
                    let (bid, ask) = try (#require(bids.first).price, #require(asks.first).price)
                    #expect(bid < ask, "seed \(seed), \(listed.name), round \(round)")
                    // Five basis points, or two ticks where a tick is more.
                    #expect(ask.ticks - bid.ticks <= max(3, bid.ticks / 2_000), "seed \(seed), \(listed.name): \(bid.ticks) to \(ask.ticks)")
                    for side in [bids, asks] {
                        let worth = side.reduce(0) { $0 + $1.price.ticks * $1.quantity.lots * listed.instrument.notionalUnits }
                        #expect(worth > 100_000 * 100_000_000, "seed \(seed), \(listed.name): \(worth)")
                    }
                }
            }
            #expect(rig.market.counts.rejected == 0 && rig.market.counts.refused == 0)
            #expect(rig.market.counts.commands < 500 * 40, "\(rig.market.counts.commands) commands in 50 seconds")
            #expect(rig.isConserved)
        }
    }

    @Test func `the same seed makes the same market, another one another`() throws {
        func run(_ seed: UInt64) throws -> UInt64 {
            try EventLoop.perform { loop in
                let rig = try DemoRig(loop, seed: seed)
                try rig.step(100)
                return rig.hash
            }
        }
        let first = try run(7)
        #expect(try run(7) == first)
        #expect(try run(8) != first)
    }

    @Test func `a newcomer's market order fills at once, within ten basis points`() throws {
        try EventLoop.perform { loop in
            let rig = try DemoRig(loop)
            try rig.step(20)
            _ = try rig.exchange.assumeIsolated { exchange in
                _ = try exchange.submit([.openAccount(.unlimited)])
                let newcomer = AccountID(rawValue: UInt32(DemoAccounts.count + 1))
                _ = try exchange.submit([.deposit(account: newcomer, asset: Bazaar.usdt, amount: Amount(units: 80_000 * 100_000_000))])
                for listed in rig.catalog.instruments {
                    let bid = exchange.engines[Int(listed.symbol.rawValue)].assumeIsolated { $0.levels(.buy, max: 1)[0].price }
                    let lots = 9_000 * 100_000_000 / (bid.ticks * listed.instrument.notionalUnits)
                    let order = EnterOrder(account: newcomer, symbol: listed.symbol, side: .buy, type: .market, quantity: Quantity(lots: lots))
                    let preview = exchange.preview(order)
                    #expect(preview.reason == .none && preview.leaves == .zero, "\(listed.name)")
                    let paid = preview.fills.reduce(0) { $0 + Int($1.price.ticks * $1.quantity.lots * listed.instrument.notionalUnits) }
                    let ideal = Int(bid.ticks * lots * listed.instrument.notionalUnits)
                    #expect(paid > ideal && paid - ideal <= max(ideal / 1_000, ideal / Int(bid.ticks) * 4), "\(listed.name)")
                    _ = try exchange.submit([.enterOrder(order)])
                }
                let found = exchange.account(newcomer)
                let view = try #require(found)
                #expect(view.openOrders == 0 && view.balances.count == 1 + rig.catalog.instruments.count)
            }
        }
    }

    @Test func `a better bid of a client is hit as the price comes to it`() throws {
        try EventLoop.perform { loop in
            let rig = try DemoRig(loop)
            try rig.step(20)
            let client = AccountID(rawValue: UInt32(DemoAccounts.count + 1))
            try rig.exchange.assumeIsolated { exchange in
                _ = try exchange.submit([.openAccount(.unlimited), .deposit(account: client, asset: Bazaar.usdt, amount: Amount(units: 100_000 * 100_000_000))])
                let ask = exchange.engines[0].assumeIsolated { $0.levels(.sell, max: 1)[0].price }
                let order = EnterOrder(
                    account: client, symbol: Bazaar.btcusdt, side: .buy, type: .limit, price: Price(ticks: ask.ticks - 1), quantity: Quantity(lots: 10_000))
                _ = try exchange.submit([.enterOrder(order)])
            }
            for _ in 0..<2_000 where rig.exchange.assumeIsolated({ $0.openOrders(of: client).count }) > 0 { try rig.step(1) }
            #expect(rig.exchange.assumeIsolated { $0.openOrders(of: client).isEmpty })
        }
    }

    @Test func `after a restart it finds its accounts, and cancels what it no longer wants`() throws {
        let storage = SimulatedStorage()
        let time = try EventLoop.perform { loop in
            let rig = try DemoRig(loop, storage: storage)
            try rig.step(30)
            try rig.exchange.assumeIsolated { try $0.close() }
            return rig.clock.wallNanoseconds
        }
        try EventLoop.perform { loop in
            let rig = try DemoRig(loop, seed: 99, storage: storage, time: time)
            let before = rig.sequence
            #expect(rig.market.accounts.missing.isEmpty)
            let isMore = rig.exchange.assumeIsolated { $0.account(AccountID(rawValue: UInt32(DemoAccounts.count + 1))) != nil }
            #expect(!isMore)
            try rig.step(1)
            #expect(rig.sequence - before < 200, "most of the ladders stood already: \(rig.sequence - before)")
            try rig.step(30)
            for listed in rig.catalog.instruments {
                #expect(rig.levels(listed.symbol, .buy)[0].price < rig.levels(listed.symbol, .sell)[0].price)
            }
            #expect(rig.isConserved)
        }
    }

    /// Ticks of 10^-8; of the cheapest all there can be is hardly worth an order.
    @Test(arguments: [(2_500, true), (100, true), (1, false)]) func `a cheap coin has a market as deep as there are coins`(_ ticks: Int64, _ isDeep: Bool) throws {
        try EventLoop.perform { loop in
            let rig = try DemoRig(loop)
            let number = UInt32(rig.catalog.assets.count)
            let listing = InstrumentListing("PEPE", "USDT", tick: 1, lot: 100_000_000, maxPrice: 100_000_000, referencePrice: ticks)
            let instrument = try #require(listing.instrument(base: AssetID(rawValue: number), quote: Bazaar.usdt))
            let asset = Asset(name: Bazaar.name("PEPE"), scale: 8)
            try rig.exchange.assumeIsolated { _ = try $0.submit([.addAsset(asset), .addInstrument(instrument)]) }
            try rig.settle()
            try rig.step(60)
            let symbol = SymbolID(rawValue: UInt16(rig.catalog.instruments.count - 1))
            #expect(rig.catalog[symbol].name == "PEPEUSDT")
            for side in Side.allCases { #expect((rig.levels(symbol, side).count > 10) == isDeep, "\(side): \(rig.levels(symbol, side))") }
            #expect(rig.market.counts.rejected == 0 && rig.market.isOpen)
            let balances = (1...UInt32(DemoAccounts.count)).map { account in
                rig.exchange.assumeIsolated { $0.account(AccountID(rawValue: account))?.balances.first { $0.asset.rawValue == number }?.total ?? 0 }
            }
            #expect(balances.allSatisfy { $0 > 0 } == isDeep && rig.exchange.assumeIsolated { $0.conserves() }, "\(balances)")
            // Most of what there can be is left for others.
            #expect(balances.reduce(0, +) < Int64.max / 4)
        }
    }

    @Test func `stopped, it leaves no order behind and sends nothing more`() throws {
        try EventLoop.perform { loop in
            let rig = try DemoRig(loop)
            try rig.step(10)
            rig.market.stop()
            try rig.settle()
            for listed in rig.catalog.instruments {
                #expect(rig.levels(listed.symbol, .buy).isEmpty && rig.levels(listed.symbol, .sell).isEmpty)
            }
            let before = rig.sequence
            try rig.step(10)
            #expect(rig.sequence == before)
        }
    }

    @Test func `a halted instrument is left alone, and a halted maker keeps still`() throws {
        try EventLoop.perform { loop in
            let rig = try DemoRig(loop)
            try rig.step(10)
            let maker = try #require(rig.market.accounts[0])
            try rig.exchange.assumeIsolated {
                _ = try $0.submit([.setPhase(symbol: Bazaar.btcusdt, phase: .halted), .setAccountState(account: maker, state: .halted)])
            }
            try rig.settle()
            let bids = rig.levels(Bazaar.btcusdt, .buy).map(\.price)
            try rig.step(50)
            #expect(rig.levels(Bazaar.btcusdt, .buy).map(\.price) == bids)
            #expect(!rig.levels(Bazaar.ethusdt, .buy).isEmpty)
            // One step's worth: then it waits until its account is looked at again.
            #expect(rig.market.counts.rejected <= 200, "\(rig.market.counts.rejected) rejections")
            try rig.exchange.assumeIsolated {
                _ = try $0.submit([.setPhase(symbol: Bazaar.btcusdt, phase: .continuous), .setAccountState(account: maker, state: .active)])
            }
            try rig.settle()
            try rig.step(200)
            #expect(rig.levels(Bazaar.btcusdt, .buy).count >= 20)
        }
    }
}

@Suite struct RecordedFeedTests {
    private static let lines = """
        1000 {"stream":"btcusdt@depth@100ms","data":{"s":"BTCUSDT"}}
        1100000000 {"stream":"btcusdt@bookTicker","data":{"s":"BTCUSDT","b":"60000.00","B":"1","a":"60000.02","A":"1"}}
        1150000000 {"stream":"btcusdt@trade","data":{"s":"BTCUSDT","p":"60000.00","q":"0.5","m":true}}
        1160000000 {"stream":"ethusdt@trade","data":{"s":"ETHUSDT","p":"3000.00","q":"0.5","m":true}}
        1450000000 {"stream":"btcusdt@bookTicker","data":{"s":"BTCUSDT","b":"61000.00","B":"1","a":"61000.02","A":"1"}}
        1460000000 {"stream":"btcusdt@trade","data":{"s":"BTCUSDT","p":"60000.00","q":"0.25","m":false}}
        """

    private func written(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("feed-\(UUID().uuidString).txt").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func `a feed becomes steps that are played again and again`() throws {
        let path = try written(Self.lines)
        defer { unsafe _ = unlink(path) }
        let feed = try RecordedFeed(path: path, stepNanoseconds: 100_000_000)
        #expect(feed.symbol == "BTCUSDT")
        #expect((0..<4).map { feed.step($0).mid } == [6_000_001_000_000, 6_000_001_000_000, 6_000_001_000_000, 6_100_001_000_000])
        #expect(feed.step(0).sold == 50_000_000 && feed.step(0).bought == 0)
        #expect(feed.step(3).bought == 25_000_000 && feed.step(4).sold == 50_000_000)
    }

    @Test func `a broken line is named`() throws {
        let path = try written(Self.lines + "\n1470000000 {\"stream\":\"btcusdt@trade\",\"data\":{\"s\":\"BTCUSDT\",\"q\":\"-1\",\"m\":true}}\n")
        defer { unsafe _ = unlink(path) }
        #expect(throws: GatewayError.feed(path, line: 7, "data.q: not above zero")) { try RecordedFeed(path: path, stepNanoseconds: 100_000_000) }
        let empty = try written("")
        defer { unsafe _ = unlink(empty) }
        #expect(throws: GatewayError.feed(empty, line: 0, "no bookTicker in the whole file")) { try RecordedFeed(path: empty, stepNanoseconds: 1) }
    }

    @Test func `the market follows a feed from step to step`() throws {
        let path = try written(Self.lines)
        defer { unsafe _ = unlink(path) }
        try EventLoop.perform { loop in
            let rig = try DemoRig(loop, feed: path)
            for expected in [6_000_001, 6_000_001, 6_000_001, 6_100_001, 6_000_001] as [Int64] {
                try rig.step(1)
                let (bid, ask) = (rig.levels(Bazaar.btcusdt, .buy)[0].price.ticks, rig.levels(Bazaar.btcusdt, .sell)[0].price.ticks)
                #expect(bid <= expected && expected < ask && ask - bid <= 2_000)
            }
        }
    }
}
