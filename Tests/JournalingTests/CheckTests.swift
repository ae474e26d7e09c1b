import IO
import Testing

@testable import Journaling

@Suite struct CheckTests {
    @Test func `a sound log has statistics and no findings`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.segmentBytes = 1 << 16; $0.batchBytes = 1 << 14 }
        let journal = try Journal.open(on: storage, options)
        for sequence in 1...20 as ClosedRange<UInt64> {
            journal.append(compressibleRecord(sequence, bytes: sequence == 7 ? 10_000 : 1000))
            journal.flush()
        }
        journal.appendStateHash(99, sequence: 20)
        try journal.close()
        let check = try JournalCheck.verify(logPath, storage: storage)
        #expect(check.findings.isEmpty)
        let found = check.statistics
        #expect(found.instanceID == 0x1D && found.segments == 1 && found.blankSegments == 1)
        #expect(found.recordFrames == 20 && found.compressedFrames == 1 && found.records == 20 && found.marks == 1)
        #expect(found.stateHashes == 1 && found.lastStateHash == 99)
        #expect(found.rawBytes == 29_000 && found.storedBytes < 20_000)
        #expect(found.sequences == 1...20 && found.durableSequence == 20)
    }

    @Test func `a log of which nothing is left, or nothing was ever there, is no trap`() throws {
        #expect(try JournalCheck.verify(logPath, storage: SimulatedStorage()).findings.isEmpty)
        let log = try TestLog(records: 3)
        log.storage[log.path(1)] = []
        let check = try JournalCheck.verify(logPath, storage: log.storage)
        #expect(check.findings.map(\.kind) == [.damage] && check.statistics.records == 0)
    }

    @Test func `a torn tail is told from damage`() throws {
        let log = try TestLog(records: 5)
        let frames = log.frames(1)
        log.storage[log.path(1)]![frames[4].lowerBound + 70] ^= 1
        let tail = try JournalCheck.verify(logPath, storage: log.storage).findings
        #expect(tail.map(\.kind) == [.tail] && tail[0].damage.position.offset == frames[4].lowerBound && tail[0].damage.sequence == 5)
        log.storage[log.path(1)]![frames[1].lowerBound + 70] ^= 1
        let both = try JournalCheck.verify(logPath, storage: log.storage).findings
        #expect(both.map(\.kind) == [.damage, .tail] && both[0].damage.sequence == 2)
    }

    @Test func `a repair says what would go, and does nothing unless told to`() throws {
        let log = try TestLog(records: 40)
        let frames = log.frames(1)
        log.storage[log.path(1)]![frames[9].lowerBound + 70] ^= 1
        let before = log.storage.paths
        let plan = try JournalRepair.repair(logPath, storage: log.storage, acceptLoss: false)
        #expect(plan.cut == JournalPosition(segment: 1, offset: frames[9].lowerBound) && plan.lastSequence == 9)
        #expect(plan.losses.map(\.position.segment) == [1, 2])
        #expect(plan.losses.reduce(0) { $0 + $1.records } == 30 && plan.losses[1].lastSequence == 40)
        #expect(log.storage.paths == before && plan.movedTo.isEmpty)
        #expect(throws: JournalError.self) { _ = try Recovery.recover(logPath, storage: log.storage, options: testOptions()) }

        let damaged = log.storage[log.path(1)]!
        let done = try JournalRepair.repair(logPath, storage: log.storage, acceptLoss: true)
        #expect(log.storage[log.path(1) + ".damaged"] == damaged && done.movedTo.count == 3)
        let recovered = try Recovery.recover(logPath, storage: log.storage, options: testOptions())
        #expect(recovered.lastSequence == 9 && recovered.cut == nil)
    }

    @Test func `every damage to a log can be repaired`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let log = try TestLog(records: 120, closed: true)
        let segments = log.storage.paths.filter { $0.hasSuffix(".wal") }
        for round in 0..<150 {
            let copy = log.storage.copy()
            let path = segments.randomElement(using: &generator)!
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: copy[path] = nil
            case 1: copy[path] = copy[segments.randomElement(using: &generator)!]
            case 2: copy[path] = Array(copy[path]!.prefix(Int.random(in: 0..<4096, using: &generator)))
            case 3: copy[path] = Array(repeating: 0, count: 4096)
            default: for _ in 0..<3 { copy[path]![Int.random(in: 0..<4096, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator) }
            }
            let refused: Bool
            do {
                _ = try Recovery.recover(logPath, storage: copy.copy(), options: testOptions())
                refused = false
            } catch { refused = true }
            let check = try JournalCheck.verify(logPath, storage: copy)
            #expect(!refused || check.findings.contains { $0.kind == .damage }, "seed \(seed), round \(round): recovery refuses what verify does not find")
            _ = try JournalRepair.repair(logPath, storage: copy, acceptLoss: true)
            guard copy.paths.contains(segments[0]) || !copy.paths.contains(where: { $0.hasSuffix(".wal") }) else { continue }
            let recovered = try Recovery.recover(logPath, storage: copy, options: testOptions())
            let (frames, stop) = try readLog(copy)
            #expect(stop == nil)
            let kept = log.records.prefix(Int(recovered.lastSequence))
            #expect(frames.flatMap(\.payload) == kept.flatMap { $0 }, "seed \(seed), round \(round)")
        }
    }
}
