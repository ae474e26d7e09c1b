import CLinux
import Glibc
import Synchronization

/// One thread that runs jobs, timers and wake-ups in order; actors share it by naming it as their executor.
///
///     actor Exchange {
///         let loop: EventLoop
///         nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
///     }
///
/// Jobs run first in, first out, whatever the priority of their tasks. Jobs enqueued by the loop's own thread take no lock; those of
/// other threads go through a locked inbox, and wake the loop through an eventfd only if it sleeps.
///
///     turn:  run up to `jobsPerTurnMax` jobs → empty the inbox → fire due timers → what is done once a turn
///            → see which descriptors are ready, asleep until one is if nothing else is left → tell their watchers
///
/// A loop must outlive the actors on it: let each hold a strong reference.
@safe package final class EventLoop: SerialExecutor, @unchecked Sendable {
    /// Jobs run before the inbox and the timers get a look: keeps a chatty pair of actors from starving them.
    package static let jobsPerTurnMax = 64
    /// Jobs waiting at a time. An executor cannot refuse a job, so one more is a fault: something spawns tasks without end.
    package static let jobsMax = 1 << 20
    /// Timers waiting at a time; one more is a fault, as for jobs.
    package static let timersMax = 1 << 16

    /// What other threads left for the loop.
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var timers: [(deadline: Int64, body: @Sendable () -> Void)] = []
        var asleep = false
        var stopping = false
    }

    let clock: any Clock
    private let jobsMax: Int
    private let inbox = Mutex(Inbox())
    /// Set after something was put into the inbox, so that a turn without news takes no lock.
    let hasNews = Atomic(false)
    /// The `pthread_self()` of the thread inside `run()`; 0 while there is none.
    let runner = Atomic<UInt>(0)
    let epoll: Int32
    let wakeUp: Int32
    let thread = Mutex<pthread_t?>(nil)

    // Touched by the running thread alone.
    var running: [UnownedJob] = []
    var nextJob = 0
    var pending: [UnownedJob] = []
    var timers = TimerQueue()
    var turnEnds: [() -> Void] = []
    /// As of the last look into the inbox.
    private var isStopping = false
    /// Indexed by descriptor; `EventLoop+Descriptors.swift`.
    var watches: [Watch] = []
    var watchCount = 0
    private var ready: [epoll_event]
    /// Never sleeps but asks again and again, and lets others run in between: the lowest latency, for a whole core.
    package var spins = false
    /// Times it slept.
    private(set) var sleepCount = 0
    /// How it stays awake for a moment where work follows work; `EventLoop+Lookout.swift`.
    var lookout = Lookout()
    /// Held while work follows work that soon; a loop that does not look out never holds it. Before the loop runs, or on it.
    package var wakefulness: ProcessorWakefulness?

    package init(clock: any Clock = SystemClock(), jobsMax: Int = EventLoop.jobsMax) throws(IOError) {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .systemCall("epoll_create1", subject: "event loop", errno: errno) }
        let wakeUp = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeUp >= 0 else {
            let code = errno
            close(epoll)
            throw .systemCall("eventfd", subject: "event loop", errno: code)
        }
        var interest = unsafe epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64(UInt32(bitPattern: wakeUp))))
        guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, wakeUp, &interest) == 0 else {
            let code = errno
            close(wakeUp)
            close(epoll)
            throw .systemCall("epoll_ctl", subject: "event loop", errno: code)
        }
        self.clock = clock
        self.jobsMax = jobsMax
        self.epoll = epoll
        self.wakeUp = wakeUp
        unsafe ready = Array(repeating: epoll_event(), count: Self.readyMax)
    }

    deinit {
        close(wakeUp)
        close(epoll)
    }

    // MARK: Executor

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            precondition(pending.count < jobsMax, "event loop: more than \(jobsMax) jobs wait")
            pending.append(job)
        } else {
            deliver { inbox in
                precondition(inbox.jobs.count < jobsMax, "event loop: more than \(jobsMax) jobs wait")
                inbox.jobs.append(job)
            }
        }
    }

    /// Whether the caller runs on the loop's thread. Lets `assumeIsolated` work in timers and callbacks, which belong to no task.
    package func isIsolatingCurrentContext() -> Bool? { isCurrent }

    package func checkIsolated() {
        precondition(isCurrent, "not on the thread of this event loop")
    }

    @inline(__always) package var isCurrent: Bool { runner.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: Timers

    /// Runs `body` on the loop once the monotonic clock has reached `deadline`; equal deadlines fire in the order they were set.
    ///
    /// The body belongs to no task: reach an actor on this loop with `assumeIsolated`.
    package func schedule(at deadline: Int64, _ body: @escaping @Sendable () -> Void) {
        if isCurrent {
            timers.insert(deadline: deadline, body: body)
        } else {
            deliver { inbox in
                precondition(inbox.timers.count < Self.timersMax, "event loop: more than \(Self.timersMax) timers wait")
                inbox.timers.append((deadline, body))
            }
        }
    }

    // MARK: Running

    /// Runs jobs and timers on the calling thread until `stop()`; may be called again after that.
    package func run() {
        let (entered, _) = runner.compareExchange(expected: 0, desired: UInt(pthread_self()), ordering: .acquiringAndReleasing)
        precondition(entered, "event loop: already running")
        while true {
            turn()
            if lookout.isWorthIt, !isStopping, !hasJobs, lookOut() { continue }
            guard let sleeps = goesOn() else { break }
            if sleeps || watchCount > 0 || spins { poll(sleeps: sleeps) }
        }
        runner.store(0, ordering: .releasing)
    }

    /// Makes `run()` return as soon as no job is left; timers that are not due yet stay. From any thread.
    package func stop() {
        deliver { $0.stopping = true }
    }

    var hasJobs: Bool { nextJob < running.count || !pending.isEmpty }

    func turn() {
        for _ in 0..<Self.jobsPerTurnMax {
            if nextJob == running.count {
                guard !pending.isEmpty else { break }
                running.removeAll(keepingCapacity: true)
                swap(&running, &pending)
                nextJob = 0
            }
            let job = running[nextJob]
            nextJob += 1
            unsafe job.runSynchronously(on: asUnownedSerialExecutor())
        }
        if hasNews.load(ordering: .relaxed) { receive() }
        if let deadline = timers.first { fireTimers(after: deadline) }
        for end in turnEnds { end() }
    }

    /// Runs `body` at the end of every turn from now on, on the loop: for what is best done once for all that a turn brought.
    package func atTurnEnd(_ body: @escaping () -> Void) {
        checkIsolated()
        turnEnds.append(body)
    }

    private func receive() {
        inbox.withLock { inbox in
            // Cleared under the lock, so that a delivery after this one sets it again.
            hasNews.store(false, ordering: .relaxed)
            isStopping = inbox.stopping
            precondition(pending.count + inbox.jobs.count <= jobsMax, "event loop: more than \(jobsMax) jobs wait")
            pending.append(contentsOf: inbox.jobs)
            inbox.jobs.removeAll(keepingCapacity: true)
            for (deadline, body) in inbox.timers { timers.insert(deadline: deadline, body: body) }
            inbox.timers.removeAll(keepingCapacity: true)
        }
    }

    private func fireTimers(after earliest: Int64) {
        let now = clock.monotonicNanoseconds
        guard earliest <= now else { return }
        // Only what is due now: a timer that sets itself again for the past cannot hold up the jobs.
        for body in timers.removeDue(at: now) { body() }
    }

    private func deliver(_ put: (inout sending Inbox) -> Void) {
        let wake = inbox.withLock { inbox in
            put(&inbox)
            hasNews.store(true, ordering: .relaxed)
            defer { inbox.asleep = false }
            return inbox.asleep
        }
        guard wake else { return }
        var one: UInt64 = 1
        // Fails only when the counter is full, and then the loop wakes anyway.
        _ = unsafe write(wakeUp, &one, 8)
    }

    /// Whether the loop may sleep now; nil once it was asked to stop and nothing is left.
    private func goesOn() -> Bool? {
        if hasJobs { return false }
        return inbox.withLock { inbox in
            guard inbox.jobs.isEmpty, inbox.timers.isEmpty else { return false }
            if inbox.stopping {
                inbox.stopping = false
                isStopping = false
                return nil
            }
            guard !spins else { return false }
            inbox.asleep = true
            return true
        }
    }

    /// Tells the watchers of descriptors that are ready; asleep until one is, or a delivery or the next deadline comes.
    private func poll(sleeps: Bool) {
        guard sleeps else {
            if !look(), spins, !hasJobs { sched_yield() }
            return
        }
        sleepCount += 1
        let began = lookout.nanoseconds > 0 ? clock.monotonicNanoseconds : 0
        if lookout.nanoseconds > 0 { lookout.begin(at: began) }
        let wakesUp = keepsProcessorsAwake ? began + Self.wakefulNanoseconds : .max
        let count: Int32
        if timers.first != nil || wakesUp != .max {
            let deadline = min(timers.first ?? .max, wakesUp)
            let now = clock.monotonicNanoseconds
            // A deadline may be as long ago as an integer reaches.
            let left = deadline > now ? deadline - now : 0
            var timeout = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
            count = unsafe epoll_pwait2(epoll, &ready, Int32(ready.count), &timeout, nil)
        } else {
            count = unsafe epoll_wait(epoll, &ready, Int32(ready.count), -1)
        }
        precondition(count >= 0 || errno == EINTR, "event loop: epoll failed with errno \(errno)")
        inbox.withLock { $0.asleep = false }
        if lookout.nanoseconds > 0 {
            let now = clock.monotonicNanoseconds
            endLookout(at: now)
            if now >= wakesUp { letProcessorsSleep() }
        }
        dispatch(count)
    }

    /// Tells the watchers of descriptors that are ready now; false if none is.
    func look() -> Bool {
        let count = unsafe epoll_wait(epoll, &ready, Int32(ready.count), 0)
        precondition(count >= 0 || errno == EINTR, "event loop: epoll failed with errno \(errno)")
        dispatch(count)
        return count > 0
    }

    private func dispatch(_ count: Int32) {
        for index in 0..<Int(max(0, count)) { unsafe dispatch(ready[index].data.u64, Readiness(rawValue: ready[index].events)) }
    }
}
