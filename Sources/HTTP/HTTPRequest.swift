/// One request, decoded. Its storage is reused: all text lies in `bytes`, and everything else is ranges into it.
///
/// Handlers borrow it for the time of a call; a copy they keep stays as it is.
@usableFromInline package struct HTTPRequest: Sendable {
    @usableFromInline package var method: HTTPMethod = .get
    /// Target, field names in lower case, values; then the body.
    @usableFromInline package var bytes: [UInt8] = []
    /// Of the target, raw: not percent-decoded. Starts with `/`, or is `*` (OPTIONS).
    @usableFromInline package var path: Range<Int> = 0..<0
    /// Without the question mark; empty if there is none.
    @usableFromInline package var query: Range<Int> = 0..<0
    /// Collected body; empty while it is streamed.
    @usableFromInline package var body: Range<Int> = 0..<0
    /// Host and port the client asked for; empty only for HTTP/1.0.
    @usableFromInline package var authority: Range<Int> = 0..<0
    @usableFromInline package var isHTTP2 = false
    /// Asks for a WebSocket: an upgrade in HTTP/1.1, an extended CONNECT in HTTP/2 (RFC 8441), whose method shows as GET.
    @usableFromInline package var isWebSocket = false
    @usableFromInline var slots = InlineArray<32, Slot>(repeating: Slot())
    @usableFromInline var fields: [Field] = []

    /// Where a value lies: heads are shorter than 64 KiB.
    @usableFromInline struct Slot: Sendable, BitwiseCopyable {
        @usableFromInline var start: UInt16 = 0
        @usableFromInline var count: UInt16 = 0

        @inlinable @inline(__always) init() {}
        @inlinable @inline(__always) init(_ range: Range<Int>) {
            start = UInt16(truncatingIfNeeded: range.lowerBound)
            count = UInt16(truncatingIfNeeded: range.count)
        }
        @inlinable @inline(__always) var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

    @usableFromInline struct Field: Sendable, BitwiseCopyable {
        @usableFromInline var name: Slot
        @usableFromInline var value: Slot

        @inlinable @inline(__always) init(name: Slot, value: Slot) {
            self.name = name
            self.value = value
        }
    }

    package init() {}

    /// Value of a field that has a slot; empty if it is absent. Of several, the first.
    @inlinable package subscript(_ field: HTTPField) -> Range<Int> { slots[field.slot].range }

    @inlinable package func has(_ field: HTTPField) -> Bool { slots[field.slot].start != 0 }

    /// Value of the first field of that name, in lower case.
    package func header(named name: StaticString) -> Range<Int>? {
        for field in fields where equals(field.name.range, name) { return field.value.range }
        return nil
    }

    package var fieldCount: Int { fields.count }

    /// Name and value of one field, in the order received.
    package func field(at index: Int) -> (name: Range<Int>, value: Range<Int>) { (fields[index].name.range, fields[index].value.range) }

    /// Repairs what is not UTF-8.
    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    @inlinable package func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { other in
            for index in 0..<range.count where unsafe bytes[range.lowerBound + index] != other[index] { return false }
            return true
        }
    }

    /// Letters of either case; `text` in lower case.
    package func equals(_ range: Range<Int>, ignoringCase text: StaticString) -> Bool { bytes.span.equals(range, ignoringCase: text) }

    /// Whether two ranges say the same, in letters of either case.
    func equals(_ range: Range<Int>, ignoringCaseOf other: Range<Int>) -> Bool {
        range.count == other.count && zip(range, other).allSatisfy { bytes[$0].lowercased == bytes[$1].lowercased }
    }

    /// The bytes of a range, for as long as the closure runs.
    @inlinable package func withBytes<R, E: Error>(_ range: Range<Int>, _ read: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try unsafe bytes.withUnsafeBufferPointer { (all: UnsafeBufferPointer<UInt8>) throws(E) -> R in
            try unsafe read(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[range])))
        }
    }

    /// Empty again; keeps its storage unless it has grown beyond what an idle connection may hold.
    mutating func reset() {
        if bytes.capacity > HTTPLimits.idleBufferBytesMax { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        fields.removeAll(keepingCapacity: true)
        slots = InlineArray(repeating: Slot())
        method = .get
        path = 0..<0
        query = 0..<0
        body = 0..<0
        authority = 0..<0
        isWebSocket = false
    }

    /// As when its head was parsed.
    mutating func removeBody() {
        bytes.removeSubrange(body)
        body = bytes.count..<bytes.count
    }

    /// Keeps a field; its name is in lower case. Nil, or what is wrong with it.
    mutating func add(name: Range<Int>, value: Range<Int>) -> HTTPFault? {
        guard fields.count < HTTPLimits.fieldsMax else { return HTTPFault(431, "too many header fields") }
        fields.append(Field(name: Slot(name), value: Slot(value)))
        guard let field = HTTPFieldTable.shared.field(bytes.span, name) else { return nil }
        guard !has(field) else { return field.isSingular ? HTTPFault(400, "a header field that may stand only once stands twice") : nil }
        slots[Int(field.rawValue)] = Slot(value)
        return nil
    }

    mutating func setMethod(_ range: Range<Int>) { method = HTTPMethod(bytes.span, range) }

    /// Splits a target in origin-form or `*` into path and query. Nil, or what is wrong with it.
    mutating func setTarget(_ target: Range<Int>) -> HTTPFault? {
        var mark = target.upperBound
        for index in target {
            let byte = bytes[index]
            guard byte.isVisible, byte != UInt8(ascii: "#") else { return HTTPFault(400, "the request target holds a byte it may not") }
            if byte == UInt8(ascii: "?"), mark == target.upperBound { mark = index }
        }
        path = target.lowerBound..<mark
        query = min(mark + 1, target.upperBound)..<target.upperBound
        return nil
    }
}

/// Why a request is refused by the protocol itself, before anybody else sees it.
struct HTTPFault: Error {
    let status: UInt16
    let reason: StaticString

    init(_ status: UInt16, _ reason: StaticString) {
        self.status = status
        self.reason = reason
    }
}
