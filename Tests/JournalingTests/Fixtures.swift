import IO
import Synchronization
import Testing

@testable import Journaling

/// SplitMix64: the same sequence for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

struct LoggedFrame: Equatable {
    var type: FrameType
    var firstSequence: UInt64
    var count: Int
    var payload: [UInt8]
    var hash: UInt64?
}

let logPath = "/log"

func testOptions(_ change: (inout JournalOptions) -> Void = { _ in }) -> JournalOptions {
    var options = JournalOptions()
    options.segmentBytes = 4096
    options.batchBytes = 2048
    options.segmentsAhead = 1
    options.usesThreads = false
    options.instanceID = 0x1D
    options.saltSeed = 7
    change(&options)
    return options
}

extension Journal {
    static func open(on storage: any Storage, path: String = logPath, _ options: JournalOptions = testOptions()) throws -> Journal {
        try open(Recovery.recover(path, storage: storage, options: options), options: options)
    }

    func append(_ record: [UInt8]) {
        let space = unsafe space(atLeast: record.count)
        unsafe space.copyBytes(from: record)
        endRecord(bytes: record.count, sequence: nextSequence)
    }
}

/// Every frame up to the end, and what was wrong there.
func readLog(
    _ storage: any Storage, path: String = logPath, after: UInt64? = nil, follow: JournalReader.Follow = .no
) throws -> (frames: [LoggedFrame], stop: Damage?) {
    let reader = try JournalReader(path, storage: storage, after: after, follow: follow)
    var frames: [LoggedFrame] = []
    while let frame = try reader.next() {
        frames.append(LoggedFrame(
            type: frame.type, firstSequence: frame.firstSequence, count: frame.recordCount, payload: unsafe Array(frame.payload), hash: frame.stateHash))
    }
    return (frames, reader.stop)
}

/// A record that says its own number, `bytes` long.
func record(_ sequence: UInt64, bytes: Int = 100) -> [UInt8] {
    var generator = SeededGenerator(seed: sequence)
    return (0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
}

func compressibleRecord(_ sequence: UInt64, bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(($0 / 16 + Int(sequence)) & 0x0F) } }

/// A value that several threads of a test share.
final class Synchronized<Value: Sendable>: Sendable {
    private let storage: Mutex<Value>
    init(_ value: Value) { storage = Mutex(value) }
    var value: Value {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}
