import Market

/// Records that are in the log but may not leave yet, because the disk has not confirmed them.
///
/// One block of memory, used from its start whenever it has become empty, so that it stays in the cache while the disk keeps up.
@safe struct Outbox: ~Copyable {
    /// The records of one stretch of commands.
    struct Stretch {
        var first: SequenceNumber
        var last: SequenceNumber
        var offset: Int
        var bytes: Int
    }

    private var memory: UnsafeMutableRawBufferPointer
    private var used = 0
    private var stretches: [Stretch] = []
    private var published = 0
    private var open: Stretch?
    /// The last record appended, where it was written: not copied yet.
    private var last: UnsafeRawBufferPointer?

    /// Stretches waiting at a time; one batch of commands is one.
    static let stretchesMax = 1 << 14

    init(bytes: Int) {
        unsafe memory = .allocate(byteCount: bytes, alignment: 64)
        stretches.reserveCapacity(1 << 10)
    }

    deinit { unsafe memory.deallocate() }

    var isEmpty: Bool { published == stretches.count && open == nil }

    /// Whether a record of this size still fits.
    @inline(__always) func hasRoom(_ bytes: Int) -> Bool { unsafe memory.count - used >= bytes && stretches.count < Self.stretchesMax }

    /// Takes note of a record, whose memory stays as it is until `copyLast` or `endStretch`.
    @inline(__always) mutating func append(_ record: UnsafeRawBufferPointer, sequence: SequenceNumber) {
        precondition(unsafe last == nil, "the last record has been copied")
        if open == nil { open = Stretch(first: sequence, last: sequence, offset: used, bytes: 0) }
        open?.last = sequence
        open?.bytes += record.count
        used += record.count
        unsafe last = record
    }

    /// Copies the last record. As late as can be: what was just written field by field is read back wider, and would wait for the writes.
    @inline(__always) mutating func copyLast() {
        guard let record = unsafe last else { return }
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[(used - record.count)..<used]).copyMemory(from: record)
        unsafe last = nil
    }

    /// Ends the stretch at hand: it is published whole.
    mutating func endStretch() {
        copyLast()
        guard let stretch = open else { return }
        stretches.append(stretch)
        open = nil
    }

    /// Hands out, in order, every stretch that is durable as a whole.
    mutating func release(through durable: SequenceNumber, _ body: (Stretch, UnsafeRawBufferPointer) -> Void) {
        while published < stretches.count, stretches[published].last <= durable {
            let stretch = stretches[published]
            published += 1
            unsafe body(stretch, UnsafeRawBufferPointer(rebasing: memory[stretch.offset..<(stretch.offset + stretch.bytes)]))
        }
        guard isEmpty else { return }
        stretches.removeAll(keepingCapacity: true)
        published = 0
        used = 0
    }

    /// Makes an empty outbox large enough for one record that is larger than it.
    mutating func grow(toFit bytes: Int) {
        precondition(isEmpty, "records wait in the outbox")
        unsafe memory.deallocate()
        unsafe memory = .allocate(byteCount: bytes, alignment: 64)
    }

    /// Sequence of the last finished stretch, 0 if none waits.
    var lastSequence: SequenceNumber { published < stretches.count ? stretches[stretches.count - 1].last : 0 }
}
