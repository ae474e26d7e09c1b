/// A request to send. Reusable: `reset` keeps the storage.
package struct HTTPClientRequest: Sendable {
    package var method: HTTPMethod
    /// Path and query, percent-encoded; starts with `/`.
    package var target: [UInt8]
    package var authority: [UInt8]
    package var body: [UInt8] = []
    var fields = HTTPFields()

    package init(_ method: HTTPMethod = .get, _ target: String, authority: String) {
        self.method = method
        self.target = Array(target.utf8)
        self.authority = Array(authority.utf8)
    }

    /// Adds a field; the name in lower case. Length, host and connection are the session's.
    package mutating func add(_ name: StaticString, _ value: String) { fields.add(name, value) }

    package mutating func reset(_ method: HTTPMethod, _ target: String) {
        self.method = method
        self.target.replaceSubrange(0..<self.target.count, with: target.utf8)
        body.removeAll(keepingCapacity: true)
        fields.removeAll()
    }
}

/// How an answer is to be handed over.
package enum HTTPClientMode: Sendable {
    /// Whole.
    case collect
    /// As it comes: the head first. Over HTTP/2 the request goes on as well, by `send` and `finish`.
    case stream
}

/// An answer received: text and body lie in `bytes`.
package struct HTTPClientResponse: Sendable {
    package var status: UInt16 = 0
    package var bytes: [UInt8] = []
    package var body: Range<Int> = 0..<0
    var fields: [HTTPRequest.Field] = []

    package func header(named name: StaticString) -> String? {
        for field in fields where bytes.span.equals(field.name.range, ignoringCase: name) { return text(field.value.range) }
        return nil
    }

    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    mutating func reset() {
        status = 0
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        body = 0..<0
    }
}

/// What a client's session tells its owner.
package protocol HTTPClientHandler: AnyObject {
    /// A whole answer, of `.collect`.
    func response(_ response: borrowing HTTPClientResponse, stream: Int32)
    /// The head of an answer of `.stream`, or of a WebSocket that was asked for: 101 or 200 if it is open.
    func head(_ response: borrowing HTTPClientResponse, stream: Int32)
    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32)
    func end(stream: Int32)
    /// No (whole) answer will come.
    func aborted(stream: Int32)
}
