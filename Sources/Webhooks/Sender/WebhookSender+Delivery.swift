import Identity
import IO
import Market
import Security

// Out of the queues, over the transport, and what becomes of it.
extension WebhookSender {
    /// Gives a hook its turn if something waits for it.
    func kick(_ number: Int64) {
        guard let state = hooks[number], state.phase == .idle, state.queued > 0, state.hook.isActive else { return }
        hooks[number]?.phase = .ready
        ready.append(number)
    }

    /// Sends for those whose turn it is, as many as may be under way.
    func startReady() {
        guard !isClosed else { return }
        while underWay < Self.transfersMax, readyFirst < ready.count {
            let number = ready[readyFirst]
            readyFirst += 1
            // Gone, or inactive, since it was put there.
            guard let state = hooks[number], state.phase == .ready else { continue }
            if !attempt({ () throws(WebhooksError) in try start(state) }) { wait(number, until: now + Self.pauseNanoseconds) }
        }
        if readyFirst == ready.count || readyFirst > Self.hooksMax {
            ready.removeFirst(readyFirst)
            readyFirst = 0
        }
    }

    private func start(_ state: State) throws(WebhooksError) {
        let hook = state.hook
        guard let delivery = try store.first(of: hook.number) else { return forgetQueue(hook.number) }
        guard delivery.nextAt <= now else { return wait(hook.number, until: delivery.nextAt) }
        guard let terms = terms[hook.style] else { return wait(hook.number, until: now + Self.pauseNanoseconds) }
        let signature = Hex.encode(HMACSHA256.authenticate(delivery.body, key: Array(hook.secret(secret).utf8)).bytes)
        hooks[hook.number]?.phase = .underWay(delivery.number)
        underWay += 1
        if delivery.attempts > 0 { status.change { $0.retries += 1 } }
        note(underWay: underWay)
        transport.post(WebhookPost(url: hook.url, headers: terms.headers(delivery.event, delivery.eventID, signature), body: delivery.body)) { [self] outcome in
            ended(hook.number, delivery, outcome)
        }
    }

    private func note(underWay count: Int) { status.change { $0.underWay = count } }

    // MARK: waiting

    private func wait(_ number: Int64, until: Timestamp) {
        hooks[number]?.phase = .waiting
        let place = waiting.firstIndex { $0.until <= until } ?? waiting.count
        waiting.insert((until, number), at: place)
        setAlarm()
    }

    private func setAlarm() {
        guard let (until, _) = waiting.last else { return alarm.set(nil) }
        alarm.set(clock.monotonicNanoseconds + max(0, until - now))
    }

    func awaken() {
        while let (until, number) = waiting.last, until <= now {
            waiting.removeLast()
            guard let state = hooks[number], state.phase == .waiting else { continue }
            hooks[number]?.phase = .idle
            kick(number)
        }
        setAlarm()
        startReady()
    }

    // MARK: the end of an attempt

    private func ended(_ number: Int64, _ delivery: Delivery, _ outcome: WebhookOutcome) {
        underWay -= 1
        note(underWay: underWay)
        defer { startReady() }
        // Removed, or emptied, while it was on its way.
        guard let state = hooks[number], state.sent == delivery.number else { return }
        hooks[number]?.phase = .idle
        let isKept = attempt { () throws(WebhooksError) in
            if outcome.isDelivered { try delivered(state, delivery) } else { try failed(state, delivery) }
        }
        // Nothing of it is on disk: it will be sent again.
        if !isKept { return wait(number, until: now + Self.pauseNanoseconds) }
        kick(number)
    }

    private func delivered(_ state: State, _ delivery: Delivery) throws(WebhooksError) {
        var hook = state.hook
        hook.failureCount = 0
        hook.lastTriggeredAt = now
        try store.transaction { () throws(WebhooksError) in
            try store.delete(delivery: delivery.number)
            try store.update(hook)
        }
        status.change { $0.delivered += 1 }
        leave(hook, 1)
    }

    private func failed(_ state: State, _ delivery: Delivery) throws(WebhooksError) {
        var hook = state.hook
        hook.lastTriggeredAt = now
        var delivery = delivery
        delivery.attempts += 1
        let waits = terms[hook.style].map(\.retryWaits) ?? []
        status.change { $0.failedAttempts += 1 }
        guard delivery.attempts > waits.count else {
            delivery.nextAt = now + waits[delivery.attempts - 1]
            let later = delivery
            try store.transaction { () throws(WebhooksError) in
                try store.update(later)
                try store.update(hook)
            }
            return leave(hook, 0)
        }
        hook.failureCount += 1
        let isLast = hook.failureCount >= terms[hook.style].map(\.failuresMax) ?? .max
        if isLast { hook.isActive = false }
        let given = hook
        try store.transaction { () throws(WebhooksError) in
            if isLast { try store.deleteAll(of: given.number) } else { try store.delete(delivery: delivery.number) }
            try store.update(given)
        }
        status.change {
            $0.givenUp += 1
            if isLast { $0.disabled += 1 }
        }
        leave(given, 1)
        if isLast { forgetQueue(given.number) }
    }

    /// Takes in a hook as it now is on disk, and so many of its deliveries that are not any more.
    private func leave(_ hook: Hook, _ count: Int) {
        hooks[hook.number]?.hook = hook
        hooks[hook.number]?.queued -= count
        noteQueued(-count)
    }

    /// What is still queued in memory was dropped on disk.
    func forgetQueue(_ number: Int64) {
        guard let state = hooks[number] else { return }
        hooks[number]?.queued = 0
        // One that is on its way comes back to a hook that does not wait for it.
        hooks[number]?.phase = .idle
        noteQueued(-state.queued)
        status.change { $0.dropped += UInt64(state.queued) }
    }

    func noteQueued(_ change: Int) {
        queued += change
        let count = queued
        status.change { $0.queued = count }
    }
}
