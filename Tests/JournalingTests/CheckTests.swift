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
        #expect(plan.losses.reduce(0) { $0 + $1.records } == 31 && plan.losses[1].lastSequence == 40)
        #expect(log.storage.paths == before && plan.movedTo.isEmpty)
        #expect(throws: JournalError.self) { _ = try Recovery.recover(logPath, storage: log.storage, options: testOptions()) }

        let damaged = log.storage[log.path(1)]!
        let done = try JournalRepair.repair(logPath, storage: log.storage, acceptLoss: true)
        #expect(log.storage[log.path(1) + ".damaged"] == damaged && done.movedTo.count == 3)
        let recovered = try Recovery.recover(logPath, storage: log.storage, options: testOptions())
        #expect(recovered.lastSequence == 9 && recovered.cut == nil)
    }

    private func expectLoss(_ log: TestLog, kept: UInt64, lost: Int, _ damage: (SimulatedStorage) -> Void) throws {
        let copy = log.storage.copy()
        damage(copy)
        let plan = try JournalRepair.repair(logPath, storage: copy, acceptLoss: false)
        #expect(plan.lastSequence == kept && plan.lostRecords == lost, "\(plan)")
        _ = try JournalRepair.repair(logPath, storage: copy, acceptLoss: true)
        #expect(try Recovery.recover(logPath, storage: copy, options: testOptions()).lastSequence == kept)
    }

    @Test func `a missing spare costs no record, and a missing segment its own and those behind it`() throws {
        let log = try TestLog(records: 60, testOptions { $0.segmentsAhead = 2 })
        #expect(log.frames(2).count < log.frames(1).count && log.frames(3).isEmpty && log.storage[log.path(4)] != nil)
        let first = UInt64(log.frames(1).count - 1)
        try expectLoss(log, kept: 60, lost: 0) { $0[log.path(3)] = nil }
        try expectLoss(log, kept: first, lost: 0) { $0[log.path(2)] = nil }
        try expectLoss(log, kept: 0, lost: 60 - Int(first)) { $0[log.path(1)] = nil }
        let longer = try TestLog(records: 120)
        try expectLoss(longer, kept: first, lost: 120 - Int(first)) { $0[longer.path(2)] = nil }
    }

    @Test func `a repair names the records of segments and frames that cannot be read`() throws {
        let log = try TestLog(records: 60)
        let frames = log.frames(1)
        let first = UInt64(frames.count - 1)
        for place in [20, 60] {
            try expectLoss(log, kept: 0, lost: 60) { $0[log.path(1)]![place] ^= 1 }
            try expectLoss(log, kept: first, lost: 60 - Int(first)) { $0[log.path(2)]![place] ^= 1 }
        }
        for place in [20, 70] { try expectLoss(log, kept: 9, lost: 51) { $0[log.path(1)]![frames[9].lowerBound + place] ^= 1 } }
        // The last frame before a seal: its payload, then its header, of which only the next segment tells.
        for place in [20, 70] { try expectLoss(log, kept: first - 1, lost: 61 - Int(first)) { $0[log.path(1)]![frames[Int(first) - 1].lowerBound + place] ^= 1 } }
        try expectLoss(log, kept: 30, lost: 30) { storage in
            for index in frames[30].lowerBound..<4096 { storage[log.path(1)]![index] = 0 }
        }
    }

    @Test func `a log that begins too late for its snapshots is found out, and goes as a whole`() throws {
        let log = try TestLog(records: 120)
        log.storage[log.path(1)] = nil
        let first = try #require(try JournalReader(logPath, storage: log.storage).firstSequence)
        let check = try JournalCheck.verify(logPath, storage: log.storage)
        #expect(check.findings.isEmpty && check.misfit(with: first - 1, isLive: false) == nil && check.misfit(with: 120, isLive: false) == nil)
        #expect(check.misfit(with: nil, isLive: true)?.damage.position == JournalPosition(segment: 2, offset: 0))
        #expect(check.misfit(with: first - 2, isLive: true)?.kind == .damage)
        #expect(check.misfit(with: 121, isLive: false)?.kind == .damage && check.misfit(with: 121, isLive: true) == nil)
        #expect(throws: JournalError.sequenceMissing(needed: 1, first: first, last: 120)) { _ = try Recovery.inspect(logPath, storage: log.storage) }
        #expect(try Recovery.inspect(logPath, storage: log.storage, after: first - 1).lastSequence == 120)
        let sound = try JournalRepair.repair(logPath, storage: log.storage, acceptLoss: false) { before in before > first - 1 ? first - 1 : nil }
        #expect(sound.cut == nil && sound.lastSequence == 120)
        for snapshot in [nil, first - 2] {
            let plan = try JournalRepair.repair(logPath, storage: log.storage, acceptLoss: false) { before in
                snapshot.flatMap { before > $0 ? $0 : nil }
            }
            #expect(plan.cut == JournalPosition(segment: 2, offset: 0) && plan.lastSequence == 0 && plan.lostRecords == 121 - Int(first))
        }
    }

    @Test func `a damage before a snapshot counts once that snapshot has to go`() throws {
        let log = try TestLog(records: 120)
        let second = try #require(try readLog(log.storage).frames.first { $0.payload == log.records[log.frames(1).count - 1] }).firstSequence
        // The newest snapshot lies behind a damage in its own segment; the one before is so old that another damage comes before that.
        log.storage[log.path(2)]![log.frames(2)[4].lowerBound + 70] ^= 1
        log.storage[log.path(1)]![log.frames(1)[9].lowerBound + 70] ^= 1
        let snapshots: [UInt64] = [second + 6, 5]
        let plan = try JournalRepair.repair(logPath, storage: log.storage, acceptLoss: true) { before in snapshots.first { $0 < before } }
        #expect(plan.lastSequence == 9 && plan.lostRecords == 111)
        #expect(try Recovery.recover(logPath, storage: log.storage, options: testOptions(), after: 5).lastSequence == 9)
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
            let isGone = copy[segments[0]] == nil
            #expect(!refused || isGone || check.findings.contains { $0.kind == .damage }, "seed \(seed), round \(round): recovery refuses what verify does not find")
            let plan = try JournalRepair.repair(logPath, storage: copy, acceptLoss: false)
            var done = try JournalRepair.repair(logPath, storage: copy, acceptLoss: true)
            done.movedTo = []
            #expect(plan == done, "seed \(seed), round \(round)")
            let recovered = try Recovery.recover(logPath, storage: copy, options: testOptions())
            let (frames, stop) = try readLog(copy)
            #expect(stop == nil)
            #expect(recovered.lastSequence == plan.lastSequence, "seed \(seed), round \(round): \(plan)")
            // The last segment tells of all there was, if it is whole.
            if !isGone, path != log.path(4), path != log.path(5), plan.cut != nil {
                #expect(plan.lastSequence + UInt64(plan.lostRecords) == 120, "seed \(seed), round \(round): \(plan)")
            }
            let kept = log.records.prefix(Int(recovered.lastSequence))
            #expect(frames.flatMap(\.payload) == kept.flatMap { $0 }, "seed \(seed), round \(round)")
        }
    }
}
