import Wire

/// FIX Simple Open Framing Header 1.0: six bytes before every message, both fields big-endian whatever the message is.
///
///     offset  bytes
///          0  4  length of the frame, these six bytes included
///          4  2  encoding type: 0xEB50, SBE 1.0 little-endian
///          6  8  SBE message header, then block and group
package enum Framing {
    /// Bytes before the SBE message header.
    package static let headerBytes = 6
    package static let encodingType: UInt16 = 0xEB50
    /// Bytes of the longest frame a client may send: the longest request has 148, and later versions may add to it.
    package static let requestBytesMax = 1024
    /// Bytes of the longest frame the server sends.
    package static let frameBytesMax = 1 << 20

    /// Bytes of the frame of a message without a group.
    @inline(__always) package static func frameBytes<M: SessionMessage>(_ type: M.Type) -> Int { headerBytes + M.encodedBytes }

    /// Writes the six bytes at `base` for a frame of `frameBytes` bytes.
    @inline(__always) package static func writeHeader(frameBytes: Int, at base: UnsafeMutableRawPointer) {
        unsafe base.storeBytes(of: UInt32(frameBytes).bigEndian, as: UInt32.self)
        unsafe base.storeBytes(of: encodingType.bigEndian, toByteOffset: 4, as: UInt16.self)
    }

    /// Writes a message without a group as a frame at `base`, where there is room for `frameBytes(M.self)`.
    @inline(__always) package static func write<M: SessionMessage>(_ message: M, at base: UnsafeMutableRawPointer) {
        unsafe writeHeader(frameBytes: frameBytes(M.self), at: base)
        unsafe message.encode(into: base + headerBytes)
    }

    /// Bytes of the frame of a message with so many entries in its group.
    @inline(__always) package static func frameBytes<M: GroupedMessage>(_ type: M.Type, entries: Int) -> Int {
        headerBytes + M.encodedBytes + GroupSize.encodedBytes + entries * M.Entry.blockLength
    }

    /// Writes a message and its group as a frame at `base`, where there is room for `frameBytes(M.self, entries:)`.
    package static func write<M: GroupedMessage>(_ message: M, _ entries: some Collection<M.Entry>, at base: UnsafeMutableRawPointer) {
        precondition(entries.count <= GroupSize.entriesMax, "more entries than a group can have")
        unsafe writeHeader(frameBytes: frameBytes(M.self, entries: entries.count), at: base)
        unsafe message.encode(into: base + headerBytes)
        var next = unsafe base + headerBytes + M.encodedBytes
        unsafe GroupSize(blockLength: UInt16(M.Entry.blockLength), count: UInt16(entries.count)).encode(into: next)
        unsafe next += GroupSize.encodedBytes
        for entry in entries {
            unsafe entry.encode(into: next)
            unsafe next += M.Entry.blockLength
        }
    }

    /// Length of the frame at `base`, of which at least four bytes are there.
    @inline(__always) package static func frameBytes(at base: UnsafeRawPointer) -> Int {
        Int(UInt32(bigEndian: unsafe base.loadUnaligned(as: UInt32.self)))
    }
}

/// What is wrong with bytes that should be frames. Nothing after it can be trusted, so the session ends.
package enum FrameError: Error, Hashable {
    case length(UInt32)
    case encoding(UInt16)
}

/// Splits a byte stream into frames, whatever pieces it comes in. Keeps no more than the beginning of one frame.
@safe struct FrameReader {
    private var pending: [UInt8] = []
    /// Bytes of the longest frame taken.
    let frameBytesMax: Int

    init(frameBytesMax: Int) { self.frameBytesMax = frameBytesMax }

    /// Calls `body` with the SBE part of every frame that is whole, in place, until it returns false.
    @inline(__always) mutating func receive(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Bool) throws(FrameError) {
        guard let base = bytes.baseAddress else { return }
        var offset = 0
        if !pending.isEmpty {
            guard try unsafe completePending(bytes, &offset) else { return }
            let goesOn = unsafe pending.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[Framing.headerBytes...])) }
            pending.removeAll(keepingCapacity: true)
            guard goesOn else { return }
        }
        while bytes.count - offset >= Framing.headerBytes {
            let length = try unsafe checkedLength(base + offset)
            guard bytes.count - offset >= length else { break }
            let message = unsafe UnsafeRawBufferPointer(start: base + offset + Framing.headerBytes, count: length - Framing.headerBytes)
            offset += length
            guard unsafe body(message) else { return }
        }
        if offset < bytes.count { unsafe pending.append(contentsOf: bytes[offset...]) }
    }

    /// Bytes of the frame that begins at `base` with a whole header.
    @inline(__always) private func checkedLength(_ base: UnsafeRawPointer) throws(FrameError) -> Int {
        let length = UInt32(bigEndian: unsafe base.loadUnaligned(as: UInt32.self))
        return try check(length: length, encoding: UInt16(bigEndian: unsafe base.loadUnaligned(fromByteOffset: 4, as: UInt16.self)))
    }

    @inline(__always) private func check(length: UInt32, encoding: UInt16) throws(FrameError) -> Int {
        guard encoding == Framing.encodingType else { throw .encoding(encoding) }
        guard length >= Framing.headerBytes + Schema.headerBytes, length <= frameBytesMax else { throw .length(length) }
        return Int(length)
    }

    /// Takes from `bytes` what the frame in `pending` lacks. False if it still lacks something.
    private mutating func completePending(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) throws(FrameError) -> Bool {
        unsafe take(Framing.headerBytes, bytes, &offset)
        guard pending.count >= Framing.headerBytes else { return false }
        let encoding = UInt16(pending[4]) << 8 | UInt16(pending[5])
        let length = try check(length: pending[..<4].reduce(0) { $0 << 8 | UInt32($1) }, encoding: encoding)
        unsafe take(length, bytes, &offset)
        return pending.count == length
    }

    /// Lets `pending` have up to `count` bytes.
    private mutating func take(_ count: Int, _ bytes: UnsafeRawBufferPointer, _ offset: inout Int) {
        let taken = min(max(0, count - pending.count), bytes.count - offset)
        unsafe pending.append(contentsOf: bytes[offset..<offset + taken])
        offset += taken
    }
}
