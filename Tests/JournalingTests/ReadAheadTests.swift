import IO
import Testing

@testable import Journaling

@Suite struct ReadAheadTests {
    /// A log of several segments, with frames small and as large as a portion, and a state hash.
    private func log(on storage: SimulatedStorage) throws {
        let options = testOptions { $0.segmentBytes = 1 << 19; $0.batchBytes = 1 << 18 }
        let journal = try Journal.open(on: storage, options)
        for sequence in 1...60 as ClosedRange<UInt64> {
            journal.append(record(sequence, bytes: sequence % 20 == 0 ? 300_000 : 1_000))
            journal.flush()
            if sequence == 30 { journal.appendStateHash(0xCAFE, sequence: sequence) }
        }
        try journal.close()
    }

    private func drain(_ ahead: ReadAhead) throws -> [LoggedFrame] {
        var frames: [LoggedFrame] = []
        while let frame = try ahead.next() {
            frames.append(LoggedFrame(
                type: frame.type, firstSequence: frame.firstSequence, count: frame.recordCount, payload: unsafe Array(frame.payload),
                hash: frame.stateHash))
        }
        return frames
    }

    @Test func `frames read ahead are those of the reader, which then stands at the end`() throws {
        let storage = SimulatedStorage()
        try log(on: storage)
        let reader = try JournalReader(logPath, storage: storage)
        let ahead = try ReadAhead(reader)
        let frames = try drain(ahead)
        #expect(try frames == readLog(storage).frames)
        #expect(frames.count == 61)
        #expect(reader.nextSequence == 61)
        #expect(ahead.progress.bytes > 900_000 && ahead.progress.bytes <= reader.progress.bytes)
        #expect(try ahead.next() == nil)
    }

    @Test func `whoever stops early may go on with the reader`() throws {
        let storage = SimulatedStorage()
        try log(on: storage)
        let reader = try JournalReader(logPath, storage: storage)
        let ahead = try ReadAhead(reader)
        #expect(try ahead.next()?.firstSequence == 1)
        ahead.stop()
        let next = reader.nextSequence
        #expect(next > 1)
        #expect(try reader.next().map { $0.firstSequence == next || $0.type == .stateHash } ?? true)
    }

    @Test func `an error comes after the frames before it`() throws {
        let storage = SimulatedStorage()
        try log(on: storage)
        let reader = try JournalReader(logPath, storage: storage)
        let segments = try storage.list(logPath).filter { $0.hasSuffix(".wal") }.sorted()
        try #require(segments.count > 1)
        try storage.remove("\(logPath)/\(segments[1])")
        let ahead = try ReadAhead(reader)
        var last: UInt64 = 0
        #expect(throws: JournalError.self) {
            while let frame = try ahead.next() { last = frame.lastSequence }
        }
        #expect(last > 0)
    }
}
