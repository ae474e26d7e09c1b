import Glibc
import Synchronization
import Testing

@testable import IO

/// Counts on the loop it was given.
private actor Counter {
    let loop: EventLoop
    private(set) var total = 0
    private(set) var marks: [Int] = []
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(loop: EventLoop) { self.loop = loop }

    func add(_ amount: Int) { total += amount }
    func mark(_ mark: Int) { marks.append(mark) }
    func isOnLoop() -> Bool { loop.isCurrent }
    func addMany(_ count: Int, to other: Counter) async {
        for _ in 0..<count { await other.add(1) }
    }
}

/// A clock that stands still until told.
private final class ManualClock: Clock {
    private let time = Atomic<Int64>(0)
    var monotonicNanoseconds: Int64 { time.load(ordering: .acquiring) }
    var wallNanoseconds: Int64 { monotonicNanoseconds }
    func advance(to instant: Int64) { time.store(instant, ordering: .releasing) }
}

/// What ran, in order, from any thread.
private final class Trace: Sendable {
    private let entries = Mutex<[String]>([])
    var all: [String] { entries.withLock { $0 } }
    func add(_ entry: String) { entries.withLock { $0.append(entry) } }
}

@Suite struct EventLoopTests {
    @Test func `an actor runs on the thread of its loop, and nowhere else`() async throws {
        let loop = try EventLoop()
        try loop.start()
        let counter = Counter(loop: loop)
        #expect(await counter.isOnLoop())
        #expect(!loop.isCurrent)
        loop.stop()
        loop.join()
    }

    @Test func `jobs of a loop run in the order they were enqueued, whatever their priority`() async throws {
        let loop = try EventLoop()
        let counter = Counter(loop: loop)
        let priorities: [TaskPriority] = [.background, .high, .medium, .low]
        // Enqueued before the loop runs, so that all of them wait together. More than one turn's worth.
        let tasks = (0..<500).map { index in
            Task(executorPreference: nil, priority: priorities[index % 4]) { await counter.mark(index) }
        }
        try loop.start()
        for task in tasks { await task.value }
        let fromElsewhere = await counter.marks
        #expect(Set(fromElsewhere) == Set(0..<500))

        let inOrder = Counter(loop: loop)
        await inOrder.spawnMarks(500, priorities: priorities)
        #expect(await inOrder.marks == Array(0..<500))
        loop.stop()
        loop.join()
    }

    @Test func `actors on one loop call each other without leaving its thread`() async throws {
        let loop = try EventLoop()
        try loop.start()
        let a = Counter(loop: loop)
        let b = Counter(loop: loop)
        await a.addMany(10_000, to: b)
        #expect(await b.total == 10_000)
        loop.stop()
        loop.join()
    }

