import Identity

/// How often requests may come. 0 switches a limit off.
package struct RateLimits: Sendable {
    /// Requests a minute, of one key, or of one client address from `login` on; in the order of `RateGroup`.
    private var perMinute: [UInt32]
    /// What all keys of an account may do together, in percent of what one key may; 0 for no such limit.
    package var accountPercent: UInt32
    /// Requests of one key that may be under way at a time.
    package var inFlightMax: UInt32

    package subscript(_ group: RateGroup) -> UInt32 {
        get { perMinute[Int(group.rawValue)] }
        set { perMinute[Int(group.rawValue)] = newValue }
    }

    /// Requests a minute of all keys of an account together.
    package func ofAccount(_ group: RateGroup) -> UInt32 {
        let limit = UInt64(self[group]) * UInt64(accountPercent)
        return limit == 0 ? 0 : UInt32(clamping: max(1, limit / 100))
    }

    /// No limit at all: for load tests and one's own machine.
    package static let none = RateLimits()

    /// Those of the AgentExchange contract §2.
    package static let standard: RateLimits = {
        var limits = RateLimits()
        limits[.orders] = 100
        limits[.marketData] = 1_200
        limits[.general] = 600
        limits[.backtest] = 6_000
        limits[.training] = 3_000
        limits[.login] = 5
        limits[.register] = 3
        limits[.badCredential] = 60
        limits.accountPercent = 100
        limits.inFlightMax = 256
        return limits
    }()

    private init() {
        perMinute = Array(repeating: 0, count: RateGroup.allCases.count)
        accountPercent = 0
        inFlightMax = 0
    }
}

extension RateGroup {
    /// As rate limit headers name it.
    var name: StaticString {
        switch self {
        case .uncounted: "uncounted"
        case .orders: "orders"
        case .marketData: "market_data"
        case .general: "general"
        case .backtest: "backtest"
        case .training: "training"
        case .login: "auth_login"
        case .register: "auth_register"
        case .badCredential: "auth_failed"
        }
    }

    /// That of a path: the first prefix decides.
    package init(ofPath path: String) {
        let prefixes: [(String, RateGroup)] = [
            ("/api/v1/trade/", .orders), ("/api/v1/backtest/", .backtest), ("/api/v1/market/", .marketData), ("/api/v1/training/", .training),
            ("/api/v1/", .general),
        ]
        self = prefixes.first { path.hasPrefix($0.0) }?.1 ?? .uncounted
    }

    /// Whether it is counted by client address, because nobody has said yet who asks.
    package var isByAddress: Bool { rawValue >= Self.login.rawValue }
}

/// What a limiter says to one request.
package struct RateDecision: Equatable, Sendable {
    package var group: RateGroup
    package var isAllowed: Bool
    /// Requests a minute; 0 if they are not counted, and then there is nothing to tell the client.
    package var limit: UInt32
    package var remaining: UInt32
    /// When the minute ends, in Unix seconds.
    package var resetUnixSeconds: Int64
    /// Seconds until then: 1 to 60.
    package var resetSeconds: UInt32

    package var isCounted: Bool { limit > 0 }
    /// Whole seconds to wait for; 0 for a request that is allowed.
    package var retryAfterSeconds: UInt32 { isAllowed ? 0 : resetSeconds }

    static func uncounted(_ group: RateGroup) -> RateDecision {
        RateDecision(group: group, isAllowed: true, limit: 0, remaining: 0, resetUnixSeconds: 0, resetSeconds: 0)
    }
}

/// Whose requests are counted: a key's, and those of the account it belongs to.
package struct RateKey: Hashable, Sendable, BitwiseCopyable {
    /// `Principal.keyNumber`.
    package let key: UInt32
    /// `AccountIndex.rawValue`.
    package let account: UInt32

    package init(key: UInt32, account: UInt32) {
        self.key = key
        self.account = account
    }
}

extension Principal {
    var rateKey: RateKey { RateKey(key: keyNumber, account: account.rawValue) }
}
