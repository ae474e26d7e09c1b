import IO
import Testing

@testable import Journaling

/// What recovery makes of a damaged log: nothing but these three may happen.
enum Outcome: Equatable {
    case identical
    /// Records left.
    case cut(Int)
    case refused(JournalError)
}

/// A log of `count` records as it stands on disk, with the bytes each record had.
struct TestLog {
    let storage = SimulatedStorage()
    let records: [[UInt8]]

    init(records count: Int, bytes: Int = 40, closed: Bool = false, batch: Int = 1, _ options: JournalOptions = testOptions()) throws {
        records = (0..<count).map { record(UInt64($0 + 1), bytes: bytes) }
        let journal = try Journal.open(on: storage, options)
        for (index, bytes) in records.enumerated() {
            journal.append(bytes)
            if index % batch == batch - 1 { journal.flush() }
        }
        if closed { try journal.close() } else { journal.flush() }
    }

    func path(_ segment: UInt64) -> String { "\(logPath)/\(Format.segmentName(segment))" }

    /// Positions and sizes of the frames in a segment.
    func frames(_ segment: UInt64) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        unsafe storage[path(segment)]!.withUnsafeBytes { bytes in
            var offset = Format.headerBytes
            while offset + 64 <= bytes.count, unsafe bytes.get(UInt32.self, offset) == Format.frameMagic {
                let end = unsafe offset + 64 + Format.aligned(Int(bytes.get(UInt32.self, offset + 8)))
                ranges.append(offset..<end)
                offset = end
            }
        }
        return ranges
    }

    /// Damages a copy of the log and recovers it. A log that was recovered must take new records, and read the same again.
    func outcome(durable: UInt64 = 0, endsSilently: Bool = false, _ damage: (SimulatedStorage) -> Void) throws -> Outcome {
        let copy = storage.copy()
        damage(copy)
        let kept: Int
        do {
            let log = try Recovery.recover(logPath, storage: copy, options: testOptions(), durableSequence: durable)
            kept = Int(log.lastSequence)
            if kept < records.count && !endsSilently { try #require(log.cut != nil, "records vanished without a word") }
            let journal = try Journal.open(log, options: testOptions())
            journal.append([1, 2, 3])
            try journal.close()
        } catch let error as JournalError {
            return .refused(error)
        }
        let (frames, stop) = try readLog(copy)
        try #require(stop == nil)
        try #require(frames.flatMap(\.payload) == records.prefix(kept).flatMap { $0 } + [1, 2, 3])
        return kept == records.count ? .identical : .cut(kept)
    }
}

@Suite struct DamageTests {
    @Test func `a log whose end never arrived at the disk loses its tail only`() throws {
        let log = try TestLog(records: 5)
        let frames = log.frames(1)
        let bytes = log.storage[log.path(1)]!
        for cut in 0...frames.last!.upperBound {
            // A log that ends in zeros has no torn frame to report.
            let outcome = try log.outcome(endsSilently: true) { storage in
                storage[log.path(1)] = Array(bytes[..<cut]) + [UInt8](repeating: 0, count: bytes.count - cut)
            }
            // A frame that ends in zeros is whole without them.
            let whole = frames.prefix { range in bytes[min(cut, range.upperBound)..<range.upperBound].allSatisfy { $0 == 0 } }.count
            #expect(outcome == (whole == 5 ? .identical : .cut(whole)), "cut at \(cut)")
        }
    }

