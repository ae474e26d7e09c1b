/// What a token says: whose it is, and from when until when it holds. Times are Unix seconds.
package struct TokenClaims: Hashable, Sendable {
    package var subject: String
    package var issuedAt: Int64
    package var expiresAt: Int64

    package init(subject: String, issuedAt: Int64, expiresAt: Int64) {
        self.subject = subject
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

/// JSON Web Tokens (RFC 7519) in compact form, signed with HS256 and with nothing else (RFC 8725 §3.1).
package enum WebToken {
    /// A token of ours has about 200 bytes.
    package static let bytesMax = 1024
    /// Members of a header or of a set of claims.
    static let membersMax = 16
    private static let header = Base64URL.encode(#"{"alg":"HS256","typ":"JWT"}"#.utf8)
    private static let dot = UInt8(ascii: ".")

    /// - Precondition: the subject needs no escapes in JSON: a UUID, mostly.
    package static func encode(_ claims: TokenClaims, key: [UInt8]) -> [UInt8] {
        precondition(claims.subject.utf8.allSatisfy { (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }, "subject needs escapes")
        let payload = #"{"sub":"\#(claims.subject)","iat":\#(claims.issuedAt),"exp":\#(claims.expiresAt)}"#
        let signed = header + [dot] + Base64URL.encode(payload.utf8)
        return signed + [dot] + Base64URL.encode(HMACSHA256.authenticate(signed, key: key).bytes)
    }

    /// The claims of a token that this key signed and that has not ended at `now` (Unix seconds). Nothing of it is believed before that.
    package static func verify(_ token: Span<UInt8>, key: [UInt8], now: Int64) throws(SecurityError) -> TokenClaims {
        guard token.count <= bytesMax else { throw .tokenMalformed(part: "longer than \(bytesMax) bytes") }
        let token = unsafe token.withUnsafeBufferPointer { unsafe Array($0) }
        let parts = token.split(separator: dot, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .tokenMalformed(part: "not three parts") }
        guard let header = Base64URL.decode(parts[0]) else { throw .tokenMalformed(part: "header") }
        try checkHeader(header)
        guard let signature = Base64URL.decode(parts[2]) else { throw .tokenMalformed(part: "signature") }
        guard Digest(signature) == HMACSHA256.authenticate(Array(token[..<parts[1].endIndex]), key: key) else { throw .tokenSignature }

        guard let payload = Base64URL.decode(parts[1]), let members = FlatObject(payload) else { throw .tokenMalformed(part: "claims") }
        guard case .integer(let expiresAt) = members["exp"] else { throw .tokenClaim("exp") }
        guard now < expiresAt else { throw .tokenExpired(at: expiresAt) }
        guard case .integer(let issuedAt) = members["iat"] else { throw .tokenClaim("iat") }
        guard case .text(let subject) = members["sub"] else { throw .tokenClaim("sub") }
        return TokenClaims(subject: subject, issuedAt: issuedAt, expiresAt: expiresAt)
    }

    /// An algorithm the token chooses is how tokens are forged: there is one, and the header may say nothing but that.
    private static func checkHeader(_ bytes: [UInt8]) throws(SecurityError) {
        guard let header = FlatObject(bytes) else { throw .tokenMalformed(part: "header") }
        guard header["alg"] == .text("HS256"), header.names.allSatisfy({ $0 == "alg" || $0 == "typ" }),
            header["typ"] == nil || header["typ"] == .text("JWT")
        else { throw .tokenAlgorithm }
    }
}

/// A JSON object whose members are plain: strings without escapes, integers, true, false, null. Anything else is not read.
struct FlatObject {
    enum Value: Equatable { case text(String), integer(Int64), bool(Bool), null }

    private var members: [(name: String, value: Value)] = []
    private let bytes: [UInt8]
    private var place = 0

    /// Nil for what is not such an object, for a name given twice, and for anything after it.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard next(UInt8(ascii: "{")) else { return nil }
        if !next(UInt8(ascii: "}")) {
            repeat {
                guard members.count < WebToken.membersMax, let name = text(), self[name] == nil, next(UInt8(ascii: ":")), let value = value() else { return nil }
                members.append((name, value))
            } while next(UInt8(ascii: ","))
            guard next(UInt8(ascii: "}")) else { return nil }
        }
        skipSpace()
        guard place == bytes.count else { return nil }
    }

    subscript(name: String) -> Value? { members.first { $0.name == name }?.value }
    var names: [String] { members.map(\.name) }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
    }

    private mutating func next(_ character: UInt8) -> Bool {
        skipSpace()
        guard place < bytes.count, bytes[place] == character else { return false }
        place += 1
        return true
    }

    private mutating func text() -> String? {
        guard next(UInt8(ascii: "\"")) else { return nil }
        let start = place
        while place < bytes.count, bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "\\") { return nil }
            place += 1
        }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
        defer { place += 1 }
        return String(validating: bytes[start..<place], as: UTF8.self)
    }

    private mutating func value() -> Value? {
        skipSpace()
        guard place < bytes.count else { return nil }
        if bytes[place] == UInt8(ascii: "\"") { return text().map(Value.text) }
        let start = place
        while place < bytes.count, [0x61...0x7a, 0x2d...0x2d, 0x30...0x39].contains(where: { $0.contains(bytes[place]) }) { place += 1 }
        let word = String(decoding: bytes[start..<place], as: UTF8.self)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            // RFC 8259 §6 has no leading zeros; a fraction or an exponent ends the word early and fails where the comma should be.
            guard let number = Int64(word), String(number) == word else { return nil }
            return .integer(number)
        }
    }
}
