import IO
import Journaling
import Market
import Matching
import Risk
import Testing
import Wire

@testable import Engine
@testable import Gateway
@testable import History

@Suite struct `The blotter` {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `knows after every command what the engine knows`(seed: UInt64) throws {
        print("seed", seed)
        try EventLoop.perform { loop in
            let accounts: UInt32 = 5
            let rig = BlotterRig(loop)
            for command in Bazaar.opening(accounts: accounts, units: { Int64($0) * 200_000_000 }) { try rig.apply(command) }
            var flow = BlotterFlow(seed: seed, accounts: accounts)
            var ledger = FillLedger()
            for step in 0..<6_000 {
                let command = flow.next()
                rig.time = flow.time
                try rig.apply(command)
                flow.learn(rig.events)
                ledger.note(rig.events)
                if let difference = rig.difference(accounts: accounts) {
                    Issue.record("step \(step), \(command): \(difference)")
                    return
                }
            }
            #expect(rig.blotter.unknown == 0)
            #expect(rig.blotter.fills.count > 1_000)
            ledger.check(rig.blotter, accounts: accounts)
            expectConservation(rig.blotter, accounts: accounts)
        }
    }

    /// Deposits less withdrawals are what accounts have, and what they paid in fees.
    private func expectConservation(_ blotter: borrowing Blotter, accounts: UInt32) {
        for asset in [Bazaar.usdt, Bazaar.btc, Bazaar.eth] {
            var sum: Int64 = 0
            for account in 1...accounts {
                guard let holding = blotter.holding(of: AccountID(rawValue: account), in: asset) else { continue }
                sum += holding.total + holding.fees + holding.withdrawn - holding.deposited
            }
            #expect(sum == 0)
        }
    }

    @Test func `read back from the log is the one that was fed live`() throws {
        let storage = SimulatedStorage()
        let clock = BlotterClock()
        var options = JournalOptions()
        options.segmentBytes = 1 << 20
        options.allowsSmallSegments = true
        options.batchBytes = 1 << 14
        options.usesThreads = false
        let log = options
        let live = BlotterListener()
        try EventLoop.perform { loop in
            let exchange = Exchange(loop: loop, clock: clock)
            try exchange.assumeIsolated { exchange in
                exchange.setListener(live)
                _ = try exchange.open(log: "/log", storage: storage, options: log)
                _ = try exchange.submit(Bazaar.opening(accounts: 5, units: { Int64($0) * 200_000_000 }))
                var flow = BlotterFlow(seed: 9, accounts: 5)
                for _ in 0..<150 {
                    clock.wallNanoseconds = flow.time
                    _ = try exchange.submit((0..<20).map { _ in flow.next() })
                    flow.learn(live.takeEvents())
                }
                try exchange.close()
            }
        }
        var replayed = Blotter()
        try replayed.apply(try JournalReader("/log", storage: storage))
        #expect(replayed.sequence > 3_000)
        #expect(replayed.fills.count > 400)
        #expect(replayed.stateHash() == live.stateHash)
        // In two steps it is the same.
        var inParts = Blotter()
        try inParts.apply(try JournalReader("/log", storage: storage), through: 1_234)
        #expect(inParts.sequence == 1_234)
        try inParts.apply(try JournalReader("/log", storage: storage))
        #expect(inParts.stateHash() == replayed.stateHash())
    }

