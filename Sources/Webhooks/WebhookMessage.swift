import Identity
import Market
import Security

/// One event as an interface says it, for every hook of its owner that wants it.
package struct WebhookMessage: Sendable, Equatable {
    package var style: WebhookStyle
    package var account: AccountIndex
    /// Nil for what concerns the account as a whole, which hooks of single agents are not told.
    package var agent: AgentIndex?
    /// Name among the events hooks ask for.
    package var event: String
    /// The same whenever this event is told: receivers know repetitions by it.
    package var eventID: UUID
    /// When it happened: hooks made later are not told.
    package var time: Timestamp
    /// JSON, and what is signed: byte for byte what is sent, however often.
    package var body: [UInt8]

    package init(style: WebhookStyle, account: AccountIndex, agent: AgentIndex?, event: String, eventID: UUID, time: Timestamp, body: [UInt8]) {
        self.style = style
        self.account = account
        self.agent = agent
        self.event = event
        self.eventID = eventID
        self.time = time
        self.body = body
    }

    func concerns(_ hook: Hook) -> Bool {
        hook.style == style && hook.owner.account == account && (hook.owner.agent == nil || hook.owner.agent == agent) && hook.isActive
            && hook.createdAt <= time && hook.events.contains(event)
    }
}

/// Names of events: UUIDs (RFC 9562, version 8) that follow from what happened, so that telling it twice names it twice the same.
package enum WebhookEventID {
    /// - Parameters:
    ///   - name: the event's, for one happening may be told as several.
    ///   - number: the row in history, which follows from the log alone.
    package static func make(instance: UInt64, _ name: String, number: Int64) -> UUID {
        var message = Array("walras webhook event".utf8) + [0]
        for word in [instance, UInt64(bitPattern: number)] { message += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) } }
        message += Array(name.utf8)
        let hash = SHA256.hash(message).bytes
        func word(_ start: Int) -> UInt64 { hash[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        return UUID(high: word(0) & ~0xf000 | 0x8000, low: word(8) & ~(3 << 62) | 1 << 63)
    }
}

/// How an interface delivers: patience, headers, and which of its events come from the log.
package struct WebhookTerms: Sendable {
    /// Nanoseconds between a failed attempt and the next; one more failure than there are waits, and the event is given up.
    package var retryWaits: [Int64]
    /// So many events in a row given up make a hook inactive.
    package var failuresMax: Int
    /// Hooks of one account.
    package var hooksPerAccountMax: Int
    /// Events that follow from history, as opposed to those somebody posts.
    package var historyEvents: Set<String>
    /// Beside the content type: the event's name, its id and its signatures, of which it gets HMAC-SHA-256 of the body in hexadecimal.
    package var headers: @Sendable (_ event: String, _ eventID: UUID, _ signature: String) -> [(name: String, value: String)]

    package init(
        retryWaits: [Int64], failuresMax: Int, hooksPerAccountMax: Int, historyEvents: Set<String>,
        headers: @escaping @Sendable (_ event: String, _ eventID: UUID, _ signature: String) -> [(name: String, value: String)]
    ) {
        self.retryWaits = retryWaits
        self.failuresMax = failuresMax
        self.hooksPerAccountMax = hooksPerAccountMax
        self.historyEvents = historyEvents
        self.headers = headers
    }
}
