import Synchronization
import Testing

@testable import IO

struct ProcessorWakefulnessTests {
    private let device = "/tmp/walras-wakefulness-\(UInt64.random(in: 0 ... .max))"
    private let storage = FileStorage()

    /// Runs `body` with an empty file in place of the device; returns what was written to it, as the system reads it.
    private func asked(_ body: (ProcessorWakefulness) throws -> Void) throws -> [Int32] {
        _ = try storage.open(device, .create)
        defer { #expect(throws: Never.self) { try storage.remove(device) } }
        try body(ProcessorWakefulness(device: device))
        let file = try storage.open(device, .read)
        var words = [Int32](repeating: 0, count: try file.size() / 4)
        #expect(try unsafe words.withUnsafeMutableBytes { try unsafe file.read(into: $0, at: 0) } == (try file.size()))
        return words
    }

    @Test func `a latency of no microseconds is asked for as 32 bits, and any latency in the end`() throws {
        #expect(try asked { _ in } == [])
        let words = try asked { wakefulness in
            #expect(!wakefulness.isHeld)
            try wakefulness.hold()
            #expect(wakefulness.isHeld)
            try wakefulness.release()
            #expect(!wakefulness.isHeld)
        }
        #expect(words == [0, 2_000_000_000])
    }

    @Test func `what may not be asked is an error that names the device`() {
        #expect(throws: IOError.systemCall("open", subject: "/no/such/device", errno: 2)) { _ = try ProcessorWakefulness(device: "/no/such/device") }
    }

    /// Runs a loop with a timer so many times one right after the other, then one a second later.
    private func asked(hops: Int, lookout: Int64) throws -> [Int32] {
        try asked { wakefulness in
            let loop = try EventLoop()
            loop.lookoutNanoseconds = lookout
            loop.wakefulness = wakefulness
            let left = Atomic(hops)
            @Sendable func hop() {
                guard left.subtract(1, ordering: .relaxed).newValue > 0 else {
                    return loop.schedule(at: SystemClock().monotonicNanoseconds + 1_000_000_000) { loop.stop() }
                }
                loop.schedule(at: SystemClock().monotonicNanoseconds + 1_000) { hop() }
            }
            loop.schedule(at: .min) { hop() }
            loop.run()
        }
    }

    @Test func `a loop keeps processors awake while much comes one after the other, and lets them sleep soon after`() throws {
        #expect(try asked(hops: 100, lookout: 100_000_000) == [0, 2_000_000_000])
    }

    @Test func `a few in a row are not worth it, nor is anything to a loop that never looks out`() throws {
        #expect(try asked(hops: 4, lookout: 100_000_000) == [])
        #expect(try asked(hops: 100, lookout: 0) == [])
    }

    @Test func `whoever may not ask for it goes on without`() throws {
        let loop = try EventLoop()
        loop.lookoutNanoseconds = 100_000_000
        // Every write to it fails.
        loop.wakefulness = try ProcessorWakefulness(device: "/dev/full")
        for _ in 0..<8 {
            loop.lookout.begin(at: 0)
            loop.endLookout(at: 1)
        }
        #expect(loop.wakefulness == nil)
    }
}
