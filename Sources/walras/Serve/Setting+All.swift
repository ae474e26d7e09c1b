import Gateway
import History
import Identity
import IO
import Market

extension Setting {
    private typealias Path<Value> = any WritableKeyPath<Configuration, Value> & Sendable

    /// In the order of the commented file. Settings of a group stand together.
    static let all: [Setting] = storage + listening + limits + timeouts + access + accounts + history + webhooks + demo

    /// What the groups are, for the commented file.
    static let groups: [String: String] = [
        "listen": "Where to listen. An address is HOST:PORT, [HOST]:PORT for IPv6, or unix:PATH; port 0 is any free one.",
        "durability": "When an order counts as taken.",
        "log": "The files of DIR/log.",
        "snapshots": "Written by another process, as low in priority as the system has. Two are kept, and the log from the older one on.",
        "limits": "Requests per minute. More are refused with status 429 and the time to wait. Each is off at 0.",
        "connections": "How many may be open; one more is closed at once. Operators are not counted, and have 64 of their own.",
        "timeouts": "Patience with slow clients.",
        "tls": "TLS on every address of listen; both files or neither. SIGHUP reads them again, for new connections.",
        "tokens": "The tokens that logging in gives.",
        "accounts": "What a new trading account begins with. Limits are off at 0.",
        "history": "DIR/history.sqlite: orders that have ended, fills, candles, equity. Made from the log, beside the exchange; ages are of records.",
        "webhooks": "Telling others what happened.",
        "demo": "A market for newcomers.",
    ]

    private static let storage: [Setting] = [
        Setting(
            "dataDirectory", .text(placeholder: "DIR"), "Holds the log, the snapshots and the registry; made if it is not there.", flag: "data",
            get: { .text($0.dataDirectory) },
            put: { configuration, value in if case .text(let path) = value { configuration.dataDirectory = path } }),
        optionalText(
            "mirror", \.mirror, "DIR",
            "Another disk: log and snapshots are written there too before anything is promised, and damage to one is repaired from the other; null for none."),
        choice(
            "durability.mode", \.durability,
            "always: once it is on disk. interval: on disk a moment later; a power cut may lose it. none: whenever the system likes."),
        integer("durability.intervalMilliseconds", \.durabilityIntervalMilliseconds, 1...60_000, "The longest that moment may be."),
        integer(
            "log.segmentMebibytes", \.log.segmentMebibytes, Configuration.Log.segmentMebibytes,
            "Size of new ones. Two are kept ready, so that a full disk is noticed early: smaller ones for a small disk."),
        integer(
            "log.stateHashRecords", \.log.stateHashRecords, Configuration.Log.stateHashRecords,
            "Records between two hashes of the whole state, which every replay compares. The engine stands still for one: milliseconds if it holds a hundred megabytes."),
        integer("snapshots.records", \.snapshots.records, 0...1_000_000_000_000, "Write one after so many records; 0 for no such reason."),
        integer("snapshots.minutes", \.snapshots.minutes, 0...525_600, "And after so many minutes in which anything happened; 0 for no such reason."),
    ]

    private static let listening: [Setting] = [
        address("listen.agentexchange", \.listen.agentExchange, "REST, WebSocket and binary streams: --listen agentexchange=127.0.0.1:8000.", flag: "listen"),
        address("listen.binary", \.listen.binary, "Binary frames over TCP; null for none.", flag: "binary"),
        address("listen.admin", \.listen.admin, "Administration: unix:PATH, with DIR for the data directory, or loopback with the key in DIR/admin.key; null for none.", flag: "admin"),
        integer("loops", \.loops, 1...64, "Threads that serve connections. With 1 the engine's own does: the quickest way on a small machine."),
        integer(
            "lookoutMicroseconds", \.lookoutMicroseconds, 0...10_000,
            "While requests follow each other this soon, the threads look for the next one before they sleep; 0 for never."),
        flag("busyPoll", \.busyPoll, "The threads never sleep: lower latency, and a whole core for each."),
        choice(
            "keepProcessorsAwake", \.keepProcessorsAwake,
            "Asleep, processors let disk and network wake a thread later. whileBusy: all of the machine's stay awake while requests follow each other that soon, or with busyPoll. Asked of /dev/cpu_dma_latency, root's alone: without, always is refused, whileBusy does nothing."),
    ]

