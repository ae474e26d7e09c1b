import IO

/// Where the load goes, and in which protocol: `sbe://127.0.0.1:9000`.
struct LoadTarget: Equatable {
    /// `https` is HTTP/1.1 over TLS, `h2` is HTTP/2 over it, `h2c` HTTP/2 in clear.
    enum Transport: String, CaseIterable {
        case http, https, h2c, h2, ws, sbe

        var isEncrypted: Bool { self == .https || self == .h2 }
        var isHTTP2: Bool { self == .h2c || self == .h2 }
    }

    let transport: Transport
    let address: SocketAddress
    /// Host and port, as requests name them.
    let authority: String

    init(_ text: String, option: String = "target") throws(UsageError) {
        let schemes = Transport.allCases.map { "\($0.rawValue)://" }
        guard let separator = text.range(of: "://"), let transport = Transport(rawValue: String(text[..<separator.lowerBound])) else {
            throw .init("--\(option): '\(text)' begins with none of \(schemes.joined(separator: ", "))")
        }
        var authority = String(text[separator.upperBound...])
        if authority.hasSuffix("/") { authority.removeLast() }
        guard let address = SocketAddress(authority) else {
            throw .init("--\(option): '\(authority)' is no address and port, such as 127.0.0.1:8000")
        }
        self.transport = transport
        self.address = address
        self.authority = authority
    }
}

extension String {
    /// The first place where `other` stands.
    fileprivate func range(of other: String) -> Range<String.Index>? { ranges(of: other).first }
}

/// What is asked how often: `limit=70,cancel=20,market=10`.
struct LoadMix: Equatable {
    enum Kind: String, CaseIterable { case limit, cancel, market, health, price }

    /// A hundred places, as many for each kind as its share: one look-up per request.
    private(set) var table: [Kind] = []
    let shares: [(kind: Kind, share: Int)]

    static func == (a: LoadMix, b: LoadMix) -> Bool { a.table == b.table }

    init(_ text: String) throws(UsageError) {
        var shares: [(kind: Kind, share: Int)] = []
        for part in text.split(separator: ",") {
            let words = part.split(separator: "=")
            guard words.count == 2, let kind = Kind(rawValue: String(words[0])), let share = Int(words[1]), (0...100).contains(share),
                !shares.contains(where: { $0.kind == kind })
            else {
                let kinds = Kind.allCases.map(\.rawValue)
                throw .init("--mix: '\(part)' is no share such as limit=70, once of each of \(kinds.joined(separator: ", "))")
            }
            shares.append((kind, share))
        }
        let total = shares.reduce(0) { $0 + $1.share }
        guard total == 100 else { throw .init("--mix: '\(text)' adds up to \(total), not 100") }
        self.shares = shares
        for percent in 0..<100 {
            var left = percent
            guard let kind = shares.first(where: { share in
                if left < share.share { return true }
                left -= share.share
                return false
            })?.kind else { continue }
            table.append(kind)
        }
    }

    func has(_ kind: Kind) -> Bool { shares.contains { $0.kind == kind && $0.share > 0 } }

    @inline(__always) func draw(_ random: inout RandomSource) -> Kind { table[random.below(100)] }
}
