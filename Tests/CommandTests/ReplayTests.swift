import Engine
import IO
import Journaling
import Market
import Testing
import Wire

@testable import walras

@Suite struct ReplayTests {
    private func summary(_ run: ReplayRun) throws -> ReplayRun.Summary {
        guard case .same(let summary) = try run.run() else { throw Unexpected() }
        return summary
    }

    private struct Unexpected: Error {}

    private func snapshot(_ exchange: ScriptedExchange) throws -> SnapshotRun.Outcome {
        try SnapshotRun(directory: exchange.directory).run()
    }

    @Test func `live, replayed, and snapshot with tail have one state`() throws {
        var exchange = try ScriptedExchange()
        let first = try #require(exchange.hashes[exchange.lastSequence])
        var replayed = try summary(ReplayRun(directory: exchange.directory))
        #expect(replayed.stateHash == first && replayed.sequence == exchange.lastSequence && replayed.snapshot == nil)
        #expect(replayed.replay.records == exchange.lastSequence && replayed.replay.events >= replayed.replay.records)

        #expect(try snapshot(exchange).sequence == exchange.lastSequence)
        let taken = exchange.lastSequence
        let opening = try exchange.go(on: [ScriptedExchange.limit(ScriptedExchange.ann, .buy, 3, at: 970)])
        #expect(opening.snapshot?.sequence == taken && opening.replay.records == 0)
        let second = try #require(exchange.hashes[exchange.lastSequence])
        replayed = try summary(ReplayRun(directory: exchange.directory))
        #expect(replayed.stateHash == second && replayed.snapshot == taken && replayed.replay.records == exchange.lastSequence - taken)
        var fromLog = ReplayRun(directory: exchange.directory)
        fromLog.fromLog = true
        replayed = try summary(fromLog)
        #expect(replayed.stateHash == second && replayed.snapshot == nil && replayed.replay.records == exchange.lastSequence)
        var verify = ReplayRun(directory: exchange.directory)
        verify.verifies = true
        replayed = try summary(verify)
        #expect(replayed.verified && replayed.snapshot == nil && replayed.replay.stateHashes > 0)
    }

    @Test func `the state at every past sequence is that of a run stopped there`() throws {
        var exchange = try ScriptedExchange(Array(ScriptedExchange.script.prefix(9)))
        _ = try snapshot(exchange)
        try exchange.go(on: Array(ScriptedExchange.script.dropFirst(9)))
        for sequence in 1...exchange.lastSequence {
            var run = ReplayRun(directory: exchange.directory)
            run.until = sequence
            let found = try summary(run)
            #expect(found.sequence == sequence && found.stateHash == exchange.hashes[sequence])
            #expect(found.snapshot == (sequence >= 9 ? 9 : nil))
        }
        var beyond = ReplayRun(directory: exchange.directory)
        beyond.until = exchange.lastSequence + 1
        #expect(throws: EngineError.self) { _ = try beyond.run() }
    }

    @Test func `what was pruned can no longer be reached, and the error says so`() throws {
        var exchange = try ScriptedExchange(ScriptedExchange.long(60))
        _ = try snapshot(exchange)
        let oldest = exchange.lastSequence
        try exchange.go(on: [.tick])
        let pruned = try snapshot(exchange).pruned
        #expect(!pruned.segments.isEmpty)
        for isFromLog in [false, true] {
            var run = ReplayRun(directory: exchange.directory)
            run.until = 5
            run.fromLog = isFromLog
            let error = #expect(throws: EngineError.self) { _ = try run.run() }
            #expect(error?.description.contains("sequence 5 can no longer be reached: the log begins with record") == true)
        }
        var run = ReplayRun(directory: exchange.directory)
        run.until = oldest
        #expect(try summary(run).stateHash == exchange.hashes[oldest])
        // As far back as possible is the older of the two snapshots.
        run = ReplayRun(directory: exchange.directory)
        run.verifies = true
        #expect(try summary(run).snapshot == oldest)
    }