    @Test func `a file that is shorter than its segment is refused: it was filled before it got its name`() throws {
        let log = try TestLog(records: 5)
        let frames = log.frames(1)
        let bytes = log.storage[log.path(1)]!
        for cut in 0..<bytes.count {
            let damage = { (storage: SimulatedStorage) in
                storage[log.path(1)] = Array(bytes[..<cut])
                storage[log.path(2)] = nil
            }
            let outcome = try log.outcome(damage)
            guard case .refused(.corrupt(let found)) = outcome else {
                Issue.record("cut at \(cut): \(outcome)")
                continue
            }
            let place = cut < 64 ? 0 : frames.first { $0.upperBound > cut }?.lowerBound ?? frames.last!.upperBound
            #expect(found.position == JournalPosition(segment: 1, offset: place), "cut at \(cut)")
            let copy = log.storage.copy()
            damage(copy)
            #expect(try JournalCheck.verify(logPath, storage: copy).findings.map(\.kind) == [.damage], "cut at \(cut)")
            guard cut % 97 == 0 else { continue }
            #expect(throws: JournalError.self) { _ = try Recovery.inspect(logPath, storage: copy) }
            _ = try JournalRepair.repair(logPath, storage: copy, acceptLoss: true)
            _ = try Recovery.recover(logPath, storage: copy, options: testOptions())
        }
    }

    @Test func `cutting an earlier segment is refused`() throws {
        let log = try TestLog(records: 40)
        let bytes = log.storage[log.path(1)]!
        for cut in stride(from: 0, to: log.frames(1).last!.upperBound, by: 61) {
            let outcome = try log.outcome { $0[log.path(1)] = Array(bytes[..<cut]) }
            guard case .refused(.corrupt(let damage)) = outcome else {
                Issue.record("cut at \(cut): \(outcome)")
                continue
            }
            #expect(damage.position.segment == 1 && damage.position.offset <= cut)
        }
    }

    @Test func `any flipped bit in the middle is refused where it is`() throws {
        let log = try TestLog(records: 5)
        let frame = log.frames(1)[2]
        for bit in 0..<(frame.count * 8) {
            let outcome = try log.outcome { $0[log.path(1)]![frame.lowerBound + bit / 8] ^= 1 << UInt8(bit % 8) }
            #expect(outcome == .refused(.corrupt(Damage(try #require(what(outcome)), at: JournalPosition(segment: 1, offset: frame.lowerBound), sequence: 3))))
        }
    }

