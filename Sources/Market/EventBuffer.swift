/// The events of the commands being applied, in order, in memory that is reused.
@usableFromInline @safe package struct EventBuffer: ~Copyable {
    @usableFromInline var events: Arena<Event>
    /// By the index of the event, where its order holds funds at another price than it says.
    @usableFromInline var reserves: Arena<Price>
    /// Where the next event goes, and where there is no more room.
    @usableFromInline var next: UnsafeMutablePointer<Event>
    @usableFromInline var limit: UnsafeMutablePointer<Event>

    package init(capacity: Int = 1 << 12) {
        events = Arena(count: capacity)
        reserves = Arena()
        unsafe next = events.base
        unsafe limit = events.base + events.count
    }

    deinit {
        events.deallocate()
        reserves.deallocate()
    }

    /// Events written since `removeAll`.
    @inlinable @inline(__always) package var count: Int { unsafe next - events.base }

    @inlinable @inline(__always) package mutating func append(_ event: Event) {
        // Room is made first and the event handed to nobody, so that its fields are written straight to where they stay. Put together
        // elsewhere and copied, it would be read back wider than it was written, and wait for the writes.
        if isFull { grow() }
        // The eight small fields in two writes: writes on their way to the cache wait in a queue, and a full queue stops everything.
        let bytes = unsafe UnsafeMutableRawPointer(next)
        unsafe bytes.storeBytes(of: event.head, as: UInt64.self)
        unsafe bytes.storeBytes(of: event.accounts, toByteOffset: 8, as: UInt64.self)
        unsafe next.pointee.orderID = event.orderID
        unsafe next.pointee.otherID = event.otherID
        unsafe next.pointee.price = event.price
        unsafe next.pointee.quantity = event.quantity
        unsafe next.pointee.leaves = event.leaves
        unsafe next.pointee.otherLeaves = event.otherLeaves
        unsafe next += 1
    }

    /// Appends an event of an order that holds funds at a price which may not be the one the event says.
    package mutating func append(_ event: Event, reservePrice: Price) {
        append(event)
        guard reservePrice != event.price else { return }
        while reserves.count < count { _ = reserves.append() }
        reserves[count - 1] = reservePrice
        events[count - 1].holdsApart = 1
    }

    /// At what price the order of an event holds funds: in a trade the maker, in an auction's the buyer.
    @inlinable @inline(__always) package func reservePrice(_ index: Int) -> Price {
        let event = self[index]
        return event.holdsApart == 0 ? event.price : reserves[index]
    }

    /// Whether the next event will have to wait for more memory.
    @inlinable @inline(__always) package var isFull: Bool { unsafe next == limit }

    @inlinable package subscript(index: Int) -> Event {
        @inline(__always) _read {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "event index out of bounds")
            yield events[index]
        }
    }

    @inlinable package mutating func removeAll() { unsafe next = events.base }

    @usableFromInline @inline(never) package mutating func grow() {
        let (count, capacity) = (count, events.count * 2)
        events.reserve(capacity)
        while events.count < capacity { _ = events.append() }
        unsafe next = events.base + count
        unsafe limit = events.base + events.count
    }
}
