import IO
import Market

// Into the queues: from history, and from whoever posts.
extension WebhookSender {
    /// Looks whether something happened, now and from then on.
    func poll() {
        guard !isClosed else { return }
        var next = clock.monotonicNanoseconds + Self.pollNanoseconds
        let isDone = attempt { () throws(WebhooksError) in
            try read()
            guard clock.monotonicNanoseconds - notedAt >= Self.noteNanoseconds, !isReading else { return }
            try note()
            // A history that was damaged is made again under the same name: which one is that is looked up again.
            tail = nil
        }
        if !isDone {
            next += Self.pauseNanoseconds
            tail = nil
        }
        release()
        loop.schedule(at: next) { self.assumeIsolated { $0.poll() } }
    }

    /// Reads what is behind the cursor, if somebody wants to know of it and the last part has been dealt with.
    package func read() throws(WebhooksError) {
        guard !isReading, !isClosed else { return }
        if tail == nil { tail = try HistoryTail(path: historyPath) }
        guard let end = try tail?.end(), end.isAhead(of: cursor) else { return }
        let (owners, wanted) = interested()
        guard !owners.isEmpty else { return try pass(to: end) }
        isReading = true
        // Whoever trades is known before anything of it is in history, so that asking now misses nobody up to `end`.
        voice.accounts(owners) { accounts in
            self.loop.schedule(at: .min) { self.assumeIsolated { $0.read(accounts, through: end, wanted) } }
        }
    }

    /// Whose active hooks want what follows from history, and what of it.
    private func interested() -> (owners: Set<HookOwner>, wanted: [WebhookStyle: Set<String>]) {
        var owners: Set<HookOwner> = []
        var wanted: [WebhookStyle: Set<String>] = [:]
        for state in hooks.values where state.hook.isActive {
            guard let names = terms[state.hook.style]?.historyEvents.intersection(state.hook.events), !names.isEmpty else { continue }
            owners.insert(state.hook.owner)
            wanted[state.hook.style, default: []].formUnion(names)
        }
        return (owners, wanted)
    }

    private func read(_ accounts: [AccountID], through end: HistoryNumbers, _ wanted: [WebhookStyle: Set<String>]) {
        guard !isClosed else { return }
        let isRead = attempt { () throws(WebhooksError) in
            guard let tail else { return isReading = false }
            let (events, reached) = try tail.events(of: accounts, after: cursor, through: end)
            guard !events.isEmpty else {
                isReading = false
                try pass(to: end)
                // Somebody waits for what came meanwhile.
                return settling.isEmpty ? () : try read()
            }
            voice.messages(events, wanted) { messages in
                self.loop.schedule(at: .min) { self.assumeIsolated { $0.take(messages, reached: reached) } }
            }
        }
        if !isRead {
            isReading = false
            tail = nil
        }
    }

    private func take(_ messages: [WebhookMessage], reached: HistoryNumbers) {
        isReading = false
        guard !isClosed else { return }
        attempt { () throws(WebhooksError) in
            try append(messages, reached: reached)
            // There may be more than fitted.
            try read()
        }
    }

    /// Nobody is told of what lies up to there.
    private func pass(to numbers: HistoryNumbers) throws(WebhooksError) {
        cursor = numbers.joined(cursor)
        release()
    }

    /// Calls `then` once what is in history now waits in the queues of the hooks it concerns; if it cannot be read, after a while.
    package func settle(then: @escaping @Sendable () -> Void) {
        var end: HistoryNumbers?
        attempt { () throws(WebhooksError) in
            if tail == nil { tail = try HistoryTail(path: historyPath) }
            end = try tail?.end()
        }
        guard !isClosed, let end else { return then() }
        settling.append((end, clock.monotonicNanoseconds + Self.settleNanosecondsMax, then))
        attempt { () throws(WebhooksError) in try read() }
        release()
    }

    /// Tells those who wait for history to be read.
    private func release() {
        guard !settling.isEmpty else { return }
        let (now, all) = (clock.monotonicNanoseconds, settling)
        settling = all.filter { $0.end.isAhead(of: cursor) && $0.until > now }
        for waiter in all where !waiter.end.isAhead(of: cursor) || waiter.until <= now { waiter.then() }
    }

    /// Writes the cursor where it is not yet, and tells history.
    func note() throws(WebhooksError) {
        notedAt = clock.monotonicNanoseconds
        if cursor != noted {
            try store.setProgress(cursor)
            noted = cursor
        }
        try tail?.note(noted)
    }

    /// Queues an event that is in no log; it is told once it is here, and lost if the disk fails before.
    package func post(_ message: WebhookMessage) throws(WebhooksError) { try append([message], reached: nil) }

    // MARK: queues

    /// Puts messages into the queues of the hooks they concern, and the cursor behind them, in one transaction.
    func append(_ messages: [WebhookMessage], reached: HistoryNumbers?) throws(WebhooksError) {
        var pairs: [(message: WebhookMessage, hook: Int64)] = []
        for message in messages {
            for number in hooksOfAccount[message.account] ?? [] {
                // Every number there is that of a hook.
                if message.concerns(hooks[number]!.hook) { pairs.append((message, number)) }
            }
        }
        try append(pairs, reached: reached)
    }

    func append(_ pairs: [(message: WebhookMessage, hook: Int64)], reached: HistoryNumbers?) throws(WebhooksError) {
        var changed: [Int64: State] = [:]
        var total = queued
        let next = reached?.joined(cursor)
        try store.transaction { () throws(WebhooksError) in
            for (message, number) in pairs {
                guard var state = changed[number] ?? hooks[number] else { continue }
                try append(message, to: &state, &total)
                changed[number] = state
            }
            for state in changed.values where state.hook.droppedCount != hooks[state.number]?.hook.droppedCount { try store.update(state.hook) }
            if let next { try store.setProgress(next) }
        }
        if let next {
            (cursor, noted) = (next, next)
            release()
        }
        var dropped = 0
        for (number, state) in changed.sorted(by: { $0.key < $1.key }) {
            dropped += state.hook.droppedCount - (hooks[number]?.hook.droppedCount ?? 0)
            hooks[number] = state
            kick(number)
        }
        noteQueued(total - queued)
        let count = UInt64(dropped)
        if count > 0 { status.change { $0.dropped += count } }
        startReady()
    }

    private func append(_ message: WebhookMessage, to state: inout State, _ total: inout Int) throws(WebhooksError) {
        if state.queued >= queuedPerHookMax || total >= queuedMax {
            state.hook.droppedCount += 1
            // The one under way cannot be taken back.
            guard state.queued > (state.sent == nil ? 0 : 1) else { return }
            try store.dropOldest(of: state.number, except: state.sent)
            state.queued -= 1
            total -= 1
        }
        try store.append(message, to: state.number, at: now)
        state.queued += 1
        total += 1
    }
}
