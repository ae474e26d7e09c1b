import IO
import Journaling
import Market
import Matching
import Risk
import Synchronization
import Testing
import Wire

@testable import Engine

/// Keeps what was published.
final class Ear: ExchangeListener {
    struct Heard: Sendable {
        var sequences: [SequenceNumber] = []
        var events: [RecordedEvent] = []
        var commands: [Command] = []
        /// Kind of each command's first event.
        var answers: [Event.Kind?] = []
        var failures = 0
        var durability: Durability?
    }
    let heard = Mutex(Heard())
    var now: Heard { heard.withLock { $0 } }

    func published(_ batch: borrowing PublishedBatch) {
        heard.withLock { heard in
            heard.durability = batch.durability
            var reader = batch.records()
            var sequence = batch.first
            do {
                while let record = try reader.next() {
                    heard.sequences.append(sequence)
                    heard.commands.append(record.command)
                    var events = record.events()
                    let before = heard.events.count
                    while let event = try events.next() { heard.events.append(event) }
                    heard.answers.append(before < heard.events.count ? heard.events[before].event.kind : nil)
                    sequence += 1
                }
            } catch { Issue.record("published bytes are no records: \(error)") }
            #expect(sequence == batch.last + 1)
        }
    }

    func fenced(_ error: JournalError) { heard.withLock { $0.failures += 1 } }
}

let logPath = "/log"

func logOptions(_ change: (inout JournalOptions) -> Void = { _ in }) -> JournalOptions {
    var options = JournalOptions()
    options.segmentBytes = 1 << 20
    options.allowsSmallSegments = true
    options.batchBytes = 1 << 14
    options.usesThreads = false
    options.instanceID = 7
    options.saltSeed = 9
    change(&options)
    return options
}

func smallOptions(_ change: (inout EngineOptions) -> Void = { _ in }) -> EngineOptions {
    var options = EngineOptions()
    options.stateHashInterval = 500
    options.clientOrdersMax = 256
    change(&options)
    return options
}

/// An exchange on its loop, with a log on a simulated disk.
func withExchange<Success>(
    _ storage: SimulatedStorage, clock: ManualClock = ManualClock(), options: EngineOptions = smallOptions(), log: JournalOptions = logOptions(),
    ear: Ear = Ear(), _ body: @escaping (isolated Exchange, Exchange.Opening) throws -> Success
) throws -> Success {
    try onLoop { loop in
        let exchange = Exchange(loop: loop, clock: clock, options: options)
        nonisolated(unsafe) let body = body
        nonisolated(unsafe) var outcome: Result<Success, any Error>?
        exchange.assumeIsolated { exchange in
            unsafe outcome = Result {
                exchange.setListener(ear)
                let opening = try exchange.open(log: logPath, storage: storage, options: log)
                return try unsafe body(exchange, opening)
            }
        }
        guard let outcome = unsafe outcome else { fatalError("the body did not run") }
        return try outcome.get()
    }
}

/// Sends a random flow in batches of different sizes.
func run(_ exchange: isolated Exchange, _ flow: inout Flow, commands: Int, clock: ManualClock) throws {
    var left = commands
    while left > 0 {
        clock.wallNanoseconds = flow.time
        let count = min(left, Int.random(in: 1...20, using: &flow.random))
        var batch: [Command] = []
        for _ in 0..<count { batch.append(flow.next()) }
        _ = try exchange.submit(batch)
        flow.learn(exchange.sequencer.state.events)
        left -= count
    }
}

@Suite struct `The exchange and its log` {
    @Test(arguments: [11, 12] as [UInt64])
    func `replaying the log gives the same state, and the same events byte by byte`(seed: UInt64) throws {
        print("seed", seed)
        let storage = SimulatedStorage()
        let clock = ManualClock()
        let (sequence, hash) = try withExchange(storage, clock: clock) { exchange, _ in
            _ = try exchange.submit(Flow.opening(accounts: 6))
            var flow = Flow(seed: seed)
            try run(exchange, &flow, commands: 4_000, clock: clock)
            let end = (exchange.sequence, exchange.stateHash())
            try exchange.close()
            return end
        }
        var verify = Replay.Options()
        verify.verifies = true
        let options = verify
        let report = try onLoop { loop in
            var state = ExchangeState(smallOptions())
            let report = try state.replay(try JournalReader(logPath, storage: storage), options, on: OnLoop(loop))
            #expect(state.stateHash() == hash)
            #expect(audit(state) == nil)
            return report
        }
        #expect(report.lastSequence == sequence)
        #expect(report.stateHashes == Int(sequence) / 500 + (sequence % 500 == 0 ? 0 : 1))
    }