    @Test func `many threads enqueue, and no job is lost`() async throws {
        let loop = try EventLoop()
        try loop.start()
        let counter = Counter(loop: loop)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<500 { await counter.add(1) } }
            }
        }
        #expect(await counter.total == 4_000)
        loop.stop()
        loop.join()
    }

    @Test func `timers fire by deadline, then in the order they were set, and not before`() throws {
        let clock = ManualClock()
        let loop = try EventLoop(clock: clock)
        let trace = Trace()
        for (deadline, name) in [(30, "c"), (10, "a1"), (20, "b"), (10, "a2"), (40, "late")] {
            loop.schedule(at: Int64(deadline)) { trace.add(name) }
        }
        loop.schedule(at: 30) { loop.stop() }
        clock.advance(to: 30)
        loop.run()
        #expect(trace.all == ["a1", "a2", "b", "c"])
    }

    @Test func `a timer may assume the isolation of an actor on its loop`() throws {
        let loop = try EventLoop()
        let counter = Counter(loop: loop)
        let trace = Trace()
        loop.schedule(at: 0) {
            counter.assumeIsolated { $0.addHere(7) }
            trace.add("\(counter.assumeIsolated { $0.totalHere })")
            loop.stop()
        }
        loop.run()
        #expect(trace.all == ["7"])
    }

    @Test func `assuming isolation away from the loop is a fault`() async {
        await #expect(processExitsWith: .failure) {
            let counter = Counter(loop: try EventLoop())
            counter.addUnchecked(1)
        }
    }

    @Test func `a timer set from another thread wakes a sleeping loop at its deadline`() async throws {
        let loop = try EventLoop()
        try loop.start()
        let clock = SystemClock()
        let begin = clock.monotonicNanoseconds
        let fired = await withCheckedContinuation { continuation in
            loop.schedule(at: begin + 5_000_000) { continuation.resume(returning: SystemClock().monotonicNanoseconds) }
        }
        #expect(fired - begin >= 5_000_000)
        loop.stop()
        loop.join()
    }

    @Test func `what was enqueued before stop still runs, and a stopped loop can run again`() async throws {
        let loop = try EventLoop()
        let counter = Counter(loop: loop)
        loop.schedule(at: 0) {
            counter.assumeIsolated { $0.addLater(1) }
            loop.stop()
        }
        loop.run()
        try loop.start()
        #expect(await counter.total == 1)
        loop.stop()
        loop.join()
    }

    @Test func `a core the machine does not have is refused by name`() throws {
        let loop = try EventLoop()
        #expect(throws: IOError.noSuchCore(1_000)) { try loop.start(core: 1_000) }
        #expect(throws: IOError.noSuchCore(-1)) { try loop.start(core: -1) }
        try loop.start(core: 0)
        loop.stop()
        loop.join()
    }

    @Test func `one job too many is a fault, one fewer is none`() async {
        for (jobs, condition) in [(64, ExitTest.Condition.success), (65, .failure)] {
            await #expect(processExitsWith: condition) { [jobs = jobs as Int] in
                let loop = try EventLoop(jobsMax: 64)
                let counter = Counter(loop: loop)
                // Nobody runs the loop: the jobs pile up in its inbox.
                for _ in 0..<jobs { Task(executorPreference: nil) { await counter.add(1) } }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    @Test func `one timer too many is a fault`() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            for _ in 0...EventLoop.timersMax { loop.schedule(at: .max) {} }
        }
    }

    @Test func `the monotonic clock does not go back`() {
        let clock = SystemClock()
        var last = clock.monotonicNanoseconds
        for _ in 0..<1_000 {
            let now = clock.monotonicNanoseconds
            #expect(now >= last)
            last = now
        }
        // 2025-01-01: a wall clock before this was never set.
        #expect(clock.wallNanoseconds > 1_735_689_600_000_000_000)
    }

    @Test func `a thread may ask for exact timers`() {
        #expect(ThreadAttributes.setTimerSlack(nanoseconds: 1))
        #expect(ThreadAttributes.setTimerSlack(nanoseconds: 50_000))
    }

    @Test func `a thread may let others go first, and nobody else does with it`() throws {
        let before = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
        let nice = Mutex<Int32?>(nil)
        let thread = try IO.Thread(name: "nice") {
            guard ThreadAttributes.setShare(niceness: Int(min(19, before + 5)), sliceNanoseconds: 100_000_000) else { return }
            nice.withLock { $0 = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
        }
        thread.join()
        #expect(nice.withLock { $0 } == min(19, before + 5))
        #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) == before)
    }
}

extension Counter {
    nonisolated func addUnchecked(_ amount: Int) { assumeIsolated { $0.addHere(amount) } }
    func addHere(_ amount: Int) { total += amount }
    func addLater(_ amount: Int) { Task { self.add(amount) } }
    var totalHere: Int { total }

    /// Starts one task per mark from the loop itself, then waits for all of them.
    func spawnMarks(_ count: Int, priorities: [TaskPriority]) async {
        var tasks: [Task<Void, Never>] = []
        for index in 0..<count {
            tasks.append(Task(priority: priorities[index % priorities.count]) { self.mark(index) })
        }
        for task in tasks { await task.value }
    }
}
