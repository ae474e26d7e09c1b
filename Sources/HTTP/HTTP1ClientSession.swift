/// The client's end of an HTTP/1.1 connection: requests may be pipelined, answers come in their order. For load generation and tests.
package final class HTTP1ClientSession {
    private enum Reading { case head, sized(remaining: Int), chunked, untilClose, stopped }

    private struct Expected {
        let stream: Int32
        let isHead: Bool
        let mode: HTTPClientMode
        /// Of a WebSocket: what `sec-websocket-accept` must be.
        var accept: String?
    }

    private var expected: [Expected] = []
    private var reading = Reading.head
    private var scanner = HTTP1Scanner()
    private var chunks = ChunkDecoder()
    private var response = HTTPClientResponse()
    private var output = OutputBuffer()
    private var last: Int32 = 0
    /// A WebSocket is open: what was not taken from the input belongs to it.
    package private(set) var isUpgraded = false
    /// Nothing more is read: the server closes, or sent what is no answer.
    package private(set) var isClosed = false

    package init() {}

    package var outstanding: Int { expected.count }

    // MARK: requests

    /// Returns the stream: the running number of the request.
    @discardableResult package func send(_ request: borrowing HTTPClientRequest, _ mode: HTTPClientMode = .collect) -> Int32 {
        write(request, "")
        return expect(isHead: request.method == .head, mode, accept: nil)
    }

    /// Asks for a WebSocket with 16 random bytes.
    @discardableResult package func openWebSocket(_ request: borrowing HTTPClientRequest) -> Int32 {
        let key = Base64.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
        write(request, "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: \(key)\r\n")
        return expect(isHead: false, .stream, accept: WebSocketHandshake.accept(key.utf8))
    }

    private func expect(isHead: Bool, _ mode: HTTPClientMode, accept: String?) -> Int32 {
        last &+= 1
        expected.append(Expected(stream: last, isHead: isHead, mode: mode, accept: accept))
        return last
    }

    private func write(_ request: borrowing HTTPClientRequest, _ extra: String) {
        output.append(request.method.name)
        output.append(" ")
        output.append(request.target)
        output.append(" HTTP/1.1\r\nhost: ")
        output.append(request.authority)
        output.append("\r\n")
        if !request.body.isEmpty || request.method == .post || request.method == .put {
            output.append("content-length: ")
            output.append(decimal: request.body.count)
            output.append("\r\n")
        }
        output.append(request.fields.bytes)
        if !extra.isEmpty { output.append(Array(extra.utf8)) }
        output.append("\r\n")
        output.append(request.body)
    }

    // MARK: answers

    /// Returns how many bytes it took: all, unless a WebSocket begins.
    package func receive(_ bytes: UnsafeRawBufferPointer, _ handler: any HTTPClientHandler) -> Int {
        var offset = 0
        do throws(HTTPFault) {
            while try unsafe read(bytes, &offset, handler) {}
        } catch {
            abandon(handler)
        }
        return isUpgraded ? offset : bytes.count
    }

    private func read(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int, _ handler: any HTTPClientHandler) throws(HTTPFault) -> Bool {
        switch reading {
        case .head:
            guard offset < bytes.count else { return false }
            let start = offset
            let step = try unsafe scanner.scan(bytes, &offset)
            unsafe response.bytes.append(contentsOf: bytes[start..<offset])
            guard step != .emptyLine else { throw HTTPFault(400, "an empty line before an answer") }
            guard step == .end else { return false }
            try begin(handler)
        case .sized(let remaining):
            guard offset < bytes.count else { return false }
            let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<min(bytes.count, offset + remaining)])
            offset += piece.count
            reading = .sized(remaining: remaining - piece.count)
            unsafe take(piece, handler)
            if piece.count == remaining { finish(handler) }
        case .chunked:
            switch try unsafe chunks.next(bytes, &offset) {
            case .needMore: return false
            case .data(let range): unsafe take(UnsafeRawBufferPointer(rebasing: bytes[range]), handler)
            case .done: finish(handler)
            }
        case .untilClose:
            guard offset < bytes.count else { return false }
            unsafe take(UnsafeRawBufferPointer(rebasing: bytes[offset...]), handler)
            offset = bytes.count
        case .stopped: return false
        }
        return true
    }

    private func begin(_ handler: any HTTPClientHandler) throws(HTTPFault) {
        let head = try HTTP1ResponseHead(parsing: &response)
        guard let request = expected.first else { throw HTTPFault(400, "an answer nobody asked for") }
        response.body = response.bytes.count..<response.bytes.count
        scanner = HTTP1Scanner()
        if response.status == 101 { return try upgrade(request, handler) }
        // 100 and other interim answers (RFC 9110 §15.2).
        if response.status < 200 { return response.reset() }
        isClosed = head.closes
        if request.mode == .stream { handler.head(response, stream: request.stream) }
        if request.isHead || response.status == 204 || response.status == 304 { return finish(handler) }
        if head.isChunked {
            chunks = ChunkDecoder()
            reading = .chunked
        } else if let length = head.contentLength {
            reading = .sized(remaining: length)
            if length == 0 { finish(handler) }
        } else {
            reading = .untilClose
        }
    }

    private func upgrade(_ request: Expected, _ handler: any HTTPClientHandler) throws(HTTPFault) {
        guard let accept = request.accept, response.header(named: "sec-websocket-accept") == accept else {
            throw HTTPFault(400, "an upgrade nobody asked for, or not a proof of it")
        }
        isUpgraded = true
        reading = .stopped
        expected.removeFirst()
        handler.head(response, stream: request.stream)
    }

    private func take(_ piece: UnsafeRawBufferPointer, _ handler: any HTTPClientHandler) {
        if expected[0].mode == .stream {
            unsafe handler.data(piece, stream: expected[0].stream)
        } else {
            unsafe response.bytes.append(contentsOf: piece)
        }
    }

    private func finish(_ handler: any HTTPClientHandler) {
        let request = expected.removeFirst()
        reading = isClosed ? .stopped : .head
        response.body = response.body.lowerBound..<response.bytes.count
        if request.mode == .stream { handler.end(stream: request.stream) } else { handler.response(response, stream: request.stream) }
        response.reset()
        if isClosed { abandon(handler) }
    }

    /// The server has closed: an answer may end with that, all others will not come.
    package func ended(_ handler: any HTTPClientHandler) {
        isClosed = true
        if case .untilClose = reading { finish(handler) } else { abandon(handler) }
    }

    private func abandon(_ handler: any HTTPClientHandler) {
        isClosed = true
        reading = .stopped
        let forgotten = expected
        expected = []
        for request in forgotten { handler.aborted(stream: request.stream) }
    }

    // MARK: output

    package var hasOutput: Bool { !output.isEmpty }

    /// Offers what is to be sent; the sink says how many bytes it took.
    @discardableResult package func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int {
        guard !output.isEmpty else { return 0 }
        let taken = unsafe sink(output.bytes)
        output.consume(taken)
        return taken
    }
}

