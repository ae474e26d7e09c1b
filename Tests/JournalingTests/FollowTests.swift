import IO
import Testing

@testable import Journaling

@Suite struct FollowTests {
    private func drain(_ reader: JournalReader) throws -> UInt64 {
        while let frame = try reader.next() {
            for sequence in frame.firstSequence...frame.lastSequence where frame.type == .records {
                let offset = Int(sequence - frame.firstSequence) * 100
                #expect(unsafe Array(frame.payload[offset..<(offset + 100)]) == record(sequence))
            }
        }
        return reader.nextSequence == 0 ? 0 : reader.nextSequence - 1
    }

    @Test func `a follower sees what was written, or only what the log says is on disk`() throws {
        let storage = SimulatedStorage()
        let written = try JournalReader(logPath, storage: storage, follow: .written)
        let durable = try JournalReader(logPath, storage: storage, follow: .durable)
        #expect(try drain(written) == 0)
        let journal = try Journal.open(on: storage)
        #expect(try drain(written) == 0)
        for sequence in 1...100 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
            #expect(try drain(written) == sequence)
            // The last frame cannot say of itself that it is on disk.
            let seen = try drain(durable)
            #expect(seen == sequence - 1 || (sequence == 1 && seen == 0))
        }
        try journal.close()
        #expect(try drain(durable) == 100)
        #expect(try drain(written) == 100)
        #expect(durable.chain == written.chain)
    }

    @Test func `without syncs a follower learns from later segments what the system has put on disk`() throws {
        let storage = SimulatedStorage()
        let journal = try Journal.open(on: storage, testOptions { $0.durability = .none })
        for sequence in 1...800 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
        }
        // All but the sixteen youngest segments and the current one.
        let synced = journal.syncedSequence
        #expect(synced > 200 && synced < 700)
        let seen = try drain(try JournalReader(logPath, storage: storage, follow: .durable))
        #expect(seen <= synced && seen > synced - 60)
        var generator = SeededGenerator(seed: 1)
        let cut = storage.copy()
        cut.losePower(using: &generator)
        #expect(try drain(try JournalReader(logPath, storage: cut, follow: .written)) >= seen)
        try journal.close()
        #expect(try drain(try JournalReader(logPath, storage: storage, follow: .durable)) == 800)
    }

    @Test(arguments: [Durability.always, .interval(milliseconds: 60_000), .none])
    func `a follower learns from later segments what became of earlier ones`(durability: Durability) throws {
        let storage = SimulatedStorage()
        let journal = try Journal.open(on: storage, testOptions { $0.durability = durability })
        let durable = try JournalReader(logPath, storage: storage, follow: .durable)
        var seen: UInt64 = 0
        for sequence in 1...300 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            // Frames of their own, which may come to stand behind a roll.
            if sequence % 3 == 0 { journal.appendStateHash(sequence, sequence: sequence) } else { journal.flush() }
            seen = try drain(durable)
            #expect(seen <= journal.syncedSequence)
        }
        // All but the segment that is being written; where nothing is synced, nothing.
        #expect(durability == .none || seen > 250)
        try journal.close()
        #expect(try drain(durable) == 300)
        #expect(try readLog(storage, follow: .durable).frames == readLog(storage).frames)
    }

    @Test func `a mark tells the follower of an idle log`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.usesThreads = true; $0.markMilliseconds = 1 }
        let journal = try Journal.open(on: storage, options)
        journal.append(record(1))
        try journal.waitDurable(through: 1)
        let durable = try JournalReader(logPath, storage: storage, follow: .durable)
        var seen = try drain(durable)
        for _ in 0..<5000 where seen == 0 {
            _ = ThreadGate().wait(milliseconds: 1) { false }
            seen = try drain(durable)
        }
        #expect(seen == 1)
        try journal.close()
    }

    @Test func `a record that was committed at once is proven by a mark soon after, each time`() throws {
        let storage = SimulatedStorage()
        let journal = try Journal.open(on: storage, testOptions { $0.usesThreads = true; $0.markMilliseconds = 2; $0.segmentBytes = 1 << 16 })
        let durable = try JournalReader(logPath, storage: storage, follow: .durable)
        for sequence in 1...30 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
            try journal.waitDurable(through: sequence)
            var seen = try drain(durable)
            for _ in 0..<5000 where seen < sequence {
                _ = ThreadGate().wait(milliseconds: 1) { false }
                seen = try drain(durable)
            }
            #expect(seen == sequence)
            // Sometimes the log thread has gone to rest by now, sometimes not.
            _ = ThreadGate().wait(milliseconds: Int(sequence % 4)) { false }
        }
        try journal.close()
    }

    @Test func `without syncs nobody waits for a mark that says nothing`() throws {
        let storage = SimulatedStorage()
        let journal = try Journal.open(on: storage, testOptions { $0.usesThreads = true; $0.markMilliseconds = 1; $0.durability = .none; $0.segmentBytes = 1 << 16 })
        for sequence in 1...5 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
            try journal.waitDurable(through: sequence)
            #expect(journal.syncedSequence == 0)
            _ = ThreadGate().wait(milliseconds: 5) { false }
        }
        #expect(try JournalCheck.verify(logPath, storage: storage).statistics.marks == 0)
        try journal.close()
    }

    @Test func `a follower keeps up with a log thread`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.usesThreads = true; $0.segmentBytes = 8192 }
        let journal = try Journal.open(on: storage, options)
        let reader = try JournalReader(logPath, storage: storage, follow: .written)
        for sequence in 1...1000 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
            if sequence % 10 == 0 { #expect(try drain(reader) <= sequence) }
        }
        try journal.close()
        #expect(try drain(reader) == 1000)
    }
}
