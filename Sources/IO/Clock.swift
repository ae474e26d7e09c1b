import Glibc

/// Where time comes from: the machine in production, a script in tests and simulations.
package protocol Clock: Sendable {
    /// Nanoseconds since some fixed instant; never goes back. For intervals and deadlines.
    var monotonicNanoseconds: Int64 { get }
    /// Nanoseconds since 1970-01-01T00:00:00Z; goes back when the machine's clock is set back.
    var wallNanoseconds: Int64 { get }
}

/// The machine's clocks, read without entering the kernel (vDSO): about 20-30 ns each.
package struct SystemClock: Clock {
    @inlinable package init() {}

    package var monotonicNanoseconds: Int64 { Self.read(CLOCK_MONOTONIC) }
    package var wallNanoseconds: Int64 { Self.read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        // Fails only for a clock the kernel does not have; both of these are older than Linux 2.6.
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
