import Glibc
import Synchronization

/// Whether a loop that has nothing to do stays awake for a moment, in case more comes.
///
/// A processor that fell asleep takes some twenty microseconds to wake, more than most turns take. So while work follows work within
/// `nanoseconds`, the loop looks for it that long before it sleeps. Where the last wait took longer it does not: what is idle stays asleep.
struct Lookout {
    /// The longest; 0 for never.
    let nanoseconds: Int64
    /// The last wait was so short that looking out would have met its end.
    private(set) var isWorthIt = false
    /// When the wait began that is going on.
    private var began: Int64?

    init(nanoseconds: Int64 = 0) { self.nanoseconds = nanoseconds }

    mutating func begin(at now: Int64) { if began == nil { began = now } }

    mutating func end(at now: Int64) {
        guard let began else { return }
        isWorthIt = now - began <= nanoseconds
        self.began = nil
    }
}

extension EventLoop {
    /// How long to look for work before sleeping, while work follows work that soon; 0, as at first, for never. Before it runs, or on it.
    package var lookoutNanoseconds: Int64 {
        get { lookout.nanoseconds }
        set { lookout = Lookout(nanoseconds: newValue) }
    }

    /// Looks until there is something to do; false if nothing came in time.
    func lookOut() -> Bool {
        var now = clock.monotonicNanoseconds
        lookout.begin(at: now)
        let end = now + lookout.nanoseconds
        let due = timers.first ?? .max
        while now < min(due, end) {
            if hasNews.load(ordering: .relaxed) || look() { break }
            // The processor is for whoever has something to do: perhaps for the one that is waited for.
            sched_yield()
            now = clock.monotonicNanoseconds
        }
        guard now < end else { return false }
        lookout.end(at: now)
        return true
    }
}
