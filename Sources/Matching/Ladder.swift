import Market

/// One price and the orders queued at it.
struct Level: BitwiseCopyable {
    var head: UInt32 = 0
    var tail: UInt32 = 0
    /// Sum of the shown quantities, in lots.
    var shown: Int64 = 0
}

/// The price levels of one side, best first, found by index arithmetic.
///
/// A price is mapped to a key so that on every ladder the lowest key comes first: one order of prices for bids, asks and triggers.
///
///     key ──>> 6──→ directory ──→ leaf of 64 levels + one bitmap word
///                   summary: a tree of bitmap words over the leaves that hold an order; its root fits one word or a few
///
/// Leaves exist only where orders are, so a few hundred ticks and two thousand million cost alike.
/// - Complexity: best O(1); open or close a level O(1), when a leaf empties O(height), height ≤ 4.
struct Ladder: ~Copyable {
    static let noKey = UInt32.max

    /// Key of the first level; `noKey` when there is none.
    private(set) var best = noKey
    private(set) var bestLevel: UInt32 = 0
    private var freeLeaf: UInt32 = 0
    private var height: UInt32 = 0
    private let lastKey: UInt32
    /// A key is `(ticks ^ mask) + offset`: no branch on the side, which nobody can predict.
    private let mask: Int64
    private let offset: Int64
    /// Where each height of the summary tree starts.
    private var starts: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)
    /// Leaf + 1 for 64 keys each, 0 where no order is.
    private var directory: Arena<UInt32>
    private var summary: Arena<UInt64>
    var levels: Arena<Level>
    /// Occupied levels of a leaf; in a free leaf, the next free one + 1.
    private var bitmaps: Arena<UInt64>
    /// First key of each leaf.
    private var leafKeys: Arena<UInt32>

    /// A ladder for prices of `low…high` ticks, counting up from the lowest or down from the highest. Takes memory when the first level opens.
    init(low: Int64, high: Int64, countsDown: Bool) {
        lastKey = UInt32(high - low)
        mask = countsDown ? -1 : 0
        offset = countsDown ? high + 1 : -low
        directory = Arena(capacity: 0)
        summary = Arena(capacity: 0)
        levels = Arena(capacity: 0)
        bitmaps = Arena(capacity: 0)
        leafKeys = Arena(capacity: 0)
    }

    deinit {
        directory.deallocate()
        summary.deallocate()
        levels.deallocate()
        bitmaps.deallocate()
        leafKeys.deallocate()
    }

    var isEmpty: Bool { best == Self.noKey }

    var bytesInUse: Int {
        directory.bytesInUse + summary.bytesInUse + levels.bytesInUse + bitmaps.bytesInUse + leafKeys.bytesInUse
    }

    @inline(__always) func key(ofTicks ticks: Int64) -> UInt32 { UInt32(truncatingIfNeeded: (ticks ^ mask) &+ offset) }

    @inline(__always) func ticks(ofKey key: UInt32) -> Int64 { (Int64(key) &- offset) ^ mask }

    @inline(__always) func key(ofLevel index: UInt32) -> UInt32 { leafKeys[index &>> 6] &+ (index & 63) }

    /// The level at `key`, opened if nothing was there.
    @inline(__always) mutating func openLevel(_ key: UInt32) -> UInt32 {
        if directory.count == 0 { prepare() }
        let entry = directory[key &>> 6]
        let leaf = entry != 0 ? entry &- 1 : openLeaf(key &>> 6)
        let index = leaf &<< 6 | key & 63
        bitmaps[leaf] |= 1 &<< UInt64(key & 63)
        if key < best {
            best = key
            bestLevel = index
        }
        return index
    }

    /// The level at `key` if orders are there.
    func level(at key: UInt32) -> UInt32? {
        guard directory.count > 0 else { return nil }
        let entry = directory[key &>> 6]
        guard entry != 0, bitmaps[entry &- 1] & 1 &<< UInt64(key & 63) != 0 else { return nil }
        return (entry &- 1) &<< 6 | key & 63
    }

    /// Takes away a level whose queue is empty.
    @inline(__always) mutating func closeLevel(_ index: UInt32) {
        let leaf = index &>> 6
        let rest = bitmaps[leaf] & ~(1 &<< UInt64(index & 63))
        bitmaps[leaf] = rest
        if rest == 0 {
            closeLeaf(leaf, wasBest: index == bestLevel)
        } else if index == bestLevel {
            let bit = UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
            best = leafKeys[leaf] &+ bit
            bestLevel = leaf &<< 6 | bit
        }
    }

    /// The first occupied level after `key`.
    func next(after key: UInt32) -> (key: UInt32, level: UInt32)? {
        guard directory.count > 0 else { return nil }
        let number = key &>> 6
        let entry = directory[number]
        if entry != 0 {
            let later = bitmaps[entry &- 1] & (~1 &<< UInt64(key & 63))
            if later != 0 {
                let bit = UInt32(truncatingIfNeeded: later.trailingZeroBitCount)
                return (number &<< 6 | bit, (entry &- 1) &<< 6 | bit)
            }
        }
        guard let found = nextLeaf(after: number) else { return nil }
        let leaf = directory[found] &- 1
        let bit = UInt32(truncatingIfNeeded: bitmaps[leaf].trailingZeroBitCount)
        return (found &<< 6 | bit, leaf &<< 6 | bit)
    }

    // MARK: leaves

    @inline(never) private mutating func openLeaf(_ number: UInt32) -> UInt32 {
        let leaf: UInt32
        if freeLeaf != 0 {
            leaf = freeLeaf &- 1
            freeLeaf = UInt32(truncatingIfNeeded: bitmaps[leaf])
            bitmaps[leaf] = 0
        } else {
            leaf = bitmaps.append()
            _ = leafKeys.append()
            for _ in 0..<64 { _ = levels.append() }
        }
        leafKeys[leaf] = number &<< 6
        mark(leaf, at: number)
        return leaf
    }

    private func mark(_ leaf: UInt32, at number: UInt32) {
        directory[number] = leaf &+ 1
        var position = number
        for step in 0..<height {
            let word = start(step) &+ position &>> 6
            let before = summary[word]
            summary[word] = before | 1 &<< UInt64(position & 63)
            if before != 0 { break }
            position &>>= 6
        }
    }

    @inline(never) private mutating func closeLeaf(_ leaf: UInt32, wasBest: Bool) {
        let number = leafKeys[leaf] &>> 6
        directory[number] = 0
        var position = number
        for step in 0..<height {
            let word = start(step) &+ position &>> 6
            summary[word] &= ~(1 &<< UInt64(position & 63))
            if summary[word] != 0 { break }
            position &>>= 6
        }
        bitmaps[leaf] = UInt64(freeLeaf)
        freeLeaf = leaf &+ 1
        guard wasBest else { return }
        guard let found = nextLeaf(after: number) else {
            best = Self.noKey
            return
        }
        let first = directory[found] &- 1
        let bit = UInt32(truncatingIfNeeded: bitmaps[first].trailingZeroBitCount)
        best = found &<< 6 | bit
        bestLevel = first &<< 6 | bit
    }

    private func nextLeaf(after number: UInt32) -> UInt32? {
        var position = number
        var step: UInt32 = 0
        while step < height {
            let word = summary[start(step) &+ position &>> 6] & (~1 &<< UInt64(position & 63))
            if word != 0 {
                position = position & ~63 | UInt32(truncatingIfNeeded: word.trailingZeroBitCount)
                while step > 0 {
                    step &-= 1
                    position = position &<< 6 | UInt32(truncatingIfNeeded: summary[start(step) &+ position].trailingZeroBitCount)
                }
                return position
            }
            position &>>= 6
            step &+= 1
        }
        return nil
    }

    @inline(__always) private func start(_ step: UInt32) -> UInt32 {
        switch step {
        case 0: starts.0
        case 1: starts.1
        case 2: starts.2
        case 3: starts.3
        default: starts.4
        }
    }

    @inline(never) private mutating func prepare() {
        let leaves = Int(lastKey &>> 6) + 1
        directory.replaceByZeros(count: leaves)
        var words = leaves
        var total = 0
        repeat {
            words = (words + 63) / 64
            switch height {
            case 0: starts.0 = UInt32(total)
            case 1: starts.1 = UInt32(total)
            case 2: starts.2 = UInt32(total)
            case 3: starts.3 = UInt32(total)
            default: starts.4 = UInt32(total)
            }
            total += words
            height += 1
        } while words > 1
        summary.replaceByZeros(count: total)
    }

    // MARK: snapshots

    struct Header: BitwiseCopyable {
        var best: UInt32
        var bestLevel: UInt32
        var freeLeaf: UInt32
        var padding: UInt32 = 0
    }

    var header: Header { Header(best: best, bestLevel: bestLevel, freeLeaf: freeLeaf) }

    func hash(into hasher: inout StateHasher) {
        hasher.combine(UInt64(best) << 32 | UInt64(freeLeaf))
        hasher.combine(levels)
        hasher.combine(bitmaps)
        hasher.combine(leafKeys)
    }

    func forEachSection(_ body: (Int, Int, UnsafeRawBufferPointer) throws -> Void) rethrows {
        try unsafe levels.withBytes { unsafe try body(0, MemoryLayout<Level>.stride, $0) }
        try unsafe bitmaps.withBytes { unsafe try body(1, MemoryLayout<UInt64>.stride, $0) }
        try unsafe leafKeys.withBytes { unsafe try body(2, MemoryLayout<UInt32>.stride, $0) }
    }

    mutating func restore(section: Int, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch section {
        case 0: unsafe stride == MemoryLayout<Level>.stride && levels.replace(ifWhole: bytes)
        case 1: unsafe stride == MemoryLayout<UInt64>.stride && bitmaps.replace(ifWhole: bytes)
        case 2: unsafe stride == MemoryLayout<UInt32>.stride && leafKeys.replace(ifWhole: bytes)
        default: false
        }
    }

    /// Rebuilds what snapshots leave out, the directory and the summary. False if the sections do not belong together.
    mutating func finishRestore(_ header: Header) -> Bool {
        best = header.best
        bestLevel = header.bestLevel
        freeLeaf = header.freeLeaf
        guard header.padding == 0, best == Self.noKey || best <= lastKey else { return false }
        guard levels.count == bitmaps.count * 64, leafKeys.count == bitmaps.count else { return false }
        guard bitmaps.count > 0 else { return best == Self.noKey }
        if directory.count == 0 { prepare() }
        var isFree = [Bool](repeating: false, count: bitmaps.count)
        var free = freeLeaf
        while free != 0 {
            guard Int(free) <= isFree.count, !isFree[Int(free) - 1], bitmaps[free &- 1] <= UInt64(UInt32.max) else { return false }
            isFree[Int(free) - 1] = true
            free = UInt32(truncatingIfNeeded: bitmaps[free &- 1])
        }
        for leaf in 0..<UInt32(bitmaps.count) where !isFree[Int(leaf)] {
            guard leafKeys[leaf] <= lastKey, leafKeys[leaf] & 63 == 0, bitmaps[leaf] != 0 else { return false }
            mark(leaf, at: leafKeys[leaf] &>> 6)
        }
        return best == Self.noKey || level(at: best) == bestLevel
    }
}

/// The four ladders of a book, reached in place: a ladder is never copied.
@safe struct Ladders: ~Copyable {
    static let count = 4
    private let base: UnsafeMutablePointer<Ladder>

    /// Bids and falling triggers count down from the highest price, asks and rising triggers up from the lowest.
    init(low: Int64, high: Int64) {
        unsafe base = .allocate(capacity: Self.count)
        for index in 0..<Self.count {
            let countsDown = index == bidLadder || index == fallingLadder
            unsafe (base + index).initialize(to: Ladder(low: low, high: high, countsDown: countsDown))
        }
    }

    deinit {
        unsafe base.deinitialize(count: Self.count)
        unsafe base.deallocate()
    }

    subscript(index: Int) -> Ladder {
        unsafeAddress {
            precondition(index >= 0 && index < Self.count, "ladder index out of bounds")
            return unsafe UnsafePointer(base + index)
        }
        nonmutating unsafeMutableAddress {
            precondition(index >= 0 && index < Self.count, "ladder index out of bounds")
            return unsafe base + index
        }
    }
}
