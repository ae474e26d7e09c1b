import CLZ4

/// Packs and unpacks single LZ4 blocks (the block format, without a frame around it), for whoever sends what is like a log.
@safe package final class BlockCompressor {
    private let state: UnsafeMutableRawPointer

    package init() { unsafe state = .allocate(byteCount: Int(LZ4_sizeofState()), alignment: 16) }
    deinit { unsafe state.deallocate() }

    /// Writes `raw` as one block into `packed`; returns its length, or 0 if it does not fit there.
    package func pack(_ raw: UnsafeRawBufferPointer, into packed: UnsafeMutableRawBufferPointer) -> Int {
        guard let from = raw.baseAddress, let to = packed.baseAddress, raw.count <= Int(Int32.max), packed.count <= Int(Int32.max) else { return 0 }
        let source = unsafe from.assumingMemoryBound(to: CChar.self)
        let target = unsafe to.assumingMemoryBound(to: CChar.self)
        return unsafe Int(LZ4_compress_fast_extState(state, source, target, Int32(raw.count), Int32(packed.count), 1))
    }

    /// Unpacks a block that is `rawBytes` long then; nil if it is not.
    package static func unpack(_ packed: [UInt8], rawBytes: Int) -> [UInt8]? {
        guard rawBytes > 0, rawBytes <= Int(Int32.max), packed.count <= Int(Int32.max) else { return nil }
        var count: Int32 = 0
        let raw = unsafe [UInt8](unsafeUninitializedCapacity: rawBytes) { target, initialized in
            unsafe packed.withUnsafeBytes { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                let (source, target) = unsafe (from.assumingMemoryBound(to: CChar.self), UnsafeMutableRawPointer(to).assumingMemoryBound(to: CChar.self))
                count = unsafe LZ4_decompress_safe(source, target, Int32(packed.count), Int32(rawBytes))
            }
            initialized = max(0, Int(count))
        }
        return Int(count) == rawBytes ? raw : nil
    }
}
