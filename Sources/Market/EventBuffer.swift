/// The events of the commands being applied, in order, in memory that is reused.
@usableFromInline package struct EventBuffer: ~Copyable {
    @usableFromInline var events: Arena<Event>
    /// By the index of the event, where its order holds funds at another price than it says.
    @usableFromInline var reserves: Arena<Price>
    /// Events written since `removeAll`.
    @usableFromInline package var count = 0

    package init(capacity: Int = 1 << 12) {
        events = Arena(count: capacity)
        reserves = Arena()
    }

    deinit {
        events.deallocate()
        reserves.deallocate()
    }

    @inlinable @inline(__always) package mutating func append(_ event: Event) {
        // Room is made first and the event handed to nobody, so that its fields are written straight to where they stay. Put together
        // elsewhere and copied, it would be read back wider than it was written, and wait for the writes.
        if count >= events.count { grow() }
        // The eight small fields in two writes: writes on their way to the cache wait in a queue, and a full queue stops everything.
        let bytes = unsafe UnsafeMutableRawPointer(events.base + count)
        unsafe bytes.storeBytes(of: event.head, as: UInt64.self)
        unsafe bytes.storeBytes(of: event.accounts, toByteOffset: 8, as: UInt64.self)
        unsafe events.base[count].orderID = event.orderID
        unsafe events.base[count].otherID = event.otherID
        unsafe events.base[count].price = event.price
        unsafe events.base[count].quantity = event.quantity
        unsafe events.base[count].leaves = event.leaves
        unsafe events.base[count].otherLeaves = event.otherLeaves
        count &+= 1
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
    @inlinable @inline(__always) package var isFull: Bool { count >= events.count }

    @inlinable package subscript(index: Int) -> Event {
        @inline(__always) _read {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "event index out of bounds")
            yield events[index]
        }
    }

    @inlinable package mutating func removeAll() { count = 0 }

    @usableFromInline @inline(never) package mutating func grow() {
        let capacity = events.count * 2
        events.reserve(capacity)
        while events.count < capacity { _ = events.append() }
    }
}
