import IO
@testable import Security

/// A JSON Web Token: as it comes; and with its parts encoded and signed, so that its claims are read.
///
/// What is taken has the one spelling its encoding has, and says the same when it is made again.
final class TokenFuzz: FuzzedParser {
    static let name = "token"
    static let words = [#""alg":"HS256""#, #""typ":"JWT""#, #""alg":"none""#, #"{"sub":""#, #""iat":"#, #""exp":"#, "null", "true", "-1", "9223372036854775807", "\\u0041", "."]
    private static let key = Array("a key of the fuzzer, 32 bytes long".utf8)
    private static let now: Int64 = 1_700_000_000

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        let claims = TokenClaims(subject: "6b8b4567-327b-43c6-643c-986966334873", issuedAt: now - 10, expiresAt: now + 3600)
        let signed = #"{"alg":"HS256","typ":"JWT"}"# + "\n" + #"{"sub":"a","iat":1,"exp":1700003600}"#
        return [WebToken.encode(claims, key: key), Array(signed.utf8), Array((#"{"alg":"HS256"}"# + "\n" + #"{ "exp" : 1800000000 , "iat":-1,"sub":"","x":null}"#).utf8)]
    }

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        let bytes = unsafe Array(bytes)
        verify(bytes)
        if let decoded = Base64URL.decode(bytes) { hold(Base64URL.encode(decoded) == bytes, "two spellings of one encoding: \(bytes)") }
        guard let end = bytes.firstIndex(of: 10) else { return }
        let signed = Base64URL.encode(bytes[..<end]) + [UInt8(ascii: ".")] + Base64URL.encode(bytes[(end + 1)...])
        let token = signed + [UInt8(ascii: ".")] + Base64URL.encode(HMACSHA256.authenticate(signed, key: Self.key).bytes)
        verify(token)
        // One bit of it elsewhere, and nobody signed it.
        guard !bytes.isEmpty, token.count <= WebToken.bytesMax else { return }
        var forged = token
        forged[Int(bytes[0]) * 31 % forged.count] ^= 1
        do throws(SecurityError) {
            _ = try WebToken.verify(forged.span, key: Self.key, now: Self.now)
            hold(false, "a forged token is taken: \(forged)")
        } catch {}
    }

    private func verify(_ token: [UInt8]) {
        do throws(SecurityError) {
            let claims = try WebToken.verify(token.span, key: Self.key, now: Self.now)
            hold(claims.expiresAt > Self.now, "taken after its end: \(claims)")
            guard claims.subject.utf8.allSatisfy({ (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else { return }
            let again = WebToken.encode(claims, key: Self.key)
            if again.count <= WebToken.bytesMax { hold(try WebToken.verify(again.span, key: Self.key, now: Self.now) == claims, "made again, \(claims) is another") }
        } catch {
            hold(!"\(error)".isEmpty, "an error says what it is about")
        }
    }
}
