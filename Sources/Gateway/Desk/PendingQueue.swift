import Market

/// Commands that have not been answered yet, in the order they were submitted, which is the order of their records.
struct PendingQueue {
    struct Entry: BitwiseCopyable {
        /// 0 until the exchange has taken the command up.
        var sequence: SequenceNumber = 0
        var note: UInt64 = 0
        var ticket = Ticket.none
        var answerer: UInt8 = 0
    }

    private var ring: [Entry]
    private var mask: Int
    private var head = 0
    private var tail = 0

    init(capacity: Int = 1 << 10) {
        ring = Array(repeating: Entry(), count: capacity)
        mask = capacity - 1
    }

    var count: Int { tail - head }
    var isEmpty: Bool { head == tail }

    @inline(__always) var first: Entry { ring[head & mask] }
    @inline(__always) mutating func removeFirst() { head += 1 }
    /// The entry `index` places behind the first.
    @inline(__always) func at(_ index: Int) -> Entry { ring[(head + index) & mask] }
    @inline(__always) mutating func number(_ index: Int, _ sequence: SequenceNumber) { ring[(head + index) & mask].sequence = sequence }

    mutating func append(_ entry: Entry) {
        if count == ring.count { grow() }
        ring[tail & mask] = entry
        tail += 1
    }

    private mutating func grow() {
        var larger = Array(repeating: Entry(), count: ring.count * 2)
        for index in 0..<count { larger[index] = at(index) }
        (tail, head) = (count, 0)
        ring = larger
        mask = ring.count - 1
    }
}
