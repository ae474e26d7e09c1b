/// What a head says about the connection and the body: the part of a request that is the session's own business.
struct HTTP1Head {
    /// Of 1.1 or 1.0.
    var isVersion10 = false
    /// Nil if the field is absent.
    var contentLength: Int?
    var isChunked = false
    var hasClose = false
    var hasKeepAlive = false
    var expectsContinue = false
    private var hasUpgrade = false
    private var codings = 0
    private var chunkedAt = 0

    var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }
    /// Whether the connection can go on after this request (RFC 9112 §9.3).
    var closes: Bool { hasClose || (isVersion10 && !hasKeepAlive) }

    /// Parses `request.bytes`, a whole head with its empty line; field names become lower case in place.
    init(parsing request: inout HTTPRequest) throws(HTTPFault) {
        var line = try requestLine(&request)
        var lineFault: HTTPFault?
        while lineFault == nil {
            let start = line
            let (name, value, next) = try Self.fieldLine(&request.bytes, from: start)
            line = next
            guard !name.isEmpty else { break }
            lineFault = request.add(name: name, value: value)
            if lineFault == nil { try meaning(of: name, value, request.bytes.span) }
        }
        if let lineFault { throw lineFault }
        try conclude(&request)
    }

    /// Method, target and version. Returns where the next line begins.
    private mutating func requestLine(_ request: inout HTTPRequest) throws(HTTPFault) -> Int {
        let (method, target, end) = try Self.split(request.bytes.span)
        request.method = HTTPMethod(request.bytes.span, method)
        try version(request.bytes.span, target.upperBound + 1..<end)
        guard !target.isEmpty else { throw HTTPFault(400, "the request target is empty") }
        try self.target(target, &request)
        return end + 2
    }

    /// Method and target by their single spaces, and where the line ends.
    private static func split(_ bytes: Span<UInt8>) throws(HTTPFault) -> (method: Range<Int>, target: Range<Int>, end: Int) {
        var index = 0
        while bytes[index].isToken { index += 1 }
        guard index > 0, bytes[index] == 0x20 else { throw HTTPFault(400, "the method is not a token followed by a space") }
        let method = 0..<index
        index += 1
        let targetStart = index
        while bytes[index] > 0x20 { index += 1 }
        guard bytes[index] == 0x20 else { throw HTTPFault(400, "the request line has no version") }
        let target = targetStart..<index
        while bytes[index] != 13 { index += 1 }
        guard bytes[index + 1] == 10 else { throw HTTPFault(400, "a carriage return inside the request line") }
        return (method, target, index)
    }

    /// `HTTP/1.1` or what it is instead (RFC 9112 §2.3); a higher minor version means 1.1 (RFC 9110 §2.5).
    private mutating func version(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPFault) {
        let first = range.lowerBound
        let isVersion =
            range.count == 8 && bytes[first] == UInt8(ascii: "H") && bytes[first + 1] == UInt8(ascii: "T") && bytes[first + 2] == UInt8(ascii: "T")
            && bytes[first + 3] == UInt8(ascii: "P") && bytes[first + 4] == UInt8(ascii: "/") && bytes[first + 5].isDigit
            && bytes[first + 6] == UInt8(ascii: ".") && bytes[first + 7].isDigit
        guard isVersion else { throw HTTPFault(400, "the request line does not end in a version") }
        guard bytes[first + 5] == 0x31 else { throw HTTPFault(505, "this port speaks HTTP/1.1, HTTP/1.0 and HTTP/2") }
        isVersion10 = bytes[first + 7] == 0x30
    }

    /// One of the four forms of RFC 9112 §3.2.
    private func target(_ target: Range<Int>, _ request: inout HTTPRequest) throws(HTTPFault) {
        let first = request.bytes[target.lowerBound]
        var fault: HTTPFault?
        if request.method == .connect {
            throw HTTPFault(501, "this is not a proxy")
        } else if first == UInt8(ascii: "/") {
            fault = request.setTarget(target)
        } else if first == UInt8(ascii: "*"), target.count == 1, request.method == .options {
            request.path = target
            request.query = target.upperBound..<target.upperBound
        } else {
            fault = try absolute(target, &request)
        }
        if let fault { throw fault }
    }

    /// `http://host:port/path?query`: its authority counts, not the Host field (RFC 9112 §3.2.2).
    private func absolute(_ target: Range<Int>, _ request: inout HTTPRequest) throws(HTTPFault) -> HTTPFault? {
        let authority = try Self.authority(of: target, request.bytes.span)
        let rest = authority.upperBound..<target.upperBound
        let fault = request.setTarget(rest)
        request.authority = authority
        // An empty path means `/`: the one before the authority serves.
        if request.path.isEmpty { request.path = authority.lowerBound - 1..<authority.lowerBound }
        return fault
    }

    private static func authority(of target: Range<Int>, _ bytes: Span<UInt8>) throws(HTTPFault) -> Range<Int> {
        let scheme = target.lowerBound
        var start = scheme
        if target.count > 7, bytes.equals(scheme..<scheme + 7, ignoringCase: "http://") { start += 7 }
        if target.count > 8, bytes.equals(scheme..<scheme + 8, ignoringCase: "https://") { start += 8 }
        guard start > scheme else { throw HTTPFault(400, "the request target is neither a path nor an http address") }
        var end = start
        while end < target.upperBound, bytes[end].isAuthority { end += 1 }
        guard end > start, end == target.upperBound || bytes[end] == UInt8(ascii: "/") || bytes[end] == UInt8(ascii: "?") else {
            throw HTTPFault(400, "the authority of the request target is not one")
        }
        return start..<end
    }

    /// `name: value`, or an empty name at the empty line. The name becomes lower case.
    static func fieldLine(
        _ bytes: inout [UInt8], from start: Int
    ) throws(HTTPFault) -> (name: Range<Int>, value: Range<Int>, next: Int) {
        var text = bytes.mutableSpan
        var index = start
        while text[index].isToken {
            text[index] = text[index].lowercased
            index += 1
        }
        let name = start..<index
        if name.isEmpty {
            guard text[index] == 13, text[index + 1] == 10 else {
                throw HTTPFault(400, text[index].isBlank ? "a folded header line" : "a header line does not begin with a name")
            }
            return (name, name, index + 2)
        }
        guard text[index] == UInt8(ascii: ":") else { throw HTTPFault(400, "a header name is not a token followed by a colon") }
        let valueStart = index + 1
        index = valueStart
        let span = text.span
        while span[index] != 13 { index += 1 }
        guard span[index + 1] == 10 else { throw HTTPFault(400, "a carriage return inside a header line") }
        let value = span.trimmed(valueStart..<index)
        guard span.isFieldValue(value) else { throw HTTPFault(400, "a header value holds a control character") }
        return (name, value, index + 2)
    }

    /// Fields that say how the message goes on.
    private mutating func meaning(of name: Range<Int>, _ value: Range<Int>, _ bytes: Span<UInt8>) throws(HTTPFault) {
        switch name.count {
        case 10 where bytes.equals(name, ignoringCase: "connection"):
            if bytes.list(value, has: "close") { hasClose = true }
            if bytes.list(value, has: "keep-alive") { hasKeepAlive = true }
            if bytes.list(value, has: "upgrade") { hasUpgrade = true }
        case 14 where bytes.equals(name, ignoringCase: "content-length"):
            contentLength = try Self.length(bytes, value)
        case 17 where bytes.equals(name, ignoringCase: "transfer-encoding"):
            guard !value.isEmpty else { throw HTTPFault(400, "an empty transfer-encoding") }
            var codings = codings
            var chunkedAt = chunkedAt
            bytes.elements(value) { element in
                codings += 1
                if bytes.equals(element, ignoringCase: "chunked") { chunkedAt = chunkedAt == 0 ? codings : -1 }
            }
            self.codings = codings
            self.chunkedAt = chunkedAt
        case 6 where bytes.equals(name, ignoringCase: "expect"):
            guard bytes.equals(value, ignoringCase: "100-continue") else { throw HTTPFault(417, "only 100-continue can be expected") }
            expectsContinue = true
        case 4 where bytes.equals(name, ignoringCase: "host"):
            for index in value where !bytes[index].isAuthority { throw HTTPFault(400, "the host is not one") }
        default: break
        }
    }

    /// Digits only; beyond what fits, as large as can be.
    static func length(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(HTTPFault) -> Int {
        guard !value.isEmpty else { throw HTTPFault(400, "an empty content-length") }
        var length = 0
        for index in value {
            guard bytes[index].isDigit else { throw HTTPFault(400, "the content-length is not a number") }
            let (ten, over) = length.multipliedReportingOverflow(by: 10)
            length = over || ten > Int.max - 9 ? Int.max - 9 : ten + Int(bytes[index] - 0x30)
        }
        return length
    }

    /// What only the whole head shows (RFC 9112 §3.2, §6.1, §6.3).
    private mutating func conclude(_ request: inout HTTPRequest) throws(HTTPFault) {
        guard request.has(.host) || isVersion10 else { throw HTTPFault(400, "no host") }
        if request.authority.isEmpty { request.authority = request[.host] }
        if codings > 0 || request.has(.transferEncoding) {
            guard contentLength == nil else { throw HTTPFault(400, "both transfer-encoding and content-length") }
            guard !isVersion10 else { throw HTTPFault(400, "a transfer-encoding in HTTP/1.0") }
            guard chunkedAt == codings, codings > 0 else { throw HTTPFault(400, "chunked is not the last transfer coding, or not the only one of its kind") }
            guard codings == 1 else { throw HTTPFault(501, "a transfer coding other than chunked") }
            isChunked = true
        }
        if isVersion10 { expectsContinue = false }
        if hasUpgrade, !isVersion10, request.method == .get {
            request.isWebSocket = request.bytes.span.list(request[.upgrade], has: "websocket")
        }
    }
}
