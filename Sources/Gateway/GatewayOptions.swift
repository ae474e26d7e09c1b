import IO
import Webhooks

/// How the daemon serves. Everything has a default that suits one machine and its own agents.
package struct GatewayOptions: Sendable {
    package var listen: [(door: Door, address: SocketAddress)] = []
    /// Loops that carry connections. With 1 the engine's own does, and nothing crosses a thread.
    package var loops = 1
    /// The loops never sleep: the lowest latency, at the price of a core each.
    package var busyPoll = false
    /// How long loops look for more before they sleep, while requests follow each other that soon. 0: not at all.
    package var lookoutNanoseconds: Int64 = 150_000
    /// Whether the processors sleep, where the daemon has a say in it.
    package var processorsAwake = ProcessorWakefulness.Extent.whileBusy
    /// Connections at a time, over all listeners; one more is closed at once.
    package var connectionsMax = 20_000
    package var connectionsPerAddressMax = 15_000
    package var timeouts = GatewayTimeouts()
    /// How long a shutdown may take.
    package var drainNanoseconds: Int64 = 5_000_000_000
    package var limits = RateLimits.standard
    /// Neither requests nor new accounts are limited: for load tests.
    package var hasNoLimits = false
    /// Whether a client's address is the first of X-Forwarded-For: only behind a proxy that sets it.
    package var trustsForwardedFor = false
    /// Origins whose pages may use the interface from a browser.
    package var corsOrigins: [String] = []
    /// Where requests with an X-Trace-Id are logged; nil for nowhere.
    package var traceLog: String?
    /// Nil serves in clear.
    package var tls: TLSFiles?
    package var tokenLifetimeSeconds: Int64 = 3_600
    package var accounts = AccountTerms()
    package var webhooks = WebhookOptions()

    package init() {}
}
