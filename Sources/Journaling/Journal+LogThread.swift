internal import IO
#if WALRAS_PLANTED_BUGS
internal import Market
#endif
import Synchronization

extension Journal {
    /// Nanoseconds the log thread runs at a time, the shortest slice there is: whoever waits for the disk goes on at once, and does little.
    private static let sliceNanoseconds: UInt = 100_000

    /// Commits batches in order until the journal closes.
    func runLogThread() {
        // Refused, it waits for its turn like everybody.
        ThreadAttributes.setShare(sliceNanoseconds: Self.sliceNanoseconds)
        while true {
            let (wait, seen) = writing.withLock { _ in
                let wait = idleMilliseconds()
                isResting.store(wait == nil, ordering: .releasing)
                return (wait, writer.nextSequence)
            }
            let hasWork = { [self] in
                handed.load(ordering: .acquiring) != done.load(ordering: .relaxed) || isClosing.load(ordering: .acquiring)
            }
            if let wait { _ = gate.wait(milliseconds: wait, until: hasWork) } else { gate.wait { hasWork() || !isResting.load(ordering: .acquiring) } }
            if handed.load(ordering: .acquiring) != done.load(ordering: .relaxed) {
                commitHanded()
            } else if isClosing.load(ordering: .acquiring) {
                finish()
                return
            } else if wait != nil {
                let isIdle = writing.withLock { _ in
                    // What the engine committed by itself in the meantime counts as work.
                    guard writer.nextSequence == seen else { return false }
                    spendIdleTime()
                    return true
                }
                if isIdle { onDurable() }
            }
        }
    }

    /// Commits every batch handed over so far, one after the other.
    func commitHanded() {
        while writing.withLock({ _ in commitNext() }) {
            gate.notify()
            onDurable()
        }
        if !options.usesThreads { preparer.refill() }
    }

    private var hasHanded: Bool { done.load(ordering: .acquiring) != handed.load(ordering: .acquiring) }

    /// Commits the oldest batch handed over; false if there is none. Under the lock `writing`.
    @discardableResult func commitNext() -> Bool {
        guard hasHanded else { return false }
        if !isWritten { writeNext() }
        finishWritten()
        return true
    }

    private func writeNext() {
        let batch = batches[done.load(ordering: .relaxed) % batches.count]
        attempt { () throws(JournalError) in try writer.write(batch) }
        isWritten = true
    }

    private func finishWritten() {
        attempt { () throws(JournalError) in try syncIfDue() }
        isWritten = false
        let index = done.load(ordering: .relaxed)
        batches[index % batches.count].reset()
        done.store(index + 1, ordering: .releasing)
    }

    // MARK: by steps

    /// Milliseconds until `work` has something to do; nil if only a new batch will bring something.
    package var workDue: Int? { hasHanded ? 0 : idleMilliseconds() }

    /// The next piece of what the log thread would do: writes a batch, or syncs it, or else spends idle time. For `isStepped`.
    package func work() {
        precondition(options.isStepped, "the log works by itself")
        if hasHanded {
            if !isWritten { return writeNext() }
            finishWritten()
            if !hasHanded { preparer.refill() }
        } else {
            spendIdleTime()
        }
        onDurable()
    }

    /// The fence: runs `body` unless something failed before, and publishes what it achieved.
    private func attempt(_ body: () throws(JournalError) -> Void) {
        guard !hasFailed.load(ordering: .relaxed) else { return }
        do {
            try body()
            // Only now may anything of it be seen outside.
            roomInSegment.store(writer.roomInSegment, ordering: .releasing)
            synced.store(writer.syncedSequence, ordering: .releasing)
            committed.store(durability == .always ? writer.syncedSequence : writer.nextSequence - 1, ordering: .releasing)
            #if WALRAS_PLANTED_BUGS
            if PlantedBug.isOn(.acknowledgeBeforeSync) {
                committed.store(writer.nextSequence - 1, ordering: .releasing)
                onDurable()
            }
            #endif
        } catch {
            firstFailure.withLock { $0 = error }
            hasFailed.store(true, ordering: .releasing)
        }
    }

    private func syncIfDue() throws(JournalError) {
        switch durability {
        case .always:
            let began = options.clock.monotonicNanoseconds
            try writer.sync()
            syncNanoseconds.store(options.clock.monotonicNanoseconds - began, ordering: .relaxed)
        case .interval: if remainingMilliseconds() <= 0 { try syncNow() }
        case .none: break
        }
    }

    private func syncNow() throws(JournalError) {
        try writer.sync()
        lastSync = options.clock.monotonicNanoseconds
    }

    /// Until the next sync of mode `interval`.
    private func remainingMilliseconds() -> Int {
        guard case .interval(let milliseconds) = durability else { return 0 }
        return milliseconds - Int((options.clock.monotonicNanoseconds - lastSync) / 1_000_000)
    }

    /// How long to wait for a batch before there is something else to do; nil if there is not.
    func idleMilliseconds() -> Int? {
        if hasFailed.load(ordering: .relaxed) { return nil }
        if writer.isSynced { return writer.wantsMark ? options.markMilliseconds : nil }
        if case .interval = durability { return max(0, remainingMilliseconds()) }
        return nil
    }

    /// Nothing was handed over in time: syncs what is due, or says in the log that all of it is on disk.
    private func spendIdleTime() {
        // The engine may have committed something since this thread began to wait.
        if durability == .none, !writer.isSynced { return }
        let isMark = writer.isSynced && writer.wantsMark
        attempt { () throws(JournalError) in
            if isMark { try writer.writeMark() }
            try syncNow()
        }
    }

    /// Leaves everything on disk, with a mark that says so.
    func finish() {
        attempt { () throws(JournalError) in
            try writer.sync()
            guard writer.wantsMark else { return }
            try writer.writeMark()
            try writer.sync()
        }
        gate.notify()
        onDurable()
    }
}
