/// Bytes on their way out, in memory that is used again: added at the end, taken from the front.
@safe package struct ByteQueue: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private var head = 0
    private var tail = 0
    /// Bytes ever added; tells whether anything went out since somebody looked.
    package private(set) var added: UInt64 = 0

    /// Bytes kept while nothing waits; more is given back.
    static let idleBytesMax = 64 << 10
    static let bytesMin = 4 << 10

    package init() {
        capacity = Self.bytesMin
        unsafe base = .allocate(byteCount: Self.bytesMin, alignment: 16)
    }

    deinit { unsafe base.deallocate() }

    package var count: Int { tail - head }
    package var isEmpty: Bool { tail == head }

    /// Where the next `count` bytes may be written; `commit` adds them.
    @inline(__always) mutating func reserve(_ count: Int) -> UnsafeMutableRawPointer {
        if capacity - tail < count { makeRoom(count) }
        return unsafe base + tail
    }

    @inline(__always) mutating func commit(_ count: Int) {
        tail += count
        added &+= UInt64(count)
    }

    @inline(__always) mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let from = bytes.baseAddress else { return }
        unsafe reserve(bytes.count).copyMemory(from: from, byteCount: bytes.count)
        commit(bytes.count)
    }

    /// What waits, in order.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(start: base + head, count: count))
    }

    /// Takes `count` bytes from the front.
    package mutating func removeFirst(_ count: Int) {
        precondition(count <= self.count, "more bytes than wait")
        head += count
        guard head == tail else { return }
        head = 0
        tail = 0
        if capacity > Self.idleBytesMax { resize(Self.idleBytesMax) }
    }

    private mutating func makeRoom(_ count: Int) {
        let needed = self.count + count
        if needed <= capacity / 2 {
            unsafe base.copyMemory(from: base + head, byteCount: self.count)
            tail -= head
            head = 0
        } else {
            var capacity = capacity * 2
            while capacity < needed { capacity *= 2 }
            resize(capacity)
        }
    }

    private mutating func resize(_ capacity: Int) {
        let moved = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        unsafe moved.copyMemory(from: base + head, byteCount: count)
        unsafe base.deallocate()
        unsafe base = moved
        self.capacity = capacity
        tail -= head
        head = 0
    }
}