    @Test func `verify finds a record that was changed and checksummed again`() throws {
        let exchange = try ScriptedExchange()
        // The log written anew, with one lot more in the trade of record 11.
        let forged = SimulatedStorage()
        let forgery = DataDirectory("/data", storage: forged)
        let journal = try Journal.open(
            Recovery.recover(forgery.log, storage: forged, options: ScriptedExchange.options), options: ScriptedExchange.options)
        let reader = try JournalReader(exchange.directory.log, storage: exchange.storage)
        while let frame = try reader.next() {
            guard frame.type == .records else { continue }
            var records = unsafe RecordReader(frame.payload)
            var sequence = frame.firstSequence
            while let record = try records.next() {
                var bytes = unsafe Array(frame.payload[record.bytes])
                if sequence == 11 { bytes[try place(ofTradeIn: bytes)] += 1 }
                let space = unsafe journal.space(atLeast: bytes.count)
                unsafe space.copyBytes(from: bytes)
                journal.endRecord(bytes: bytes.count, sequence: sequence)
                sequence += 1
            }
        }
        try journal.close()
        #expect(try JournalReport(forgery).isSound)
        var run = ReplayRun(directory: forgery)
        run.verifies = true
        let outcome = try run.run()
        guard case .different(let sequence, let logged, let applied) = outcome else { throw Unexpected() }
        #expect(outcome.isDifferent && sequence == 11)
        #expect(logged.contains(#""event":"Trade""#) && logged != applied)
        #expect(outcome.json.text.hasPrefix(#"{"sequence":11,"logged":"{\"sequence\":11,"#))
    }

    /// Where the low byte of the traded quantity stands in a record.
    private func place(ofTradeIn bytes: [UInt8]) throws -> Int {
        let layout = try #require(Schema.messages.first { $0.name == "Trade" })
        let field = try #require(layout.fields.first { $0.name == "quantity" })
        var offset = 0
        while offset < bytes.count {
            let (length, template) = (Int(bytes[offset]) | Int(bytes[offset + 1]) << 8, UInt16(bytes[offset + 2]) | UInt16(bytes[offset + 3]) << 8)
            if template == layout.templateID { return offset + 8 + field.offset }
            offset += 8 + length
        }
        throw Unexpected()
    }

    @Test func `a damaged snapshot gives way to the older one, and then to the log alone`() throws {
        var exchange = try ScriptedExchange()
        _ = try snapshot(exchange)
        let older = exchange.lastSequence
        try exchange.go(on: [.tick])
        _ = try snapshot(exchange)
        let newer = exchange.lastSequence
        let store = exchange.directory.snapshots
        exchange.storage[store.path(of: newer)]![70] ^= 1
        var found = try summary(ReplayRun(directory: exchange.directory))
        #expect(found.snapshot == older && found.rejectedSnapshots.count == 1 && found.stateHash == exchange.hashes[newer])
        exchange.storage[store.path(of: older)]![70] ^= 1
        found = try summary(ReplayRun(directory: exchange.directory))
        #expect(found.snapshot == nil && found.rejectedSnapshots.count == 2 && found.stateHash == exchange.hashes[newer])
        let opening = try exchange.go(on: [])
        #expect(opening.snapshot == nil && opening.rejectedSnapshots.count == 2)
        #expect(exchange.hashes[exchange.lastSequence] == found.stateHash)
    }

    @Test func `a directory without a log, and snapshots without their log, are refused`() throws {
        let empty = DataDirectory("/nothing", storage: SimulatedStorage())
        #expect(throws: EngineError.self) { _ = try ReplayRun(directory: empty).run() }
        var exchange = try ScriptedExchange()
        _ = try snapshot(exchange)
        for path in exchange.storage.paths where path.hasSuffix(".wal") { exchange.storage[path] = nil }
        #expect(throws: EngineError.self) { try exchange.go(on: []) }
    }

