import Gateway
import Wire

/// Frames on their way out, in memory of fixed size that is used again.
@safe struct FrameOutput: ~Copyable {
    private let base: UnsafeMutableRawPointer
    private let capacity: Int
    private var start = 0
    private var end = 0

    /// Room for so many of the longest messages a session sends.
    init(messages: Int) {
        capacity = messages * Framing.frameBytes(Message.Logon.self)
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
    }

    deinit { unsafe base.deallocate() }

    var isEmpty: Bool { start == end }

    @inline(__always) mutating func append<M: SessionMessage>(_ message: M) {
        let bytes = Framing.frameBytes(M.self)
        if capacity - end < bytes { makeRoom(bytes) }
        unsafe Framing.write(message, at: base + end)
        end += bytes
    }

    private mutating func makeRoom(_ bytes: Int) {
        unsafe base.copyMemory(from: base + start, byteCount: end - start)
        end -= start
        start = 0
        precondition(capacity - end >= bytes, "more requests wait to be sent than may be under way")
    }

    /// Offers everything; the sink says how many bytes it took.
    mutating func write(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int {
        guard start < end else { return 0 }
        let taken = unsafe sink(UnsafeRawBufferPointer(start: base + start, count: end - start))
        start += taken
        if start == end {
            start = 0
            end = 0
        }
        return taken
    }
}
