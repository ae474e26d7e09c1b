import IO
import Synchronization

/// Time that passes only when the simulation says so.
final class VirtualClock: Clock {
    private let monotonic = Atomic<Int64>(1_000_000_000)
    private let offset: Atomic<Int64>

    /// 12:00 UTC of some day.
    static let noon: Int64 = (20_000 * 24 + 12) * 3_600_000_000_000

    init() { offset = Atomic(Self.noon) }

    var monotonicNanoseconds: Int64 { monotonic.load(ordering: .relaxed) }
    var wallNanoseconds: Int64 { monotonicNanoseconds + offset.load(ordering: .relaxed) }

    func advance(to time: Int64) {
        if time > monotonicNanoseconds { monotonic.store(time, ordering: .relaxed) }
    }

    /// Sets the wall clock, forward or back.
    func jump(by nanoseconds: Int64) { offset.wrappingAdd(nanoseconds, ordering: .relaxed) }
}
