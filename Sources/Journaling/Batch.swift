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

    /// Makes it empty again. What was written into it can still be read.
    func reset() {
        bytes = 0
        recordCount = 0
        stateHash = nil
    }

    /// Whether an empty batch has the usual memory, or enough for a first record that needs more.
    func isRight(for record: Int) -> Bool {
        unsafe record > standardBytes ? freeBytes >= record : memory.count == Format.headerBytes + Format.aligned(standardBytes)
    }

    /// Gives an empty batch the memory that its first record needs, and no less than usual.
    func resize(for record: Int) {
        unsafe memory.deallocate()
        unsafe memory = Self.allocate(max(standardBytes, record))
    }
}
