internal import IO
import Synchronization

extension Journal {
    /// Commits batches in order until the journal closes.
    func runLogThread() {
        while true {
            let wait = idleMilliseconds()
            let hasWork = { [self] in
                handed.load(ordering: .acquiring) != done.load(ordering: .relaxed) || isClosing.load(ordering: .acquiring)
            }
            if let wait { _ = gate.wait(milliseconds: wait, until: hasWork) } else { gate.wait(until: hasWork) }
            if handed.load(ordering: .acquiring) != done.load(ordering: .relaxed) {
                commitHanded()
            } else if isClosing.load(ordering: .acquiring) {
                finish()
                return
            } else {
                spendIdleTime()
            }
        }
    }

    /// Commits every batch handed over so far, one after the other.
    func commitHanded() {
        while true {
            let index = done.load(ordering: .relaxed)
            if index == handed.load(ordering: .acquiring) { break }
            let batch = batches[index % batches.count]
            attempt { () throws(JournalError) in
                try writer.write(batch)
                try syncIfDue()
            }
            batch.reset()
            done.store(index + 1, ordering: .releasing)
            gate.notify()
            onDurable()
        }
        if !options.usesThreads { preparer.refill() }
    }

    /// The fence: runs `body` unless something failed before, and publishes what it achieved.
    private func attempt(_ body: () throws(JournalError) -> Void) {
        guard !hasFailed.load(ordering: .relaxed) else { return }
        do {
            try body()
            // Only now may anything of it be seen outside.
            roomInSegment.store(writer.roomInSegment, ordering: .releasing)
            written.store(writer.nextSequence - 1, ordering: .releasing)
            synced.store(writer.syncedSequence, ordering: .releasing)
            committed.store(durability == .always ? writer.syncedSequence : writer.nextSequence - 1, ordering: .releasing)
        } catch {
            firstFailure.withLock { $0 = error }
            hasFailed.store(true, ordering: .releasing)
        }
    }

    private func syncIfDue() throws(JournalError) {
        switch durability {
        case .always: try writer.sync()
        case .interval: if remainingMilliseconds() <= 0 { try syncNow() }
        case .none: break
        }
    }

    private func syncNow() throws(JournalError) {
        try writer.sync()
        lastSync = .now
    }

    /// Until the next sync of mode `interval`.
    private func remainingMilliseconds() -> Int {
        guard case .interval(let milliseconds) = durability else { return 0 }
        let (seconds, attoseconds) = (ContinuousClock.now - lastSync).components
        return milliseconds - Int(seconds) * 1000 - Int(attoseconds / 1_000_000_000_000_000)
    }

    /// How long to wait for a batch before there is something else to do; nil if there is not.
    private func idleMilliseconds() -> Int? {
        if hasFailed.load(ordering: .relaxed) { return nil }
        if writer.isSynced { return writer.wantsMark ? options.markMilliseconds : nil }
        if case .interval = durability { return max(0, remainingMilliseconds()) }
        return nil
    }

    /// Nothing was handed over in time: syncs what is due, or says in the log that all of it is on disk.
    private func spendIdleTime() {
        let isMark = writer.isSynced && writer.wantsMark
        attempt { () throws(JournalError) in
            if isMark { try writer.writeMark() }
            try syncNow()
        }
        onDurable()
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