    @Test func `a snapshot in the middle and the rest of the log give the same state`() throws {
        let storage = SimulatedStorage()
        let clock = ManualClock()
        struct Section { var id: UInt32; var stride: Int; var bytes: [UInt8] }
        let (sections, middle, hash) = try withExchange(storage, clock: clock) { exchange, _ in
            _ = try exchange.submit(Flow.opening(accounts: 6))
            var flow = Flow(seed: 21)
            try run(exchange, &flow, commands: 2_000, clock: clock)
            var sections: [Section] = []
            unsafe exchange.forEachSection { id, stride, bytes in sections.append(Section(id: id, stride: stride, bytes: unsafe Array(bytes))) }
            let middle = exchange.sequence
            try run(exchange, &flow, commands: 2_000, clock: clock)
            let hash = exchange.stateHash()
            try exchange.close()
            return (sections, middle, hash)
        }
        try onLoop { loop in
            var state = ExchangeState(smallOptions())
            for section in sections {
                let fits = unsafe section.bytes.withUnsafeBytes {
                    unsafe state.restore(section: section.id, stride: section.stride, bytes: $0, on: OnLoop(loop))
                }
                #expect(fits, "section \(String(section.id, radix: 16))")
            }
            #expect(state.sequence == middle)
            #expect(audit(state) == nil)
            var options = Replay.Options()
            options.verifies = true
            let reader = try JournalReader(logPath, storage: storage, after: middle)
            _ = try state.replay(reader, options, on: OnLoop(loop))
            #expect(state.stateHash() == hash)
        }
    }

    @Test func `after a restart the newest whole snapshot and the log behind it give the same state`() throws {
        let storage = SimulatedStorage()
        let clock = ManualClock()
        // Its log is where `withExchange` has it.
        let directory = DataDirectory("", storage: storage)
        let (hash, newest) = try withExchange(storage, clock: clock) { exchange, _ in
            _ = try exchange.submit(Flow.opening(accounts: 6))
            var flow = Flow(seed: 41)
            try run(exchange, &flow, commands: 500, clock: clock)
            let proof = OnLoop(exchange.loop)
            _ = try exchange.sequencer.state.writeSnapshot(to: directory, instanceID: 7, chain: 0, on: proof)
            try run(exchange, &flow, commands: 500, clock: clock)
            let newest = exchange.sequence
            let path = try exchange.sequencer.state.writeSnapshot(to: directory, instanceID: 7, chain: 0, on: proof)
            // The newest one is damaged where nobody but its checksum notices.
            var bytes = try #require(storage[path])
            bytes[bytes.count / 2] ^= 1
            storage[path] = bytes
            try run(exchange, &flow, commands: 500, clock: clock)
            let hash = exchange.stateHash()
            try exchange.close()
            return (hash, newest)
        }
        try onLoop { loop in
            let exchange = Exchange(loop: loop, clock: clock, options: smallOptions())
            try exchange.assumeIsolated { exchange in
                let opening = try exchange.open(directory, options: logOptions())
                let sequence = opening.snapshot?.sequence ?? 0
                #expect(sequence > 0 && sequence < newest)
                #expect(opening.rejectedSnapshots.count == 1)
                #expect(opening.replay.records == exchange.sequence - sequence)
                #expect(exchange.stateHash() == hash)
                #expect(audit(exchange.sequencer.state) == nil)
                try exchange.close()
            }
        }
    }

