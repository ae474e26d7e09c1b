import History
import Engine
import Identity
import IO
import Journaling
import Market
import Security
import Webhooks
import Wire

/// Everything the daemon consists of, put together on one loop.
///
///     exchange ── desk ─┬─ catalog, blotter            follow what becomes durable
///                       ├─ membership ── registry      who there is; on disk, on a loop of its own
///                       ├─ AgentExchange, frames       speak to clients
///                       ├─ webhooks ── sender         tell others; on disk, on a loop of its own
///                       ├─ admin                       to operators
///                       └─ reception ── server         sockets
package final class Daemon {
    package struct Options: Sendable {
        package var data: String
        /// Where log and snapshots are kept a second time; nil for nowhere.
        package var mirror: String?
        package var journal = JournalOptions()
        package var engine = EngineOptions()
        package var gateway = GatewayOptions()
        /// Listed when the exchange lists nothing yet.
        package var listings = InstrumentListing.standard
        /// When to write snapshots; nil for never.
        package var snapshots: SnapshotOptions?
        /// A demo market to trade with; nil for none.
        package var demo: DemoOptions?
        /// How long the history is kept; nil for none.
        package var history: HistoryRetention? = HistoryRetention()
        package init(data: String) { self.data = data }
    }

    package let options: Options
    package let exchange: Exchange
    package let desk: Desk
    package let catalog: Catalog
    package let keeper: BlotterKeeper
    package let members: Membership
    package let agentExchange: AgentExchange
    package let webhooks: WebhookDesk
    package let frames: FrameDesk
    package let admin: AdminInterface
    package let reception: Reception
    package let server: Server
    package let demo: DemoMarket?
    package let snapshots: SnapshotSchedule?
    package let opening: Exchange.Opening
    /// Writes DIR/history.sqlite; nil if the settings want none.
    package let history: HistoryFollower?
    /// What the state hashed to when the log was open, before the first command.
    package let stateHash: UInt64
    private let registryLoop: EventLoop
    private let readerLoop: EventLoop
    private let namesLoop: EventLoop
    private let hashLoop: EventLoop
    /// Kept here for as long as the daemon runs.
    package var signals: Signals?

    /// Opens (or recovers) the data directory. On `loop`.
    package init(_ options: Options, on loop: EventLoop, clock: any IO.Clock = SystemClock()) throws {
        self.options = options
        let exchange = Exchange(loop: loop, clock: clock, options: options.engine)
        self.exchange = exchange
        let directory = try DataDirectory(options.data, mirror: options.mirror)
        let (opening, hash) = try exchange.assumeIsolated { exchange in
            let opening = try exchange.open(directory, options: options.journal)
            let hash = exchange.stateHash()
            if exchange.instrument(SymbolID(rawValue: 0)) == nil { try Self.list(options.listings, exchange) }
            return (opening, hash)
        }
        self.opening = opening
        stateHash = hash
        let (sequence, known) = exchange.assumeIsolated { ($0.sequence, UncheckedBox(Catalog($0))) }
        catalog = known.value
        desk = Desk(exchange, clock: clock, durable: sequence)
        desk.add(catalog)
        keeper = BlotterKeeper(try Self.blotter(directory, opening.instanceID, through: sequence))
        desk.add(keeper)
        history = try options.history.map { retention in
            try HistoryFollower(directory, instanceID: opening.instanceID, published: sequence, retention: retention, clock: clock)
        }
        keeper.history = history
        reception = Reception(desk)
        hashLoop = try EventLoop()
        try hashLoop.start()
        (members, registryLoop) = try Self.open(options, desk, catalog, instanceID: opening.instanceID, hashLoop: hashLoop)
        let gateway = options.gateway
        var settings = AgentExchangeSettings()
        settings.allowedOrigins = gateway.corsOrigins
        settings.trustsForwardedFor = gateway.trustsForwardedFor
        settings.tokenSeconds = gateway.tokenLifetimeSeconds
        settings.terms = gateway.accounts
        settings.hasNoLimits = gateway.hasNoLimits
        if gateway.hasNoLimits { settings.terms.risk = .unlimited }
        readerLoop = try EventLoop()
        try readerLoop.start()
        var catchUp: Historian.CatchUp?
        if let history { catchUp = { sequence in await history.catchUp(to: sequence) } }
        let files = Historian.Files(reader: try HistoryReader(directory: options.data, loop: readerLoop), catchUp: catchUp,
            shortensLists: options.history?.shortensLists ?? false)
        let traces = try gateway.traceLog.map { path throws(StorageError) in try TraceLog(path) }
        namesLoop = try EventLoop()
        try namesLoop.start()
        let names = try NameKeeper(try NameStore(directory: options.data, loop: namesLoop, clock: clock), loop: loop)
        agentExchange = AgentExchange(
            desk, reception, catalog, keeper, members, PublicIDs(instanceID: opening.instanceID), settings, limits: gateway.limits,
            names: names, traces: traces, files: files)
        agentExchange.historyStatus = history?.status
        reception.serve(agentExchange, at: .agentExchange)
        webhooks = try Self.openWebhooks(options, desk, members, instanceID: opening.instanceID)
        try webhooks.begin([.agentExchange: agentExchange])
        agentExchange.webhooks = webhooks
        admin = AdminInterface(desk, reception, catalog, members, try AdminKey.open(directory: options.data), instanceID: opening.instanceID)
        reception.serve(admin, at: .admin)
        frames = FrameDesk(desk, reception, catalog, durability: options.journal.durability)
        server = try Server(reception, gateway)
        frames.logOn = { [agentExchange] attempt in agentExchange.logOn(attempt) }
        members.keysChanged.append { [unowned members, unowned frames] in
            frames.logOutRevoked { name in KeyID(name.description).map { members.keys.opens($0) } ?? false }
        }
        members.walletEnded.append { [unowned frames] account in frames.logOut(account) }
        frames.admit = { [agentExchange] kind, caller in agentExchange.admission(kind, caller) }
        demo = try options.demo.map { [desk, catalog] in try DemoMarket(desk, catalog, $0) }
        try history?.start()
        members.reconcile()
        admin.demo = demo
        demo?.start()
        snapshots = options.snapshots.map { [desk] in SnapshotSchedule(desk, directory, $0, last: opening.snapshot?.sequence ?? 0) }
        // What the history still has to read, the snapshot's process finds in its file. Without one the log is all there is of the past.
        if history != nil { snapshots?.neededFrom = { .max } }
        agentExchange.snapshots = snapshots
        agentExchange.mirrorRepairs = opening.mirror.map { UInt64($0.repairs.count) }
        snapshots?.start()
    }

    /// Lists assets and instruments and waits until that is durable: nobody is served before.
    private static func list(_ listings: [InstrumentListing], _ exchange: isolated Exchange) throws {
        var names: [String] = []
        for listing in listings { for name in [listing.quote, listing.base] where !names.contains(name) { names.append(name) } }
        var commands = try names.map { text in
            guard let name = Name(text) else { throw GatewayError.listing(text, "is not 1 to 16 printable ASCII characters") }
            return Command.addAsset(Asset(name: name, scale: InstrumentListing.scale))
        }
        for listing in listings {
            let assets = [listing.base, listing.quote].map { name in AssetID(rawValue: UInt32(names.firstIndex(of: name) ?? 0)) }
            guard let instrument = listing.instrument(base: assets[0], quote: assets[1]) else {
                throw GatewayError.listing(listing.symbol, "tick times lot is not a whole number of 10^-8 of the quote currency")
            }
            commands.append(.addInstrument(instrument))
        }
        let batch = try exchange.submit(commands)
        try exchange.settleLog()
        let refusal = batch.refusals.first { $0 != .none }
        for (index, listing) in listings.enumerated() where exchange.instrument(SymbolID(rawValue: UInt16(index))) == nil {
            throw GatewayError.listing(listing.symbol, "the exchange refused it\(refusal.map { ": \($0)" } ?? "")")
        }
    }

    /// What the log says of orders, trades and positions: from the history's last checkpoint on, or from as far back as it reaches.
    private static func blotter(_ directory: DataDirectory, _ instanceID: UInt64, through sequence: SequenceNumber) throws -> Blotter {
        var blotter: Blotter
        do throws(HistoryError) { blotter = try HistoryFile.blotter(in: directory.path, instanceID: instanceID, through: sequence) } catch {
            // The history finds the same when it is opened, says so and is made anew; until then there is the log.
            blotter = Blotter()
        }
        guard sequence > blotter.sequence else { return blotter }
        let after = blotter.sequence == 0 ? nil : blotter.sequence
        try blotter.apply(JournalReader(directory.log, storage: directory.storage, after: after), through: sequence)
        return blotter
    }

    /// Loads the registry, on a thread of its own, and waits for it: without it nobody is known.
    private static func open(
        _ options: Options, _ desk: Desk, _ catalog: Catalog, instanceID: UInt64, hashLoop: EventLoop
    ) throws -> (Membership, EventLoop) {
        let secret = try ServerSecret.open(directory: options.data)
        let loop = try EventLoop()
        try loop.start()
        let registry = try Registry(directory: options.data, loop: loop, clock: desk.clock)
        let rows = try loop.performAndWait {
            Result {
                try registry.assumeIsolated { registry in
                    try registry.adopt(instanceID: instanceID)
                    return try registry.load()
                }
            }
        }.get()
        guard let quote = catalog.asset(named: "USDT") else { throw GatewayError.listing("USDT", "accounts are kept in it, and it is not listed") }
        return (Membership(desk, registry, rows, secret, quote: quote, hashLoop: hashLoop), loop)
    }

    /// The hooks and their sender, on a thread of its own: it waits for the disk.
    private static func openWebhooks(_ options: Options, _ desk: Desk, _ members: Membership, instanceID: UInt64) throws -> WebhookDesk {
        let loop = try EventLoop()
        try loop.start()
        let settings = options.gateway.webhooks
        let places = WebhookSender.Places(directory: options.data, history: HistoryStore.path(in: options.data), instanceID: instanceID)
        return try WebhookDesk(
            desk, members, places, loop: loop, transport: try CurlTransport(loop, clock: desk.clock, allowsLocal: settings.allowsLocal),
            terms: [.agentExchange: AgentExchange.webhookTerms(settings)], options: settings)
    }

    /// Calls `body` once whoever connects finds what is promised: a demo market has to open first, which takes some steps of it.
    package func whenReady(_ body: @escaping @Sendable () -> Void) {
        let begun = desk.clock.monotonicNanoseconds
        // Everything here is on the engine's loop.
        nonisolated(unsafe) let daemon = self
        @Sendable func look() {
            let now = unsafe daemon.desk.clock.monotonicNanoseconds
            guard let demo = unsafe daemon.demo, !demo.isOpen, now - begun < Self.readyNanosecondsMax else { return body() }
            unsafe daemon.desk.loop.schedule(at: now + Self.readyLookInterval) { look() }
        }
        look()
    }

    /// A demo market that cannot open (its instruments are halted, the disk is full) keeps nobody out for longer.
    static let readyNanosecondsMax: Int64 = 3_000_000_000
    static let readyLookInterval: Int64 = 10_000_000

    /// Limits as they are from now on.
    package func setLimits(_ limits: RateLimits) { agentExchange.limiter.limits = limits }

    // MARK: the end

    /// Takes nothing new, answers what has begun, and calls `body` on the loop once everybody has left or the time is up.
    package func shutDown(_ body: @escaping @Sendable () -> Void) {
        demo?.stop()
        snapshots?.stop()
        frames.logOutAll()
        server.drain(body)
    }

    /// Writes the last of the log. On the loop, after `shutDown`.
    package func close() throws {
        // What is due on this loop after that is in no log.
        defer { keeper.history = nil }
        try exchange.assumeIsolated { try $0.close() }
    }

    /// Ends the other threads. On none of them.
    /// - Throws: what kept the history from writing its end; the log has it.
    package func stop() throws(HistoryError) {
        defer { stopOthers() }
        try history?.stop()
    }

    private func stopOthers() {
        server.stop()
        webhooks.close()
        for loop in [hashLoop, registryLoop, namesLoop, readerLoop] {
            loop.stop()
            loop.join()
        }
    }
}

/// Carries what belongs to one loop through a closure that never leaves it.
struct UncheckedBox<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
