import COpenSSL

/// A password as it is kept: scrypt (RFC 7914) with a salt of its own, and the parameters it was made with.
///
/// As text: `scrypt$15$8$1$<salt>$<hash>`: log2 of N, r, p, then salt and hash in base64url. Making or checking one takes 32 MiB and about
/// a tenth of a second, on purpose.
package struct PasswordHash: Equatable, Sendable {
    package static let saltBytes = 16
    package static let hashBytes = 32
    /// The most a stored hash may ask for: 128 MiB.
    package static let logCostMax: UInt8 = 17
    private static let logCost: UInt8 = 15
    private static let blockSize: UInt64 = 8
    private static let parallelism: UInt64 = 1

    private let logCost: UInt8
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a new password under a random salt.
    package init(password: [UInt8]) throws(SecurityError) {
        logCost = Self.logCost
        salt = try SecureRandom.bytes(Self.saltBytes)
        hash = try Self.scrypt(password, salt: salt, logCost: logCost, r: Self.blockSize, p: Self.parallelism, count: Self.hashBytes)
    }

    /// Reads what `text` wrote.
    package init(text: String) throws(SecurityError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].elementsEqual("scrypt".utf8) else { throw .passwordHash(part: "not scrypt with five parameters") }
        guard let logCost = UInt8(String(parts[1]) ?? ""), (1...Self.logCostMax).contains(logCost) else { throw .passwordHash(part: "cost") }
        guard parts[2].elementsEqual("8".utf8), parts[3].elementsEqual("1".utf8) else { throw .passwordHash(part: "r and p must be 8 and 1") }
        guard let salt = Base64URL.decode(parts[4]), salt.count == Self.saltBytes else { throw .passwordHash(part: "salt") }
        guard let hash = Base64URL.decode(parts[5]), hash.count == Self.hashBytes else { throw .passwordHash(part: "hash") }
        (self.logCost, self.salt, self.hash) = (logCost, salt, hash)
    }

    package var text: String {
        let (salt, hash) = (Base64URL.encode(salt), Base64URL.encode(hash))
        return "scrypt$\(logCost)$\(Self.blockSize)$\(Self.parallelism)$\(String(decoding: salt, as: UTF8.self))$\(String(decoding: hash, as: UTF8.self))"
    }

    /// Whether this is the password. Takes as long for a wrong one.
    package func matches(_ password: [UInt8]) throws(SecurityError) -> Bool {
        let other = try Self.scrypt(password, salt: salt, logCost: logCost, r: Self.blockSize, p: Self.parallelism, count: Self.hashBytes)
        return ConstantTime.areEqual(hash, other)
    }

    /// RFC 7914 with N = 2^logCost.
    static func scrypt(_ password: [UInt8], salt: [UInt8], logCost: UInt8, r: UInt64, p: UInt64, count: Int) throws(SecurityError) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: count)
        let cost = UInt64(1) << UInt64(logCost)
        // What the algorithm needs (128·r·(N+p) bytes and a little), with room to spare.
        let memoryMax = 128 * r * (cost + p + 2) + 1 << 20
        let result = unsafe password.withUnsafeBytes { password in
            // A password of nil would mean "check the parameters only".
            unsafe EVP_PBE_scrypt(
                password.baseAddress?.assumingMemoryBound(to: CChar.self) ?? UnsafePointer(bitPattern: 1), password.count,
                salt, salt.count, cost, r, p, memoryMax, &key, count)
        }
        guard result == 1 else { throw .last("EVP_PBE_scrypt") }
        return key
    }
}
