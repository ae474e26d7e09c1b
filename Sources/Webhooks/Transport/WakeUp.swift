import IO

/// One deadline on a loop, moved as often as one likes: the loop's timers cannot be taken back, and there are not endlessly many.
final class WakeUp: @unchecked Sendable {
    private let loop: EventLoop
    private let clock: any IO.Clock
    private let body: () -> Void
    private var wanted: Int64?
    /// Timers that are set, the earliest last; each new one is earlier than all before it, so they stay few.
    private var timers: [Int64] = []

    /// - Parameter body: called on the loop.
    init(_ loop: EventLoop, _ clock: any IO.Clock, _ body: @escaping () -> Void) {
        self.loop = loop
        self.clock = clock
        self.body = body
    }

    /// Replaces the deadline, on the monotonic clock; nil for none.
    func set(_ deadline: Int64?) {
        wanted = deadline
        guard let deadline else { return }
        if let earliest = timers.last, earliest <= deadline { return }
        timers.append(deadline)
        loop.schedule(at: deadline) { [weak self] in self?.fired() }
    }

    private func fired() {
        let now = clock.monotonicNanoseconds
        while let earliest = timers.last, earliest <= now { timers.removeLast() }
        guard let deadline = wanted else { return }
        guard deadline <= now else { return set(deadline) }
        wanted = nil
        body()
    }
}
