/// Counts of durations in buckets no wider than a thousandth of what they hold: percentiles exact to three digits, in constant memory.
///
/// Nanoseconds up to 2048 have a bucket each; above, each power of two is cut into 1024. Durations over `valueMax` are counted there, and `max`
/// remembers the longest as it was.
struct Histogram {
    /// 60 s; what takes longer is no latency but a failure.
    static let valueMax: Int64 = 60_000_000_000
    private static let halfBits = 10
    private static let bucketCount = index(of: valueMax) + 1

    private var buckets = [UInt64](repeating: 0, count: bucketCount)
    private(set) var count: UInt64 = 0
    private(set) var max: Int64 = 0
    private(set) var min: Int64 = .max

    /// - Complexity: O(1), a few nanoseconds.
    @inline(__always) mutating func record(_ nanoseconds: Int64) {
        let value = Swift.max(0, nanoseconds)
        buckets[Self.index(of: Swift.min(value, Self.valueMax))] += 1
        count += 1
        if value > max { max = value }
        if value < min { min = value }
    }

    mutating func add(_ other: Histogram) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        count += other.count
        max = Swift.max(max, other.max)
        min = Swift.min(min, other.min)
    }

    /// The value that so many millionths of all durations did not exceed, by nearest rank: the upper end of its bucket. 0 if there are none.
    func value(perMillion: UInt64) -> Int64 {
        guard count > 0 else { return 0 }
        let (high, low) = count.multipliedFullWidth(by: perMillion)
        let (quotient, remainder) = UInt64(1_000_000).dividingFullWidth((high, low))
        let rank = Swift.max(1, quotient + (remainder > 0 ? 1 : 0))
        var seen: UInt64 = 0
        for index in buckets.indices {
            seen += buckets[index]
            if seen >= rank { return Swift.min(Self.upperEnd(of: index), max) }
        }
        return max
    }

    @inline(__always) private static func index(of value: Int64) -> Int {
        // Powers of two above the first 2048 values.
        let shift = Swift.max(0, 63 - halfBits - value.leadingZeroBitCount)
        return shift << halfBits + Int(value >> Int64(shift))
    }

    private static func upperEnd(of index: Int) -> Int64 {
        let shift = Swift.max(0, index >> halfBits - 1)
        let lower = Int64(index - shift << halfBits) << Int64(shift)
        return lower + (1 << Int64(shift)) - 1
    }
}
