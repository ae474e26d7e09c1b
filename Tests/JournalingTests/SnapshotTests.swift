import IO
import Testing

@testable import Journaling

private let snapshotPath = "/snapshots"

@Suite struct SnapshotTests {
    /// Two sections: one empty, one of several blocks that does not end on a block.
    private static let sections: [(id: UInt32, stride: Int, bytes: [UInt8])] = [
        (7, 12, (0..<(12 * 200_000)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }), (9, 8, []), (8, 1, [1, 2, 3]),
    ]

    private func write(_ sequence: UInt64, on storage: any Storage, instanceID: UInt64 = 0x1D, small: Bool = true) throws -> String {
        let writer = try SnapshotWriter(snapshotPath, storage: storage, instanceID: instanceID, sequence: sequence)
        for section in Self.sections.dropFirst(small ? 1 : 0) {
            try unsafe section.bytes.withUnsafeBytes { try unsafe writer.add(id: section.id, stride: section.stride, $0) }
        }
        return try writer.finish(stateHash: sequence * 3, chain: sequence * 5)
    }

    @Test func `a snapshot gives back what was put in`() throws {
        let storage = SimulatedStorage()
        let path = try write(42, on: storage, small: false)
        let reader = try SnapshotReader(path: path, storage: storage)
        #expect(reader.info == SnapshotInfo(instanceID: 0x1D, sequence: 42, stateHash: 126, chain: 210))
        #expect(reader.sections.map(\.id) == [7, 9, 8])
        for section in Self.sections {
            let found = try #require(reader.section(section.id))
            #expect(found.stride == section.stride && found.bytes == section.bytes.count)
            #expect(try unsafe reader.withBytes(of: found) { unsafe $0.elementsEqual(section.bytes) })
        }
        #expect(storage.paths == [path])
    }

    @Test func `any flipped bit and any cut of a snapshot is noticed`() throws {
        let storage = SimulatedStorage()
        let path = try write(42, on: storage)
        let bytes = storage[path]!
        func isIntact() -> Bool {
            do {
                try SnapshotReader(path: path, storage: storage).verify()
                return true
            } catch { return false }
        }
        #expect(isIntact())
        // These sections leave no gap between them, whose bytes nobody would read.
        for position in bytes.indices {
            for bit in 0..<8 {
                storage[path]![position] ^= 1 << UInt8(bit)
                #expect(!isIntact(), "byte \(position), bit \(bit)")
                storage[path]![position] ^= 1 << UInt8(bit)
            }
            storage[path] = Array(bytes[..<position])
            #expect(!isIntact(), "cut at \(position)")
            storage[path] = bytes
        }
    }

    @Test func `a damaged newest snapshot gives way to the older one, and both to the log alone`() throws {
        let storage = SimulatedStorage()
        let store = SnapshotStore(snapshotPath, storage: storage)
        #expect(try store.list().isEmpty)
        _ = try write(10, on: storage)
        _ = try write(20, on: storage)
        _ = try write(30, on: storage, instanceID: 0x2E)
        func load() throws -> SnapshotStore.Load<UInt64> {
            try store.load(instanceID: 0x1D) { reader throws(JournalError) in
                try reader.verify()
                return reader.info.stateHash
            }
        }
        #expect(try store.list() == [30, 20, 10])
        var loaded = try load()
        #expect(loaded.value == 60 && loaded.info?.sequence == 20 && loaded.rejected.count == 1)
        storage[store.path(of: 20)]![65] ^= 1
        loaded = try load()
        #expect(loaded.value == 30 && loaded.rejected.count == 2)
        storage[store.path(of: 10)] = [0]
        loaded = try load()
        #expect(loaded.value == nil && loaded.info == nil && loaded.rejected.count == 3)
    }

    @Test func `two snapshots are kept, and the log from the older one on`() throws {
        let log = try TestLog(records: 120)
        let store = SnapshotStore(snapshotPath, storage: log.storage)
        for sequence in [20, 50, 60, 100] as [UInt64] { _ = try write(sequence, on: log.storage) }
        // The newest is damaged, so it does not count.
        log.storage[store.path(of: 100)]![65] ^= 1
        let pruned = try store.prune(log: logPath, instanceID: 0x1D)
        #expect(pruned.snapshots == [20] && pruned.segments == [1] && pruned.damaged.count == 1)
        #expect(try store.list() == [100, 60, 50])
        let (frames, stop) = try readLog(log.storage, after: 50)
        #expect(stop == nil && frames.flatMap(\.payload) == log.records[50...].flatMap { $0 })
        #expect(try Recovery.recover(logPath, storage: log.storage, options: testOptions(), after: 60).lastSequence == 120)
    }

    @Test func `the log is kept for whoever still has to read it`() throws {
        let log = try TestLog(records: 120)
        let store = SnapshotStore(snapshotPath, storage: log.storage)
        _ = try write(119, on: log.storage)
        #expect(try store.prune(log: logPath, instanceID: 0x1D) == SnapshotStore.Pruned())
        _ = try write(120, on: log.storage)
        #expect(try store.prune(log: logPath, instanceID: 0x1D, neededSequence: 1).segments.isEmpty)
        #expect(try store.prune(log: logPath, instanceID: 0x1D, neededSequence: 70).segments == [1])
        // The segment that is written to stays, whatever the snapshots say.
        #expect(try store.prune(log: logPath, instanceID: 0x1D).segments == [2, 3])
        #expect(try Recovery.recover(logPath, storage: log.storage, options: testOptions(), after: 120).lastSequence == 120)
    }

    @Test func `a snapshot exists whole or not at all, wherever writing it fails`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for operation in 0..<20 {
            let storage = SimulatedStorage()
            _ = try write(10, on: storage)
            storage.operations = 0
            storage.fault = SimulatedStorage.Fault(operation: operation, code: StorageErrorCode.noSpace, isPermanent: true)
            var isDone = false
            do {
                _ = try write(20, on: storage)
                isDone = true
            } catch let error as JournalError {
                guard case .storage(let cause) = error else { throw error }
                #expect(cause.code == StorageErrorCode.noSpace)
            }
            storage.losePower(using: &generator)
            let store = SnapshotStore(snapshotPath, storage: storage)
            let loaded = try store.load(instanceID: 0x1D) { reader throws(JournalError) in try reader.verify() }
            #expect(loaded.info?.sequence == (isDone ? 20 : 10), "seed \(seed), operation \(operation)")
            #expect(loaded.rejected.isEmpty)
        }
    }
}
