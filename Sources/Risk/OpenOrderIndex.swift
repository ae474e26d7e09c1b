import Market

/// Fifteen order ids of one account.
@usableFromInline struct OrderChunk: BitwiseCopyable {
    @usableFromInline typealias IDs = (
        UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64
    )
    /// Next chunk of the account (or free one), plus one; 0 ends the list.
    @usableFromInline var next: UInt32
    @usableFromInline var count: UInt32
    @usableFromInline var ids: IDs
    @inlinable static var idsMax: UInt32 { 15 }

    /// An empty one.
    @inlinable init(next: UInt32) {
        self.next = next
        count = 0
        ids = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    }
}

/// The open orders of every account, for "cancel all" and for listing them.
///
/// An append-only list per account, in pooled chunks of two cache lines. An order that ends costs its account a counter and nothing here: the book
/// tells an ended id from an open one by its generation, so stale ids are dropped when the list is read, or when more than half of it is stale.
@usableFromInline package struct OpenOrderIndex: ~Copyable {
    @usableFromInline var chunks: Arena<OrderChunk>
    /// `free[0]`: first free chunk plus one.
    @usableFromInline var free: Arena<UInt32>

    package init(capacity: Int = 64) {
        precondition(MemoryLayout<OrderChunk>.stride == 128, "a chunk is two cache lines")
        chunks = Arena(capacity: capacity)
        free = Arena(count: 2)
    }

    deinit {
        chunks.deallocate()
        free.deallocate()
    }

    /// Adds an order that now rests or waits, and counts it as open.
    /// - Complexity: O(1) amortised; `isOpen` is asked only when the list is compacted, `prefetch` some orders before it.
    @inlinable @inline(__always) package mutating func append(
        _ order: OrderID, to account: inout Account, prefetch: (OrderID) -> Void = { _ in }, isOpen: (OrderID) -> Bool
    ) {
        account.openOrders += 1
        if Self.wantsCompaction(account) { compact(&account, prefetch: prefetch, isOpen: isOpen) }
        push(order, to: &account)
    }

    /// Compaction leaves at most the open ones, so it comes at most once per that many appends.
    @inlinable @inline(__always) package static func wantsCompaction(_ account: Account) -> Bool {
        account.listedOrders >= 2 * account.openOrders + OrderChunk.idsMax
    }

    /// Starts loading the end of an account's list.
    @inlinable package func prefetch(_ account: Account) { chunks.prefetch(account.lastChunk &- 1) }

    @inlinable @inline(__always) package mutating func push(_ order: OrderID, to account: inout Account) {
        var last = account.lastChunk
        if last == 0 || chunks[last - 1].count == OrderChunk.idsMax {
            let fresh = takeChunk() + 1
            if last == 0 { account.firstChunk = fresh } else { chunks[last - 1].next = fresh }
            account.lastChunk = fresh
            last = fresh
        }
        let count = chunks[last - 1].count
        Self.store(order.rawValue, at: count, in: &chunks[last - 1].ids)
        chunks[last - 1].count = count + 1
        account.listedOrders += 1
    }

    @usableFromInline mutating func takeChunk() -> UInt32 {
        if free[0] == 0 { return chunks.append() }
        let chunk = free[0] - 1
        free[0] = chunks[chunk].next
        chunks[chunk].next = 0
        chunks[chunk].count = 0
        return chunk
    }

    /// Drops the ended orders of an account from its list.
    @inlinable @inline(__always) package mutating func compact(_ account: inout Account, prefetch: (OrderID) -> Void, isOpen: (OrderID) -> Bool) {
        var chunk = account.firstChunk
        account.firstChunk = 0
        account.lastChunk = 0
        account.listedOrders = 0
        while chunk != 0 {
            // Copied once: the orders that stay may be pushed into this very chunk.
            let old = chunks[chunk - 1]
            chunks[chunk - 1] = OrderChunk(next: free[0])
            free[0] = chunk
            // The next chunk while the first half of this one is gone through, and its orders during the second.
            if old.next != 0 { chunks.prefetchWhole(old.next - 1) }
            keep(old, 0..<8, &account, isOpen)
            if old.next != 0 { Self.forEach(of: chunks[old.next - 1], prefetch) }
            keep(old, 8..<15, &account, isOpen)
            chunk = old.next
        }
    }

    /// Pushes those of a chunk's orders that are open. Nobody can predict which: each is written, and the next one over it if it is not.
    @inlinable @inline(__always) mutating func keep(
        _ old: OrderChunk, _ part: Range<Int>, _ account: inout Account, _ isOpen: (OrderID) -> Bool
    ) {
        unsafe withUnsafeBytes(of: old.ids) { ids in
            // A chunk may end before the part begins.
            for index in part where index < Int(old.count) {
                let order = OrderID(rawValue: unsafe ids.load(fromByteOffset: index * 8, as: UInt64.self))
                let isOpen: UInt32 = isOpen(order) ? 1 : 0
                let last = account.lastChunk
                if last == 0 || chunks[last - 1].count == OrderChunk.idsMax {
                    if isOpen != 0 { push(order, to: &account) }
                    continue
                }
                let count = chunks[last - 1].count
                Self.store(order.rawValue & (0 &- UInt64(isOpen)), at: count, in: &chunks[last - 1].ids)
                chunks[last - 1].count = count &+ isOpen
                account.listedOrders += isOpen
            }
        }
    }

    @inlinable @inline(__always) static func forEach(of chunk: OrderChunk, _ body: (OrderID) -> Void) {
        let count = Int(chunk.count)
        unsafe withUnsafeBytes(of: chunk.ids) { ids in
            for index in 0..<count { body(OrderID(rawValue: unsafe ids.load(fromByteOffset: index * 8, as: UInt64.self))) }
        }
    }

    /// The listed orders of an account in the order they came, ended ones among them.
    package func forEach(of account: Account, _ body: (OrderID) -> Void) {
        var chunk = account.firstChunk
        while chunk != 0 {
            Self.forEach(of: chunks[chunk - 1], body)
            chunk = chunks[chunk - 1].next
        }
    }

    @inlinable static func store(_ id: UInt64, at index: UInt32, in ids: inout OrderChunk.IDs) {
        unsafe withUnsafeMutableBytes(of: &ids) { unsafe $0.storeBytes(of: id, toByteOffset: Int(index) * 8, as: UInt64.self) }
    }
}

extension OpenOrderIndex {
    package func hash(into hasher: inout StateHasher) {
        hasher.combine(chunks)
        hasher.combine(free)
    }

    package func forEachSection<Failure: Error>(
        _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try unsafe forEachSectionOf(chunks, id: 1, body)
        try unsafe forEachSectionOf(free, id: 2, body)
    }

    /// False: the bytes do not fit this version.
    package mutating func restore(section id: UInt32, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch id {
        case 1: unsafe restored(&chunks, stride: stride, bytes)
        case 2: unsafe restored(&free, stride: stride, bytes) && free.count == 2
        default: false
        }
    }
}
