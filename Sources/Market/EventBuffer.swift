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
        // Room is made first and the event handed to nobody, so that its fields are written straight to where they stay. Put together
        // elsewhere and copied, it would be read back wider than it was written, and wait for the writes.
        if count >= events.count { grow() }
        events[count] = event
        count &+= 1
    }

    @inlinable package subscript(index: Int) -> Event {
        @inline(__always) _read {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "event index out of bounds")
            yield events[index]
        }
    }

    @inlinable package mutating func removeAll() { count = 0 }

    @usableFromInline @inline(never) mutating func grow() {
        let capacity = events.count * 2
        events.reserve(capacity)
        while events.count < capacity { _ = events.append() }
    }
}
