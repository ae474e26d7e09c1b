import IO
import Security

/// What an operator shows over TCP as `X-Admin-Key`: `DIR/admin.key`, made at the first start, for its owner alone to read.
package struct AdminKey: Sendable {
    package static let fileName = "admin.key"
    private static let randomBytes = 32
    private static let fileBytesMax = 256

    /// Compared by hash, so that the time it takes tells neither where nor at what length a guess is wrong.
    private let hash: Digest

    /// Reads the key in a data directory, or makes one.
    package static func open(directory: String) throws -> AdminKey {
        let path = "\(directory)/\(fileName)"
        if let stored = try PrivateFile.read(path, bytesMax: fileBytesMax) {
            let key = stored.split(whereSeparator: { $0 <= 0x20 })
            guard key.count == 1 else { throw GatewayError.adminKey(path) }
            return AdminKey(Array(key[0]))
        }
        let key = Array("adm_".utf8) + Base64URL.encode(try SecureRandom.bytes(randomBytes))
        try PrivateFile.write(path, key + [UInt8(ascii: "\n")])
        return AdminKey(key)
    }

    init(_ key: [UInt8]) { hash = SHA256.hash(key) }

    func equals(_ shown: ArraySlice<UInt8>) -> Bool { SHA256.hash(Array(shown)) == hash }
}
