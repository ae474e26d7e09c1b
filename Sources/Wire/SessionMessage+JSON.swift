import Market

extension Schema {
    /// A message of a session as one line of JSON: header, block and group lie in `message`, as a frame carries them.
    ///
    ///     {"message":"CancelRequest","request":7,"orderID":268435457,"clientOrderID":null}
    ///
    /// As records are rendered; a group is a list of objects. Numbers of enums without a name stay numbers.
    package static func json(sessionMessage message: UnsafeRawBufferPointer) throws(WireError) -> String {
        guard let base = message.baseAddress, message.count >= headerBytes else {
            throw .truncated(offset: 0, bytes: message.count, needed: headerBytes)
        }
        let header = unsafe MessageHeader(loading: base)
        guard header.schemaID == id else { throw .unknownSchema(offset: 0, schemaID: header.schemaID) }
        guard header.templateID >= 128, header.templateID < 256, let rendering = MessageRendering.byTemplate[Int(header.templateID)] else {
            throw .unknownTemplate(offset: 0, templateID: header.templateID)
        }
        let end = headerBytes + Int(header.blockLength)
        guard end <= message.count else { throw .truncated(offset: 0, bytes: message.count, needed: end) }
        let known = blockLength(template: header.templateID)
        guard Int(header.blockLength) >= known else {
            throw .shortBlock(offset: 0, message: name(template: header.templateID), bytes: Int(header.blockLength), needed: known)
        }
        var line = Array("{".utf8) + rendering.session
        unsafe line.append(rendering.fields, from: base + headerBytes)
        if let group = rendering.group {
            line.append(contentsOf: group.key)
            try unsafe line.append(group, from: UnsafeRawBufferPointer(rebasing: message[end...]), at: end, template: header.templateID)
            line.append(UInt8(ascii: "]"))
        }
        line.append(UInt8(ascii: "}"))
        return String(decoding: line, as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ fields: [FieldRendering], from block: UnsafeRawPointer) {
        for field in fields {
            append(contentsOf: field.key)
            unsafe field.append(from: block + field.offset, to: &self)
        }
    }

    /// The entries of a group that begins with its size.
    fileprivate mutating func append(
        _ group: GroupRendering, from bytes: UnsafeRawBufferPointer, at offset: Int, template: UInt16
    ) throws(WireError) {
        guard let base = bytes.baseAddress, bytes.count >= GroupSize.encodedBytes else {
            throw .truncated(offset: offset, bytes: bytes.count, needed: GroupSize.encodedBytes)
        }
        let size = unsafe GroupSize(loading: base)
        let needed = GroupSize.encodedBytes + Int(size.count) * Int(size.blockLength)
        guard bytes.count >= needed else { throw .truncated(offset: offset, bytes: bytes.count, needed: needed) }
        guard Int(size.blockLength) >= group.blockLength else {
            throw .shortBlock(offset: offset, message: Schema.name(template: template), bytes: Int(size.blockLength), needed: group.blockLength)
        }
        for index in 0..<Int(size.count) {
            if index > 0 { append(UInt8(ascii: ",")) }
            let start = count
            unsafe append(group.fields, from: base + GroupSize.encodedBytes + index * Int(size.blockLength))
            // Every field begins with a comma; the first one's place is taken by the brace.
            self[start] = UInt8(ascii: "{")
            append(UInt8(ascii: "}"))
        }
    }
}
