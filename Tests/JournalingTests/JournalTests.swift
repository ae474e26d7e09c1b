import IO
import Synchronization
import Testing

@testable import Journaling

@Suite struct JournalTests {
    @Test func `what was appended is read back in order, across segments and restarts`() throws {
        let storage = SimulatedStorage()
        var expected: [UInt8] = []
        for _ in 0..<4 {
            let journal = try Journal.open(on: storage)
            for _ in 0..<30 {
                let bytes = record(journal.nextSequence)
                expected += bytes
                journal.append(bytes)
                journal.flush()
            }
            #expect(journal.durableSequence == journal.nextSequence - 1)
            try journal.close()
        }
        let (frames, stop) = try readLog(storage)
        #expect(stop == nil)
        #expect(frames.count == 120)
        #expect(frames.map(\.firstSequence) == Array(1...120))
        #expect(frames.flatMap(\.payload) == expected)
        #expect(storage.paths.filter { $0.hasSuffix(".wal") }.count > 4)
    }

    @Test func `records between two flushes share a frame`() throws {
        let storage = SimulatedStorage()
        let journal = try Journal.open(on: storage)
        for _ in 0..<5 { journal.append(record(journal.nextSequence)) }
        journal.flush()
        try journal.close()
        let (frames, _) = try readLog(storage)
        #expect(frames.count == 1 && frames[0].count == 5 && frames[0].payload.count == 500)
    }

    @Test func `a state hash is a frame after its records`() throws {
        let storage = SimulatedStorage()
        let journal = try Journal.open(on: storage)
        journal.append(record(1))
        journal.append(record(2))
        journal.appendStateHash(0xABCD, sequence: 2)
        journal.append(record(3))
        try journal.close()
        let (frames, _) = try readLog(storage)
        #expect(frames.map(\.type) == [.records, .stateHash, .records])
        #expect(frames[1].hash == 0xABCD && frames[1].firstSequence == 2)
        let recovered = try Recovery.recover(logPath, storage: storage, options: testOptions())
        #expect(recovered.lastStateHash?.hash == 0xABCD && recovered.lastStateHash?.sequence == 2)
        #expect(recovered.lastSequence == 3)
    }

