import Synchronization

/// What the connections of one loop count. Written by that loop's thread alone and read by the engine's: no instruction locks anything.
package final class LoopCounters: Sendable {
    private let bytesIn = Atomic<UInt64>(0)
    private let bytesOut = Atomic<UInt64>(0)
    private let bytesQueued = Atomic<Int>(0)
    /// By door, then by first digit of the status.
    private let answers = InlineArray<24, Atomic<UInt64>> { _ in Atomic(0) }

    static let classes = 6

    @inline(__always) func received(_ bytes: Int) { Self.add(UInt64(bytes), to: bytesIn) }
    @inline(__always) func sent(_ bytes: Int) { Self.add(UInt64(bytes), to: bytesOut) }

    @inline(__always) func answered(_ door: Door, _ status: UInt16) {
        Self.add(1, to: answers[Int(door.rawValue) * Self.classes + min(Int(status / 100), Self.classes - 1)])
    }

    /// One connection's part of what waits has changed.
    @inline(__always) func queued(_ change: Int) { bytesQueued.store(bytesQueued.load(ordering: .relaxed) + change, ordering: .relaxed) }

    /// Bytes that connections have not taken yet.
    package var queuedBytes: Int { bytesQueued.load(ordering: .relaxed) }
    package var receivedBytes: UInt64 { bytesIn.load(ordering: .relaxed) }
    package var sentBytes: UInt64 { bytesOut.load(ordering: .relaxed) }

    /// Answers with a status of `statusClass` hundred.
    package func answers(_ door: Door, statusClass: Int) -> UInt64 {
        answers[Int(door.rawValue) * Self.classes + statusClass].load(ordering: .relaxed)
    }

    @inline(__always) private static func add(_ count: UInt64, to counter: borrowing Atomic<UInt64>) {
        counter.store(counter.load(ordering: .relaxed) &+ count, ordering: .relaxed)
    }
}
