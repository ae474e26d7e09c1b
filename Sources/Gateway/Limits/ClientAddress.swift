import IO

/// The machine a request came from, as limits by address count it: an IPv4 address, an IPv6 network of 64 bits (what one customer is given), or
/// this machine's own sockets.
package struct ClientAddress: Hashable, Sendable, BitwiseCopyable {
    private let network: UInt64
    private let isV4: Bool

    package init(_ address: SocketAddress) {
        switch address {
        case .v4(let address, _): self.init(network: UInt64(address), isV4: true)
        case .v6(let bytes, _):
            let words = (bytes.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }, bytes.dropFirst(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) })
            // ::ffff:a.b.c.d is how a socket for both families sees IPv4.
            if words.0 == 0, words.1 >> 32 == 0xffff { self.init(network: words.1 & 0xffff_ffff, isV4: true) } else { self.init(network: words.0, isV4: false) }
        case .unix: self.init(network: .max, isV4: true)
        }
    }

    /// This machine's own sockets.
    package static let here = ClientAddress(.unix(""))

    /// The first hop of an `X-Forwarded-For`, which only a proxy of one's own may be believed; nil if it is no address.
    package init?(forwardedFor field: some Collection<UInt8>) {
        let hop = String(decoding: field.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self).filter { $0 != " " && $0 != "\t" }
        // Without a port, with one, or a bare IPv6 address.
        guard let address = SocketAddress("\(hop):0") ?? SocketAddress(hop) ?? SocketAddress("[\(hop)]:0") else { return nil }
        if case .unix = address { return nil }
        self.init(address)
    }

    private init(network: UInt64, isV4: Bool) {
        self.network = network
        self.isV4 = isV4
    }
}
