import Testing

@testable import Security

@Suite struct WebTokenTests {
    private let key = [UInt8](1...32)
    private let claims = TokenClaims(subject: "550e8400-e29b-41d4-a716-446655440000", issuedAt: 1_000, expiresAt: 4_600)

    private func verify(_ token: [UInt8], key: [UInt8]? = nil, now: Int64 = 2_000) throws(SecurityError) -> TokenClaims {
        try WebToken.verify(token.span, key: key ?? self.key, now: now)
    }

    /// A token with this header and these claims, properly signed.
    private func signed(_ header: String, _ claims: String) -> [UInt8] {
        let signed = Base64URL.encode(header.utf8) + Array(".".utf8) + Base64URL.encode(claims.utf8)
        return signed + Array(".".utf8) + Base64URL.encode(HMACSHA256.authenticate(signed, key: key).bytes)
    }

    @Test func `a token says what was put in, until its last second`() throws {
        let token = WebToken.encode(claims, key: key)
        #expect(try verify(token) == claims)
        #expect(try verify(token, now: 4_599) == claims)
        #expect(throws: SecurityError.tokenExpired(at: 4_600)) { try verify(token, now: 4_600) }
    }

    @Test func `the signature of the example in RFC 7515 A 1 is right, and the rest of it is not ours`() throws {
        let key = try #require(Base64URL.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow".utf8))
        let token = Array(
            ("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").utf8)
        // Each of these is only reached with the right signature.
        #expect(throws: SecurityError.tokenClaim("iat")) { try verify(token, key: key, now: 1_300_819_379) }
        #expect(throws: SecurityError.tokenExpired(at: 1_300_819_380)) { try verify(token, key: key, now: 1_300_819_380) }
        #expect(throws: SecurityError.tokenSignature) { try verify(token, now: 1_300_819_379) }
    }

    @Test(arguments: [
        #"{"alg":"none"}"#, #"{"alg":"None","typ":"JWT"}"#, #"{"alg":"RS256","typ":"JWT"}"#, #"{"alg":"HS384"}"#, #"{"alg":"hs256"}"#, #"{"typ":"JWT"}"#,
        #"{"alg":null}"#, #"{"alg":"HS256","crit":"exp"}"#, #"{"alg":"HS256","kid":"1"}"#, #"{"alg":"HS256","typ":"JWE"}"#,
    ]) func `a header that says anything but HS256 is refused, however well it is signed`(header: String) {
        let token = signed(header, #"{"sub":"x","iat":1000,"exp":4600}"#)
        #expect(throws: SecurityError.tokenAlgorithm) { try verify(token) }
    }

    @Test func `an unsigned token is refused`() {
        let parts = WebToken.encode(claims, key: key).split(separator: UInt8(ascii: "."))
        let unsigned = Base64URL.encode(#"{"alg":"none"}"#.utf8) + Array(".".utf8) + parts[1] + Array(".".utf8)
        #expect(throws: SecurityError.tokenAlgorithm) { try verify(unsigned) }
        #expect(throws: SecurityError.tokenSignature) { try verify(Array(parts[0] + Array(".".utf8) + parts[1] + Array(".".utf8))) }
    }

    @Test func `a change of any character is noticed`() {
        let token = WebToken.encode(claims, key: key)
        for place in token.indices {
            for replacement in [UInt8(ascii: "A"), UInt8(ascii: "_"), UInt8(ascii: ".")] where replacement != token[place] {
                var other = token
                other[place] = replacement
                #expect(throws: SecurityError.self) { try verify(other) }
            }
        }
    }

    @Test func `another key's token is refused`() {
        let token = WebToken.encode(claims, key: [UInt8](repeating: 9, count: 32))
        #expect(throws: SecurityError.tokenSignature) { try verify(token) }
    }

    @Test(arguments: [
        (#"{"sub":"x","iat":1000}"#, SecurityError.tokenClaim("exp")),
        (#"{"sub":"x","iat":1000,"exp":"4600"}"#, .tokenClaim("exp")),
        (#"{"sub":"x","exp":4600}"#, .tokenClaim("iat")),
        (#"{"iat":1000,"exp":4600}"#, .tokenClaim("sub")),
        (#"{"sub":1,"iat":1000,"exp":4600}"#, .tokenClaim("sub")),
        (#"{"sub":"x","iat":1000,"exp":4600,"exp":9999}"#, .tokenMalformed(part: "claims")),
        (#"{"sub":"x","iat":1000,"exp":4600.5}"#, .tokenMalformed(part: "claims")),
        (#"{"sub":"x","iat":1000,"exp":4600e3}"#, .tokenMalformed(part: "claims")),
        (#"{"sub":"x","iat":1000,"exp":99999999999999999999}"#, .tokenMalformed(part: "claims")),
        (#"{"sub":"\u0078","iat":1000,"exp":4600}"#, .tokenMalformed(part: "claims")),
        (#"{"sub":["x"],"iat":1000,"exp":4600}"#, .tokenMalformed(part: "claims")),
        (#"{"sub":"x","iat":1000,"exp":4600} "x""#, .tokenMalformed(part: "claims")),
        (#"{"sub":"x","iat":1000,"exp":4600"#, .tokenMalformed(part: "claims")),
        ("", .tokenMalformed(part: "claims")),
    ]) func `signed claims that are missing, doubled or of another kind are refused by name`(claims: String, error: SecurityError) {
        let token = signed(#"{"alg":"HS256"}"#, claims)
        #expect(throws: error) { try verify(token) }
    }

    @Test(arguments: ["", ".", "..", "a.b", "a.b.c.d", "!.b.c", "e30.e30.e30"])
    func `what is no token is refused`(text: String) {
        #expect(throws: SecurityError.self) { try verify(Array(text.utf8)) }
    }

    @Test func `a token longer than ours can be is not looked at`() {
        let token = [UInt8](repeating: UInt8(ascii: "A"), count: WebToken.bytesMax + 1)
        #expect(throws: SecurityError.tokenMalformed(part: "longer than 1024 bytes")) { try verify(token) }
    }
}
