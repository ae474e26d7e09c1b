import Foundation
import IO
import Testing

@testable import Journaling

/// A log in two copies on a disk in memory.
private struct MirroredLog {
    let storage: SimulatedStorage
    let log: TestLog

    static let copies = [logPath, "/mirror"]

    init(records count: Int, closed: Bool = false) throws {
        log = try TestLog(records: count, closed: closed)
        storage = log.storage
        for path in storage.paths { storage["/mirror" + path.dropFirst(logPath.count)] = storage[path] }
    }

    static func mirror(_ storage: SimulatedStorage) -> LogMirror {
        LogMirror(
            primary: LogMirror.Place(log: logPath, snapshots: "/snapshots", storage: storage),
            mirror: LogMirror.Place(log: "/mirror", snapshots: "/mirror-snapshots", storage: storage))
    }

    static func twice(_ storage: SimulatedStorage) throws -> MirroredStorage {
        try MirroredStorage(logPath, mirror: "/mirror", storage: storage, usesThread: false)
    }

    func path(_ copy: Int, _ segment: UInt64) -> String { "\(Self.copies[copy])/\(Format.segmentName(segment))" }

    /// Damages, repairs, and expects all records in both copies.
    @discardableResult func expectWhole(_ what: String, _ damage: (SimulatedStorage) -> Void) throws -> MirrorReport {
        let copy = storage.copy()
        damage(copy)
        let report = try Self.mirror(copy).repair()
        for path in Self.copies {
            let (frames, stop) = try readLog(copy, path: path)
            #expect(stop == nil && frames.flatMap(\.payload) == log.records.flatMap { $0 }, "\(what), \(path)")
        }
        for number in try SegmentDirectory(storage: copy, path: logPath).segments() {
            #expect(copy[path(0, number)] == copy[path(1, number)], "\(what), segment \(number)")
        }
        #expect(try Recovery.recover(logPath, storage: Self.twice(copy), options: testOptions()).lastSequence == UInt64(log.records.count))
        return report
    }
}

@Suite struct MirrorTests {
    @Test func `what is journaled stands in both copies, byte by byte`() throws {
        let storage = SimulatedStorage()
        let journal = try Journal.open(on: MirroredLog.twice(storage))
        for sequence in 1...60 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
        }
        try journal.close()
        let segments = storage.paths.filter { $0.hasPrefix("/log/0") }
        #expect(segments.count > 2)
        for path in segments { #expect(storage[path] == storage["/mirror" + path.dropFirst(4)]) }
        #expect(try MirroredLog.mirror(storage).compare().repairs.isEmpty)
    }

