import Market
import Synchronization

/// The price levels of one side, best first, found by index arithmetic.
///
/// A price is mapped to a key so that on every ladder the lowest key comes first: one order of prices for bids, asks and triggers.
///
///     key ──>> 5──→ directory ──→ leaf of 32 levels
///                   summary: a tree of bitmap words over the leaves that hold an order; its root fits one word or a few
///
/// Leaves exist only where orders are, so a few hundred ticks and two thousand million cost alike.
/// - Complexity: best O(1); open or close a level O(1), when a leaf empties O(height), height ≤ 5.
@usableFromInline struct Ladder: ~Copyable {
    @usableFromInline static var noKey: UInt32 { .max }

    // What every command reads comes first, to lie in as few cache lines as possible.

    /// Key of the first level; `noKey` when there is none.
    @usableFromInline var best = noKey
    @usableFromInline var bestLevel: UInt32 = 0
    /// A price is `(key ^ mask) + origin` ticks: no branch on the side, which nobody can predict.
    @usableFromInline let origin: Int64
    @usableFromInline let mask: Int32
    @usableFromInline let lastKey: UInt32
    /// Leaf + 1 for 32 keys each, 0 where no order is.
    @usableFromInline var directory: Arena<UInt32>
    @usableFromInline var levels: LevelTable
    @usableFromInline var freeLeaf: UInt32 = 0
    private var height: UInt32 = 0
    // To here it is one cache line.
    @usableFromInline var summary: Arena<UInt64>
    /// Where each height of the summary tree starts.
    private var starts: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)
    /// Pins the ladder to its address, as the book's does: nobody copies one to call it.
    private let pin = Atomic<UInt8>(0)
    /// Fills two cache lines, so that the address of a ladder is a shift away.
    private let padding: (UInt64, UInt64, UInt64) = (0, 0, 0)

    /// A ladder for prices of `low…high` ticks, counting up from the lowest or down from the highest. Takes memory when the first level opens.
    init(low: Int64, high: Int64, countsDown: Bool) {
        lastKey = UInt32(high - low)
        mask = countsDown ? -1 : 0
        origin = countsDown ? high + 1 : low
        directory = Arena(capacity: 0)
        summary = Arena(capacity: 0)
        levels = LevelTable()
    }

    @inlinable deinit {
        directory.deallocate()
        summary.deallocate()
        levels.deallocate()
    }

    var isEmpty: Bool { best == Self.noKey }

    var bytesInUse: Int { directory.bytesInUse + summary.bytesInUse + levels.bytesInUse }

    /// Prices and keys differ by less than 2³², so 32 bits of both tell everything.
    @inlinable @inline(__always) func key(ofTicks ticks: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: ticks &- origin) ^ UInt32(bitPattern: mask)
    }

    @inlinable @inline(__always) func ticks(ofKey key: UInt32) -> Int64 { (Int64(key) ^ Int64(mask)) &+ origin }

    @inlinable @inline(__always) func key(ofLevel index: UInt32) -> UInt32 { levels[leaf: index &>> 5].key &+ (index & 31) }

    /// The key of the same price on the ladder that counts the other way.
    @inlinable @inline(__always) func mirrored(_ key: UInt32) -> UInt32 { lastKey &- key }

    /// The leaf that has `key`, + 1; 0 if there is none.
    @inlinable @inline(__always) func leaf(for key: UInt32) -> UInt32 {
        let number = key &>> 5
        return number < UInt32(truncatingIfNeeded: directory.count) ? directory[number] : 0
    }

    /// Marks a level as occupied whose queue was empty. True if it is the first one now.
    @inlinable @inline(__always) mutating func open(_ index: UInt32, at key: UInt32) -> Bool {
        levels[leaf: index &>> 5].occupied |= 1 &<< (index & 31)
        return comesFirst(index, at: key)
    }

    /// Notes a level that was opened, if it is the first one now.
    @inlinable @inline(__always) mutating func comesFirst(_ index: UInt32, at key: UInt32) -> Bool {
        guard key < best else { return false }
        best = key
        bestLevel = index
        return true
    }

    /// The level at `key` if orders are there.
    func level(at key: UInt32) -> UInt32? {
        guard directory.count > 0 else { return nil }
        let entry = directory[key &>> 5]
        guard entry != 0, levels[leaf: entry &- 1].occupied & 1 &<< (key & 31) != 0 else { return nil }
        return (entry &- 1) &<< 5 | key & 31
    }

    /// Takes away a level whose queue is empty. True if it was the first one.
    @inlinable @inline(__always) mutating func closeLevel(_ index: UInt32) -> Bool {
        let levels = levels
        let leaf = index &>> 5
        let (key, occupied) = (levels[leaf: leaf].key, levels[leaf: leaf].occupied)
        let rest = occupied & ~(1 &<< (index & 31))
        levels[leaf: leaf].occupied = rest
        if rest == 0 { closeLeaf(leaf, levels, at: key &>> 5) }
        guard index == bestLevel else { return false }
        if rest == 0 {
            findBest(after: key &>> 5)
        } else {
            let bit = UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
            best = key &+ bit
            bestLevel = index & ~31 | bit
        }
        return true
    }

    /// The first occupied level after `key`.
    func next(after key: UInt32) -> (key: UInt32, level: UInt32)? {
        guard directory.count > 0 else { return nil }
        let number = key &>> 5
        let entry = directory[number]
        if entry != 0 {
            let later = levels[leaf: entry &- 1].occupied & (~1 &<< (key & 31))
            if later != 0 {
                let bit = UInt32(truncatingIfNeeded: later.trailingZeroBitCount)
                return (number &<< 5 | bit, (entry &- 1) &<< 5 | bit)
            }
        }
        guard let found = nextLeaf(after: number) else { return nil }
        let leaf = directory[found] &- 1
        let bit = UInt32(truncatingIfNeeded: levels[leaf: leaf].occupied.trailingZeroBitCount)
        return (found &<< 5 | bit, leaf &<< 5 | bit)
    }

    // MARK: prefetching

    /// Starts loading the level at a price and what its leaf says, if there is a leaf for it; any price is harmless.
    @inlinable @inline(__always) func prefetch(ticks: Int64) { prefetch(level: likelyLevel(ticks: ticks)) }

    @inlinable @inline(__always) func prefetch(level: UInt32) {
        levels.prefetch(likely: level)
    }

    /// What leads there.
    @inlinable @inline(__always) func prefetchWay(ticks: Int64) { directory.prefetch(key(ofTicks: ticks) &>> 5) }

    /// The level at a price, or some other number. Without a branch, which would cost more than all of it.
    @inlinable @inline(__always) func likelyLevel(ticks: Int64) -> UInt32 {
        let key = key(ofTicks: ticks)
        let directory = directory
        guard directory.count > 0 else { return 0 }
        let number = min(key &>> 5, UInt32(truncatingIfNeeded: directory.count) &- 1)
        return directory[number] &<< 5 &+ (key & 31) &- 32
    }

    // MARK: leaves

    /// Opens a level in a leaf that it is the first of: returns its index.
    @inline(__always) mutating func openLeaf(for key: UInt32) -> UInt32 {
        if freeLeaf == 0 { makeRoom() }
        let leaf = freeLeaf &- 1
        let levels = levels
        freeLeaf = levels[leaf: leaf].key
        levels[leaf: leaf] = Leaf(key: key & ~31, occupied: 1 &<< (key & 31))
        let number = key &>> 5
        directory[number] = leaf &+ 1
        let summary = summary
        let before = summary[number &>> 6]
        summary[number &>> 6] = before | 1 &<< UInt64(number & 63)
        if before == 0 { markAbove(number &>> 6) }
        return leaf &<< 5 | key & 31
    }

    /// Makes a free leaf, and the directory before the first one.
    @inline(never) private mutating func makeRoom() {
        if directory.count == 0 { prepare() }
        freeLeaf = levels.append() &+ 1
    }

    @inlinable @inline(__always) mutating func closeLeaf(_ leaf: UInt32, _ levels: LevelTable, at number: UInt32) {
        levels[leaf: leaf].key = freeLeaf
        freeLeaf = leaf &+ 1
        directory[number] = 0
        let summary = summary
        let rest = summary[number &>> 6] & ~(1 &<< UInt64(number & 63))
        summary[number &>> 6] = rest
        if rest == 0 { clearAbove(number &>> 6) }
    }

    /// Says on the upper heights of the summary that a word of the lowest is no longer empty.
    @usableFromInline @inline(never) mutating func markAbove(_ word: UInt32) {
        var position = word
        for step in 1..<max(height, 1) {
            let word = start(step) &+ position &>> 6
            let before = summary[word]
            summary[word] = before | 1 &<< UInt64(position & 63)
            if before != 0 { break }
            position &>>= 6
        }
    }

    @usableFromInline @inline(never) mutating func clearAbove(_ word: UInt32) {
        var position = word
        for step in 1..<max(height, 1) {
            let word = start(step) &+ position &>> 6
            summary[word] &= ~(1 &<< UInt64(position & 63))
            if summary[word] != 0 { break }
            position &>>= 6
        }
    }

    @usableFromInline @inline(never) mutating func findBest(after number: UInt32) {
        guard let found = nextLeaf(after: number) else {
            best = Self.noKey
            return
        }
        let first = directory[found] &- 1
        let bit = UInt32(truncatingIfNeeded: levels[leaf: first].occupied.trailingZeroBitCount)
        best = found &<< 5 | bit
        bestLevel = first &<< 5 | bit
    }

    @inline(__always) private func nextLeaf(after number: UInt32) -> UInt32? {
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
        directory.replaceByZeros(count: Int(lastKey &>> 5) + 1)
        var words = directory.count
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
        unsafe hasher.combine(bytes: levels.levelBytes)
        unsafe hasher.combine(bytes: levels.leafBytes)
    }

    func forEachSection(_ body: (Int, Int, UnsafeRawBufferPointer) throws -> Void) rethrows {
        try unsafe body(0, MemoryLayout<Level>.stride, levels.levelBytes)
        try unsafe body(1, MemoryLayout<Leaf>.stride, levels.leafBytes)
    }

    mutating func restore(section: Int, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch section {
        case 0: unsafe stride == MemoryLayout<Level>.stride && levels.restore(levels: bytes)
        case 1: unsafe stride == MemoryLayout<Leaf>.stride && levels.restore(leaves: bytes)
        default: false
        }
    }

    /// Rebuilds what snapshots leave out, the directory and the summary. False if the sections do not belong together.
    mutating func finishRestore(_ header: Header) -> Bool {
        best = header.best
        bestLevel = header.bestLevel
        freeLeaf = header.freeLeaf
        guard header.padding == 0, best == Self.noKey || best <= lastKey else { return false }
        guard levels.count > 0 else { return best == Self.noKey }
        if directory.count == 0 { prepare() }
        var isFree = [Bool](repeating: false, count: Int(levels.leafCount))
        var free = freeLeaf
        while free != 0 {
            guard Int(free) <= isFree.count, !isFree[Int(free) - 1], levels[leaf: free &- 1].occupied == 0 else { return false }
            isFree[Int(free) - 1] = true
            free = levels[leaf: free &- 1].key
        }
        for number in 0..<levels.leafCount where !isFree[Int(number)] {
            let leaf = levels[leaf: number]
            guard leaf.key <= lastKey, leaf.key & 31 == 0, leaf.occupied != 0 else { return false }
            let place = leaf.key &>> 5
            directory[place] = number &+ 1
            if summary[place &>> 6] == 0 { markAbove(place &>> 6) }
            summary[place &>> 6] |= 1 &<< UInt64(place & 63)
        }
        return best == Self.noKey || level(at: best) == bestLevel
    }
}

