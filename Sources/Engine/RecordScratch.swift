import Market
import Wire

/// Memory to encode one record in, where it does not go straight into the log.
@safe struct RecordScratch: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer

    init() { unsafe memory = .allocate(byteCount: 1 << 16, alignment: 64) }
    deinit { unsafe memory.deallocate() }

    /// Room for at least `bytes`; what was there before is gone.
    mutating func space(atLeast bytes: Int) -> UnsafeMutableRawBufferPointer {
        if unsafe memory.count < bytes {
            unsafe memory.deallocate()
            unsafe memory = .allocate(byteCount: bytes * 2, alignment: 64)
        }
        return unsafe memory
    }
}
