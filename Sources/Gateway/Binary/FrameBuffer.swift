import Journaling
import Wire

/// Frames made once for many sessions, in memory that is used again; packed too, if somebody wants that.
@safe struct FrameBuffer {
    private(set) var bytes: [UInt8] = []
    private(set) var packed: [UInt8] = []

    /// Bytes below which packing is not worth it.
    static let packedBytesMin = 256
    /// Bytes of frames in one `CompressedBatch`.
    static let batchBytesMax = 64 << 10

    var isEmpty: Bool { bytes.isEmpty }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        packed.removeAll(keepingCapacity: true)
    }

    mutating func append<M: SessionMessage>(_ message: M) {
        unsafe add(Framing.frameBytes(M.self)) { unsafe Framing.write(message, at: $0) }
    }

    mutating func append<M: GroupedMessage>(_ message: M, _ entries: some Collection<M.Entry>) {
        unsafe add(Framing.frameBytes(M.self, entries: entries.count)) { unsafe Framing.write(message, entries, at: $0) }
    }

    private mutating func add(_ count: Int, _ write: (UnsafeMutableRawPointer) -> Void) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        // At least a header has been added, so there is an address.
        unsafe bytes.withUnsafeMutableBytes { unsafe write($0.baseAddress.unsafelyUnwrapped + start) }
    }

    /// Fills `packed` with the same frames, as `CompressedBatch` wherever that is shorter.
    mutating func pack(_ compressor: BlockCompressor) {
        guard packed.isEmpty else { return }
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count {
                let length = unsafe bytes.withUnsafeBytes { unsafe Framing.frameBytes(at: $0.baseAddress.unsafelyUnwrapped + end) }
                if end > start, end + length - start > Self.batchBytesMax { break }
                end += length
            }
            pack(start..<end, compressor)
            start = end
        }
    }

    private mutating func pack(_ range: Range<Int>, _ compressor: BlockCompressor) {
        let overhead = Framing.frameBytes(Message.CompressedBatch.self, entries: 0)
        var block = [UInt8](repeating: 0, count: min(max(0, range.count - overhead), GroupSize.entriesMax))
        var length = 0
        if range.count >= Self.packedBytesMin {
            length = unsafe bytes.withUnsafeBytes { raw in
                unsafe block.withUnsafeMutableBytes { unsafe compressor.pack(UnsafeRawBufferPointer(rebasing: raw[range]), into: $0) }
            }
        }
        guard length > 0 else { return packed.append(contentsOf: bytes[range]) }
        var batch = FrameBuffer()
        batch.append(
            Message.CompressedBatch(rawBytes: UInt32(range.count)),
            block[..<length].map { Message.CompressedBatch.Entry(octet: $0) })
        packed.append(contentsOf: batch.bytes)
    }
}
