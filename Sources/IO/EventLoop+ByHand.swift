import Glibc
import Synchronization

// A loop that nobody runs: whoever holds it makes its turns, at the time of a clock of its own. For simulations.
extension EventLoop {
    /// Makes the calling thread the loop's, without running anything. It stays so until `letGo`.
    package func takeInHand() {
        let (entered, _) = runner.compareExchange(expected: 0, desired: UInt(pthread_self()), ordering: .acquiringAndReleasing)
        precondition(entered, "event loop: already running")
    }

    /// Runs jobs and due timers until none is left, and what is done at the end of a turn; never waits.
    package func turnByHand() {
        checkIsolated()
        repeat { turn() } while hasJobs
    }

    /// When the next timer is due, by the monotonic clock; nil if none is set.
    package var nextDeadline: Int64? { timers.first }

    /// Forgets everything that was still to run, so that what it refers to can go; the loop is not used any more.
    package func letGo() {
        checkIsolated()
        precondition(!hasJobs, "a job that never runs would leave its task waiting for ever")
        timers = TimerQueue()
        turnEnds = []
        runner.store(0, ordering: .releasing)
    }
}