    private static let limits: [Setting] = [
        flag("limits.enabled", \.limits.isEnabled, "Whether requests and new accounts are limited at all; false for load tests."),
        integer("limits.orders", \.limits.orders, rates, "Per key: everything under /trade, and orders in frames. Cancels count, and always pass."),
        integer("limits.marketData", \.limits.marketData, rates, "Per key: prices, books, candles."),
        integer("limits.general", \.limits.general, rates, "Per key: everything else."),
        integer("limits.backtest", \.limits.backtest, rates, "Per key: backtests."),
        integer("limits.training", \.limits.training, rates, "Per key: training."),
        integer("limits.accountPercent", \.limits.accountPercent, 0...1_000_000, "What all keys of an account may do together, in percent of one key's share."),
        integer("limits.login", \.limits.login, rates, "Log-ins, per client address."),
        integer("limits.register", \.limits.register, rates, "New accounts, per client address."),
        integer("limits.badCredentials", \.limits.badCredentials, rates, "Per client address: keys, tokens and signatures that open nothing. Beyond, only known keys are looked at."),
        integer("limits.requestsInFlightPerKeyMax", \.limits.requestsInFlightPerKeyMax, 0...65_536, "Orders a key has entered over HTTP that wait for their answers."),
        integer("connections.max", \.connectionsMax, 1...1_000_000, "Over all addresses. Fewer where the system allows too few open files: serve says so."),
        integer("connections.perAddressMax", \.connectionsPerAddressMax, 1...1_000_000, "From one client address, or one IPv6 network of 64 bits."),
        flag("trustForwardedFor", \.trustsForwardedFor, "Take the client's address from X-Forwarded-For: only behind a proxy that sets it."),
    ]
    private static let rates: ClosedRange<Int64> = 0...1_000_000_000

    private static let timeouts: [Setting] = [
        integer("timeouts.headMilliseconds", \.timeouts.headMilliseconds, 100...600_000, "From the first byte of a request to the end of its head."),
        integer("timeouts.bodyMilliseconds", \.timeouts.bodyMilliseconds, 100...600_000, "For its body, and for a write without progress."),
        integer("timeouts.idleMilliseconds", \.timeouts.idleMilliseconds, 1_000...86_400_000, "Between two requests."),
        integer("timeouts.drainMilliseconds", \.timeouts.drainMilliseconds, 0...600_000, "For the last answers when the daemon is told to stop."),
    ]

    private static let access: [Setting] = [
        Setting(
            "corsOrigins", .origins, "Web pages of these origins may use the API from a browser.",
            get: { .texts($0.corsOrigins) },
            put: { configuration, value in if case .texts(let origins) = value { configuration.corsOrigins = origins } }),
        optionalText("traceLog", \.traceLog, "FILE", "One line for each request with an X-Trace-Id, DIR for the data directory; null for none."),
        optionalText("tls.certificate", \.tls.certificate, "FILE", "PEM file: the certificate, then those that lead to its authority.", flag: "tls-cert"),
        optionalText("tls.key", \.tls.key, "FILE", "PEM file: its private key, without a password."),
        integer("tokens.lifetimeSeconds", \.tokenLifetimeSeconds, ServerSecret.tokenSeconds, "How long a token holds."),
    ]

    private static let accounts: [Setting] = [
        Setting(
            "accounts.startingBalance", .amount, "In the quote currency.",
            get: { .integer($0.accounts.startingBalance.units) },
            put: { configuration, value in if case .integer(let units) = value { configuration.accounts.startingBalance = Amount(units: units) } }),
        integer("accounts.dailyLossLimitPercent", \.accounts.risk.dailyLossLimitPercent, 0...100, "Of the starting balance, since 00:00 UTC; then trading stops."),
        integer("accounts.maxOpenOrders", \.accounts.risk.maxOpenOrders, 0...1_000_000, "Open orders at a time."),
        integer("accounts.maxPositionPercent", \.accounts.risk.maxPositionPercent, 0...100, "Of equity in one asset."),
        integer("accounts.maxOrderPercent", \.accounts.risk.maxOrderPercent, 0...100, "Of equity in one order."),
        Setting(
            "accounts.minOrderValue", .amount, "In the quote currency.",
            get: { .integer($0.accounts.risk.minOrderValue.units) },
            put: { configuration, value in if case .integer(let units) = value { configuration.accounts.risk.minOrderValue = Amount(units: units) } }),
        integer("accounts.ordersPerMinute", \.accounts.risk.ordersPerMinuteMax, 0...1_000_000_000, "Orders a minute that the engine takes."),
    ]

