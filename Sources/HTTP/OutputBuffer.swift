/// Bytes on their way out: appended at the end, taken from the front; grows as needed, and gives its memory back when empty.
///
/// Who fills it bounds it: sessions say how much waits (`queuedBytes`), and their owner stops or closes.
@safe struct OutputBuffer: ~Copyable {
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var start = 0
    private var end = 0
    /// Memory kept while empty, in bytes.
    private let keptBytesMax: Int

    init(keptBytesMax: Int = HTTPLimits.idleBufferBytesMax) {
        unsafe base = nil
        self.keptBytesMax = keptBytesMax
    }

    deinit { unsafe base?.deallocate() }

    var count: Int { end - start }
    var isEmpty: Bool { end == start }

    var bytes: UnsafeRawBufferPointer {
        guard let base = unsafe base else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
    }

    mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= end - start, "more output taken than there is")
        start += count
        guard start == end else { return }
        start = 0
        end = 0
        guard capacity > keptBytesMax else { return }
        unsafe base?.deallocate()
        unsafe base = nil
        capacity = 0
    }

    /// Room for so many bytes more; `advance` says how many were written.
    @inline(__always) mutating func room(_ count: Int) -> UnsafeMutableRawPointer {
        if let base = unsafe base, capacity - end >= count { return unsafe base + end }
        return unsafe grown(count)
    }

    @inline(__always) mutating func advance(_ count: Int) { end += count }

    @inline(never) private mutating func grown(_ count: Int) -> UnsafeMutableRawPointer {
        let held = end - start
        let needed = held + count
        if let base = unsafe base, needed <= capacity, start >= held {
            unsafe base.copyMemory(from: base + start, byteCount: held)
        } else {
            capacity = max(needed, min(2 * capacity, capacity + 1024 * 1024), 512)
            let bigger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
            if let base = unsafe base {
                unsafe bigger.copyMemory(from: base + start, byteCount: held)
                unsafe base.deallocate()
            }
            unsafe base = bigger
        }
        start = 0
        end = held
        return unsafe base! + end  // Set in either branch.
    }

    @inline(__always) mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        unsafe room(bytes.count).copyMemory(from: source, byteCount: bytes.count)
        end += bytes.count
    }

    @inline(__always) mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    @inline(__always) mutating func append(_ text: StaticString) {
        unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(decimal value: Int) {
        let text = DecimalText(value)
        unsafe text.withBytes { unsafe append($0) }
    }

    mutating func append(hex value: Int) {
        let digits = max(1, (Int.bitWidth - value.leadingZeroBitCount + 3) / 4)
        let room = unsafe room(digits)
        for index in 0..<digits {
            let digit = UInt8(truncatingIfNeeded: value >> (4 * (digits - 1 - index))) & 15
            unsafe room.storeBytes(of: digit < 10 ? 0x30 + digit : 0x57 + digit, toByteOffset: index, as: UInt8.self)
        }
        end += digits
    }
}
