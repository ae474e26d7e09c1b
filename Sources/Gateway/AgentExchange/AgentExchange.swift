import History
import Engine
import HTTP
import Identity
import IO
import JSON
import Market
import Webhooks

/// The AgentExchange interface: REST and WebSocket for agents, over the desk. Lives on the engine's loop.
///
///     request ─match→ route ─authenticate→ caller ─count→ quota ─decode→ question or command ─(desk)→ record ─encode→ answer
///
/// Commands are answered from their durable record. What shows live state of the engine is held back until that state is durable.
package final class AgentExchange: Facade {
    let desk: Desk
    let outlet: any Outlet
    let catalog: Catalog
    let keeper: BlotterKeeper
    let members: Membership
    let historian: Historian
    let ids: PublicIDs
    let settings: AgentExchangeSettings
    let crossOrigin: CrossOrigin
    package let refusals: RefusalWriter?
    var limiter: RateLimiter
    var shedder = LoadShedder()

    let router = Router(Endpoint.routes)
    /// By endpoint: looked up for every request.
    let rules: [(group: RateGroup, authentication: Authentication)]
    /// One document at a time: a request is decoded before the next is looked at.
    let reader = JSONReader()
    /// For lists of numbers, which other requests do not have.
    let largeReader = JSONReader(large: true)
    /// Reused for every answer.
    var response = HTTPResponse()
    /// What is older than memory; nil if nothing is kept.
    package var archive: (any HistoryArchive)?
    var pending = PendingCalls()
    let names: NameKeeper
    var repeats = RepeatBook()
    /// Nil if nobody wants to know.
    let traces: TraceLog?
    var pushes = PushHub()
    /// Number of this answerer at the desk.
    private(set) var answerer: UInt8 = 0
    var leaderboard = Leaderboard()
    var documents = DocumentShelf()
    var counters = Counters()
    /// Nil where nobody delivers any.
    package var webhooks: WebhookDesk?
    let startedAt: Timestamp
    /// How far the history's tables are; nil without a history.
    package var historyStatus: HistoryStatus?
    /// Who has snapshots written; nil if nobody does.
    package var snapshots: SnapshotSchedule?
    /// Places of the log and its snapshots that were damaged in one copy when the exchange was opened; nil without a mirror.
    package var mirrorRepairs: UInt64?

    package init(
        _ desk: Desk, _ outlet: any Outlet, _ catalog: Catalog, _ keeper: BlotterKeeper, _ members: Membership, _ ids: PublicIDs,
        _ settings: AgentExchangeSettings = AgentExchangeSettings(), limits: RateLimits = .standard,
        names: NameKeeper? = nil, traces: TraceLog? = nil, files: Historian.Files? = nil
    ) {
        self.desk = desk
        self.outlet = outlet
        self.catalog = catalog
        self.keeper = keeper
        self.members = members
        historian = Historian(desk, keeper, files)
        archive = files?.catchUp == nil ? nil : historian
        self.ids = ids
        self.settings = settings
        crossOrigin = CrossOrigin(settings.allowedOrigins)
        refusals = ProtocolFault.refusals(crossOrigin)
        limiter = RateLimiter(limits)
        self.traces = traces
        self.names = names ?? NameKeeper(loop: desk.loop)
        rules = Endpoint.routes.map { ($0.group, $0.authentication) }
        startedAt = desk.clock.wallNanoseconds
        answerer = desk.add(self)
        desk.add(pushes)
        pushes.begin(self)
        if let traces { desk.atTurnEnd { traces.flush() } }
        desk.atTurnEnd { [names = self.names] in names.endTurn() }
    }

    var now: Timestamp { desk.clock.wallNanoseconds }

    // MARK: requests

    package func handle(_ request: borrowing HTTPRequest, _ ticket: Ticket, _ peer: Peer) {
        counters.requests &+= 1
        if let traces, request.has(.traceID), !request[.traceID].isEmpty { traces.begin(request, request[.traceID], ticket, at: desk.clock.monotonicNanoseconds) }
        let origin = crossOrigin.place(request)
        if request.method == .options { return preflight(request, ticket, origin) }
        let match: Router.Match
        switch router.match(request.method, request.bytes, request.path) {
        case .found(let found): match = found
        case .unknownPath: return fail(.unknownPath, ticket, origin)
        case .otherMethods(let methods): return fail(.methodNotAllowed(allow: methods.allow), ticket, origin)
        }
        // The router was built from the cases.
        let endpoint = Endpoint(rawValue: match.route)!
        var call = Call(ticket: ticket, peer: peer, endpoint: endpoint)
        call.origin = origin
        do throws(APIError) {
            if endpoint == .webSocket { return try openWebSocket(request, &call) }
            try identify(request, &call)
            if let traces, traces.hasOpen, let principal = call.principal { traces.identify(ticket, account: members.uuid(of: principal.account)) }
            try count(request, &call)
            try answer(request, match, call)
        } catch {
            fail(error, call)
        }
    }

    private func answer(_ request: borrowing HTTPRequest, _ match: Router.Match, _ call: Call) throws(APIError) {
        // Where nearly all requests go.
        if call.endpoint == .placeOrder { return try placeOrder(request, call) }
        let arguments = Arguments(request.bytes, path: match.parameters, query: request.query)
        switch call.endpoint {
        case .register, .login, .userLogin, .forgotPassword, .resetPassword, .verifyEmail: try access(request, call)
        case .price, .prices, .ticker, .tickers, .candles, .publicTrades, .orderBook, .pairs, .indicators, .indicatorNames, .dataRange:
            try market(arguments, call)
        case .accountInfo, .balance, .positions, .portfolio, .profitAndLoss, .performance, .portfolioHistory, .leaderboard, .mode:
            try account(arguments, call)
        case .deflatedSharpe: try deflatedSharpe(request, call)
        case .resetAccount, .setRiskProfile, .setMode: try changeAccount(request, call)
        case .placeOrder, .previewOrder, .order, .orders, .openOrders, .cancelOrder, .cancelAllOrders, .tradeHistory:
            try trade(request, arguments, call)
        case .createAgent, .agents, .agentsOverview, .agent, .updateAgent, .deleteAgent, .cloneAgent, .resetAgent, .archiveAgent,
            .agentKey, .regenerateAgentKey, .agentRiskProfile, .setAgentRiskProfile, .agentSkill: try agents(request, arguments, call)
        case .createWebhook, .webhooks, .webhook, .updateWebhook, .deleteWebhook, .testWebhook: try webhooks(request, arguments, call)
        case .index, .health, .metrics, .openAPI, .guideIndex, .guide, .reference, .redoc: system(call)
        case .webSocket: preconditionFailure("a WebSocket is opened before its caller is counted")
        }
    }

    func body(_ request: borrowing HTTPRequest) throws(APIError) -> Body {
        do { return try Body(reader, request.bytes, request.body) } catch { throw Self.unreadable(request, error) }
    }

    /// A body that is packed is not JSON yet: then that is what is said.
    static func unreadable(_ request: borrowing HTTPRequest, _ error: APIError) -> APIError {
        guard let coding = request.header(named: "content-encoding"), !request.equals(coding, ignoringCase: "identity") else { return error }
        return .protocolFault(ProtocolFault(status: 415, reason: "bodies are taken without content-encoding"))
    }

    /// What this interface has done since it began.
    struct Counters {
        var requests: UInt64 = 0
        var answers: InlineArray<6, UInt64> = InlineArray(repeating: 0)
        var orders: UInt64 = 0
        var cancels: UInt64 = 0
        var rejected: UInt64 = 0
    }
}
