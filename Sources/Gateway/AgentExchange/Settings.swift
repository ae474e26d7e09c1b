/// What an operator may set of this interface.
package struct AgentExchangeSettings: Sendable {
    /// Origins browsers may call from, with credentials; at most 255.
    package var allowedOrigins: [String] = []
    /// Whether `X-Forwarded-For` names the client: only behind a proxy of one's own.
    package var trustsForwardedFor = false
    package var tokenSeconds: Int64 = 3_600
    /// The asset wallets begin with.
    package var quoteAsset = "USDT"
    package var version = "1.0"
    /// What a new account may do. What it begins with, it says itself.
    package var terms = AccountTerms()
    /// Neither requests nor accounts are limited: for load tests, and said to everybody who asks.
    package var hasNoLimits = false
    package init() {}
}
