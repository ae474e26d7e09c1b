import Market

/// One price and the orders queued at it.
@usableFromInline struct Level: BitwiseCopyable {
    @usableFromInline var head: UInt32 = 0
    @usableFromInline var tail: UInt32 = 0
    /// Sum of the shown quantities, in lots.
    @usableFromInline var shown: Int64 = 0
}

/// Which of 32 neighbouring levels hold orders.
@usableFromInline struct Leaf: BitwiseCopyable {
    /// Key of its first level; in a free leaf, the next free one + 1.
    @usableFromInline var key: UInt32 = 0
    /// One bit per level; 0 in a free leaf.
    @usableFromInline var occupied: UInt32 = 0
}

/// The levels of a ladder and their leaves, in one block of memory that only grows: a handle of two words, as an arena is.
///
///     … leaf 2, leaf 1, leaf 0 │ 32 levels of leaf 0, of leaf 1, …
///                              base
@usableFromInline @safe struct LevelTable: BitwiseCopyable {
    @usableFromInline var base: UnsafeMutablePointer<Level>
    /// Levels in use, 32 per leaf.
    @usableFromInline var count: UInt32 = 0
    /// Leaves there is memory for; a multiple of 8, so that the levels begin on a cache line.
    private var room: UInt32 = 0

    init() { unsafe base = Self.allocate(room: 0) }

    @usableFromInline func deallocate() { unsafe deallocateZeroed(start, bytes: Self.bytes(room)) }

    private static func bytes(_ room: UInt32) -> Int { max(64, Int(room) * (MemoryLayout<Leaf>.stride + 32 * MemoryLayout<Level>.stride)) }

    private static func allocate(room: UInt32) -> UnsafeMutablePointer<Level> {
        unsafe (allocateZeroed(bytes: bytes(room)) + Int(room) * MemoryLayout<Leaf>.stride).assumingMemoryBound(to: Level.self)
    }

    private var start: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(base) - Int(room) * MemoryLayout<Leaf>.stride }

    var leafCount: UInt32 { count / 32 }

    @inlinable subscript(level: UInt32) -> Level {
        @inline(__always) unsafeAddress {
            precondition(level < count, "level out of bounds")
            return unsafe UnsafePointer(base + Int(level))
        }
        @inline(__always) nonmutating unsafeMutableAddress {
            precondition(level < count, "level out of bounds")
            return unsafe base + Int(level)
        }
    }

    @inlinable subscript(leaf number: UInt32) -> Leaf {
        @inline(__always) unsafeAddress { unsafe UnsafePointer(address(ofLeaf: number)) }
        @inline(__always) nonmutating unsafeMutableAddress { unsafe address(ofLeaf: number) }
    }

    @inlinable @inline(__always) func address(ofLeaf number: UInt32) -> UnsafeMutablePointer<Leaf> {
        precondition(number < count / 32, "leaf out of bounds")
        return unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: Leaf.self) - 1 - Int(number)
    }

    /// Starts loading a level and its leaf; any number is harmless.
    @inlinable @inline(__always) func prefetch(likely level: UInt32) {
        let address = Int(bitPattern: unsafe base)
        Market.prefetch(address: address &+ Int(level) &* 16)
        Market.prefetch(address: address &- 8 &- Int(level &>> 5) &* 8)
    }

    /// Adds a leaf and its levels, all zero, and returns its number.
    /// - Complexity: O(1) amortised; a growth step copies the table.
    mutating func append() -> UInt32 {
        let number = leafCount
        reserve(number + 1)
        count += 32
        return number
    }

    private mutating func reserve(_ leaves: UInt32) {
        guard leaves > room else { return }
        let larger = (max(leaves, room * 2) + 7) / 8 * 8
        let grown = unsafe Self.allocate(room: larger)
        unsafe grown.update(from: base, count: Int(count))
        let kept = Int(leafCount) * MemoryLayout<Leaf>.stride
        unsafe (UnsafeMutableRawPointer(grown) - kept).copyMemory(from: UnsafeRawPointer(base) - kept, byteCount: kept)
        deallocate()
        unsafe base = grown
        room = larger
    }

    var bytesInUse: Int { Int(leafCount) * (MemoryLayout<Leaf>.stride + 32 * MemoryLayout<Level>.stride) }

    /// The levels in use, as bytes.
    var levelBytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: Int(count) * MemoryLayout<Level>.stride) }

    /// Their leaves, the last one first.
    var leafBytes: UnsafeRawBufferPointer {
        let bytes = Int(leafCount) * MemoryLayout<Leaf>.stride
        return unsafe UnsafeRawBufferPointer(start: UnsafeRawPointer(base) - bytes, count: bytes)
    }

    /// Takes levels back, before their leaves. False, and nothing done, unless `bytes` are those of whole leaves and the table is empty.
    mutating func restore(levels bytes: UnsafeRawBufferPointer) -> Bool {
        let leaf = 32 * MemoryLayout<Level>.stride
        guard count == 0, bytes.count % leaf == 0, let leaves = UInt32(exactly: bytes.count / leaf) else { return false }
        reserve(leaves)
        count = leaves * 32
        unsafe UnsafeMutableRawBufferPointer(start: base, count: bytes.count).copyMemory(from: bytes)
        return true
    }

    /// Takes the leaves back. False, and nothing done, unless there are as many as the levels have.
    func restore(leaves bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == Int(leafCount) * MemoryLayout<Leaf>.stride else { return false }
        unsafe UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer(base) - bytes.count, count: bytes.count).copyMemory(from: bytes)
        return true
    }
}
