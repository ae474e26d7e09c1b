import Market
import Security
import Wire

extension LogonAttempt {
    /// Whether the client knows the key that has this SHA-256: it sent it, or signed the nonce under that hash. In constant time.
    package func proves(keyHash: Digest) -> Bool {
        if !key.isEmpty { return SHA256.hash(key.bytes) == keyHash }
        return HMACSHA256.authenticate(nonce.bytes, key: keyHash) == Digest(signature.bytes)
    }
}
