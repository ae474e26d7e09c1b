/// The events of the commands being applied, in order, in memory that is reused.
@usableFromInline package struct EventBuffer: ~Copyable {
    @usableFromInline var events: Arena<Event>
    /// Events written since `removeAll`.
    @usableFromInline package var count = 0

    package init(capacity: Int = 1 << 12) {
        events = Arena(count: capacity)
    }

    deinit { events.deallocate() }

    @inlinable @inline(__always) package mutating func append(_ event: Event) {
        // The test for room is the bounds check of the store, so there is one of the two.
        guard UInt(bitPattern: count) < UInt(bitPattern: events.count) else { return appendGrowing(event) }
        events[count] = event
        count &+= 1
    }

    @usableFromInline @inline(never) mutating func appendGrowing(_ event: Event) {
        grow()
        append(event)
    }

    @inlinable package subscript(index: Int) -> Event {
        precondition(index < count, "event index out of bounds")
        return events[index]
    }

    @inlinable package mutating func removeAll() { count = 0 }

    private mutating func grow() {
        let capacity = events.count * 2
        events.reserve(capacity)
        while events.count < capacity { _ = events.append() }
    }
}
