/// The request methods the gateway tells apart (RFC 9110 §9.3).
package enum HTTPMethod: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case get, head, post, put, patch, delete, options, connect, other
}