    @Test func `counts what it was never told of, and takes in the rest`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            for command in Bazaar.opening(accounts: 5, units: { Int64($0) * 200_000_000 }) { try rig.apply(command) }
            var flow = BlotterFlow(seed: 5, accounts: 5)
            for step in 0..<3_000 {
                if step == 1_000 {
                    // As if the log before had been pruned.
                    rig.blotter = Blotter()
                    for asset in UInt32(0)..<3 { rig.blotter.list(rig.state.asset(AssetID(rawValue: asset))!) }
                    for instrument in Bazaar.instruments { rig.blotter.list(instrument, at: rig.time) }
                }
                let command = flow.next()
                rig.time = flow.time
                try rig.apply(command)
                flow.learn(rig.events)
            }
            #expect(rig.blotter.unknown > 0)
            #expect(rig.blotter.fills.count > 100)
        }
    }

    @Test func `tells of an order what its command and its events said`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            for command in Bazaar.opening() { try rig.apply(command) }
            rig.time += 5
            try rig.enter(Bazaar.bob, .sell, 30, at: 1_000)
            try rig.enter(Bazaar.bob, .sell, 30, at: 1_010)
            rig.time += 5
            let id = try rig.enter(Bazaar.alice, .buy, 50, at: 1_020) { $0.clientOrderID = 77 }
            let order = try #require(rig.order(id))
            #expect(order.status == .filled && order.filled.lots == 50 && order.leaves.lots == 0)
            #expect(order.gross.units == (30 * 1_000 + 20 * 1_010) * 100)
            #expect(order.fees.units == 3_000 + 2_020)
            #expect(order.createdAt == rig.time && order.endedAt == rig.time && order.reference == .none)
            #expect(rig.order(named: 77, of: Bazaar.alice) == order)
            #expect(rig.order(named: 77, of: Bazaar.bob) == nil)
            // The last trade is the reference of the next order.
            let next = try rig.enter(Bazaar.alice, .buy, 10, at: 900)
            #expect(rig.order(next)?.reference == Price(ticks: 1_010))
            try rig.apply(.replaceOrder(ReplaceOrder(account: Bazaar.alice, orderID: next, price: Price(ticks: 910), quantity: Quantity(lots: 20))))
            let replaced = try #require(rig.order(next))
            #expect(replaced.status == .canceled && replaced.reason == .replaced)
            let replacement = try #require(rig.order(replaced.replacedBy))
            #expect(replacement.replaces == next && replacement.quantity.lots == 20 && replacement.isOpen && replacement.sibling == .none)
            try rig.apply(.cancelOrder(CancelOrder(account: Bazaar.alice, orderID: replacement.orderID)))
            #expect(rig.order(replacement.orderID)?.reason == .byOwner)
            #expect(rig.orders(OrderQuestion(account: Bazaar.alice, limit: 2)).elements.map(\.orderID) == [replacement.orderID, next])
            #expect(rig.orders(OrderQuestion(account: Bazaar.alice, limit: 2)).total == 3)
        }
    }

    @Test func `names the bracket whose exits enter, with their stops`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            for command in Bazaar.opening() { try rig.apply(command) }
            let bracket = try rig.enter(Bazaar.alice, .buy, 40, at: 1_000) {
                $0.flags = .bracket
                $0.stopPrice = Price(ticks: 950)
                $0.stopLimitPrice = Price(ticks: 940)
                $0.takeProfitPrice = Price(ticks: 1_100)
            }
            try rig.enter(Bazaar.bob, .sell, 40, at: 1_000)
            var question = OrderQuestion(account: Bazaar.alice, limit: 10)
            question.statuses = .open
            let exits = rig.orders(question).elements
            #expect(exits.map(\.parent) == [bracket, bracket])
            #expect(Set(exits.map(\.type)) == [.limit, .stopLimit])
            let stop = try #require(exits.first { $0.type == .stopLimit })
            #expect(stop.triggerPrice == Price(ticks: 950) && stop.price == Price(ticks: 940) && stop.waits && stop.sharesReserve)
            #expect(exits.first { $0.type == .limit }?.sibling == stop.orderID)
            #expect(rig.blotter.unknown == 0)
        }
    }
}

/// What all events said of fills, added up independently.
struct FillLedger {
    var filled: [OrderID: Int64] = [:]
    var fees: [OrderID: Int64] = [:]
    var lots: [SymbolID: Int64] = [:]

    mutating func note(_ events: [RecordedEvent]) {
        for recorded in events where recorded.event.kind == .trade {
            let event = recorded.event
            filled[event.orderID, default: 0] += event.quantity.lots
            filled[event.otherID, default: 0] += event.quantity.lots
            fees[event.orderID, default: 0] += recorded.takerFee.units
            fees[event.otherID, default: 0] += recorded.makerFee.units
            lots[event.symbol, default: 0] += event.quantity.lots
        }
    }

    func check(_ blotter: borrowing Blotter, accounts: UInt32) {
        for (id, lots) in filled {
            let order = blotter.order(id)
            #expect(order?.filled.lots == lots && order?.fees.units == fees[id])
        }
        var sold: [SymbolID: Int64] = [:]
        for account in 1...accounts {
            blotter.forEachFill(of: AccountID(rawValue: account)) { fill in
                if fill.side == .sell { sold[fill.orderID.symbol, default: 0] += fill.quantity.lots }
                #expect((fill.realised == nil) == (fill.side == .buy))
                return true
            }
        }
        #expect(sold == lots)
    }
}

final class BlotterClock: IO.Clock, @unchecked Sendable {
    var wallNanoseconds = Bazaar.noon
    var monotonicNanoseconds: Int64 { wallNanoseconds }
}

/// Feeds a blotter what is published, on the exchange's loop.
final class BlotterListener: ExchangeListener, @unchecked Sendable {
    private var blotter = Blotter()
    private var events: [RecordedEvent] = []

    var stateHash: UInt64 { blotter.stateHash() }

    func takeEvents() -> [RecordedEvent] {
        defer { events = [] }
        return events
    }

    func published(_ batch: borrowing PublishedBatch) {
        var reader = batch.records()
        var sequence = batch.first
        do {
            while let record = try reader.next() {
                try blotter.apply(record, sequence: sequence)
                var told = record.events()
                while let event = try told.next() { events.append(event) }
                sequence += 1
            }
        } catch { Issue.record("published bytes are no records: \(error)") }
    }

    func fenced(_ error: JournalError) { Issue.record("the log failed: \(error)") }
}
