/// The request methods the gateway tells apart (RFC 9110 §9.3).
@usableFromInline package enum HTTPMethod: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case get, head, post, put, patch, delete, options, connect, other

    /// As on the wire; `other` has lost its name.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .connect: "CONNECT"
        case .other: "OTHER"
        }
    }

    /// Methods are case-sensitive; any other token is `other`.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard range.count <= 7 else { self = .other; return }
        var word: UInt64 = 0
        for index in range { word = word << 8 | UInt64(bytes[index]) }
        switch word {
        case 0x47_45_54: self = .get
        case 0x48_45_41_44: self = .head
        case 0x50_4f_53_54: self = .post
        case 0x50_55_54: self = .put
        case 0x50_41_54_43_48: self = .patch
        case 0x44_45_4c_45_54_45: self = .delete
        case 0x4f_50_54_49_4f_4e_53: self = .options
        case 0x43_4f_4e_4e_45_43_54: self = .connect
        default: self = .other
        }
    }
}
