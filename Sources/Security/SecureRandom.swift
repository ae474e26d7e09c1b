import COpenSSL

/// Bytes nobody can guess, from the library's generator, which the operating system seeds.
package enum SecureRandom {
    package static func bytes(_ count: Int) throws(SecurityError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe RAND_bytes(&bytes, Int32(count)) == 1 else { throw .last("RAND_bytes") }
        return bytes
    }
}

/// Comparing secrets without telling by the time it takes how far they agree.
package enum ConstantTime {
    /// Whether both hold the same bytes. Their lengths are no secret.
    package static func areEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        guard !a.isEmpty else { return true }
        return unsafe a.withUnsafeBytes { a in unsafe b.withUnsafeBytes { b in unsafe CRYPTO_memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0 } }
    }

    package static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool { areEqual(a.span, b.span) }
}
