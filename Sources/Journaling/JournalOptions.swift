package import IO

/// When a record counts as committed.
package enum Durability: Equatable, Sendable, CustomStringConvertible {
    /// Once it is on disk.
    case always
    /// Once the system has it; it is on disk at most this much later.
    case interval(milliseconds: Int)
    /// Once the system has it; a power cut may lose any of it.
    case none

    package var description: String {
        switch self {
        case .always: "always"
        case .interval(let milliseconds): "interval \(milliseconds) ms"
        case .none: "none"
        }
    }
}

package struct JournalOptions: Sendable {
    package var durability: Durability = .always
    /// Size of new segments. A power of two that a disk writes in well under a second.
    package var segmentBytes = 64 << 20
    /// Size of a batch buffer: what one write and one sync carry at most, unless a single record is larger.
    package var batchBytes = 4 << 20
    /// Batch buffers: one fills, one is written, the rest absorb a slow sync before the engine has to wait.
    package var batchesMax = 4
    /// Zero-filled segments kept ready. One is for the next roll, the others are the reserve that is left when the disk is full.
    package var segmentsAhead = 2
    /// A log that has been idle for this long writes a mark, so that a follower learns that the last frame is on disk.
    package var markMilliseconds = 100
    /// Without threads every commit and preparation happens inside the engine's own calls: for simulation.
    package var usesThreads = true
    /// Without threads: commits wait for somebody to call `Journal.work`, as they would for the log thread. For simulation.
    package var isStepped = false
    /// When an interval is over.
    package var clock: any IO.Clock = SystemClock()
    /// The processor the log thread stays on, if given.
    package var logThreadCore: Int?
    /// LZ4's speed setting: higher is faster and compresses less.
    package var compressionAcceleration: Int32 = 1
    /// Names a new log. Has no effect on one that exists.
    package var instanceID: UInt64 = .random(in: 1 ... .max)
    /// If given, an existing log must have this identity.
    package var expectedInstanceID: UInt64?
    /// First sequence of a new log.
    package var firstSequence: UInt64 = 1
    /// Segments may be too small for the largest record there could be: for simulations, which know that theirs are not.
    package var allowsSmallSegments = false
    /// Where the salts of new segments come from; a simulator fixes it.
    package var saltSeed: UInt64 = .random(in: 0 ... .max)

    package init() {}

    /// Segments kept ready at most, so that a typing error does not fill the disk.
    package static let segmentsAheadMax = 16
    package static let batchesLimit = 64

    /// The largest raw payload: what fits into a segment beside its header and seal.
    package var frameBytesMax: Int { min(Format.frameBytesMax, segmentBytes - 3 * Format.headerBytes) }

    func validate() throws(JournalError) {
        guard (Format.segmentBytesMin...Format.segmentBytesMax).contains(segmentBytes), segmentBytes % 4096 == 0 else {
            throw .invalidOptions("segmentBytes \(segmentBytes): must be a multiple of 4096 from \(Format.segmentBytesMin) to \(Format.segmentBytesMax)")
        }
        guard (64...frameBytesMax).contains(batchBytes) else {
            throw .invalidOptions("batchBytes \(batchBytes): must be 64 to \(frameBytesMax), what fits into a segment")
        }
        guard (2...Self.batchesLimit).contains(batchesMax) else { throw .invalidOptions("batchesMax \(batchesMax): must be 2 to \(Self.batchesLimit)") }
        guard (1...Self.segmentsAheadMax).contains(segmentsAhead) else {
            throw .invalidOptions("segmentsAhead \(segmentsAhead): must be 1 to \(Self.segmentsAheadMax)")
        }
        if case .interval(let milliseconds) = durability, !(1...60_000).contains(milliseconds) {
            throw .invalidOptions("durability interval \(milliseconds) ms: must be 1 to 60000")
        }
        guard markMilliseconds > 0 else { throw .invalidOptions("markMilliseconds \(markMilliseconds): must be positive") }
        guard (1...65_537).contains(compressionAcceleration) else {
            throw .invalidOptions("compressionAcceleration \(compressionAcceleration): must be 1 to 65537, LZ4's own range")
        }
        guard firstSequence > 0 else { throw .invalidOptions("firstSequence 0: the first record is 1 or later") }
    }
}
