import HTTP

/// What HTTP itself refuses, in the envelope of everything else.
struct ProtocolFault: Hashable {
    let status: UInt16
    let reason: String

    var code: StaticString {
        switch status {
        case 404: "NOT_FOUND"
        case 405: "METHOD_NOT_ALLOWED"
        case 408: "REQUEST_TIMEOUT"
        case 413: "PAYLOAD_TOO_LARGE"
        case 414: "URI_TOO_LONG"
        case 415: "UNSUPPORTED_MEDIA_TYPE"
        case 417: "EXPECTATION_FAILED"
        case 426: "UPGRADE_REQUIRED"
        case 431: "HEADERS_TOO_LARGE"
        case 501: "NOT_IMPLEMENTED"
        case 503: "SERVICE_UNAVAILABLE"
        case 505: "HTTP_VERSION_NOT_SUPPORTED"
        default: "BAD_REQUEST"
        }
    }

    /// Those that no other error has, for the documents.
    static let statuses: [UInt16] = [400, 408, 413, 414, 415, 417, 426, 431, 501, 505]

    /// Words refusals for a listener, readable by pages of the origins allowed.
    static func refusals(_ crossOrigin: CrossOrigin) -> RefusalWriter {
        { status, reason, request in
            var response = HTTPResponse(status, .json, body: APIError.protocolFault(ProtocolFault(status: status, reason: "\(reason)")).body)
            crossOrigin.allow(crossOrigin.place(request), in: &response)
            return response
        }
    }
}
