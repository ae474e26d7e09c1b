import Engine
import Market

/// Who trades on the demo market: the makers, then the noise traders.
///
/// Each is an engine account like any other, known by its risk profile: a limit of open orders that no book could hold names its part.
/// So they are found again from the state alone, whatever else is lost, and there are never two for one part.
struct DemoAccounts {
    static let makers = Quoter.all.count
    static let takers = 4
    static let count = makers + takers

    /// 3.7 billion open orders and the part.
    private static let mark: UInt32 = 0xDE30_0000

    private var ids: [AccountID?] = Array(repeating: nil, count: count)

    subscript(part: Int) -> AccountID? { ids[part] }

    var missing: [Int] { ids.indices.filter { ids[$0] == nil } }

    mutating func add(_ id: AccountID, part: Int) { ids[part] = id }

    static func profile(part: Int) -> RiskProfile {
        var profile = RiskProfile.unlimited
        profile.maxOpenOrders = mark + UInt32(part)
        return profile
    }

    /// Looks at every account there is.
    static func find(_ exchange: isolated Exchange) -> DemoAccounts {
        var found = DemoAccounts()
        var number: UInt32 = 1
        while let view = exchange.account(AccountID(rawValue: number)) {
            let part = Int(view.profile.maxOpenOrders) - Int(mark)
            if (0..<count).contains(part), view.profile == profile(part: part), found.ids[part] == nil { found.ids[part] = view.id }
            number += 1
        }
        return found
    }
}
