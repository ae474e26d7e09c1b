import Engine
import IO
import Journaling
import Market
import Testing

@testable import walras

@Suite struct SnapshotCommandTests {
    @Test func `a snapshot is taken of what is new, and of nothing else`() throws {
        var exchange = try ScriptedExchange()
        var outcome = try SnapshotRun(directory: exchange.directory).run()
        #expect(outcome.sequence == 17 && outcome.stateHash == exchange.hashes[17] && outcome.began == nil && outcome.replay.records == 17)
        #expect(outcome.path == exchange.directory.snapshots.path(of: 17) && outcome.pruned == SnapshotStore.Pruned())
        outcome = try SnapshotRun(directory: exchange.directory).run()
        #expect(outcome.path == nil && outcome.began == 17 && outcome.stateHash == exchange.hashes[17])
        try exchange.go(on: [.tick, .tick])
        outcome = try SnapshotRun(directory: exchange.directory).run()
        #expect(outcome.sequence == 19 && outcome.began == 17 && outcome.replay.records == 2)
    }

    @Test func `beside a live exchange it ends where the log is on disk, and a second one is refused`() throws {
        let exchange = try ScriptedExchange(isClosed: false)
        let lock = try exchange.storage.open("\(exchange.directory.log)/lock", .openOrCreate)
        #expect(try lock.tryLock())
        let outcome = try SnapshotRun(directory: exchange.directory).run()
        withExtendedLifetime(lock) {}
        #expect(outcome.sequence < exchange.lastSequence && outcome.stateHash == exchange.hashes[outcome.sequence])
        let other = try exchange.directory.snapshots.lock()
        #expect(throws: JournalError.locked(directory: "/data/snapshots")) { _ = try SnapshotRun(directory: exchange.directory).run() }
        withExtendedLifetime(other) {}
    }

    @Test func `as many are kept as asked for, and the log from the oldest of them on`() throws {
        var exchange = try ScriptedExchange(ScriptedExchange.long(60))
        var run = SnapshotRun(directory: exchange.directory)
        run.keep = 3
        var taken: [SequenceNumber] = []
        for round in 0..<5 {
            let outcome = try run.run()
            taken.append(outcome.sequence)
            #expect(outcome.pruned.snapshots == (round < 3 ? [] : [taken[round - 3]]))
            try exchange.go(on: (0..<20).map { ScriptedExchange.limit(ScriptedExchange.ann, .buy, 1, at: 800 + Int64($0)) })
        }
        #expect(try exchange.directory.snapshots.list() == taken.suffix(3).reversed())
        let first = try #require(try JournalReader(exchange.directory.log, storage: exchange.storage).firstSequence)
        #expect(first > 1 && first <= taken[2] + 1)
        // Each of the three will do, alone.
        let hash = exchange.hashes[exchange.lastSequence]
        for newest in taken.suffix(3).reversed() {
            let opening = try exchange.go(on: [])
            #expect(opening.snapshot?.sequence == newest && exchange.hashes[exchange.lastSequence] == hash)
            exchange.storage[exchange.directory.snapshots.path(of: newest)]![70] ^= 1
        }
        let error = #expect(throws: EngineError.self) { try exchange.go(on: []) }
        #expect(error?.description.contains("no usable snapshot is that old") == true)
    }

    @Test func `where accounts trade without a history the log is kept whole`() throws {
        var exchange = try ScriptedExchange(ScriptedExchange.long(60))
        exchange.storage["/data/registry.sqlite"] = [1]
        for _ in 0..<5 {
            #expect(try SnapshotRun(directory: exchange.directory).run().pruned.segments == [])
            try exchange.go(on: (0..<20).map { ScriptedExchange.limit(ScriptedExchange.ann, .buy, 1, at: 800 + Int64($0)) })
        }
        #expect(try JournalReader(exchange.directory.log, storage: exchange.storage).firstSequence == 1)
    }

    @Test func `what an interrupted snapshot left behind goes with the next one`() throws {
        let exchange = try ScriptedExchange()
        let leftover = "/data/snapshots/snapshot-00000000000000000005.walras.tmp"
        exchange.storage[leftover] = [1, 2, 3]
        _ = try SnapshotRun(directory: exchange.directory).run()
        #expect(exchange.storage[leftover] == nil)
    }
}