    private static let history: [Setting] = [
        flag("history.enabled", \.history.isEnabled, "Whether it is kept; without it there is what memory holds."),
        integer("history.minuteEquityDays", \.history.retention.minuteEquityDays, 0...36_500, "Days of equity at full minutes, 0 for all; hours and days stay for good."),
        integer("history.days", \.history.retention.days, 0...36_500, "Days of ended orders, fills and trades; 0 for all."),
        integer("history.rows", \.history.retention.rows, 0...Int64.max, "Ended orders, and fills: the latest so many; 0 for all."),
    ]

    private static let webhooks: [Setting] = [
        flag(
            "webhooks.allowLocal", \.webhooks.allowsLocal,
            "Webhooks may be on this machine and its networks, without TLS: for trying them out. Whoever has an account then reaches what the daemon reaches.",
            flag: "allow-local-webhooks"),
        integer(
            "webhooks.retryMilliseconds", \.webhooks.retryMilliseconds, 10...3_600_000,
            "From a failed delivery to the next attempt; the second retry waits three times as long, the third and last six times."),
    ]

    private static let demo: [Setting] = [
        flag("demo.enabled", \.demo.isEnabled, "Makers and noise traders inside the daemon, so that there is somebody to trade with."),
        integer("demo.seed", \.demo.seed, 0...Int64.max, "What their prices and orders follow from."),
        optionalText("demo.feed", \.demo.feed, "FILE", "A recorded feed that they follow, again and again; null for a random walk.", flag: "feed"),
    ]

    // MARK: kinds

    private static func integer<Value: FixedWidthInteger & SendableMetatype>(_ path: String, _ keyPath: Path<Value>, _ range: ClosedRange<Int64>, _ summary: String) -> Setting {
        Setting(path, .integer(range), summary, get: { .integer(Int64($0[keyPath: keyPath])) }, put: { configuration, value in
            if case .integer(let number) = value { configuration[keyPath: keyPath] = Value(number) }
        })
    }

    private static func flag(_ path: String, _ keyPath: Path<Bool>, _ summary: String, flag: String? = nil) -> Setting {
        Setting(path, .flag, summary, flag: flag, get: { .flag($0[keyPath: keyPath]) }, put: { configuration, value in
            if case .flag(let isOn) = value { configuration[keyPath: keyPath] = isOn }
        })
    }

    private static func choice<Value: RawRepresentable<String> & CaseIterable & SendableMetatype>(_ path: String, _ keyPath: Path<Value>, _ summary: String) -> Setting {
        Setting(
            path, .choice(Value.allCases.map(\.rawValue)), summary, get: { .text($0[keyPath: keyPath].rawValue) },
            put: { configuration, value in
                if case .text(let text) = value, let chosen = Value(rawValue: text) { configuration[keyPath: keyPath] = chosen }
            })
    }

    private static func optionalText(
        _ path: String, _ keyPath: Path<String?>, _ placeholder: String, _ summary: String, flag: String? = nil
    ) -> Setting {
        optional(path, .optionalText(placeholder: placeholder), keyPath, summary, flag: flag)
    }

    private static func address(_ path: String, _ keyPath: Path<String>, _ summary: String, flag: String? = nil) -> Setting {
        Setting(path, .address(isOptional: false), summary, flag: flag, get: { .text($0[keyPath: keyPath]) }, put: { configuration, value in
            if case .text(let text) = value { configuration[keyPath: keyPath] = text }
        })
    }

    private static func address(_ path: String, _ keyPath: Path<String?>, _ summary: String, flag: String? = nil) -> Setting {
        optional(path, .address(isOptional: true), keyPath, summary, flag: flag)
    }

    private static func optional(_ path: String, _ kind: Kind, _ keyPath: Path<String?>, _ summary: String, flag: String? = nil) -> Setting {
        Setting(path, kind, summary, flag: flag, get: { $0[keyPath: keyPath].map(SettingValue.text) ?? .null }, put: { configuration, value in
            switch value {
            case .text(let text): configuration[keyPath: keyPath] = text
            default: configuration[keyPath: keyPath] = nil
            }
        })
    }
}
