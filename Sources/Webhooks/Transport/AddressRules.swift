/// Which addresses deliveries may go to: those the whole internet can reach, so that nobody reaches through us what only we can reach.
///
/// Both lists are the IANA special-purpose registries (RFC 6890), with what they call not globally reachable.
package enum AddressRules {
    /// Why nobody may be sent there; nil for a public address.
    /// - Parameter bytes: 4 or 16, in network order.
    package static func refusal(_ bytes: [UInt8]) -> String? {
        switch bytes.count {
        case 4: refusal(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16: refusal(v6: bytes)
        default: "no address of the internet"
        }
    }

    private static let special4: [(address: UInt32, bits: UInt32, name: String)] = [
        (0x0000_0000, 8, "this network"), (0x0A00_0000, 8, "private"), (0x6440_0000, 10, "shared by a carrier"), (0x7F00_0000, 8, "loopback"),
        (0xA9FE_0000, 16, "link-local"), (0xAC10_0000, 12, "private"), (0xC000_0000, 24, "reserved"), (0xC000_0200, 24, "documentation"),
        (0xC058_6300, 24, "a relay"), (0xC0A8_0000, 16, "private"), (0xC612_0000, 15, "benchmarking"), (0xC633_6400, 24, "documentation"),
        (0xCB00_7100, 24, "documentation"), (0xE000_0000, 4, "multicast"), (0xF000_0000, 4, "reserved"),
    ]

    private static func refusal(v4 address: UInt32) -> String? {
        special4.first { (address ^ $0.address) >> (32 - $0.bits) == 0 }?.name
    }

    private static func refusal(v6 bytes: [UInt8]) -> String? {
        let last = bytes[12...].reduce(0) { $0 << 8 | UInt32($1) }
        // What carries an IPv4 address is judged by that: ::ffff:0:0/96 (mapped), 64:ff9b::/96 (translated).
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF { return refusal(v4: last) }
        if bytes[..<4].elementsEqual([0, 0x64, 0xFF, 0x9B]), bytes[4..<12].allSatisfy({ $0 == 0 }) { return refusal(v4: last) }
        if bytes.dropLast().allSatisfy({ $0 == 0 }) { return bytes[15] == 1 ? "loopback" : "reserved" }
        let head = UInt32(bytes[0]) << 24 | UInt32(bytes[1]) << 16 | UInt32(bytes[2]) << 8 | UInt32(bytes[3])
        switch head {
        case 0xFC00_0000...0xFDFF_FFFF: return "unique local"
        case 0xFE80_0000...0xFEBF_FFFF: return "link-local"
        case 0xFF00_0000...: return "multicast"
        case 0x2001_0000...0x2001_01FF: return "reserved"
        case 0x2001_0DB8, 0x3FFF_0000...0x3FFF_0FFF: return "documentation"
        case 0x2002_0000...0x2002_FFFF: return "a relay"
        // Global unicast is 2000::/3; the rest is not given out.
        case 0x2000_0000...0x3FFF_FFFF: return nil
        default: return "reserved"
        }
    }
}
