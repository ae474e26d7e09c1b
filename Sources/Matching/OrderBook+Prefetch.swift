import Market

// What commands further back in a queue will touch, into the cache: whoever has the queue takes the steps, far enough apart for each
// to have arrived before the next.
extension OrderBook {
    /// Starts loading what nearly every command reads of a book: its first two lines, and the first of bids and of asks.
    @inlinable @inline(__always) package static func prefetch(at book: UnsafePointer<OrderBook>) {
        let start = Int(bitPattern: book)
        Market.prefetch(address: start)
        Market.prefetch(address: start &+ 64)
        Market.prefetch(address: start &+ 128)
        Market.prefetch(address: start &+ 256)
    }

    /// Whether the levels of bids and asks are more than stay in the cache.
    @inlinable package var hasManyLevels: Bool { ladders[0].levels.count > 1 << 13 || ladders[1].levels.count > 1 << 13 }

    /// Whether its orders are more than stay in the cache: 2 MiB.
    @inlinable package var hasManyOrders: Bool { orders.count > 1 << 16 }

    /// First step of a prefetch: the order itself.
    @inlinable @inline(__always) package func prefetch(_ id: OrderID) { orders.prefetch(likely: id.slot) }

    /// The same for an order that is about to enter: the level it may rest at. The slot it may get was given back not long ago.
    @inlinable @inline(__always) package func prefetch(_ price: Price, _ side: Side) { ladders.prefetch(ticks: price.ticks, side) }

    /// Whether an order at this limit or bound would trade; any price is harmless. Few orders do, so a branch on it is cheap.
    @inlinable @inline(__always) package func wouldTrade(_ price: Price, _ side: Side) -> Bool {
        ladders.isReached(side.opposite, ticks: price.ticks)
    }

    /// First step for an order that would: the best level of the other side.
    @inlinable @inline(__always) package func prefetchBestLevel(against side: Side) {
        ladders[side.opposite.ladder].levels.prefetch(likely: ladders[side.opposite.ladder].bestLevel)
    }

    /// Second step: the order at its head, and the detail it will have if it trades in part.
    @inlinable @inline(__always) package func prefetchBestOrder(against side: Side) {
        let ladder = side.opposite.ladder
        guard ladders[ladder].best != Ladder.noKey else { return }
        let head = ladders[ladder].levels[ladders[ladder].bestLevel].head
        orders.prefetch(likely: head)
        details.prefetch(likely: head)
    }

    /// Where there are many books, one step before the level: the way to the level, and the slot.
    @inlinable @inline(__always) package func prefetchWay(_ price: Price, _ side: Side) {
        ladders.prefetchWay(ticks: price.ticks, side)
        orders.prefetch(likely: state.freeSlot)
    }

    /// Second step of a prefetch, once the order itself has arrived: its neighbours, and its level unless few levels stay in the cache anyway.
    @inlinable @inline(__always) package func prefetchNeighbours(_ id: OrderID, andLevel: Bool = true) {
        // No branch on what the order is: a wrong guess costs more than a useless prefetch.
        let orders = orders
        let slot = id.slot
        guard slot < UInt32(truncatingIfNeeded: orders.count) else { return }
        let order = orders[slot]
        orders.prefetch(likely: order.next)
        orders.prefetch(likely: order.previous)
        if andLevel { ladders.prefetch(level: order.level, order.traits.side) }
    }
}
