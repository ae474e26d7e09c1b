import COpenSSL

/// What the cryptographic library refused, or why a token is not believed.
package enum SecurityError: Error, Hashable, CustomStringConvertible {
    /// The library's call and its own words for why.
    case failed(operation: String, reason: String)
    /// A stored password hash that is not one of ours; says which part.
    case passwordHash(part: String)
    /// Not a token at all, or not one this exchange writes; says which part.
    case tokenMalformed(part: String)
    /// The header names another algorithm than HS256, or more than an algorithm.
    case tokenAlgorithm
    case tokenSignature
    /// A claim that must be there is missing or has another type.
    case tokenClaim(String)
    /// The token ended at this instant, in Unix seconds.
    case tokenExpired(at: Int64)
    /// A TLS session that failed or said close_notify is to send or receive more.
    case tlsClosed

    /// The oldest error the library has queued on this thread; empties the queue.
    static func last(_ operation: String) -> SecurityError {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return .failed(operation: operation, reason: "no reason given") }
        var text = [CChar](repeating: 0, count: 256)
        unsafe ERR_error_string_n(code, &text, text.count)
        return .failed(operation: operation, reason: String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    package var description: String {
        switch self {
        case .failed(let operation, let reason): "\(operation): \(reason)"
        case .passwordHash(let part): "stored password hash: \(part)"
        case .tokenMalformed(let part): "token: \(part)"
        case .tokenAlgorithm: "token: the algorithm must be HS256"
        case .tokenSignature: "token: wrong signature"
        case .tokenClaim(let name): "token: claim \(name) missing or of the wrong type"
        case .tlsClosed: "TLS: the session is closed"
        case .tokenExpired(let instant): "token: expired at \(instant)"
        }
    }
}
