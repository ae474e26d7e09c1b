import Market

/// Which records are in the log but may not leave yet, because the disk has not confirmed them.
///
/// They are not copied: they stay where they were written, in the memory of the log's batches. A batch is written again only when it is
/// durable, and what lay in it has been published before.
@safe struct Outbox: ~Copyable {
    /// The records of one stretch of commands, one behind the other.
    @safe struct Stretch {
        var first: SequenceNumber
        var last: SequenceNumber
        var bytes: UnsafeRawBufferPointer
    }

    private var stretches: [Stretch] = []
    private var published = 0

    /// Stretches waiting at a time; one batch of commands is one, or one in every batch of the log that it reaches into.
    static let stretchesMax = 1 << 14

    init() { stretches.reserveCapacity(Self.stretchesMax) }

    var isEmpty: Bool { published == stretches.count }
    var isFull: Bool { stretches.count == Self.stretchesMax }

    /// Takes note of a stretch, whose memory stays as it is until it has been released.
    mutating func append(_ stretch: Stretch) {
        precondition(!isFull, "the engine waits for the disk before")
        stretches.append(stretch)
    }

    /// Hands out, in order, every stretch that is durable as a whole.
    mutating func release(through durable: SequenceNumber, _ body: (Stretch) -> Void) {
        while published < stretches.count, stretches[published].last <= durable {
            let stretch = stretches[published]
            published += 1
            body(stretch)
        }
        guard isEmpty else { return }
        stretches.removeAll(keepingCapacity: true)
        published = 0
    }

    /// Sequence of the last stretch, 0 if none waits.
    var lastSequence: SequenceNumber { published < stretches.count ? stretches[stretches.count - 1].last : 0 }
}
