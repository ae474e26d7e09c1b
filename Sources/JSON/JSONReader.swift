import CSimdjson

/// Reads one JSON text after another into the same memory; nothing is allocated per document.
///
/// Strict RFC 8259: UTF-8, one value and nothing behind it, no key twice in an object. One reader per loop is enough:
/// a document is used up before the next is read.
@safe package final class JSONReader {
    /// Bytes of a text: the largest body a connection collects.
    package static let bytesMax = 1 << 20
    /// Levels of arrays and objects: requests have three or four.
    package static let depthMax = 32
    /// Values of a text: the largest request, a batch of orders, has about 1,500.
    package static let nodesMax = 4_096
    /// Values of a text for readers made `large`: price histories that are uploaded whole.
    package static let largeNodesMax = 65_536
    /// Members of one object; bounds the search for keys that are there twice.
    package static let membersMax = 256

    private let parser: OpaquePointer
    private let nodesMax: Int

    package init(large: Bool = false) {
        nodesMax = large ? Self.largeNodesMax : Self.nodesMax
        let limits = walras_json_limits(
            bytes_max: UInt32(Self.bytesMax), depth_max: UInt32(Self.depthMax),
            nodes_max: UInt32(nodesMax), members_max: UInt32(Self.membersMax))
        guard let created = unsafe walras_json_create(limits) else { preconditionFailure("out of memory for a JSON reader") }
        unsafe parser = created
    }

    deinit { unsafe walras_json_destroy(parser) }

    /// The document in `bytes`, valid until the next is read.
    package func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONDocument {
        let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let result = unsafe walras_json_parse(parser, base, bytes.count)
        guard result.status == WALRAS_JSON_SUCCESS else { throw unsafe error(result, bytes) }
        return unsafe JSONDocument(reader: self, root: JSONNode(view: walras_json_view(parser)))
    }

    package func read(_ bytes: [UInt8]) throws(JSONError) -> JSONDocument {
        try read(bytes, bytes.indices)
    }

    /// The document in a part of `bytes`, such as the body of a request.
    package func read(_ bytes: [UInt8], _ range: Range<Int>) throws(JSONError) -> JSONDocument {
        try unsafe bytes.span.withUnsafeBytes { buffer throws(JSONError) in
            try unsafe read(UnsafeRawBufferPointer(rebasing: buffer[range]))
        }
    }

    private func error(_ result: walras_json_result, _ bytes: UnsafeRawBufferPointer) -> JSONError {
        let offset = Int(result.offset)
        switch result.status {
        case WALRAS_JSON_EMPTY: return .empty
        case WALRAS_JSON_MALFORMED: return .malformed(offset: offset)
        case WALRAS_JSON_TRAILING: return .trailing(offset: offset)
        case WALRAS_JSON_BAD_NUMBER: return unsafe misplaced(offset, bytes) ? .malformed(offset: offset) : .invalidNumber(offset: offset)
        case WALRAS_JSON_BAD_ESCAPE: return .invalidEscape(offset: offset)
        case WALRAS_JSON_BAD_UTF8: return unsafe .invalidUTF8(offset: Self.notUTF8(bytes))
        case WALRAS_JSON_BAD_STRING: return unsafe Self.badString(bytes)
        case WALRAS_JSON_TOO_LONG: return .tooLong(bytes: bytes.count, bytesMax: Self.bytesMax)
        case WALRAS_JSON_TOO_DEEP: return .tooDeep(offset: offset, depthMax: Self.depthMax)
        case WALRAS_JSON_TOO_MANY_NODES: return .tooManyNodes(offset: offset, nodesMax: nodesMax)
        case WALRAS_JSON_TOO_MANY_MEMBERS: return .tooManyMembers(offset: offset, membersMax: Self.membersMax)
        case WALRAS_JSON_DUPLICATE_KEY:
            // The key stands unescaped in the reader's copy.
            let text = unsafe walras_json_view(parser).pointee.text + offset
            return unsafe .duplicateKey(String(decoding: UnsafeBufferPointer(start: text, count: Int(result.length)), as: UTF8.self))
        default: preconditionFailure("simdjson reported a fault of its own")
        }
    }

    /// Whether what was taken for a number does not even begin like one.
    private func misplaced(_ offset: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let byte = unsafe bytes[offset]
        return byte != UInt8(ascii: "-") && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Where the first byte stands that no UTF-8 text has there.
    private static func notUTF8(_ bytes: UnsafeRawBufferPointer) -> Int {
        do {
            _ = try unsafe UTF8Span(validating: bytes.assumingMemoryBound(to: UInt8.self).span)
            return bytes.count
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// The control character inside a string, or the string without an end.
    private static func badString(_ bytes: UnsafeRawBufferPointer) -> JSONError {
        var quote: Int?
        var escaped = false
        for unsafe (offset, byte) in unsafe bytes.enumerated() {
            guard quote != nil else {
                if byte == UInt8(ascii: "\"") { quote = offset }
                if byte == UInt8(ascii: "\\") { return .malformed(offset: offset) }
                continue
            }
            if byte < 0x20 { return .controlCharacter(offset: offset) }
            if byte == UInt8(ascii: "\""), !escaped { quote = nil }
            escaped = byte == UInt8(ascii: "\\") && !escaped
        }
        return .unclosedString(offset: quote ?? 0)
    }
}
