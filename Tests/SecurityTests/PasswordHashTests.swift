import Testing

@testable import Security

@Suite struct PasswordHashTests {
    @Test(arguments: [
        ("", "", 4, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        ("pleaseletmein", "SodiumChloride", 14, 8, "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"),
    ]) func `scrypt agrees with the vectors of RFC 7914`(password: String, salt: String, logCost: UInt8, r: UInt64, key: String) throws {
        let made = try PasswordHash.scrypt(Array(password.utf8), salt: Array(salt.utf8), logCost: logCost, r: r, p: 1, count: 64)
        #expect(Hex.encode(made) == key)
    }

    @Test func `a password matches its own hash, before and after it was stored, and no other does`() throws {
        let hash = try PasswordHash(password: Array("correct horse".utf8))
        let stored = try PasswordHash(text: hash.text)
        #expect(stored == hash)
        #expect(try stored.matches(Array("correct horse".utf8)))
        #expect(try !stored.matches(Array("correct horsf".utf8)))
        #expect(try !stored.matches([]))
        #expect(hash.text.hasPrefix("scrypt$15$8$1$"))
        #expect(!hash.text.contains("correct"))
    }

    @Test func `the same password hashes differently each time`() throws {
        #expect(try PasswordHash(password: Array("12345678".utf8)) != PasswordHash(password: Array("12345678".utf8)))
    }

    @Test(arguments: [
        ("bcrypt$15$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not scrypt with five parameters"),
        ("scrypt$15$8$1$AAAAAAAAAAAAAAAAAAAAAA", "not scrypt with five parameters"),
        ("scrypt$18$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cost"),
        ("scrypt$15$9$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "r and p must be 8 and 1"),
        ("scrypt$15$8$1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "salt"),
        ("scrypt$15$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAA", "hash"),
    ]) func `a stored hash that is none of ours is named, not guessed at`(text: String, part: String) {
        #expect(throws: SecurityError.passwordHash(part: part)) { try PasswordHash(text: text) }
    }
}