    @Test func `any flipped bit in the last frame cuts it, or is refused once the log was closed`() throws {
        for closed in [false, true] {
            let log = try TestLog(records: 3, closed: closed)
            let frame = log.frames(1)[2]
            for bit in 0..<(frame.count * 8) {
                let outcome = try log.outcome { $0[log.path(1)]![frame.lowerBound + bit / 8] ^= 1 << UInt8(bit % 8) }
                if closed { #expect(what(outcome) != nil, "bit \(bit): \(outcome)") } else { #expect(outcome == .cut(2), "bit \(bit)") }
            }
            let isRefused = try log.outcome(durable: 3) { $0[log.path(1)]![frame.lowerBound + 20] ^= 1 }
            #expect(what(isRefused) != nil)
        }
    }

    @Test func `any flipped bit in a segment header or a seal is refused`() throws {
        let log = try TestLog(records: 40)
        let seal = log.frames(1).last!
        for (segment, range) in [(1 as UInt64, 0..<64), (2, 0..<64), (1, seal)] {
            for bit in 0..<(range.count * 8) {
                let outcome = try log.outcome { $0[log.path(segment)]![range.lowerBound + bit / 8] ^= 1 << UInt8(bit % 8) }
                guard case .refused = outcome else {
                    Issue.record("segment \(segment), bit \(bit): \(outcome)")
                    continue
                }
            }
        }
    }

    @Test func `frames that were swapped, repeated, dropped or brought from elsewhere are refused`() throws {
        let log = try TestLog(records: 6)
        let frames = log.frames(1)
        let bytes = log.storage[log.path(1)]!
        let other = try TestLog(records: 6, testOptions { $0.saltSeed = 8 })
        func expectRefusal(_ what: String, at offset: Int, _ pieces: [ArraySlice<UInt8>]) throws {
            var changed = pieces.flatMap { $0 }
            changed += [UInt8](repeating: 0, count: bytes.count - changed.count)
            let outcome = try log.outcome { $0[log.path(1)] = changed }
            guard case .refused(.corrupt(let damage)) = outcome else {
                Issue.record("\(what): \(outcome)")
                return
            }
            #expect(damage.position == JournalPosition(segment: 1, offset: offset), "\(what)")
        }
        let head = bytes[..<frames[1].lowerBound]
        let rest = bytes[frames[2].upperBound..<frames[5].upperBound]
        try expectRefusal("swapped", at: frames[1].lowerBound, [head, bytes[frames[2]], bytes[frames[1]], rest])
        try expectRefusal("repeated", at: frames[2].lowerBound, [head, bytes[frames[1]], bytes[frames[1]], bytes[frames[2]], rest])
        try expectRefusal("dropped", at: frames[1].lowerBound, [head, bytes[frames[2]], rest])
        try expectRefusal("zeroed", at: frames[1].lowerBound, [head, [UInt8](repeating: 0, count: frames[1].count)[...], bytes[frames[2]], rest])
        try expectRefusal("foreign", at: frames[1].lowerBound, [head, other.storage[other.path(1)]![frames[1]], bytes[frames[2]], rest])
        try expectRefusal("last repeated", at: frames[5].upperBound, [bytes[..<frames[5].upperBound], bytes[frames[5]]])
        try expectRefusal("foreign last", at: frames[5].lowerBound, [bytes[..<frames[5].lowerBound], other.storage[other.path(1)]![frames[5]]])
    }

    @Test func `segments that were swapped, repeated, dropped or brought from elsewhere are refused`() throws {
        let log = try TestLog(records: 120)
        let stale = try TestLog(records: 120, testOptions { $0.saltSeed = 8 })
        let foreign = try TestLog(records: 120, testOptions { $0.instanceID = 0x2E })
        let second = log.storage[log.path(2)]!
        let third = log.storage[log.path(3)]!
        let damages: [(String, (SimulatedStorage) -> Void)] = [
            ("swapped", { $0[log.path(2)] = third; $0[log.path(3)] = second }),
            ("repeated", { $0[log.path(3)] = second }),
            ("stale", { $0[log.path(2)] = stale.storage[log.path(2)]! }),
            ("stale last", { $0[log.path(4)] = stale.storage[log.path(4)]! }),
            ("foreign", { $0[log.path(2)] = foreign.storage[log.path(2)]! }),
            ("dropped", { $0[log.path(2)] = nil }),
            ("blanked", { $0[log.path(2)] = [UInt8](repeating: 0, count: 4096) }),
            ("last dropped", { $0[log.path(4)] = nil; $0[log.path(5)] = nil }),
        ]
        for (name, damage) in damages {
            let outcome = try log.outcome(damage)
            guard case .refused = outcome else {
                Issue.record("\(name): \(outcome)")
                continue
            }
        }
        #expect(try log.outcome { $0[log.path(5)] = nil } == .identical)
        #expect(try log.outcome { $0["\(logPath)/0000000006.wal.tmp"] = [1, 2, 3] } == .identical)
        #expect(try log.outcome { $0[log.path(5)] = [] } == .identical)
        #expect(try log.outcome { $0["\(logPath)/notes.txt"] = [1] } == .identical)
        guard case .refused(.corrupt) = try log.outcome(durable: 200, { _ in }) else {
            Issue.record("a log that ends before what was durable is refused")
            return
        }
    }

    @Test func `a log is refused by a wrong identity and by another version`() throws {
        let log = try TestLog(records: 3)
        #expect(throws: JournalError.wrongInstance(segment: 1, expected: 5, found: 0x1D)) {
            _ = try Recovery.recover(logPath, storage: log.storage.copy(), options: testOptions { $0.expectedInstanceID = 5 })
        }
        let outcome = try log.outcome { storage in
            var bytes = storage[log.path(1)]!
            bytes[8] = UInt8(Format.version) + 1
            unsafe bytes.withUnsafeMutableBytes { unsafe $0.put(Checksum.crc32c(UnsafeRawBufferPointer(rebasing: $0[0..<60])), 60) }
            storage[log.path(1)] = bytes
        }
        #expect(outcome == .refused(.wrongVersion(segment: 1, found: Format.version + 1)))
    }

