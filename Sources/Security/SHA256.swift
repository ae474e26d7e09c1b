import COpenSSL

/// 32 bytes that a hash or a keyed hash made. `==` takes the same time wherever two of them differ.
package struct Digest: Equatable, Sendable, BitwiseCopyable {
    package static let bytesCount = 32
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    init() {}

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.bytesCount else { return nil }
        unsafe fill { target in
            for index in bytes.indices { unsafe target[index] = bytes[index] }
        }
    }

    package init?(_ bytes: [UInt8]) { self.init(bytes.span) }

    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe Array($0) } }

    /// Calls `body` with where the 32 bytes are written.
    mutating func fill(_ body: (UnsafeMutablePointer<UInt8>) -> Void) {
        unsafe withUnsafeMutableBytes(of: &words) { unsafe body($0.baseAddress!.assumingMemoryBound(to: UInt8.self)) }
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe withUnsafeBytes(of: words) { unsafe body($0) }
    }

    package static func == (a: Digest, b: Digest) -> Bool {
        unsafe a.withBytes { a in unsafe b.withBytes { b in unsafe CRYPTO_memcmp(a.baseAddress!, b.baseAddress!, bytesCount) == 0 } }
    }
}

/// SHA-256 (FIPS 180-4, RFC 6234) with a context of its own, so that hashing again allocates nothing. Not for two threads at once.
@safe package struct SHA256: ~Copyable {
    /// Fetched once: looking an algorithm up takes longer than hashing a key.
    nonisolated(unsafe) private static let algorithm: OpaquePointer = {
        guard let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil) else { preconditionFailure("\(SecurityError.last("EVP_MD_fetch SHA256"))") }
        return unsafe algorithm
    }()

    private let context: OpaquePointer

    package init() {
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex2(context, Self.algorithm, nil) == 1 else {
            preconditionFailure("\(SecurityError.last("SHA-256 context"))")
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// The hash of `bytes`.
    package func hash(_ bytes: Span<UInt8>) -> Digest {
        var digest = Digest()
        let isDone = unsafe bytes.withUnsafeBytes { bytes in
            // Without an algorithm it starts again with the one it has.
            guard unsafe EVP_DigestInit_ex2(context, nil, nil) == 1,
                unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
            else { return false }
            var final: Int32 = 0
            unsafe digest.fill { final = unsafe EVP_DigestFinal_ex(context, $0, nil) }
            return final == 1
        }
        // Memory apart, nothing here depends on anything that could be missing.
        precondition(isDone, "SHA-256 of \(bytes.count) bytes failed")
        return digest
    }

    /// The hash of `bytes`, for those who hash seldom.
    package static func hash(_ bytes: Span<UInt8>) -> Digest { SHA256().hash(bytes) }
    package static func hash(_ bytes: [UInt8]) -> Digest { SHA256().hash(bytes.span) }
}

/// HMAC-SHA-256 (RFC 2104, RFC 4231).
package enum HMACSHA256 {
    /// A context that knows its hash but no key; every call works on a copy of it, so any thread may.
    nonisolated(unsafe) private static let template: OpaquePointer = {
        guard let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil) else { preconditionFailure("\(SecurityError.last("EVP_MAC_fetch HMAC"))") }
        defer { unsafe EVP_MAC_free(algorithm) }
        guard let context = unsafe EVP_MAC_CTX_new(algorithm) else { preconditionFailure("\(SecurityError.last("EVP_MAC_CTX_new"))") }
        var name = Array("SHA256".utf8CString)
        let isSet = unsafe name.withUnsafeMutableBufferPointer { name in
            var parameters = unsafe [OSSL_PARAM_construct_utf8_string("digest", name.baseAddress, 0), OSSL_PARAM_construct_end()]
            return unsafe EVP_MAC_CTX_set_params(context, &parameters)
        }
        precondition(isSet == 1, "\(SecurityError.last("EVP_MAC_CTX_set_params"))")
        return unsafe context
    }()

    package static func authenticate(_ message: Span<UInt8>, key: Span<UInt8>) -> Digest {
        guard let context = unsafe EVP_MAC_CTX_dup(template) else { preconditionFailure("\(SecurityError.last("EVP_MAC_CTX_dup"))") }
        defer { unsafe EVP_MAC_CTX_free(context) }
        var digest = Digest()
        let isDone = unsafe key.withUnsafeBytes { key in
            unsafe message.withUnsafeBytes { message in
                // A key pointer of nil would mean "the key you have": an empty key still needs an address.
                var nothing: UInt8 = 0
                let isKeyed = unsafe withUnsafePointer(to: &nothing) { nothing in
                    unsafe EVP_MAC_init(context, key.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? nothing, key.count, nil)
                }
                guard isKeyed == 1, unsafe EVP_MAC_update(context, message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count) == 1 else {
                    return false
                }
                var count = 0
                var final: Int32 = 0
                unsafe digest.fill { final = unsafe EVP_MAC_final(context, $0, &count, Digest.bytesCount) }
                return final == 1 && count == Digest.bytesCount
            }
        }
        precondition(isDone, "HMAC-SHA-256 of \(message.count) bytes failed")
        return digest
    }

    package static func authenticate(_ message: [UInt8], key: [UInt8]) -> Digest { authenticate(message.span, key: key.span) }
    package static func authenticate(_ message: [UInt8], key: Digest) -> Digest { authenticate(message, key: key.bytes) }
}
