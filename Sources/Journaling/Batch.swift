internal import IO

/// Records that will be written together: one frame, one write, one sync.
///
/// Memory is laid out as the frame will be, with the header's place in front, so that an incompressible batch is written from where it was encoded.
@safe final class Batch {
    private(set) var memory: UnsafeMutableRawBufferPointer
    private let standardBytes: Int
    /// Payload so far, in bytes.
    private(set) var bytes = 0
    private(set) var recordCount = 0
    private(set) var firstSequence: UInt64 = 0
    /// Follows the records as a frame of its own.
    var stateHash: UInt64?

    init(bytes: Int) {
        standardBytes = bytes
        unsafe memory = Self.allocate(bytes)
    }

    deinit { unsafe memory.deallocate() }

    private static func allocate(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Format.headerBytes + Format.aligned(bytes), alignment: 64)
        // Touched now, not during the first commits.
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
        return unsafe memory
    }

    var isEmpty: Bool { recordCount == 0 && stateHash == nil }
    var freeBytes: Int { unsafe memory.count - Format.headerBytes - bytes }
    var tail: UnsafeMutableRawBufferPointer { unsafe UnsafeMutableRawBufferPointer(rebasing: memory[(Format.headerBytes + bytes)...]) }
    var payload: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: memory[Format.headerBytes..<(Format.headerBytes + bytes)])
    }

    /// Says what was written into an empty batch, from the start of its `tail`.
    func fill(bytes filled: Int, recordCount count: Int, firstSequence first: UInt64) {
        bytes = filled
        recordCount = count
        firstSequence = first
    }

    /// Makes room in an empty batch for a record larger than it. Only the first `kept` bytes survive.
    func grow(to free: Int, keeping kept: Int) {
        let grown = unsafe Self.allocate(bytes + free)
        unsafe grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[0..<(Format.headerBytes + bytes + kept)]))
        unsafe memory.deallocate()
        unsafe memory = grown
    }

    /// Makes it empty again. What was written into it can still be read.
    func reset() {
        bytes = 0
        recordCount = 0
        stateHash = nil
    }

    /// Whether it has more memory than usual, for a jumbo record, and the next one needs no more than usual.
    func isOversized(for free: Int) -> Bool {
        unsafe memory.count > Format.headerBytes + Format.aligned(standardBytes) && free <= standardBytes
    }

    /// Makes the memory of an empty batch what it was before a jumbo record.
    func shrink() {
        unsafe memory.deallocate()
        unsafe memory = Self.allocate(standardBytes)
    }
}
