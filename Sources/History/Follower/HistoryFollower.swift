import Database
import Engine
import IO
import Market
import Synchronization

/// Writes the tables of the history, behind the exchange and on a thread of its own: it reads the log, as any other process could.
///
/// It never slows the exchange, which only tells it how far records are durable. If SQLite fails, the history stands still, says so, and is
/// opened again after a while; nothing else does.
package actor HistoryFollower {
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    package nonisolated let status = HistoryStatus(.opening)

    private let directory: DataDirectory
    private let instanceID: UInt64
    private let retention: HistoryRetention
    private let clock: any Clock
    private var opened: HistoryOpening?
    /// What SQLite said while the file was in use was that it is damaged; it is made anew once in the life of a process.
    private var isDamaged = false
    private var hasBeenRemade = false
    private var isStopping = false
    private var waiters: [Waiter] = []
    /// A step for whoever waits is on its way: each may take as long as a transaction, so one does for all.
    private var isStepDue = false
    private var waitersEver: UInt64 = 0

    /// How far the log may be read, and whether nothing is on its way that will look at it.
    private nonisolated let target: Atomic<SequenceNumber>
    private nonisolated let isAsleep = Atomic(false)

    private struct Waiter {
        var number: UInt64
        var sequence: SequenceNumber
        var continuation: CheckedContinuation<Bool, Never>
    }

    /// Gives it a tenth of a processor against one thread of the exchange that wants it all: a burst of orders is taken in first and written
    /// here behind it.
    static let niceness = 10
    /// The longest there is, so that whoever of the exchange wakes need not wait for it: with the usual one a tenth fewer orders were taken.
    static let sliceNanoseconds: UInt = 100_000_000
    /// How long news may wait, in nanoseconds: what comes meanwhile is written with it.
    static let restNanoseconds: Int64 = 50_000_000
    /// The longest transaction.
    static let transactionNanoseconds: Int64 = 250_000_000
    /// How long somebody may wait for the tables to catch up.
    package static let patienceNanoseconds: Int64 = 2_000_000_000
    /// How many may wait at a time; one more is told at once that they did not.
    package static let waitersMax = 1 << 12
    /// Time until a history that failed is opened again.
    static let retryNanoseconds: Int64 = 10_000_000_000
    /// How long the end may take: what is left then is read again from the log.
    static let endNanoseconds: Int64 = 5_000_000_000

    /// - Parameter published: the last record of the log that may be read.
    package init(
        _ directory: DataDirectory, instanceID: UInt64, published: SequenceNumber, retention: HistoryRetention = HistoryRetention(),
        clock: any Clock = SystemClock()
    ) throws(HistoryError) {
        do { loop = try EventLoop() } catch { throw .io(error) }
        self.directory = directory
        self.instanceID = instanceID
        self.retention = retention
        self.clock = clock
        target = Atomic(published)
    }

    /// Begins, on a thread of its own.
    package nonisolated func start() throws(HistoryError) {
        do { try loop.start() } catch { throw .io(error) }
        loop.schedule(at: .min) {
            ThreadAttributes.setName("walras-history")
            // Refused, it takes its turn like everybody.
            ThreadAttributes.setShare(niceness: Self.niceness, sliceNanoseconds: Self.sliceNanoseconds)
            self.assumeIsolated { $0.open() }
        }
    }

    /// Says how far records are durable. From any thread, as often as it likes: it is one store unless the follower sleeps.
    package nonisolated func kick(_ published: SequenceNumber) {
        target.store(published, ordering: .releasing)
        guard isAsleep.load(ordering: .relaxed), isAsleep.exchange(false, ordering: .acquiringAndReleasing) else { return }
        loop.schedule(at: clock.monotonicNanoseconds + Self.restNanoseconds) {
            self.assumeIsolated { $0.work() }
        }
    }

    /// Waits until everything up to `sequence`, which is durable, is in the tables.
    /// - Returns: false if that takes longer than `patienceNanoseconds`, or the history has failed.
    package func catchUp(to sequence: SequenceNumber) async -> Bool {
        guard let opened else {
            if case .failed = status.now.state { return false }
            return await wait(for: sequence)
        }
        return opened.projection.store.cursor >= sequence ? true : await wait(for: sequence)
    }

    private func wait(for sequence: SequenceNumber) async -> Bool {
        guard waiters.count < Self.waitersMax, !isStopping else { return false }
        target.max(sequence, ordering: .acquiringAndReleasing)
        waitersEver += 1
        let number = waitersEver
        let now = clock.monotonicNanoseconds
        if !isStepDue {
            isStepDue = true
            loop.schedule(at: now) { self.assumeIsolated { $0.stepForWaiters() } }
        }
        loop.schedule(at: now + Self.patienceNanoseconds) { self.assumeIsolated { $0.giveUp(number) } }
        return await withCheckedContinuation { waiters.append(Waiter(number: number, sequence: sequence, continuation: $0)) }
    }

    private func stepForWaiters() {
        isStepDue = false
        _ = step()
    }

    private func giveUp(_ number: UInt64) {
        guard let index = waiters.firstIndex(where: { $0.number == number }) else { return }
        waiters.remove(at: index).continuation.resume(returning: false)
    }

    private func release(through sequence: SequenceNumber, _ outcome: Bool) {
        guard !waiters.isEmpty else { return }
        let released = waiters.filter { $0.sequence <= sequence }
        waiters.removeAll { $0.sequence <= sequence }
        for waiter in released { waiter.continuation.resume(returning: outcome) }
    }

    // MARK: work

    private func open() {
        guard !isStopping else { return }
        status.update { $0.state = .opening }
        do throws(HistoryError) {
            let opening = try HistoryOpening(
                directory, instanceID: instanceID, through: target.load(ordering: .acquiring), retention: retention, isDamaged: isDamaged)
            isDamaged = false
            hasBeenRemade = hasBeenRemade || opening.notice != nil
            opened = opening
            status.update {
                $0.state = .following
                if let notice = opening.notice { $0.notice = notice }
            }
        } catch { return fail(error) }
        work()
    }

    /// Writes what there is, and goes on until nothing is left.
    private func work() {
        guard opened != nil else { return }
        if step() { return schedule(at: .min) }
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        // What became durable since then found nobody asleep.
        guard let opened, target.load(ordering: .sequentiallyConsistent) > opened.projection.store.cursor,
            isAsleep.exchange(false, ordering: .acquiringAndReleasing)
        else { return }
        schedule(at: clock.monotonicNanoseconds + Self.restNanoseconds)
    }

    private func schedule(at deadline: Int64) { loop.schedule(at: deadline) { self.assumeIsolated { $0.work() } } }

    /// One transaction.
    /// - Returns: whether more is there at once.
    private func step() -> Bool {
        guard let opened else { return false }
        let store = opened.projection.store
        let last = target.load(ordering: .acquiring)
        let deadline = clock.monotonicNanoseconds + Self.transactionNanoseconds
        do throws(HistoryError) {
            if last > store.cursor {
                guard try opened.projection.follow(opened.log, through: last, until: { clock.monotonicNanoseconds >= deadline }) else {
                    throw .unusable(path: directory.log, what: "the log ends at \(opened.projection.sequence), and \(last) is durable")
                }
                try opened.projection.commit()
            }
        } catch {
            fail(error)
            return false
        }
        let now = clock.monotonicNanoseconds
        status.update {
            $0.sequence = store.cursor
            $0.time = store.cursorTime
            if store.cursor >= last { $0.caughtUpAt = now }
        }
        release(through: store.cursor, true)
        return store.cursor < last
    }

    private func fail(_ error: HistoryError) {
        opened = nil
        if case .database(_, let cause) = error, cause.isDamage || cause.isDuplicate, !hasBeenRemade { isDamaged = true }
        status.update { $0.state = .failed("\(error)") }
        release(through: .max, false)
        loop.schedule(at: clock.monotonicNanoseconds + Self.retryNanoseconds) { self.assumeIsolated { $0.open() } }
    }

    // MARK: the end

    /// Writes what is left, a checkpoint to begin from, and ends the thread. On none of the follower's.
    /// - Throws: what kept it from that; the log still has everything.
    package nonisolated func stop() throws(HistoryError) {
        let outcome = loop.performAndWait { self.assumeIsolated { $0.end() } }
        loop.stop()
        loop.join()
        try outcome.get()
    }

    private func end() -> Result<Void, HistoryError> {
        isStopping = true
        let deadline = clock.monotonicNanoseconds + Self.endNanoseconds
        while step(), clock.monotonicNanoseconds < deadline {}
        defer {
            release(through: .max, false)
            opened = nil
        }
        guard let opened else {
            if case .failed(let what) = status.now.state { return .failure(.unusable(path: HistoryStore.path(in: directory.path), what: what)) }
            return .success(())
        }
        return Result { () throws(HistoryError) in
            try opened.projection.checkpoint()
            try opened.projection.store.finish()
        }
    }
}