    @Test func `compressible payloads are stored smaller, others as they are`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.segmentBytes = 1 << 20; $0.batchBytes = 1 << 16 }
        let journal = try Journal.open(on: storage, options)
        let records = [compressibleRecord(1, bytes: 20_000), record(2, bytes: 20_000), compressibleRecord(3, bytes: 1000)]
        for bytes in records {
            journal.append(bytes)
            journal.flush()
        }
        try journal.close()
        let reader = try JournalReader(logPath, storage: storage)
        var stored: [Int] = []
        for bytes in records {
            let frame = try #require(try reader.next())
            #expect(unsafe Array(frame.payload) == bytes)
            stored.append(frame.storedBytes)
        }
        #expect(stored[0] < 2000)
        #expect(stored[1] == 20_000)
        #expect(stored[2] == 1000)
    }

    @Test func `a record larger than a batch gets a batch of its own`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.segmentBytes = 1 << 20; $0.batchBytes = 4096 }
        let journal = try Journal.open(on: storage, options)
        let jumbo = record(2, bytes: 300_000)
        journal.append(record(1))
        journal.append(jumbo)
        journal.append(record(3))
        let largest = record(4, bytes: journal.recordBytesMax)
        journal.append(largest)
        try journal.close()
        let (frames, _) = try readLog(storage)
        #expect(frames.flatMap(\.payload) == record(1) + jumbo + record(3) + largest)
    }

    @Test(arguments: [Durability.always, .interval(milliseconds: 5), .none])
    func `every durability mode ends with everything on disk`(mode: Durability) throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.durability = mode; $0.usesThreads = true; $0.markMilliseconds = 1 }
        let journal = try Journal.open(on: storage, options)
        for sequence in 1...200 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
            if sequence % 50 == 0 { try journal.waitDurable(through: sequence) }
        }
        try journal.close()
        #expect(journal.syncedSequence == 200)
        var generator = SeededGenerator(seed: 1)
        storage.losePower(using: &generator)
        let (frames, stop) = try readLog(storage)
        #expect(frames.flatMap(\.payload) == (1...200 as ClosedRange<UInt64>).flatMap { record($0) })
        #expect(stop == nil)
    }

    @Test func `a full ring makes the engine wait, and batches grow while the disk is busy`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.usesThreads = true; $0.batchesMax = 2; $0.segmentBytes = 1 << 16 }
        let journal = try Journal.open(on: storage, options)
        for sequence in 1...3000 as ClosedRange<UInt64> {
            journal.append(record(sequence, bytes: 64))
            journal.flush()
        }
        try journal.waitDurable(through: 3000)
        try journal.close()
        let (frames, _) = try readLog(storage)
        #expect(frames.reduce(0) { $0 + $1.count } == 3000)
        #expect(frames.count < 3000)
        #expect(frames.allSatisfy { $0.payload.count <= 2048 })
    }

    @Test func `the wake-up comes after the sequence is visible`() throws {
        final class Seen: Sendable {
            let gate = ThreadGate()
            let journal = Synchronized<Journal?>(nil)
            let highest = Synchronized<UInt64>(0)
        }
        let seen = Seen()
        let options = testOptions { $0.usesThreads = true }
        let log = try Recovery.recover(logPath, storage: SimulatedStorage(), options: options)
        let journal = try Journal.open(log, options: options) {
            if let journal = seen.journal.value { seen.highest.value = journal.durableSequence }
            seen.gate.notify()
        }
        seen.journal.value = journal
        for sequence: UInt64 in 1...2 { journal.append(record(sequence)) }
        journal.flush()
        #expect(seen.gate.wait(milliseconds: 5000) { seen.highest.value == 2 })
        try journal.close()
        seen.journal.value = nil
    }

    @Test func `a single record is on disk when flush returns, unless the caller cannot wait`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.usesThreads = true }
        let log = try Recovery.recover(logPath, storage: storage, options: options)
        let journal = try Journal.open(log, options: options)
        // While it starts, the log thread is in the way for a moment.
        var isAtOnce = false
        for _ in 0..<1_000 where !isAtOnce {
            journal.append(record(journal.nextSequence))
            journal.flush()
            isAtOnce = journal.syncedSequence == journal.nextSequence - 1
            try journal.waitDurable(through: journal.nextSequence - 1)
        }
        #expect(isAtOnce)
        let count = journal.nextSequence
        journal.append(record(count))
        journal.flush(mayWait: false)
        try journal.waitDurable(through: count)
        try journal.close()
        #expect(try readLog(storage).0.map(\.firstSequence) == Array(1...count))
    }

    @Test func `on a slow disk the log thread syncs even a single record`() throws {
        /// Every sync seems to take longer than the engine may wait.
        final class SlowClock: IO.Clock, @unchecked Sendable {
            let now = Atomic<Int64>(0)
            var monotonicNanoseconds: Int64 { now.add(Journal.syncAtOnceNanosecondsMax + 1, ordering: .relaxed).newValue }
            var wallNanoseconds: Int64 { monotonicNanoseconds }
        }
        let wakes = Synchronized<Int>(0)
        let options = testOptions { $0.usesThreads = true; $0.clock = SlowClock() }
        let log = try Recovery.recover(logPath, storage: SimulatedStorage(), options: options)
        let journal = try Journal.open(log, options: options) { wakes.value += 1 }
        // How quick the disk is shows with the first sync.
        for sequence: UInt64 in 1...20 {
            journal.append(record(sequence))
            journal.flush()
            try journal.waitDurable(through: sequence)
        }
        try journal.close()
        #expect(wakes.value >= 19)
    }
}
