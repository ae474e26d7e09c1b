import Market

/// The eight bytes before every block.
@usableFromInline package struct MessageHeader {
    @usableFromInline package let word: UInt64

    @inlinable package init(loading base: UnsafeRawPointer) { word = UInt64(littleEndian: unsafe base.loadUnaligned(as: UInt64.self)) }

    @inlinable package var blockLength: UInt16 { UInt16(truncatingIfNeeded: word) }
    @inlinable package var templateID: UInt16 { UInt16(truncatingIfNeeded: word >> 16) }
    @inlinable package var schemaID: UInt16 { UInt16(truncatingIfNeeded: word >> 32) }

    /// A command opens a record, an event (64…127) continues it.
    @inlinable package var isCommand: Bool { templateID < 64 }
}

/// Reads the records of a payload nobody vouches for: every fault is a `WireError`, none traps. Valid while the payload is.
@safe @usableFromInline package struct RecordReader {
    @usableFromInline package let payload: UnsafeRawPointer
    @usableFromInline package let end: Int
    /// Where the next record begins.
    @usableFromInline package var offset = 0

    @inlinable package init(_ bytes: UnsafeRawBufferPointer) {
        // No bytes may have no address; nothing is loaded from the stand-in, because `end` is 0.
        unsafe payload = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
        end = bytes.count
    }

    /// The next record; nil at the end. Its events' headers are checked, their fields as they are read. After an error the reader
    /// stays where it is.
    @inlinable package mutating func next() throws(WireError) -> Record? {
        guard offset < end else { return nil }
        let start = offset
        let header = try header(at: start)
        guard header.isCommand else { throw .eventWithoutCommand(offset: start, templateID: header.templateID) }
        try check(header, at: start + Schema.headerBytes)
        let end = try endOfEvents(from: start + Schema.headerBytes + Int(header.blockLength))
        offset = end
        return unsafe Record(payload: payload, header: header, bytes: start..<end)
    }

    /// Finds what decoding the command would find.
    @inlinable @inline(__always) package func check(_ header: MessageHeader, at block: Int) throws(WireError) {
        switch header.templateID {
        case Message.EnterOrder.templateID:
            _ = try unsafe Message.EnterOrder(decoding: payload + block, blockLength: Int(header.blockLength), at: block)
        case Message.CancelOrder.templateID, Message.AmendOrder.templateID, Message.ReplaceOrder.templateID, Message.Tick.templateID:
            break  // Any bits are such a command, and its header has been checked.
        default: try checkOther(header, at: block)
        }
    }

    @inlinable @inline(__always) package func endOfEvents(from start: Int) throws(WireError) -> Int {
        var offset = start
        while offset < end {
            let header = try header(at: offset)
            if header.isCommand { break }
            offset += Schema.headerBytes + Int(header.blockLength)
        }
        return offset
    }

    /// A header of this schema whose block is in the payload and long enough.
    @inlinable @inline(__always) package func header(at offset: Int) throws(WireError) -> MessageHeader {
        guard end - offset >= Schema.headerBytes else {
            throw .truncated(offset: offset, bytes: end - offset, needed: Schema.headerBytes)
        }
        let header = unsafe MessageHeader(loading: payload + offset)
        guard header.schemaID == Schema.id else { throw .unknownSchema(offset: offset, schemaID: header.schemaID) }
        let known = Schema.blockLength(template: header.templateID)
        guard known >= 0, header.templateID < 128 else { throw .unknownTemplate(offset: offset, templateID: header.templateID) }
        let needed = Schema.headerBytes + Int(header.blockLength)
        guard end - offset >= needed else { throw .truncated(offset: offset, bytes: end - offset, needed: needed) }
        guard Int(header.blockLength) >= known else {
            throw .shortBlock(
                offset: offset, message: Schema.name(template: header.templateID), bytes: Int(header.blockLength), needed: known)
        }
        return header
    }
}
