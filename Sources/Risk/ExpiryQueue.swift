import Market

/// When an order expires.
@usableFromInline package struct Expiry: BitwiseCopyable, Sendable, Equatable {
    @usableFromInline package var time: Timestamp
    @usableFromInline package var orderID: OrderID
    package init(time: Timestamp, orderID: OrderID) {
        self.time = time
        self.orderID = orderID
    }
    static func < (a: Self, b: Self) -> Bool { a.time != b.time ? a.time < b.time : a.orderID.rawValue < b.orderID.rawValue }
}

/// Good-till-date and day orders by the time they expire: a binary heap.
///
/// Orders that end otherwise stay in it until their time comes, or until the heap has doubled since the last time they were swept out.
@usableFromInline package struct ExpiryQueue: ~Copyable {
    @usableFromInline struct Header: BitwiseCopyable {
        @usableFromInline var count: Int
        /// Sweep when the heap has grown to this.
        @usableFromInline var sweepAt: Int
    }

    @usableFromInline var heap: Arena<Expiry>
    @usableFromInline var header: Arena<Header>

    static let sweepAtMin = 1 << 10

    package init() {
        heap = Arena(capacity: Self.sweepAtMin)
        header = Arena(count: 1)
        header[0].sweepAt = Self.sweepAtMin
    }

    deinit {
        heap.deallocate()
        header.deallocate()
    }

    @inlinable package var count: Int { header[0].count }
    /// The earliest time at which something may expire; `.max` if nothing does.
    @inlinable package var nextTime: Timestamp { count == 0 ? .max : heap[0].time }

    /// - Complexity: O(log n) amortised; `isOpen` is asked only when the heap is swept.
    package mutating func insert(_ expiry: Expiry, isOpen: (OrderID) -> Bool) {
        if count == header[0].sweepAt { sweep(isOpen) }
        if heap.count == count { _ = heap.append() }
        heap[count] = expiry
        header[0].count += 1
        siftUp(count - 1)
    }

    /// Takes out the earliest one whose time has come. It may name an order that has ended.
    package mutating func pop(at time: Timestamp) -> Expiry? {
        guard nextTime <= time else { return nil }
        let first = heap[0]
        header[0].count -= 1
        heap[0] = heap[count]
        heap[count] = Expiry(time: 0, orderID: .none)
        siftDown(0)
        return first
    }

    private mutating func sweep(_ isOpen: (OrderID) -> Bool) {
        var kept = 0
        for index in 0..<count where isOpen(heap[index].orderID) {
            heap[kept] = heap[index]
            kept += 1
        }
        for index in kept..<count { heap[index] = Expiry(time: 0, orderID: .none) }
        header[0] = Header(count: kept, sweepAt: max(Self.sweepAtMin, kept * 2))
        for index in stride(from: kept / 2 - 1, through: 0, by: -1) { siftDown(index) }
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0, heap[index] < heap[(index - 1) / 2] {
            swap(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var least = index
            let (left, right) = (2 * index + 1, 2 * index + 2)
            if left < count, heap[left] < heap[least] { least = left }
            if right < count, heap[right] < heap[least] { least = right }
            if least == index { return }
            swap(index, least)
            index = least
        }
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        let first = heap[a]
        heap[a] = heap[b]
        heap[b] = first
    }
}

extension ExpiryQueue {
    package func hash(into hasher: inout StateHasher) {
        hasher.combine(heap)
        hasher.combine(header)
    }

    package func forEachSection<Failure: Error>(
        _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try unsafe forEachSectionOf(heap, id: 1, body)
        try unsafe forEachSectionOf(header, id: 2, body)
    }

    /// False: the bytes do not fit this version.
    package mutating func restore(section id: UInt32, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch id {
        case 1: unsafe restored(&heap, stride: stride, bytes)
        case 2: unsafe restored(&header, stride: stride, bytes) && header.count == 1 && (0...heap.count).contains(header[0].count)
        default: false
        }
    }
}
