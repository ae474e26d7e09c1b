import Market

/// Every open order and the latest ended ones, in one pool of entries.
///
/// An order keeps its entry when it ends; the entry is used again once so many more orders have ended. Ended orders are numbered from 1 in
/// the order they ended. Lists of ended orders link numbers, and end at the first number that has left the ring: nothing is ever unlinked.
struct OrderArchive: ~Copyable {
    /// Where an ended order is, and the numbers of the account's one before it and of the one before it in its bucket; 0 ends either list.
    private struct Ended: BitwiseCopyable {
        var entry: UInt32
        var padding: UInt32
        var olderOfAccount: UInt64
        var olderInBucket: UInt64
    }

    private(set) var entries: Arena<OrderEntry>
    private(set) var options: Arena<OrderOptions>
    /// By number of ended order.
    private var ended: Arena<Ended>
    /// Number of the last ended order of each hash.
    private var buckets: Arena<UInt64>
    private(set) var endedCount: UInt64 = 0
    private var freeEntry: UInt32 = 0
    private var freeOptions: UInt32 = 0
    private let mask: UInt64

    /// - Parameter endedMax: ended orders to remember, a power of two.
    init(endedMax: Int) {
        precondition(endedMax > 0 && endedMax & (endedMax - 1) == 0, "a ring of \(endedMax) is no power of two")
        // Entry and options 0 stand for none.
        entries = Arena(count: 1)
        options = Arena(count: 1)
        options[0] = OrderOptions()
        ended = Arena(count: endedMax)
        buckets = Arena(count: endedMax)
        mask = UInt64(endedMax - 1)
    }

    deinit {
        entries.deallocate()
        options.deallocate()
        ended.deallocate()
        buckets.deallocate()
    }

    /// Entries in use or free: the most orders that were open at a time, and the ended ones.
    var capacity: Int { entries.count - 1 }

    // MARK: entries

    @inline(__always) mutating func take() -> UInt32 {
        let index = freeEntry
        guard index != 0 else { return entries.append() }
        freeEntry = entries[index].olderOpen
        return index
    }

    /// Gives the order in `index` options of its own if it has none.
    mutating func addOptions(to index: UInt32) -> UInt32 {
        let own = entries[index].options
        if own != 0 { return own }
        var taken = freeOptions
        if taken == 0 { taken = options.append() } else { freeOptions = options[taken].link }
        options[taken] = OrderOptions()
        entries[index].options = taken
        entries[index].marks.insert(.options)
        return taken
    }

    /// Numbers an order that has just ended; the one that ended `endedMax` orders ago is forgotten.
    @inline(__always) mutating func end(_ index: UInt32, after olderOfAccount: UInt64) -> UInt64 {
        endedCount &+= 1
        let number = endedCount
        let place = UInt32(truncatingIfNeeded: number & mask)
        if number > mask &+ 1 { forget(ended[place].entry) }
        let bucket = bucket(of: entries[index].orderID)
        ended[place] = Ended(entry: index, padding: 0, olderOfAccount: olderOfAccount, olderInBucket: buckets[bucket])
        buckets[bucket] = number
        // Those that go next have not been touched for long.
        entries.prefetch(ended[UInt32(truncatingIfNeeded: (number &+ 4) & mask)].entry)
        return number
    }

    /// Starts loading what ending the order in `index` would touch.
    @inline(__always) func prefetchAround(_ index: UInt32, _ id: OrderID) {
        let entries = entries
        entries.prefetch(entries[index].newerOpen)
        entries.prefetch(entries[index].olderOpen)
        buckets.prefetch(bucket(of: id))
    }

    private mutating func forget(_ index: UInt32) {
        if entries[index].marks.contains(.options) {
            let own = entries[index].options
            options[own].link = freeOptions
            freeOptions = own
        }
        entries[index].orderID = .none
        entries[index].olderOpen = freeEntry
        freeEntry = index
    }

    // MARK: ended orders

    /// Whether the ended order of this number is still in the ring.
    @inline(__always) func remembers(_ number: UInt64) -> Bool { number != 0 && number &+ mask &+ 1 > endedCount }

    /// All with a number up to this have left the ring.
    var forgottenCount: UInt64 { endedCount > mask ? endedCount - mask - 1 : 0 }

    func entry(ofEnded number: UInt64) -> UInt32 { ended[UInt32(truncatingIfNeeded: number & mask)].entry }

    /// The account's order that ended before this one.
    func olderOfAccount(_ number: UInt64) -> UInt64 { ended[UInt32(truncatingIfNeeded: number & mask)].olderOfAccount }

    /// The entry of an ended order; 0 if it is not remembered.
    /// - Complexity: O(1) expected.
    func findEnded(_ id: OrderID) -> UInt32 {
        var number = buckets[bucket(of: id)]
        while remembers(number) {
            let index = entry(ofEnded: number)
            if entries[index].orderID == id { return index }
            number = ended[UInt32(truncatingIfNeeded: number & mask)].olderInBucket
        }
        return 0
    }

    private func bucket(of id: OrderID) -> UInt32 {
        UInt32(truncatingIfNeeded: (id.rawValue &* 0x9E37_79B9_7F4A_7C15) >> 20 & mask)
    }

    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        try visitor.visit(&entries)
        try visitor.visit(&options)
        try visitor.visit(&ended)
        try visitor.visit(&buckets)
        try visitor.visit(bits: &endedCount)
        try visitor.visit(bits: &freeEntry)
        try visitor.visit(bits: &freeOptions)
    }

    func hash(into hasher: inout StateHasher) {
        hasher.combine(endedCount)
        hasher.combine(entries)
        hasher.combine(options)
    }
}
