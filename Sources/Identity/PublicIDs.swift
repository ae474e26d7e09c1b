import Market

/// Names of orders and trades for the outside: UUIDs that can be turned back, without a table, and only here.
///
/// RFC 9562 version 8. The check is SipHash-2-4 under the instance id of the log, so that a UUID of another log, of another kind or made
/// up does not decode (58 bits). It keeps clients from mixing things up; who may see an order is decided by whose it is.
///
///     | id 63…16 (48) | 8 (4) | id 15…4 (12) | 2 (2) | id 3…0 (4) | check (58) |
package struct PublicIDs: Sendable {
    private enum Kind: UInt64 { case order = 0x6f72_6465_7200_0001, trade = 0x7472_6164_6500_0001 }
    private static let checkMask: UInt64 = 1 << 58 - 1
    private let instanceID: UInt64

    package init(instanceID: UInt64) { self.instanceID = instanceID }

    package func uuid(of order: OrderID) -> UUID { encode(order.rawValue, .order) }
    package func uuid(ofTrade trade: UInt64) -> UUID { encode(trade, .trade) }
    /// Nil for a UUID that no order of this log has or could have.
    package func order(_ uuid: UUID) -> OrderID? { decode(uuid, .order).map(OrderID.init(rawValue:)) }
    package func trade(_ uuid: UUID) -> UInt64? { decode(uuid, .trade) }

    private func encode(_ id: UInt64, _ kind: Kind) -> UUID {
        UUID(
            high: id & ~0xffff | 0x8000 | id >> 4 & 0xfff,
            low: 1 << 63 | (id & 15) << 58 | SipHash.hash(id, key: (instanceID, kind.rawValue)) & Self.checkMask)
    }

    private func decode(_ uuid: UUID, _ kind: Kind) -> UInt64? {
        let id = uuid.high & ~0xffff | (uuid.high & 0xfff) << 4 | uuid.low >> 58 & 15
        return encode(id, kind) == uuid ? id : nil
    }
}

/// SipHash-2-4 (Aumasson and Bernstein, 2012) of a message of eight bytes.
enum SipHash {
    static func hash(_ message: UInt64, key: (UInt64, UInt64)) -> UInt64 {
        var v = (key.0 ^ 0x736f_6d65_7073_6575, key.1 ^ 0x646f_7261_6e64_6f6d, key.0 ^ 0x6c79_6765_6e65_7261, key.1 ^ 0x7465_6462_7974_6573)
        // The message, then the last block: nothing left over, and the length.
        absorb(message, &v)
        absorb(8 << 56, &v)
        v.2 ^= 0xff
        for _ in 0..<4 { round(&v) }
        return v.0 ^ v.1 ^ v.2 ^ v.3
    }

    private static func absorb(_ block: UInt64, _ v: inout (UInt64, UInt64, UInt64, UInt64)) {
        v.3 ^= block
        round(&v)
        round(&v)
        v.0 ^= block
    }

    private static func round(_ v: inout (UInt64, UInt64, UInt64, UInt64)) {
        v.0 &+= v.1
        v.1 = rotated(v.1, 13) ^ v.0
        v.0 = rotated(v.0, 32)
        v.2 &+= v.3
        v.3 = rotated(v.3, 16) ^ v.2
        v.0 &+= v.3
        v.3 = rotated(v.3, 21) ^ v.0
        v.2 &+= v.1
        v.1 = rotated(v.1, 17) ^ v.2
        v.2 = rotated(v.2, 32)
    }

    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
}
