import Security

/// The part of a key that finds it: the first 16 characters after `ak_live_`. No secret.
package struct KeyID: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    package static let bytesCount = 16
    private let words: (UInt64, UInt64)

    /// Nil unless there are exactly 16 bytes.
    package init?(_ text: Span<UInt8>) {
        guard text.count == Self.bytesCount else { return nil }
        self.init(text, at: 0)
    }

    package init?(_ text: String) { self.init(Array(text.utf8).span) }

    /// The 16 bytes at `start`.
    init(_ text: Span<UInt8>, at start: Int) {
        words = unsafe text.withUnsafeBytes { bytes in
            unsafe (bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self), bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self))
        }
    }

    package static func == (a: KeyID, b: KeyID) -> Bool { a.words == b.words }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }

    package var description: String { unsafe withUnsafeBytes(of: words) { unsafe String(decoding: $0, as: UTF8.self) } }
    /// What may be shown of the key it belongs to, 12 characters of it.
    package var preview: String { "ak_live_\(description.prefix(4))…" }
}

/// A key or secret in clear, on its way to the client who may see it once. Printing it shows nothing of the secret part.
package struct PlainKey: Sendable, CustomStringConvertible, CustomReflectable {
    package static let prefixBytes = 8
    package static let bytesCount = prefixBytes + 64
    private static let randomBytes = 48

    /// `ak_live_` or `sk_live_` and 64 URL-safe characters.
    package let bytes: [UInt8]

    static func api() throws(SecurityError) -> PlainKey { PlainKey(bytes: Array("ak_live_".utf8) + Base64URL.encode(try SecureRandom.bytes(randomBytes))) }
    static func secret() throws(SecurityError) -> PlainKey { PlainKey(bytes: Array("sk_live_".utf8) + Base64URL.encode(try SecureRandom.bytes(randomBytes))) }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// For the answer to whoever it was made for, and for nobody else.
    package var revealed: String { String(decoding: bytes, as: UTF8.self) }
    package var keyID: KeyID { KeyID(bytes.span, at: Self.prefixBytes) }
    var hash: Digest { SHA256.hash(bytes) }

    package var description: String { "\(String(decoding: bytes.prefix(Self.prefixBytes), as: UTF8.self))…" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Whether this has the form of an API key: 72 bytes beginning with `ak_live_`.
    static func isAPIKey(_ text: Span<UInt8>) -> Bool { has(text, "ak_live_") }
    static func isSecret(_ text: Span<UInt8>) -> Bool { has(text, "sk_live_") }

    private static func has(_ text: Span<UInt8>, _ prefix: StaticString) -> Bool {
        guard text.count == bytesCount else { return false }
        for index in 0..<prefixBytes where unsafe text[index] != prefix.utf8Start[index] { return false }
        return true
    }
}
