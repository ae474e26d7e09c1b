import Synchronization

/// Whether a loop that has nothing to do stays awake for a moment, in case more comes.
///
/// A processor that fell asleep takes some twenty microseconds to wake, more than most turns take. So while work follows work within
/// `nanoseconds`, the loop looks for it that long before it sleeps. Where the last wait took longer it does not: what is idle stays asleep.
/// Nor does it, for a while, where that was in vain: perhaps who is waited for needs this very processor.
struct Lookout {
    /// The longest; 0 for never.
    let nanoseconds: Int64
    /// The last wait was so short that looking out would have met its end.
    private(set) var isWorthIt = false
    /// Waits in a row that were that short.
    private(set) var streak = 0
    /// When the wait began that is going on.
    private var began: Int64?
    /// Short waits to sleep through after the next time in vain, and still to come of those.
    private var skips = 0
    private var left = 0

    /// At that many in a row a vain look costs less than a thousandth of what the waits cost.
    static let skipsMax = 1024

    init(nanoseconds: Int64 = 0) { self.nanoseconds = nanoseconds }

    mutating func begin(at now: Int64) { if began == nil { began = now } }

    /// Nothing came while it looked.
    mutating func missed() {
        skips = min(Self.skipsMax, 8 * skips + 1)
        left = skips
        isWorthIt = false
        streak = 0
    }

    /// Something came.
    mutating func end(at now: Int64) {
        guard let began else { return }
        self.began = nil
        let isSoon = now - began <= nanoseconds
        streak = isSoon ? streak &+ 1 : 0
        if isWorthIt { skips /= 2 } else if isSoon, left > 0 { left -= 1 }
        isWorthIt = isSoon && left == 0
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
        // Once at least: where a timer is always due, descriptors have their turn all the same.
        repeat {
            if hasNews.load(ordering: .relaxed) || look() { break }
            now = clock.monotonicNanoseconds
        } while now < min(due, end)
        guard now < end else {
            lookout.missed()
            return false
        }
        endLookout(at: now)
        return true
    }

    // MARK: processors

    /// Short waits in a row after which processors are kept awake: a request that comes alone is not worth two system calls.
    static let wakefulStreak = 8
    /// How long nothing may come until they may sleep again, in nanoseconds.
    static let wakefulNanoseconds: Int64 = 1_000_000

    var keepsProcessorsAwake: Bool { wakefulness?.isHeld ?? false }

    /// Something came: where much comes one after the other, whoever waits for the disk meanwhile is to go on at once.
    func endLookout(at now: Int64) {
        lookout.end(at: now)
        guard lookout.streak >= Self.wakefulStreak, let wakefulness, !wakefulness.isHeld else { return }
        // Refused once, it would be refused again.
        do { try wakefulness.hold() } catch { self.wakefulness = nil }
    }

    /// Nothing came for so long.
    func letProcessorsSleep() {
        do { try wakefulness?.release() } catch { wakefulness = nil }
    }
}