    @Test func `a log may be opened from the segment of a snapshot on`() throws {
        let log = try TestLog(records: 120)
        let copy = log.storage.copy()
        copy[log.path(1)] = nil
        let (frames, _) = try readLog(copy, after: 50)
        #expect(frames.flatMap(\.payload) == log.records[50...].flatMap { $0 })
        #expect(throws: JournalError.self) { _ = try readLog(copy, after: 3) }
        let recovered = try Recovery.recover(logPath, storage: copy, options: testOptions(), after: 50)
        #expect(recovered.lastSequence == 120 && recovered.firstSequence > 3)
    }

    @Test func `a power cut at any operation loses nothing that was durable`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        for mode in [Durability.always, .none] {
            var generator = SeededGenerator(seed: seed)
            for operation in 0..<150 {
                let storage = SimulatedStorage()
                storage.fault = SimulatedStorage.Fault(operation: operation, code: StorageErrorCode.inputOutput, isPermanent: true)
                var durable: UInt64 = 0
                var synced: UInt64 = 0
                do {
                    let options = testOptions { $0.durability = mode }
                    let journal = try Journal.open(on: storage, options)
                    for sequence in 1...100 as ClosedRange<UInt64> {
                        journal.append(record(sequence))
                        if sequence % 3 == 0 { journal.flush() }
                        if sequence % 10 == 0 { journal.appendStateHash(sequence, sequence: sequence) }
                    }
                    durable = journal.durableSequence
                    synced = journal.syncedSequence
                    try journal.close()
                    synced = journal.syncedSequence
                } catch is JournalError {}
                storage.losePower(using: &generator)
                let log = try Recovery.recover(logPath, storage: storage, options: testOptions())
                #expect(log.lastSequence >= (mode == .always ? durable : synced), "seed \(seed), operation \(operation)")
                let (frames, _) = try readLog(storage)
                let kept = (1..<(log.lastSequence + 1)).flatMap { record($0) }
                #expect(frames.filter { $0.type == .records }.flatMap(\.payload) == kept, "seed \(seed), operation \(operation)")
            }
        }
    }

    @Test func `a header that lies under a right checksum is refused or passed over, never a trap`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let log = try TestLog(records: 8)
        let places = [0] + log.frames(1).map(\.lowerBound)
        for round in 0..<600 {
            let place = places.randomElement(using: &generator)!
            let field = Int.random(in: 0..<60, using: &generator)
            let values: [UInt8] = [0, 1, 0x7F, 0xFF, UInt8.random(in: 0...255, using: &generator)]
            let value = values.randomElement(using: &generator)!
            let width = [1, 4, 8].randomElement(using: &generator)!
            let damage = { (storage: SimulatedStorage) in
                var bytes = storage[log.path(1)]!
                for index in field..<min(60, field + width) { bytes[place + index] = value }
                unsafe bytes.withUnsafeMutableBytes { bytes in
                    let header = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[place..<(place + 64)])
                    unsafe header.put(Checksum.crc32c(UnsafeRawBufferPointer(rebasing: header[0..<60])), 60)
                }
                storage[log.path(1)] = bytes
            }
            let outcome = try log.outcome(damage)
            if outcome == .cut(7) { #expect(place == places[8], "seed \(seed), round \(round)") } else {
                guard outcome != .identical else { continue }
                guard case .refused = outcome else {
                    Issue.record("seed \(seed), round \(round): \(outcome)")
                    continue
                }
            }
            let copy = log.storage.copy()
            damage(copy)
            #expect(try !JournalCheck.verify(logPath, storage: copy).findings.isEmpty, "seed \(seed), round \(round)")
            // A repair fills a segment as large as its header says: up to a GiB, with a copy at every sync here.
            if unsafe copy[log.path(1)]!.withUnsafeBytes({ unsafe $0.get(UInt32.self, 12) }) > 32 << 20 { continue }
            _ = try JournalRepair.repair(logPath, storage: copy, acceptLoss: true)
        }
    }

    private func what(_ outcome: Outcome) -> String? {
        guard case .refused(.corrupt(let damage)) = outcome else { return nil }
        return damage.what
    }
}