    @Test func `replay changes nothing, and ends where the log of a live exchange is on disk`() throws {
        let exchange = try ScriptedExchange(isClosed: false)
        _ = try exchange.storage.open("\(exchange.directory.log)/lock", .openOrCreate)
        let paths = exchange.storage.paths
        let before = paths.map { exchange.storage[$0] }
        let crashed = try summary(ReplayRun(directory: exchange.directory))
        // Nobody holds the lock: all that was written counts, as it will for recovery.
        #expect(crashed.stateHash == exchange.hashes[exchange.lastSequence])
        let lock = try exchange.storage.open("\(exchange.directory.log)/lock", .readWrite)
        #expect(try lock.tryLock())
        let live = try summary(ReplayRun(directory: exchange.directory))
        #expect(live.sequence < crashed.sequence && live.stateHash == exchange.hashes[live.sequence])
        withExtendedLifetime(lock) {}
        #expect(exchange.storage.paths == paths && paths.map { exchange.storage[$0] } == before)
    }

    @Test func `the document holds instruments, accounts, orders and depth`() throws {
        let exchange = try ScriptedExchange()
        let sink = try ByteSink("/state.json", storage: exchange.storage)
        try EventLoop.perform { loop in
            let recalled = try exchange.directory.recall(on: OnLoop(loop))
            StateDocument(to: sink).write(recalled.state)
        }
        try sink.finish()
        let hash = hexadecimal(try #require(exchange.hashes[exchange.lastSequence]))
        #expect(exchange.storage.text("/state.json") == Self.golden.replacing("HASH", with: hash))
    }

    private static let golden = #"""
        {"sequence":17,"time":1700000017000000000,"stateHash":"HASH",
        "instruments":[
        {"name":"BTCUSDT","phase":"continuous","lastPrice":1000},
        {"name":"BTCUSDT-X","phase":"continuous","lastPrice":null}],
        "accounts":[
        {"id":0,"state":"halted","balances":{"USDT":{"available":1500,"locked":0}}},
        {"id":1,"state":"active","balances":{"USDT":{"available":9998502510,"locked":996990},"BTC":{"available":50000,"locked":0}}},
        {"id":2,"state":"active","balances":{"USDT":{"available":499000,"locked":0},"BTC":{"available":49900000,"locked":50000}}}],
        "orders":[
        {"orderID":268435457,"clientOrderID":null,"account":1,"symbol":"BTCUSDT","side":"buy","type":"limit","timeInForce":"gtc","selfTradePrevention":"none","flags":[],"price":1000,"triggerPrice":null,"quantity":10,"leaves":5,"shown":5,"displayQuantity":null,"expireTime":null,"sibling":null,"reservePrice":1000,"sharesReserve":false,"waits":false},
        {"orderID":536870913,"clientOrderID":null,"account":1,"symbol":"BTCUSDT","side":"buy","type":"limit","timeInForce":"gtc","selfTradePrevention":"none","flags":[],"price":990,"triggerPrice":null,"quantity":5,"leaves":5,"shown":5,"displayQuantity":null,"expireTime":null,"sibling":null,"reservePrice":990,"sharesReserve":false,"waits":false},
        {"orderID":1073741825,"clientOrderID":null,"account":2,"symbol":"BTCUSDT","side":"sell","type":"stopLoss","timeInForce":"gtc","selfTradePrevention":"none","flags":[],"price":null,"triggerPrice":900,"quantity":2,"leaves":2,"shown":2,"displayQuantity":null,"expireTime":null,"sibling":null,"reservePrice":900,"sharesReserve":false,"waits":true},
        {"orderID":1125900175278081,"clientOrderID":null,"account":2,"symbol":"BTCUSDT-X","side":"sell","type":"limit","timeInForce":"gtc","selfTradePrevention":"none","flags":[],"price":1020,"triggerPrice":null,"quantity":3,"leaves":3,"shown":3,"displayQuantity":null,"expireTime":null,"sibling":null,"reservePrice":1020,"sharesReserve":false,"waits":false}],
        "depth":{
        "BTCUSDT":{"bids":[[1000,5],[990,5]],"asks":[]},
        "BTCUSDT-X":{"bids":[],"asks":[[1020,3]]}}}

        """#
}