/// The four ladders of a book, in the book's own memory.
@usableFromInline struct Ladders: ~Copyable {
    static let count = 4
    @usableFromInline var all: InlineArray<4, Ladder>

    /// Bids and falling triggers count down from the highest price, asks and rising triggers up from the lowest.
    init(low: Int64, high: Int64) {
        all = InlineArray { Ladder(low: low, high: high, countsDown: $0 == bidLadder || $0 == fallingLadder) }
    }

    @inlinable subscript(index: Int) -> Ladder {
        @inline(__always) _read { yield all[index] }
        @inline(__always) _modify { yield &all[index] }
    }

    @inlinable @inline(__always) func best(_ side: Side) -> UInt32 { all[Int(side.rawValue)].best }

    /// Whether a price reaches the best of a side.
    @inlinable @inline(__always) func isReached(_ side: Side, byTicks ticks: Int64) -> Bool {
        best(side) <= all[Int(side.rawValue)].key(ofTicks: ticks)
    }

    /// Whether the best of a side is at `ticks` or better for who trades with it.
    @inlinable @inline(__always) func isReached(_ side: Side, ticks: Int64) -> Bool {
        let (best, origin, mask) = (all[Int(side.rawValue)].best, all[Int(side.rawValue)].origin, all[Int(side.rawValue)].mask)
        return Int64(best) <= (ticks &- origin) ^ Int64(mask)
    }

    @inlinable @inline(__always) func prefetch(level: UInt32, _ side: Side) { all[Int(side.rawValue)].prefetch(level: level) }

    @inlinable @inline(__always) func prefetch(ticks: Int64, _ side: Side) { all[Int(side.rawValue)].prefetch(ticks: ticks) }

    @inlinable @inline(__always) func prefetchWay(ticks: Int64, _ side: Side) { all[Int(side.rawValue)].prefetchWay(ticks: ticks) }
}