    @Test func `real files are written twice, and synced on two threads`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "walras-mirror-\(UInt64.random(in: 0 ... .max))").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let storage = try MirroredStorage("\(path)/a", mirror: "\(path)/b", storage: FileStorage())
        let options = testOptions { $0.usesThreads = true }
        let journal = try Journal.open(on: storage, path: "\(path)/a/log", options)
        for sequence in 1...100 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
        }
        try journal.waitDurable(through: 100)
        #expect(throws: JournalError.locked(directory: "\(path)/b/log")) {
            _ = try Recovery.recover("\(path)/b/log", storage: FileStorage(), options: testOptions())
        }
        try journal.close()
        let (first, _) = try readLog(FileStorage(), path: "\(path)/a/log")
        let (second, _) = try readLog(FileStorage(), path: "\(path)/b/log")
        #expect(first == second && first.flatMap(\.payload) == (1...100).flatMap { record($0) })
    }

    @Test func `any flipped bit in one copy is repaired from the other, and named`() throws {
        let mirrored = try MirroredLog(records: 40)
        for segment in [1, 2] as [UInt64] {
            for (frame, range) in ([0..<64] + mirrored.log.frames(segment)).enumerated() where segment == 2 || frame < 3 {
                for bit in stride(from: frame, to: range.count * 8, by: 13) {
                    let copy = bit % 2
                    let report = try mirrored.expectWhole("segment \(segment), frame \(frame), bit \(bit)") { storage in
                        storage[mirrored.path(copy, segment)]![range.lowerBound + bit / 8] ^= 1 << UInt8(bit % 8)
                    }
                    #expect(report.repairs.map(\.path) == [mirrored.path(copy, segment)] && report.repairs.map(\.offset) == [range.lowerBound])
                    #expect(report.repairs.map(\.bytes) == [range.count])
                }
            }
        }
    }

    @Test func `the last frame of a log that ended without a word is not cut if one copy has it`() throws {
        let mirrored = try MirroredLog(records: 5)
        let last = mirrored.log.frames(1)[4]
        for copy in 0...1 {
            try mirrored.expectWhole("damaged") { $0[mirrored.path(copy, 1)]![last.lowerBound + 70] ^= 1 }
            try mirrored.expectWhole("never written") { storage in
                for offset in last { storage[mirrored.path(copy, 1)]![offset] = 0 }
            }
            try mirrored.expectWhole("cut off") { $0[mirrored.path(copy, 1)] = Array($0[mirrored.path(copy, 1)]![..<last.lowerBound]) }
        }
    }

    @Test func `frames of one copy that stand where they do not belong tell of no loss`() throws {
        let mirrored = try MirroredLog(records: 6)
        let frames = mirrored.log.frames(1)
        let bytes = mirrored.storage[mirrored.path(0, 1)]!
        for copy in 0...1 {
            for index in 0..<6 {
                // Written a second time behind itself, so that everything behind it is moved.
                try mirrored.expectWhole("repeated \(index)") { storage in
                    let moved = bytes[..<frames[index].upperBound] + bytes[frames[index].lowerBound...]
                    storage[mirrored.path(copy, 1)] = Array(moved.prefix(bytes.count))
                }
                try mirrored.expectWhole("behind the end \(index)") { storage in
                    storage[mirrored.path(copy, 1)]!.replaceSubrange(2048..<(2048 + frames[index].count), with: bytes[frames[index]])
                }
            }
        }
    }

    @Test func `segments that are gone, short, stale, foreign or swapped in one copy come back`() throws {
        let mirrored = try MirroredLog(records: 120)
        let stale = try TestLog(records: 120, testOptions { $0.saltSeed = 8 })
        let foreign = try TestLog(records: 120, testOptions { $0.instanceID = 0x2E })
        for copy in 0...1 {
            for segment in 1...5 as ClosedRange<UInt64> {
                let path = mirrored.path(copy, segment)
                try mirrored.expectWhole("gone \(segment)") { $0[path] = nil }
                try mirrored.expectWhole("empty \(segment)") { $0[path] = [] }
                try mirrored.expectWhole("short \(segment)") { $0[path] = Array($0[path]![..<1000]) }
                try mirrored.expectWhole("blank \(segment)") { $0[path] = [UInt8](repeating: 0, count: 4096) }
                try mirrored.expectWhole("foreign \(segment)") { $0[path] = foreign.storage[foreign.path(segment)]! }
                guard segment < 5 else { continue }
                try mirrored.expectWhole("stale \(segment)") { $0[path] = stale.storage[stale.path(segment)]! }
                try mirrored.expectWhole("swapped \(segment)") { storage in
                    (storage[path], storage[mirrored.path(copy, segment + 1)]) = (storage[mirrored.path(copy, segment + 1)], storage[path])
                }
            }
            try mirrored.expectWhole("temporaries") { $0["\(MirroredLog.copies[copy])/0000000006.wal.tmp"] = [1, 2, 3] }
        }
    }

    @Test func `what both copies lack is refused, and both are named`() throws {
        let mirrored = try MirroredLog(records: 40)
        let frame = mirrored.log.frames(1)[2]
        let copy = mirrored.storage.copy()
        copy[mirrored.path(0, 1)]![frame.lowerBound + 3] ^= 1
        copy[mirrored.path(1, 1)]![frame.lowerBound + 70] ^= 1
        // This one is repaired all the same: it comes before.
        copy[mirrored.path(1, 1)]![100] ^= 1
        let error = #expect(throws: JournalError.self) { _ = try MirroredLog.mirror(copy).repair() }
        guard case .corrupt(let damage) = error else {
            Issue.record(Comment(rawValue: error?.description ?? "nothing was refused"))
            return
        }
        #expect(damage.position == JournalPosition(segment: 1, offset: frame.lowerBound) && damage.sequence == 3)
        #expect(damage.description.contains("and in the mirror, /mirror, segment 0000000001.wal, offset \(frame.lowerBound): payload checksum is wrong"))
        #expect(copy[mirrored.path(1, 1)]![100] == mirrored.storage[mirrored.path(1, 1)]![100])
    }

    @Test func `an empty mirror is made, an empty primary only when somebody asks for it`() throws {
        let mirrored = try MirroredLog(records: 40)
        func without(_ prefix: String) -> SimulatedStorage {
            let copy = mirrored.storage.copy()
            for path in copy.paths where path.hasPrefix(prefix) { copy[path] = nil }
            return copy
        }
        var storage = without("/mirror/")
        #expect(try MirroredLog.mirror(storage).repair().remade == .mirror)
        #expect(try readLog(storage, path: "/mirror").frames == readLog(storage).frames)
        storage = without("/log/")
        #expect(throws: JournalError.self) { _ = try MirroredLog.mirror(storage).repair() }
        #expect(try MirroredLog.mirror(storage).repair(restores: true).remade == .primary)
        #expect(try readLog(storage).frames.flatMap(\.payload) == mirrored.log.records.flatMap { $0 })
        #expect(try MirroredLog.mirror(SimulatedStorage()).repair() == MirrorReport())
    }

    @Test func `the mirror of another log is refused, and so are copies that parted`() throws {
        let mirrored = try MirroredLog(records: 5)
        let other = try TestLog(records: 5, testOptions { $0.instanceID = 0x2E })
        let storage = mirrored.storage.copy()
        for path in other.storage.paths { storage["/mirror" + path.dropFirst(logPath.count)] = other.storage[path] }
        let refusal = #expect(throws: JournalError.self) { _ = try MirroredLog.mirror(storage).repair() }
        #expect(refusal?.description.contains("/mirror holds another log") ?? false)
        // Each goes on by itself.
        let parted = mirrored.storage.copy()
        for (path, bytes) in zip(MirroredLog.copies, [[1, 2], [3, 4]] as [[UInt8]]) {
            let journal = try Journal.open(on: parted, path: path)
            journal.append(bytes)
            try journal.close()
        }
        let before = parted.paths.map { parted[$0] }
        let error = #expect(throws: JournalError.self) { _ = try MirroredLog.mirror(parted).repair() }
        #expect(error?.description.contains("the copies part at segment 0000000001.wal, offset \(mirrored.log.frames(1)[4].upperBound), sequence 6") ?? false)
        #expect(parted.paths.map { parted[$0] } == before || parted["/log/lock"] != nil)
    }

    @Test func `a copy that was left behind catches up, whichever it is`() throws {
        let mirrored = try MirroredLog(records: 5)
        for path in MirroredLog.copies {
            let storage = mirrored.storage.copy()
            let journal = try Journal.open(on: storage, path: path)
            for sequence in 6...80 as ClosedRange<UInt64> {
                journal.append(record(sequence))
                journal.flush()
            }
            try journal.close()
            #expect(try !MirroredLog.mirror(storage).repair().repairs.isEmpty)
            #expect(try readLog(storage).frames == readLog(storage, path: "/mirror").frames)
            #expect(try readLog(storage).frames.last?.firstSequence == 80)
        }
    }

    @Test(arguments: [StorageErrorCode.inputOutput, StorageErrorCode.noSpace])
    func `a failed write or sync of either copy fences, and nothing acknowledged is lost with one copy`(code: Int32) throws {
        var fences = 0
        for operation in 0..<240 {
            let storage = SimulatedStorage()
            storage.fault = SimulatedStorage.Fault(operation: operation, code: code)
            var acknowledged: UInt64 = 0
            do {
                let journal = try Journal.open(on: MirroredLog.twice(storage))
                for sequence in 1...60 as ClosedRange<UInt64> {
                    journal.append(record(sequence))
                    journal.flush()
                }
                acknowledged = journal.durableSequence
                if journal.failure != nil { fences += 1 }
                try journal.close()
            } catch let error as JournalError {
                guard case .storage = error else { throw error }
            }
            for lost in MirroredLog.copies {
                let left = storage.copy()
                left.fault = nil
                for path in left.paths where path.hasPrefix(lost + "/") { left[path] = nil }
                _ = try MirroredLog.mirror(left).repair(restores: true)
                #expect(try Recovery.recover(logPath, storage: MirroredLog.twice(left), options: testOptions()).lastSequence >= acknowledged, "operation \(operation)")
            }
        }
        #expect(fences > 50)
    }

    @Test func `a power cut at any operation loses nothing that was durable, in either copy alone`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for operation in 0..<240 {
            let storage = SimulatedStorage()
            storage.fault = SimulatedStorage.Fault(operation: operation, code: StorageErrorCode.inputOutput, isPermanent: true)
            var durable: UInt64 = 0
            do {
                let journal = try Journal.open(on: MirroredLog.twice(storage))
                for sequence in 1...60 as ClosedRange<UInt64> {
                    journal.append(record(sequence))
                    if sequence % 3 == 0 { journal.flush() }
                }
                durable = journal.durableSequence
                try journal.close()
            } catch is JournalError {}
            storage.losePower(using: &generator)
            let alone = try MirroredLog.copies.map { try Recovery.recover($0, storage: storage.copy(), options: testOptions()).lastSequence }
            #expect(alone.allSatisfy { $0 >= durable }, "seed \(seed), operation \(operation)")
            _ = try MirroredLog.mirror(storage).repair()
            let log = try Recovery.recover(logPath, storage: MirroredLog.twice(storage), options: testOptions())
            #expect(log.lastSequence >= alone.max()!, "seed \(seed), operation \(operation)")
            #expect(try readLog(storage).frames == readLog(storage, path: "/mirror").frames, "seed \(seed), operation \(operation)")
        }
    }

    @Test func `a repair that is interrupted at any operation can be made again`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let mirrored = try MirroredLog(records: 120)
        for operation in 0..<60 {
            let storage = mirrored.storage.copy()
            storage[mirrored.path(0, 1)]![70] ^= 1
            storage[mirrored.path(1, 2)] = nil
            storage[mirrored.path(0, 3)] = []
            storage[mirrored.path(1, 4)]![100] ^= 1
            storage.operations = 0
            storage.fault = SimulatedStorage.Fault(operation: operation, code: StorageErrorCode.inputOutput, isPermanent: true)
            do { _ = try MirroredLog.mirror(storage).repair() } catch let error {
                guard case .storage = error else { throw error }
            }
            storage.losePower(using: &generator)
            _ = try MirroredLog.mirror(storage).repair()
            #expect(try readLog(storage).frames.flatMap(\.payload) == mirrored.log.records.flatMap { $0 }, "seed \(seed), operation \(operation)")
            #expect(try readLog(storage, path: "/mirror").frames.flatMap(\.payload) == mirrored.log.records.flatMap { $0 }, "seed \(seed), operation \(operation)")
        }
    }

    @Test func `a snapshot that is damaged or gone in one copy comes back`() throws {
        let mirrored = try MirroredLog(records: 40)
        let content = (0..<5_000).map { UInt8(truncatingIfNeeded: $0) }
        for directory in ["/snapshots", "/mirror-snapshots"] {
            let writer = try SnapshotWriter(directory, storage: mirrored.storage, instanceID: 0x1D, sequence: 30)
            try unsafe content.withUnsafeBytes { try unsafe writer.add(id: 1, stride: 1, $0) }
            _ = try writer.finish(stateHash: 5, chain: 6)
        }
        let name = SnapshotFormat.name(30)
        let whole = mirrored.storage["/snapshots/\(name)"]!
        for directory in ["/snapshots", "/mirror-snapshots"] {
            for damage in [{ $0[3_000] ^= 1 }, { $0.removeLast(10) }, { $0 = [] }] as [(inout [UInt8]) -> Void] {
                let report = try mirrored.expectWhole("snapshot") { damage(&$0["\(directory)/\(name)"]!) }
                #expect(report.repairs.map(\.path) == ["\(directory)/\(name)"])
            }
            let storage = mirrored.storage.copy()
            storage["\(directory)/\(name)"] = nil
            _ = try MirroredLog.mirror(storage).repair()
            #expect(storage["\(directory)/\(name)"] == whole)
        }
        let storage = mirrored.storage.copy()
        for directory in ["/snapshots", "/mirror-snapshots"] { storage["\(directory)/\(name)"]![3_000] ^= 1 }
        #expect(try MirroredLog.mirror(storage).repair().repairs.isEmpty)
    }
}
