import Engine
import Gateway
import History
import IO
import Journaling
import Market

/// Every setting of the daemon, with the values it has when nobody sets them. `Setting.all` names and explains them.
struct Configuration: Equatable, Sendable {
    enum DurabilityMode: String, CaseIterable, Sendable { case always, interval, none }

    struct Listen: Equatable, Sendable {
        var agentExchange = "127.0.0.1:8000"
        var binary: String?
        /// `DIR/` stands for the data directory.
        var admin: String? = "unix:DIR/admin.sock"
    }

    struct Limits: Equatable, Sendable {
        var isEnabled = true
        // Requests per minute and key, or client address.
        var orders = RateLimits.standard[.orders]
        var marketData = RateLimits.standard[.marketData]
        var general = RateLimits.standard[.general]
        var backtest = RateLimits.standard[.backtest]
        var training = RateLimits.standard[.training]
        var login = RateLimits.standard[.login]
        var register = RateLimits.standard[.register]
        var badCredentials = RateLimits.standard[.badCredential]
        var accountPercent = RateLimits.standard.accountPercent
        var requestsInFlightPerKeyMax = RateLimits.standard.inFlightMax
    }

    struct Log: Equatable, Sendable {
        /// The smallest holds the largest record there can be, a placement of `OrderBook.matchesPerCommandMax` steps.
        static let segmentMebibytes: ClosedRange<Int64> = 20...1024
        var segmentMebibytes = JournalOptions().segmentBytes >> 20
        static let stateHashRecords: ClosedRange<Int64> = 64...1_000_000_000
        var stateHashRecords = Int64(EngineOptions().stateHashInterval)
    }

    struct Timeouts: Equatable, Sendable {
        var headMilliseconds = 10_000
        var bodyMilliseconds = 30_000
        var idleMilliseconds = 120_000
        var drainMilliseconds = 5_000
    }

    struct Snapshots: Equatable, Sendable {
        var records = Int64(SnapshotOptions().records)
        var minutes = SnapshotOptions().minutes
    }

    struct Demo: Equatable, Sendable {
        var isEnabled = false
        var seed = DemoOptions().seed
        var feed: String?
    }

    struct History: Equatable, Sendable {
        var isEnabled = true
        var retention = HistoryRetention()
    }

    struct Webhooks: Equatable, Sendable {
        var allowsLocal = false
        var retryMilliseconds = 10_000
    }

    struct TLS: Equatable, Sendable {
        var certificate: String?
        var key: String?
    }

    var dataDirectory = "data"
    var mirror: String?
    var listen = Listen()
    var loops = 1
    var busyPoll = false
    var keepProcessorsAwake = ProcessorWakefulness.Extent.whileBusy
    var lookoutMicroseconds = 150
    var durability = DurabilityMode.always
    var durabilityIntervalMilliseconds = 100
    var log = Log()
    var limits = Limits()
    var connectionsMax = 20_000
    var connectionsPerAddressMax = 15_000
    var trustsForwardedFor = false
    var timeouts = Timeouts()
    /// `DIR/` stands for the data directory.
    var traceLog: String? = "DIR/traces.jsonl"
    var corsOrigins: [String] = []
    var tls = TLS()
    var tokenLifetimeSeconds: Int64 = 3_600
    var webhooks = Webhooks()
    var snapshots = Snapshots()
    var demo = Demo()
    var history = History()
    var accounts = AccountTerms()

    var tlsFiles: TLSFiles? {
        guard let certificate = tls.certificate, let key = tls.key else { return nil }
        return TLSFiles(certificate: certificate, key: key)
    }

    /// What no single setting can be wrong about.
    var contradictions: [String] {
        var found: [String] = []
        if (tls.certificate == nil) != (tls.key == nil) { found.append("tls: certificate and key belong together; only one is set") }
        if connectionsPerAddressMax > connectionsMax {
            found.append("connections.perAddressMax: \(connectionsPerAddressMax) is more than connections.max, \(connectionsMax)")
        }
        if let admin = listen.admin.flatMap(SocketAddress.init), !admin.isLoopback {
            found.append("listen.admin: \(admin) can be reached from other machines; use 127.0.0.1, [::1] or unix:PATH")
        }
        if let mirror, "\(mirror)/".hasPrefix("\(dataDirectory)/") || "\(dataDirectory)/".hasPrefix("\(mirror)/") {
            found.append("mirror: \(mirror) and dataDirectory, \(dataDirectory), may not lie in each other")
        }
        let addresses = [("agentexchange", listen.agentExchange), ("binary", listen.binary), ("admin", listen.admin)].compactMap { name, text in
            text.map { (name: name, text: $0) }
        }
        for (index, address) in addresses.enumerated() {
            for other in addresses[..<index] where other.text == address.text && !address.text.hasSuffix(":0") {
                found.append("listen.\(address.name): \(address.text) is listen.\(other.name)'s already")
            }
        }
        return found
    }
}
