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

    func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        unsafe withUnsafeBytes(of: words) { unsafe body(Span(_unsafeElements: $0.assumingMemoryBound(to: UInt8.self))) }
    }

    package static func == (a: Digest, b: Digest) -> Bool {
        unsafe a.withBytes { a in unsafe b.withBytes { b in unsafe CRYPTO_memcmp(a.baseAddress!, b.baseAddress!, bytesCount) == 0 } }
    }
}

/// SHA-256 (FIPS 180-4, RFC 6234).
///
/// By the library's oldest functions, which keep their state on the stack: those that replaced them allocate for every hash (OpenSSL 3.0), and
/// every request is hashed.
package enum SHA256 {
    static let blockBytes = 64

    package static func hash(_ bytes: Span<UInt8>) -> Digest {
        var state = start()
        add(bytes, to: &state)
        return finish(&state)
    }

    package static func hash(_ bytes: [UInt8]) -> Digest { hash(bytes.span) }

    // These three fail only for a state that is not theirs.

    static func start() -> SHA256_CTX {
        var state = SHA256_CTX()
        let code = unsafe SHA256_Init(&state)
        precondition(code == 1, "SHA256_Init failed")
        return state
    }

    static func add(_ bytes: Span<UInt8>, to state: inout SHA256_CTX) {
        let code = unsafe bytes.withUnsafeBytes { unsafe SHA256_Update(&state, $0.baseAddress, $0.count) }
        precondition(code == 1, "SHA256_Update of \(bytes.count) bytes failed")
    }

    static func finish(_ state: inout SHA256_CTX) -> Digest {
        var digest = Digest()
        var code: Int32 = 0
        unsafe digest.fill { code = unsafe SHA256_Final($0, &state) }
        precondition(code == 1, "SHA256_Final failed")
        return digest
    }
}

/// HMAC-SHA-256 (RFC 2104, RFC 4231).
package enum HMACSHA256 {
    package static func authenticate(_ message: Span<UInt8>, key: Span<UInt8>) -> Digest {
        // A key longer than a block is replaced by its hash.
        if key.count > SHA256.blockBytes { return authenticate(message, key: SHA256.hash(key)) }
        var padded = InlineArray<64, UInt8>(repeating: 0)
        for index in key.indices { padded[index] = key[index] }
        var inner = keyed(&padded, 0x36)
        SHA256.add(message, to: &inner)
        let first = SHA256.finish(&inner)
        var outer = keyed(&padded, 0x36 ^ 0x5c)
        first.withSpan { SHA256.add($0, to: &outer) }
        return SHA256.finish(&outer)
    }

    package static func authenticate(_ message: Span<UInt8>, key: Digest) -> Digest { key.withSpan { authenticate(message, key: $0) } }
    package static func authenticate(_ message: [UInt8], key: [UInt8]) -> Digest { authenticate(message.span, key: key.span) }
    package static func authenticate(_ message: [UInt8], key: Digest) -> Digest { authenticate(message.span, key: key) }

    /// A hash that has begun with the key, every byte of which was combined with `pad` first.
    private static func keyed(_ key: inout InlineArray<64, UInt8>, _ pad: UInt8) -> SHA256_CTX {
        for index in key.indices { key[index] ^= pad }
        var state = SHA256.start()
        SHA256.add(key.span, to: &state)
        return state
    }
}
