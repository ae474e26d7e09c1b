import Market

/// An account that was halted, restricted or released.
package struct AccountEvent: BitwiseCopyable, Sendable, Hashable {
    package internal(set) var sequence: SequenceNumber
    package internal(set) var time: Timestamp
    package internal(set) var account: AccountID
    package internal(set) var state: UInt8
    package internal(set) var reason: UInt8

    init(_ event: Event, sequence: SequenceNumber, time: Timestamp) {
        self.sequence = sequence
        self.time = time
        account = event.account
        state = UInt8(truncatingIfNeeded: event.leaves.lots)
        reason = event.reason
    }
}

/// The latest of them. Numbered from 1.
struct AccountEventRing: ~Copyable {
    private var events: Arena<AccountEvent>
    private(set) var count: UInt64 = 0

    /// Remembered at most: more than the events of one record, which is as many as are added between two looks.
    static let max = 1 << 13

    init() { events = Arena() }

    deinit { events.deallocate() }

    subscript(number: UInt64) -> AccountEvent { events[Int((number - 1) % UInt64(Self.max))] }

    mutating func append(_ event: AccountEvent) {
        let place = Int(count % UInt64(Self.max))
        if place == events.count { _ = events.append() }
        events[place] = event
        count += 1
    }

    func hash(into hasher: inout StateHasher) {
        hasher.combine(count)
        hasher.combine(events)
    }

    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        try visitor.visit(bits: &count)
        try visitor.visit(&events)
    }
}
