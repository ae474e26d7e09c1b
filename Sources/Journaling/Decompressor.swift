import CLZ4

/// Unpacks payloads into one buffer that is used again.
@safe final class Decompressor {
    private var raw: UnsafeMutableRawBufferPointer

    init() { unsafe raw = .allocate(byteCount: 0, alignment: 8) }
    deinit { unsafe raw.deallocate() }

    /// The raw payload of a frame, valid until the next call.
    func raw(_ header: FrameHeader, _ stored: UnsafeRawBufferPointer, at position: JournalPosition) throws(JournalError) -> UnsafeRawBufferPointer {
        guard header.flags.contains(.lz4) else { return unsafe stored }
        if unsafe raw.count < header.rawBytes {
            unsafe raw.deallocate()
            unsafe raw = .allocate(byteCount: header.rawBytes, alignment: 8)
        }
        guard let from = stored.baseAddress, let to = unsafe raw.baseAddress else {
            throw .corrupt(Damage("the compressed payload is empty", at: position, sequence: header.firstSequence))
        }
        let source = unsafe from.assumingMemoryBound(to: CChar.self)
        let target = unsafe to.assumingMemoryBound(to: CChar.self)
        let bytes = unsafe LZ4_decompress_safe(source, target, Int32(stored.count), Int32(header.rawBytes))
        guard Int(bytes) == header.rawBytes else {
            throw .corrupt(Damage("the payload does not decompress to \(header.rawBytes) bytes", at: position, sequence: header.firstSequence))
        }
        return unsafe UnsafeRawBufferPointer(rebasing: raw[0..<header.rawBytes])
    }
}
