import IO
import Security

/// The key that signs the exchange's own tokens: 32 random bytes in the file `secret` of the data directory.
package struct ServerSecret: Sendable, CustomStringConvertible, CustomReflectable {
    package static let fileName = "secret"
    package static let bytesCount = 32
    /// A minute to a week: what an operator may set.
    package static let tokenSeconds: ClosedRange<Int64> = 60...168 * 3_600
    package static let tokenSecondsUsual: Int64 = 3_600

    private let key: [UInt8]

    /// Reads the secret, or makes one if there is none (mode 0600, durable). Refused if anybody but the owner may read it.
    package static func open(directory: String) throws(IdentityError) -> ServerSecret {
        let path = "\(directory)/\(fileName)"
        let stored: [UInt8]?
        do throws(IOError) { stored = try PrivateFile.read(path, bytesMax: bytesCount) } catch { throw .file(error) }
        if let stored {
            guard stored.count == bytesCount else { throw .secretFile(path: path, reason: "\(stored.count) bytes instead of \(bytesCount)") }
            return ServerSecret(key: stored)
        }
        let made: [UInt8]
        do throws(SecurityError) { made = try SecureRandom.bytes(bytesCount) } catch { throw .security(error) }
        do throws(IOError) { try PrivateFile.write(path, made) } catch { throw .file(error) }
        return ServerSecret(key: made)
    }

    private init(key: [UInt8]) { self.key = key }

    /// A token for an account, from `now` (Unix seconds) on.
    package func token(for account: AccountRow, now: Int64, seconds: Int64 = tokenSecondsUsual) -> (text: [UInt8], expiresAt: Int64) {
        precondition(Self.tokenSeconds.contains(seconds), "a token lasts \(Self.tokenSeconds) seconds, not \(seconds)")
        // In the second of a password reset the old tokens are void already, and this one must not be.
        let claims = TokenClaims(subject: account.uuid.description, issuedAt: max(now, account.tokensNotBefore), expiresAt: now + seconds)
        return (WebToken.encode(claims, key: key), claims.expiresAt)
    }

    func claims(of token: Span<UInt8>, now: Int64) throws(SecurityError) -> TokenClaims { try WebToken.verify(token, key: key, now: now) }

    /// A key of its own for some purpose and thing, which tells nothing of this one: HMAC-SHA-256 of both.
    ///
    /// What tokens sign is base 64 and points; the zero byte behind the purpose keeps the two apart.
    package func derive(_ purpose: String, _ context: [UInt8]) -> Digest {
        HMACSHA256.authenticate(Array(purpose.utf8) + [0] + context, key: key)
    }

    package var description: String { "secret of 32 bytes" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
