import Foundation
import IO
import Testing

@testable import Journaling

@Suite struct FaultTests {
    @Test(arguments: [StorageErrorCode.inputOutput, StorageErrorCode.noSpace])
    func `after one failed operation nothing is acknowledged that is not there`(code: Int32) throws {
        var fences = 0
        for operation in 0..<160 {
            let storage = SimulatedStorage()
            storage.fault = SimulatedStorage.Fault(operation: operation, code: code)
            var acknowledged: UInt64 = 0
            do {
                let journal = try Journal.open(on: storage)
                var failed: UInt64?
                for sequence in 1...100 as ClosedRange<UInt64> {
                    journal.append(record(sequence))
                    journal.flush()
                    if let failed { #expect(journal.durableSequence == failed, "nothing becomes durable behind the fence") }
                    if failed == nil, journal.failure != nil { failed = journal.durableSequence }
                }
                acknowledged = journal.durableSequence
                if failed == nil { #expect(acknowledged == 100) } else { fences += 1 }
                try journal.close()
                #expect(failed == nil)
            } catch let error as JournalError {
                guard case .storage(let cause) = error else { throw error }
                #expect(cause.code == code)
            }
            storage.fault = nil
            let log = try Recovery.recover(logPath, storage: storage, options: testOptions())
            #expect(log.lastSequence >= acknowledged, "operation \(operation)")
            #expect(log.lastSequence <= acknowledged + 1, "operation \(operation)")
            let (frames, stop) = try readLog(storage)
            #expect(stop == nil && frames.flatMap(\.payload) == (1..<(log.lastSequence + 1)).flatMap { record($0) })
        }
        #expect(fences > 50)
    }

    @Test func `recovery that is interrupted at any operation can be made again`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let log = try TestLog(records: 5)
        log.storage[log.path(1)]![log.frames(1)[4].lowerBound + 70] ^= 1
        log.storage[log.path(2)] = [UInt8](repeating: 0, count: 100)
        for operation in 0..<12 {
            let storage = log.storage.copy()
            storage.operations = 0
            storage.fault = SimulatedStorage.Fault(operation: operation, code: StorageErrorCode.inputOutput, isPermanent: true)
            do { _ = try Recovery.recover(logPath, storage: storage, options: testOptions()) } catch let error {
                guard case .storage = error else { throw error }
            }
            storage.losePower(using: &generator)
            #expect(try Recovery.recover(logPath, storage: storage, options: testOptions()).lastSequence == 4, "seed \(seed), operation \(operation)")
        }
    }

    @Test func `a full disk is announced while the reserve lasts, and fences when it is used up`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.segmentsAhead = 2 }
        let journal = try Journal.open(on: storage, options)
        storage.bytesMax = 3 * 4096 + 100
        var announced: UInt64?
        while journal.failure == nil {
            journal.append(record(journal.nextSequence))
            journal.flush()
            if announced == nil, journal.spaceIsLow { announced = journal.durableSequence }
            try #require(journal.nextSequence < 1000)
        }
        // Two segments of about 23 frames were left when it was said.
        #expect(try #require(announced) + 30 < journal.durableSequence)
        guard case .storage(let cause) = journal.failure else { throw JournalError.closed }
        #expect(cause.code == StorageErrorCode.noSpace)
        let acknowledged = journal.durableSequence
        #expect(throws: JournalError.storage(cause)) { try journal.close() }
        storage.bytesMax = .max
        #expect(try Recovery.recover(logPath, storage: storage, options: options).lastSequence == acknowledged)
    }

    @Test func `space that comes back ends the alarm`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.segmentsAhead = 2 }
        let journal = try Journal.open(on: storage, options)
        storage.bytesMax = 3 * 4096
        while !journal.spaceIsLow {
            journal.append(record(journal.nextSequence))
            journal.flush()
        }
        storage.bytesMax = .max
        journal.append(record(journal.nextSequence))
        journal.flush()
        #expect(!journal.spaceIsLow && journal.failure == nil)
        try journal.close()
    }

    @Test func `the log thread fences too, and nobody waits for ever`() throws {
        let storage = SimulatedStorage()
        let options = testOptions { $0.usesThreads = true; $0.batchesMax = 2 }
        let journal = try Journal.open(on: storage, options)
        journal.append(record(1))
        try journal.waitDurable(through: 1)
        storage.fault = SimulatedStorage.Fault(operation: storage.operations, code: StorageErrorCode.inputOutput, isPermanent: true)
        for sequence in 2...500 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.flush()
        }
        #expect(throws: JournalError.self) { try journal.waitDurable(through: 500) }
        #expect(journal.durableSequence == 1)
        #expect(throws: JournalError.self) { try journal.close() }
    }

    @Test func `an interrupted or short write goes on, one without progress is an error`() throws {
        var calls: [Int] = []
        let whole = try File.transfer(.write, "/x", bytes: 100) { done in
            calls.append(done)
            return calls.count == 2 ? 7 : 31
        }
        #expect(whole >= 100 && calls == [0, 31, 38, 69])
        #expect(try File.transfer(.write, "/x", bytes: 10) { $0 == 0 ? 4 : 0 } == 4)
    }
}

/// On the real file system.
@Suite struct FileTests {
    private func withDirectory(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/walras-journal-\(UInt64.random(in: 0 ... .max))"
        defer {
            do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
        }
        try body(path)
    }

    @Test func `a log on a real disk is what was written`() throws {
        try withDirectory { path in
            let options = testOptions { $0.usesThreads = true; $0.segmentBytes = 1 << 16; $0.segmentsAhead = 2 }
            for round in 0..<2 {
                let journal = try Journal.open(on: FileStorage(), path: path, options)
                for _ in 0..<1000 {
                    journal.append(record(journal.nextSequence))
                    journal.flush()
                }
                try journal.waitDurable(through: UInt64(1000 * (round + 1)))
                try journal.close()
            }
            let (frames, stop) = try readLog(FileStorage(), path: path)
            #expect(stop == nil)
            #expect(frames.flatMap(\.payload) == (1...2000 as ClosedRange<UInt64>).flatMap { record($0) })
            #expect(try JournalCheck.verify(path, storage: FileStorage()).findings.isEmpty)
        }
    }

    @Test func `a directory in use is refused, by whomever it is used`() throws {
        try withDirectory { path in
            let journal = try Journal.open(on: FileStorage(), path: path)
            #expect(throws: JournalError.locked(directory: path)) {
                _ = try Recovery.recover(path, storage: FileStorage(), options: testOptions())
            }
            try journal.close()
            let other = Process()
            other.executableURL = URL(fileURLWithPath: "/bin/sh")
            other.arguments = ["-c", "exec 9>'\(path)/lock'; flock 9; echo held; read line"]
            let (input, output) = (Pipe(), Pipe())
            (other.standardInput, other.standardOutput) = (input, output)
            try other.run()
            _ = output.fileHandleForReading.availableData
            #expect(throws: JournalError.locked(directory: path)) {
                _ = try Recovery.recover(path, storage: FileStorage(), options: testOptions())
            }
            try input.fileHandleForWriting.close()
            other.waitUntilExit()
            #expect(try Recovery.recover(path, storage: FileStorage(), options: testOptions()).lastSequence == 0)
        }
    }

    @Test func `errors say what, where and why`() throws {
        #expect(throws: StorageError(.open, "/nowhere/file", code: StorageErrorCode.notFound)) {
            _ = try FileStorage().open("/nowhere/file", .read)
        }
        #expect(StorageError(.syncData, "/x", code: StorageErrorCode.noSpace).description == "syncData /x: No space left on device (errno 28)")
    }
}