/// What the head of an answer says (RFC 9112 §4, §6.3).
struct HTTP1ResponseHead {
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var closes = false

    init(parsing response: inout HTTPClientResponse) throws(HTTPFault) {
        var line = try statusLine(&response)
        while true {
            let (name, value, next) = try HTTP1Head.fieldLine(&response.bytes, from: line)
            line = next
            guard !name.isEmpty else { return }
            guard response.fields.count < HTTPLimits.fieldsMax else { throw HTTPFault(431, "too many header fields") }
            response.fields.append(HTTPRequest.Field(name: HTTPRequest.Slot(name), value: HTTPRequest.Slot(value)))
            let bytes = response.bytes.span
            if bytes.equals(name, ignoringCase: "content-length") {
                contentLength = try HTTP1Head.length(bytes, value)
            } else if bytes.equals(name, ignoringCase: "transfer-encoding") {
                isChunked = bytes.list(value, has: "chunked")
            } else if bytes.equals(name, ignoringCase: "connection"), bytes.list(value, has: "close") {
                closes = true
            }
        }
    }

    /// `HTTP/1.1 200 OK`; the reason may be empty, and its space missing.
    private mutating func statusLine(_ response: inout HTTPClientResponse) throws(HTTPFault) -> Int {
        let bytes = response.bytes
        guard bytes.count > 14, bytes.span.equals(0..<7, ignoringCase: "http/1."), bytes[8] == 0x20, bytes[9...11].allSatisfy(\.isDigit) else {
            throw HTTPFault(400, "not a status line")
        }
        response.status = bytes[9...11].reduce(0) { $0 * 10 + UInt16($1 & 15) }
        closes = bytes[7] == 0x30
        var end = 12
        while bytes[end] != 10 { end += 1 }
        return end + 1
    }
}
