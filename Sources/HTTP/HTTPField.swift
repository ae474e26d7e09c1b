/// The request fields that have a slot of their own in `HTTPRequest`: found while parsing, looked up in no time.
@usableFromInline package enum HTTPField: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case host, contentLength, transferEncoding, connection, upgrade, expect
    case contentType, accept, acceptEncoding, authorization, apiKey, agentID, traceID, requestID, idempotencyKey, signature, timestamp
    case forwardedFor, origin, userAgent, cookie, ifNoneMatch, lastEventID
    case accessControlRequestMethod, accessControlRequestHeaders
    case webSocketKey, webSocketVersion, webSocketProtocol

    /// Lower case.
    package var name: StaticString {
        switch self {
        case .host: "host"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .connection: "connection"
        case .upgrade: "upgrade"
        case .expect: "expect"
        case .contentType: "content-type"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .authorization: "authorization"
        case .apiKey: "x-api-key"
        case .agentID: "x-agent-id"
        case .traceID: "x-trace-id"
        case .requestID: "x-request-id"
        case .idempotencyKey: "idempotency-key"
        case .signature: "x-signature"
        case .timestamp: "x-timestamp"
        case .forwardedFor: "x-forwarded-for"
        case .origin: "origin"
        case .userAgent: "user-agent"
        case .cookie: "cookie"
        case .ifNoneMatch: "if-none-match"
        case .lastEventID: "last-event-id"
        case .accessControlRequestMethod: "access-control-request-method"
        case .accessControlRequestHeaders: "access-control-request-headers"
        case .webSocketKey: "sec-websocket-key"
        case .webSocketVersion: "sec-websocket-version"
        case .webSocketProtocol: "sec-websocket-protocol"
        }
    }

    /// Whether two of it make the request ambiguous (who pays, where it goes): such a request is refused.
    var isSingular: Bool {
        switch self {
        case .host, .contentLength, .contentType, .authorization, .apiKey, .agentID, .idempotencyKey, .signature, .timestamp, .webSocketKey,
            .webSocketVersion, .origin:
            true
        default: false
        }
    }

    @usableFromInline var slot: Int { Int(rawValue) }
}

/// From a field's name to its `HTTPField`: open addressing over length, first and last byte.
struct HTTPFieldTable: Sendable {
    private var entries = [UInt8](repeating: .max, count: 128)
    private var names: [[UInt8]] = []

    static let shared = HTTPFieldTable()

    private init() {
        for field in HTTPField.allCases {
            let name = field.name.withUTF8Buffer { unsafe [UInt8]($0) }
            var place = Self.place(name.count, name[0], name[name.count - 1])
            while entries[place] != .max { place = (place + 1) & 127 }
            entries[place] = field.rawValue
            names.append(name)
        }
    }

    private static func place(_ count: Int, _ first: UInt8, _ last: UInt8) -> Int {
        (count &* 5 &+ Int(first) &* 3 &+ Int(last) &* 7) & 127
    }

    /// `range` is the field's name in lower case; not empty.
    func field(_ bytes: Span<UInt8>, _ range: Range<Int>) -> HTTPField? {
        var place = Self.place(range.count, bytes[range.lowerBound], bytes[range.upperBound - 1])
        while entries[place] != .max {
            let name = names[Int(entries[place])]
            if name.count == range.count, bytes.matches(name, at: range.lowerBound) { return HTTPField(rawValue: entries[place]) }
            place = (place + 1) & 127
        }
        return nil
    }
}

extension Span<UInt8> {
    @inline(__always) func matches(_ other: [UInt8], at start: Int) -> Bool {
        for index in other.indices where self[start + index] != other[index] { return false }
        return true
    }
}
