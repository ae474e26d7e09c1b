import Foundation
import IO
import Testing

@testable import Journaling

/// Prints what the log does on this machine: `WALRAS_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter Throughput`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["WALRAS_MEASURE"] != nil), .serialized) struct Throughput {
    private static let recordBytes = 256

    /// Like an order and its events: counters, small numbers, a few bytes nobody can guess.
    private static let pattern: [[UInt8]] = (0..<4096).map { index in
        var generator = SeededGenerator(seed: UInt64(index))
        var bytes = [UInt8](repeating: 0, count: recordBytes)
        for word in stride(from: 0, to: recordBytes, by: 8) { bytes[word] = UInt8(word) }
        for position in stride(from: 1, to: recordBytes, by: 9) { bytes[position] = UInt8.random(in: 0...255, using: &generator) }
        return bytes
    }

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/walras-measure-\(UInt64.random(in: 0 ... .max))"
        defer {
            do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
        }
        try body(path)
    }

    private func append(_ journal: Journal, records: Int) {
        for _ in 0..<records {
            let sequence = journal.nextSequence
            let space = unsafe journal.space(atLeast: Self.recordBytes)
            unsafe Self.pattern[Int(sequence % 4096)].withUnsafeBytes { unsafe space.copyMemory(from: $0) }
            unsafe space.storeBytes(of: sequence, toByteOffset: 8, as: UInt64.self)
            journal.endRecord(bytes: Self.recordBytes, sequence: sequence)
        }
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let (seconds, attoseconds) = try ContinuousClock().measure(body).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    @Test(arguments: [Durability.none, .always]) func `append`(mode: Durability) throws {
        try withDirectory { path in
            var options = JournalOptions()
            options.durability = mode
            options.segmentsAhead = 16
            let journal = try Journal.open(on: FileStorage(), path: path, options)
            // Past what the preparation of segments takes from the disk.
            while try SegmentDirectory(storage: FileStorage(), path: path).segments().count < 16 { _ = ThreadGate().wait(milliseconds: 100) { false } }
            let records = 2_000_000
            let time = try seconds {
                append(journal, records: records)
                try journal.waitDurable(through: UInt64(records))
            }
            try journal.close()
            let megabytes = Double(records * Self.recordBytes) / 1e6
            print("append, \(mode): \(Int(megabytes / time)) MB/s raw, \(Int(Double(records) / time)) records/s")
            let reader = try JournalReader(path, storage: FileStorage())
            var read = 0
            let replay = try seconds { while let frame = try reader.next() { read += frame.recordCount } }
            #expect(read == records)
            let recovery = try seconds { _ = try Recovery.recover(path, storage: FileStorage(), options: options) }
            let found = try JournalCheck.verify(path, storage: FileStorage()).statistics
            print("stored \(100 * found.storedBytes / found.rawBytes) %, read \(Int(megabytes / replay)) MB/s, recovery \(recovery) s for \(found.segments) segments")
        }
    }

    @Test func `commit one record at a time`() throws {
        try withDirectory { path in
            let journal = try Journal.open(on: FileStorage(), path: path, JournalOptions())
            var times: [Double] = []
            for _ in 0..<3000 {
                times.append(try seconds {
                    append(journal, records: 1)
                    try journal.waitDurable(through: journal.nextSequence - 1)
                })
            }
            try journal.close()
            times.sort()
            print("commit of one record: median \(Int(times[1500] * 1e6)) µs, 99 % \(Int(times[2970] * 1e6)) µs, worst \(Int(times[2999] * 1e6)) µs")
        }
    }

    @Test func `snapshot of 100 MB`() throws {
        try withDirectory { path in
            let bytes = (0..<100).flatMap { _ in (0..<4096).lazy.flatMap { Self.pattern[$0] } }
            var name = ""
            let writing = try seconds {
                let writer = try SnapshotWriter(path, storage: FileStorage(), instanceID: 1, sequence: 1)
                try unsafe bytes.withUnsafeBytes { try unsafe writer.add(id: 1, stride: 256, $0) }
                name = try writer.finish(stateHash: 1, chain: 1)
            }
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
            unsafe memory.initializeMemory(as: UInt8.self, repeating: 1)
            let reading = try seconds {
                let reader = try SnapshotReader(path: name, storage: FileStorage())
                try unsafe reader.read(reader.sections[0], into: memory)
            }
            unsafe memory.deallocate()
            print("snapshot: write \(Int(Double(bytes.count) / writing / 1e6)) MB/s, read \(Int(Double(bytes.count) / reading / 1e6)) MB/s")
        }
    }
}
