import CMemory

/// Fixed-size records at stable 32-bit indices, in one block of memory that only grows.
///
/// Elements are plain bits; new ones are all zero, and cost no memory until they are touched. Every access is bounds-checked, in release too. It is a handle, not a value:
/// the one owner calls `deallocate`. Everything the exchange remembers lives in arenas, so a snapshot is their bytes.
@usableFromInline @safe package struct Arena<Element: BitwiseCopyable>: BitwiseCopyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    // 32 bits each, like the indices: a handle is two words.
    @usableFromInline var length: UInt32
    @usableFromInline var room: UInt32

    /// Elements an arena can hold: what its indices can name.
    package static var capacityMax: Int { Int(UInt32.max) }

    package init(capacity: Int = 0) {
        let capacity = max(capacity, 4)
        unsafe base = Self.allocateZeroed(capacity)
        length = 0
        room = UInt32(capacity)
    }

    /// An arena of `count` zeroed elements.
    package init(count: Int) {
        self.init(capacity: count)
        length = UInt32(count)
    }

    /// Elements in use: indices below it are valid. Never shrinks.
    @inlinable package var count: Int { Int(length) }
    package var capacity: Int { Int(room) }

    @usableFromInline package func deallocate() { unsafe walras_deallocate(base, capacity * MemoryLayout<Element>.stride) }

    @inlinable package subscript(index: Int) -> Element {
        unsafeAddress {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "arena index out of bounds")
            return unsafe UnsafePointer(base + index)
        }
        nonmutating unsafeMutableAddress {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "arena index out of bounds")
            return unsafe base + index
        }
    }

    @inlinable package subscript(index: UInt32) -> Element {
        unsafeAddress {
            precondition(index < length, "arena index out of bounds")
            return unsafe UnsafePointer(base + Int(index))
        }
        nonmutating unsafeMutableAddress {
            precondition(index < length, "arena index out of bounds")
            return unsafe base + Int(index)
        }
    }

    /// Starts loading the element into the cache; a wrong index is harmless.
    @inlinable package func prefetch(_ index: UInt32) {
        // Chosen without a branch, which would cost more than a prefetch of the wrong element.
        unsafe walras_prefetch(base + Int(index < length ? index : 0))
    }

    /// As `prefetch`, for an element of several cache lines.
    @inlinable @inline(__always) package func prefetchWhole(_ index: UInt32) {
        if index < length { unsafe prefetchLines(base + Int(index), bytes: MemoryLayout<Element>.stride) }
    }

    /// As `prefetch`, for an index that is nearly always right: it is taken as it is, in a third of the instructions.
    @inlinable @inline(__always) package func prefetch(likely index: UInt32) {
        unsafe walras_prefetch_at(Int(bitPattern: base) &+ Int(index) &* MemoryLayout<Element>.stride)
    }

    /// Adds one zeroed element and returns its index.
    /// - Complexity: O(1) amortised; a growth step copies an arena of less than 2 MiB, and moves the pages of a larger one.
    @inlinable package mutating func append() -> UInt32 {
        if length == room { double() }
        length += 1
        return length - 1
    }

    /// Adds `count` zeroed elements and returns the index of the first.
    package mutating func append(count: Int) -> UInt32 {
        let first = length
        let needed = Int(length) + count
        while needed > capacity { double() }
        length += UInt32(count)
        return first
    }

    /// Makes room for `capacity` elements at once.
    package mutating func reserve(_ capacity: Int) {
        if capacity > self.capacity { grow(to: capacity) }
    }

    /// Bytes of the elements in use.
    @usableFromInline package var bytesInUse: Int { count * MemoryLayout<Element>.stride }

    /// The elements in use, as bytes.
    package func withBytes<Result, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Result) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: base, count: bytesInUse))
    }

    /// Replaces the elements by those in `bytes`, whose count is a multiple of the stride.
    package mutating func replace(with bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count % MemoryLayout<Element>.stride == 0, "arena image is not whole elements")
        let elements = bytes.count / MemoryLayout<Element>.stride
        reserve(elements)
        unsafe UnsafeMutableRawBufferPointer(start: base, count: bytes.count).copyMemory(from: bytes)
        if elements < count {
            unsafe UnsafeMutableRawPointer(base + elements).initializeMemory(
                as: UInt8.self, repeating: 0, count: (count - elements) * MemoryLayout<Element>.stride)
        }
        length = UInt32(elements)
    }

    /// Replaces the elements by `count` others, of which `body` writes the bytes.
    package mutating func replace<Failure: Error>(
        count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        replaceByZeros(count: count)
        try unsafe body(UnsafeMutableRawBufferPointer(start: base, count: bytesInUse))
    }

    /// As `replace`, but false, and nothing done, unless `bytes` are whole elements.
    package mutating func replace(ifWhole bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count % MemoryLayout<Element>.stride == 0 else { return false }
        unsafe replace(with: bytes)
        return true
    }

    /// Makes it `count` zeroed elements.
    package mutating func replaceByZeros(count: Int) {
        deallocate()
        self = Arena(count: count)
    }

    @usableFromInline mutating func double() { grow(to: min(capacity * 2, Self.capacityMax)) }

    private mutating func grow(to newCapacity: Int) {
        precondition(newCapacity > capacity, "an arena holds no more elements than its indices can name")
        let stride = MemoryLayout<Element>.stride
        unsafe base = Self.bind(walras_grow_zeroed(base, capacity * stride, newCapacity * stride), newCapacity)
        room = UInt32(newCapacity)
    }

    private static func allocateZeroed(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        unsafe bind(walras_allocate_zeroed(capacity * MemoryLayout<Element>.stride), capacity)
    }

    private static func bind(_ block: UnsafeMutableRawPointer?, _ capacity: Int) -> UnsafeMutablePointer<Element> {
        guard let block = unsafe block else {
            fatalError("out of memory: an arena of \(capacity) elements of \(MemoryLayout<Element>.stride) bytes")
        }
        return unsafe block.bindMemory(to: Element.self, capacity: capacity)
    }
}