    @Test func `replay stops where it is told to`() throws {
        let storage = SimulatedStorage()
        try withExchange(storage) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            try exchange.close()
        }
        try onLoop { loop in
            var state = ExchangeState(smallOptions())
            var options = Replay.Options()
            options.until = 5
            let report = try state.replay(try JournalReader(logPath, storage: storage), options, on: OnLoop(loop))
            #expect(report.lastSequence == 5)
            #expect(state.accounts.count == 2)
        }
    }

    @Test func `a record that says something else than the command causes is found, with its number`() throws {
        let storage = SimulatedStorage()
        try withExchange(storage) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            // Not a command: the state moves behind the log's back.
            exchange.sequencer.state.accounts.setState(.halted, of: alice)
            let order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 5), quantity: Quantity(lots: 1))
            _ = try exchange.submit([.tick, .enterOrder(order)])
            try exchange.close()
        }
        try onLoop { loop in
            var state = ExchangeState(smallOptions())
            var options = Replay.Options()
            options.verifies = true
            let verify = options
            let error = #expect(throws: EngineError.self) {
                _ = try state.replay(try JournalReader(logPath, storage: storage), verify, on: OnLoop(loop))
            }
            guard case .diverged(let sequence, let logged, let applied) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(sequence == UInt64(opening([pair("BTCUSDT", btc, usdt)]).count) + 2)
            #expect(logged.contains("OrderRejected") && applied.contains("OrderAccepted"))
        }
    }

    @Test func `a client order id is answered again after a restart, and executed once`() throws {
        let storage = SimulatedStorage()
        var order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 100), quantity: Quantity(lots: 3))
        order.clientOrderID = 77
        let first = order
        let (id, sequence) = try withExchange(storage) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            let batch = try exchange.submit([.enterOrder(first)])
            let id = exchange.sequencer.state.events[0].orderID
            try exchange.close()
            return (id, batch.sequences[0])
        }
        let ear = Ear()
        try withExchange(storage, ear: ear) { exchange, opening in
            #expect(opening.replay.lastSequence == sequence)
            var other = first
            other.price = Price(ticks: 101)
            _ = try exchange.submit([.enterOrder(first), .enterOrder(other)])
            #expect(exchange.openOrders(of: alice).map(\.orderID) == [id])
            // The same name on another account is another name.
            other.account = bob
            _ = try exchange.submit([.enterOrder(other)])
            #expect(exchange.openOrders(of: bob).count == 1)
            try exchange.close()
        }
        let events = ear.now.events.map(\.event)
        #expect(events.map(\.kind) == [.duplicateOrder, .orderRejected, .orderAccepted])
        #expect(events[0].orderID == id)
        #expect(events[0].leaves.lots == Int64(sequence))
        #expect(events[1].rejectReason == .duplicateClientOrderID)
    }

    @Test func `every command is answered once, in order, when the log has it`() throws {
        let storage = SimulatedStorage()
        let clock = ManualClock()
        let ear = Ear()
        let sequence = try withExchange(storage, clock: clock, ear: ear) { exchange, _ in
            _ = try exchange.submit(Flow.opening(accounts: 6))
            var flow = Flow(seed: 31)
            try run(exchange, &flow, commands: 3_000, clock: clock)
            try exchange.close()
            return exchange.sequence
        }
        #expect(ear.now.sequences == Array(1...sequence))
        #expect(ear.now.durability == .always)
        var trade: UInt64 = 0
        for event in ear.now.events where event.event.kind == .trade {
            trade += 1
            #expect(event.tradeID == trade)
        }
        #expect(trade > 100)
    }

    @Test func `nothing is published before the log thread has synced it`() throws {
        let storage = SimulatedStorage()
        let ear = Ear()
        try withExchange(storage, log: logOptions { $0.usesThreads = true }, ear: ear) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            // The loop is busy here, so the log thread's wake-up waits; what is published now is what `submit` saw to be durable.
            #expect(ear.now.sequences.last ?? 0 <= exchange.durableSequence)
            try exchange.close()
            #expect(ear.now.sequences.last == exchange.sequence)
        }
    }

    @Test func `after a failed sync nothing is acknowledged any more`() throws {
        let storage = SimulatedStorage()
        let ear = Ear()
        try withExchange(storage, ear: ear) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            let acknowledged = ear.now.sequences.count
            #expect(acknowledged > 0)
            storage.fault = SimulatedStorage.Fault(operation: storage.operations, code: StorageErrorCode.inputOutput, isPermanent: true)
            _ = try exchange.submit([.tick, .tick])
            #expect(ear.now.failures == 1)
            #expect(ear.now.sequences.count == acknowledged)
            // The disk is well again, the fence stays.
            storage.fault = nil
            #expect(throws: EngineError.self) { _ = try exchange.submit([.tick]) }
            #expect(throws: EngineError.self) { try exchange.close() }
            #expect(ear.now.sequences.count == acknowledged)
            #expect(ear.now.failures == 1)
        }
    }

    @Test func `with the disk nearly full new orders are refused and cancels go on`() throws {
        let storage = SimulatedStorage()
        let ear = Ear()
        try withExchange(storage, log: logOptions { $0.segmentBytes = 4096; $0.batchBytes = 2048; $0.segmentsAhead = 2 }, ear: ear) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            let order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 5), quantity: Quantity(lots: 1))
            storage.bytesMax = 0
            var accepted: [SequenceNumber] = []
            var batch = try exchange.submit([.enterOrder(order)])
            while batch.refusals[0] == .none {
                accepted += batch.sequences
                try #require(accepted.count < 1_000)
                batch = try exchange.submit([.enterOrder(order)])
            }
            #expect(batch.refusals == [.storageFull])
            #expect(batch.sequences == [0])
            let before = exchange.sequence
            let id = try #require(exchange.openOrders(of: alice).first).orderID
            batch = try exchange.submit([.cancelOrder(CancelOrder(account: alice, orderID: id)), .enterOrder(order)])
            #expect(batch.sequences == [before + 1, 0])
            #expect(ear.now.events.last?.event.kind == .orderCanceled)
            #expect(exchange.failure == nil)
            // With room again, orders are taken up again.
            storage.bytesMax = .max
            var tries = 0
            while try exchange.submit([.cancelAll(CancelAll(account: alice)), .enterOrder(order)]).sequences[1] == 0 {
                tries += 1
                try #require(tries < 100)
            }
            try exchange.close()
        }
    }

    @Test(arguments: [true, false])
    func `a log that is full makes the engine wait for the disk, and what leaves is what was written`(isStepped: Bool) throws {
        let ear = Ear()
        // By steps, nothing is written unless somebody waits for it.
        let log = logOptions { $0.batchBytes = 512; $0.batchesMax = 2; $0.isStepped = isStepped; $0.usesThreads = !isStepped }
        let setUp = opening([pair("BTCUSDT", btc, usdt)])
        let cancels = (1...900).map { Command.cancelOrder(CancelOrder(account: alice, orderID: OrderID(rawValue: $0))) }
        try withExchange(SimulatedStorage(), log: log, ear: ear) { exchange, _ in
            _ = try exchange.submit(setUp)
            // Turns of which many fit the log, then one that fills it many times.
            for start in stride(from: 0, to: 600, by: 3) { _ = try exchange.submit(Array(cancels[start..<start + 3])) }
            _ = try exchange.submit(Array(cancels[600...]))
            try exchange.close()
        }
        #expect(ear.now.commands == setUp + cancels)
        #expect(ear.now.sequences == Array(1...UInt64(setUp.count + cancels.count)))
    }

    @Test func `as many turns as the outbox can note make the engine wait for the disk`() throws {
        let storage = SimulatedStorage()
        let ear = Ear()
        let log = logOptions { $0.batchBytes = 1 << 19; $0.isStepped = true }
        try withExchange(storage, options: EngineOptions(), log: log, ear: ear) { exchange, _ in
            for _ in 0..<Outbox.stretchesMax { _ = try exchange.submit([.tick]) }
            #expect(ear.now.sequences.count == 0)
            _ = try exchange.submit([.tick])
            #expect(ear.now.sequences.count == Outbox.stretchesMax)
            try exchange.close()
        }
        #expect(ear.now.sequences.count == Outbox.stretchesMax + 1)
    }
}
