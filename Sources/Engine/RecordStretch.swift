import Market

/// Records being written one behind the other, and the room behind them.
///
/// Every record changes this and nothing else: log and outbox, which count references, learn of a stretch once.
@safe struct RecordStretch: ~Copyable {
    private var memory = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var used = 0
    /// Sequences of the first and the last record, if there is one.
    private(set) var first: SequenceNumber = 0
    private(set) var last: SequenceNumber = 0

    @inline(__always) var bytesLeft: Int { unsafe memory.count - used }
    @inline(__always) var room: UnsafeMutableRawBufferPointer { unsafe UnsafeMutableRawBufferPointer(rebasing: memory[used...]) }

    /// Begins an empty stretch in memory that keeps it.
    mutating func begin(in memory: UnsafeMutableRawBufferPointer) {
        precondition(used == 0, "the last stretch has been taken")
        unsafe self.memory = memory
    }

    @inline(__always) mutating func endRecord(bytes: Int, sequence: SequenceNumber) {
        if used == 0 { first = sequence }
        last = sequence
        used += bytes
    }

    /// The bytes written; without room from then on.
    mutating func take() -> UnsafeRawBufferPointer {
        let bytes = unsafe UnsafeRawBufferPointer(UnsafeMutableRawBufferPointer(rebasing: memory[..<used]))
        unsafe memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        used = 0
        return unsafe bytes
    }
}
