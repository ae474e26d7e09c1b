/// One answer: status, fields, body. Made to be reused: `reset` keeps the storage.
@usableFromInline package struct HTTPResponse: Sendable {
    @usableFromInline package var status: UInt16
    @usableFromInline package var contentType: ContentType
    @usableFromInline package var body: [UInt8]
    private(set) var extra = HTTPFields()
    /// What was added, each field as `name: value` and a line end.
    package var fields: [UInt8] { extra.bytes }

    package init(_ status: UInt16 = 200, _ contentType: ContentType = .json, body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    package init(_ status: UInt16, _ contentType: ContentType = .text, text: String) {
        self.init(status, contentType, body: Array(text.utf8))
    }

    /// As new, with the old storage.
    package mutating func reset(_ status: UInt16 = 200, _ contentType: ContentType = .json) {
        self.status = status
        self.contentType = contentType
        body.removeAll(keepingCapacity: true)
        extra.removeAll()
    }

    /// Adds a field; the name in lower case. A byte no value may hold becomes a space (RFC 9110 §5.5), so nobody injects a line.
    ///
    /// Length, connection, transfer coding, date and content type are the session's: they must not be added.
    package mutating func add(_ name: StaticString, _ value: [UInt8]) { extra.add(name, value) }

    package mutating func add(_ name: StaticString, _ value: ArraySlice<UInt8>) { unsafe value.withUnsafeBytes { unsafe extra.add(name, $0) } }

    package mutating func add(_ name: StaticString, _ value: String) { extra.add(name, value) }

    package mutating func add(_ name: StaticString, _ value: Int) { extra.add(name, decimal: value) }

    /// Whether there is a body at all with this status (RFC 9110 §6.4.1).
    var hasBody: Bool { status >= 200 && status != 204 && status != 304 }
}

/// Media types of answers.
@usableFromInline package enum ContentType: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case none, json, problem, text, html, markdown, css, javascript, svg, yaml, sbe, octets, eventStream, jsonLines, metrics

    package var name: StaticString {
        switch self {
        case .none: ""
        case .json: "application/json"
        case .problem: "application/problem+json"
        case .text: "text/plain; charset=utf-8"
        case .html: "text/html; charset=utf-8"
        case .markdown: "text/markdown; charset=utf-8"
        case .css: "text/css; charset=utf-8"
        case .javascript: "text/javascript; charset=utf-8"
        case .svg: "image/svg+xml"
        case .yaml: "application/yaml"
        case .sbe: "application/sbe"
        case .octets: "application/octet-stream"
        case .eventStream: "text/event-stream"
        case .jsonLines: "application/jsonl"
        case .metrics: "text/plain; version=0.0.4; charset=utf-8"
        }
    }
}

/// Status codes and their reason phrases (RFC 9110 §15).
enum HTTPStatus {
    static func line(_ status: UInt16) -> StaticString? {
        switch status {
        case 200: "HTTP/1.1 200 OK\r\n"
        case 201: "HTTP/1.1 201 Created\r\n"
        case 202: "HTTP/1.1 202 Accepted\r\n"
        case 204: "HTTP/1.1 204 No Content\r\n"
        case 301: "HTTP/1.1 301 Moved Permanently\r\n"
        case 302: "HTTP/1.1 302 Found\r\n"
        case 303: "HTTP/1.1 303 See Other\r\n"
        case 304: "HTTP/1.1 304 Not Modified\r\n"
        case 307: "HTTP/1.1 307 Temporary Redirect\r\n"
        case 308: "HTTP/1.1 308 Permanent Redirect\r\n"
        case 400: "HTTP/1.1 400 Bad Request\r\n"
        case 401: "HTTP/1.1 401 Unauthorized\r\n"
        case 402: "HTTP/1.1 402 Payment Required\r\n"
        case 403: "HTTP/1.1 403 Forbidden\r\n"
        case 404: "HTTP/1.1 404 Not Found\r\n"
        case 405: "HTTP/1.1 405 Method Not Allowed\r\n"
        case 406: "HTTP/1.1 406 Not Acceptable\r\n"
        case 408: "HTTP/1.1 408 Request Timeout\r\n"
        case 409: "HTTP/1.1 409 Conflict\r\n"
        case 410: "HTTP/1.1 410 Gone\r\n"
        case 411: "HTTP/1.1 411 Length Required\r\n"
        case 412: "HTTP/1.1 412 Precondition Failed\r\n"
        case 413: "HTTP/1.1 413 Content Too Large\r\n"
        case 414: "HTTP/1.1 414 URI Too Long\r\n"
        case 415: "HTTP/1.1 415 Unsupported Media Type\r\n"
        case 417: "HTTP/1.1 417 Expectation Failed\r\n"
        case 421: "HTTP/1.1 421 Misdirected Request\r\n"
        case 422: "HTTP/1.1 422 Unprocessable Content\r\n"
        case 425: "HTTP/1.1 425 Too Early\r\n"
        case 426: "HTTP/1.1 426 Upgrade Required\r\n"
        case 428: "HTTP/1.1 428 Precondition Required\r\n"
        case 429: "HTTP/1.1 429 Too Many Requests\r\n"
        case 431: "HTTP/1.1 431 Request Header Fields Too Large\r\n"
        case 500: "HTTP/1.1 500 Internal Server Error\r\n"
        case 501: "HTTP/1.1 501 Not Implemented\r\n"
        case 502: "HTTP/1.1 502 Bad Gateway\r\n"
        case 503: "HTTP/1.1 503 Service Unavailable\r\n"
        case 504: "HTTP/1.1 504 Gateway Timeout\r\n"
        case 505: "HTTP/1.1 505 HTTP Version Not Supported\r\n"
        default: nil
        }
    }
}
