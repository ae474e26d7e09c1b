import Engine
import Gateway
import History
import IO
import Journaling
import Security
import Webhooks

extension Configuration {
    /// What the daemon is started with.
    func daemonOptions() throws(ConfigurationError) -> Daemon.Options {
        var options = Daemon.Options(data: dataDirectory)
        options.mirror = mirror
        options.journal.durability =
            switch durability {
            case .always: .always
            case .interval: .interval(milliseconds: durabilityIntervalMilliseconds)
            case .none: .none
            }
        options.journal.segmentBytes = log.segmentMebibytes << 20
        options.engine.stateHashInterval = UInt64(log.stateHashRecords)
        var gateway = GatewayOptions()
        for (door, name, text) in [(Door.agentExchange, "agentexchange", listen.agentExchange), (.binary, "binary", listen.binary), (.admin, "admin", listen.admin)] {
            guard let text = text?.replacing("unix:DIR/", with: "unix:\(dataDirectory)/") else { continue }
            guard let address = SocketAddress(text) else {
                throw ConfigurationError(["listen.\(name): '\(text)' is no address, or has a path of more than \(SocketAddress.pathBytesMax) bytes"])
            }
            gateway.listen.append((door, address))
        }
        gateway.loops = loops
        gateway.busyPoll = busyPoll
        gateway.processorsAwake = keepProcessorsAwake
        gateway.lookoutNanoseconds = Int64(lookoutMicroseconds) * 1000
        gateway.connectionsMax = connectionsMax
        gateway.connectionsPerAddressMax = connectionsPerAddressMax
        gateway.timeouts.head = nanoseconds(timeouts.headMilliseconds)
        gateway.timeouts.body = nanoseconds(timeouts.bodyMilliseconds)
        gateway.timeouts.idle = nanoseconds(timeouts.idleMilliseconds)
        gateway.drainNanoseconds = nanoseconds(timeouts.drainMilliseconds)
        gateway.limits = rateLimits
        gateway.hasNoLimits = !limits.isEnabled
        gateway.trustsForwardedFor = trustsForwardedFor
        gateway.traceLog = traceLog.map { $0.hasPrefix("DIR/") ? "\(dataDirectory)/\($0.dropFirst(4))" : $0 }
        gateway.corsOrigins = corsOrigins
        gateway.tls = tlsFiles
        gateway.tokenLifetimeSeconds = tokenLifetimeSeconds
        gateway.accounts = accounts
        gateway.webhooks.allowsLocal = webhooks.allowsLocal
        gateway.webhooks.firstRetryNanoseconds = nanoseconds(webhooks.retryMilliseconds)
        options.gateway = gateway
        options.history = history.isEnabled ? history.retention : nil
        if snapshots.records > 0 || snapshots.minutes > 0 {
            var schedule = SnapshotOptions()
            schedule.records = UInt64(snapshots.records)
            schedule.minutes = snapshots.minutes
            options.snapshots = schedule
        }
        if demo.isEnabled {
            var market = DemoOptions()
            market.seed = demo.seed
            market.feed = demo.feed
            options.demo = market
        }
        return options
    }

    private var rateLimits: RateLimits {
        guard limits.isEnabled else { return .none }
        var rates = RateLimits.standard
        rates[.orders] = limits.orders
        rates[.marketData] = limits.marketData
        rates[.general] = limits.general
        rates[.backtest] = limits.backtest
        rates[.training] = limits.training
        rates.accountPercent = limits.accountPercent
        rates[.login] = limits.login
        rates[.register] = limits.register
        rates[.badCredential] = limits.badCredentials
        rates.inFlightMax = limits.requestsInFlightPerKeyMax
        return rates
    }

    private func nanoseconds(_ milliseconds: Int) -> Int64 { Int64(milliseconds) * 1_000_000 }

    /// Reads the certificate; nil without one.
    func tlsContext() throws(ConfigurationError) -> TLSContext? {
        guard let files = tlsFiles else { return nil }
        do {
            try PrivateFile.checkKey(files.key)
            return try TLSContext.server(certificateChain: files.certificate, key: files.key)
        } catch {
            throw ConfigurationError(["tls: \(error)"])
        }
    }
}
