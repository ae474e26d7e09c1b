import HTTP

/// Everything an operator can ask for. Each case has its route and its handler; the compiler sees to it.
enum AdminEndpoint: Int, CaseIterable {
    case state, metrics, openAPI
    case instruments, listInstrument, setPhase
    case account, deposit, withdraw, setState, setRiskProfile
    case createKey, regenerateKey, revokeKey, restoreKey

    static let routes = allCases.map(\.route)

    var route: Route {
        switch self {
        case .state:
            Route(.get, "/admin/state", "Where the exchange stands, and the hash of its whole state", .account, answer: .json(AdminExample.state))
        case .metrics:
            Route(.get, "/metrics", "Counters as Prometheus reads them", .account, answer: .text("text/plain"))
        case .openAPI:
            Route(.get, "/openapi.json", "This description", .account, answer: .text("application/json"))
        case .instruments:
            Route(.get, "/admin/instruments", "All instruments with their rules and phases", .account, answer: .json("[\(AdminExample.instrument)]"))
        case .listInstrument:
            Route(
                .post, "/admin/instruments", "List an instrument, and its assets if they are new", .account, body: .listing,
                answer: .json(AdminExample.instrument, status: 201), errors: ["VALIDATION_ERROR", "REJECTED"])
        case .setPhase:
            Route(
                .post, "/admin/instruments/{symbol}/phase", "Halt, resume, open or close trading", .account, parameters: [.adminSymbol],
                body: [.phase], answer: .json(AdminExample.phase), errors: ["NOT_FOUND", "VALIDATION_ERROR", "REJECTED"])
        case .account:
            Route(
                .get, "/admin/accounts/{account_id}", "Balances, limits and state of a wallet", .account, parameters: [.adminAccount],
                answer: .json(AdminExample.account), errors: ["NOT_FOUND"])
        case .deposit:
            Route(
                .post, "/admin/accounts/{account_id}/deposit", "Credit a wallet", .account, parameters: [.adminAccount], body: [.asset, .amount],
                answer: .json(AdminExample.balance), errors: ["NOT_FOUND", "VALIDATION_ERROR", "REJECTED"])
        case .withdraw:
            Route(
                .post, "/admin/accounts/{account_id}/withdraw", "Debit what is available in a wallet", .account, parameters: [.adminAccount],
                body: [.asset, .amount], answer: .json(AdminExample.balance), errors: ["NOT_FOUND", "VALIDATION_ERROR", "REJECTED"])
        case .setState:
            Route(
                .post, "/admin/accounts/{account_id}/state", "Switch a wallet off and on; halting it cancels its orders, and its owner cannot reset it", .account,
                parameters: [.adminAccount], body: [.accountState], answer: .json(AdminExample.accountState),
                errors: ["NOT_FOUND", "VALIDATION_ERROR", "REJECTED"])
        case .setRiskProfile:
            Route(
                .post, "/admin/accounts/{account_id}/risk-profile", "Change the limits that are named; 0 switches one off", .account,
                parameters: [.adminAccount], body: .limits, answer: .json(AdminExample.limits), errors: ["NOT_FOUND", "VALIDATION_ERROR", "REJECTED"])
        case .createKey:
            Route(
                .post, "/admin/keys", "Make one more agent of an account, with a wallet and a key", .account,
                body: [.owner, .agentName, .newBalance], answer: .json(AdminExample.key, status: 201), errors: ["NOT_FOUND", "VALIDATION_ERROR"])
        case .regenerateKey:
            Route(
                .post, "/admin/keys/{id}/regenerate", "Give an agent another key; the old one opens nothing any more", .account,
                parameters: [.keyOwner], answer: .json(AdminExample.key), errors: ["NOT_FOUND"])
        case .revokeKey:
            Route(
                .post, "/admin/keys/{id}/revoke", "Void an agent's key, or suspend an account: all its keys are refused", .account,
                parameters: [.keyOwner], answer: .json(AdminExample.revoked), errors: ["NOT_FOUND"])
        case .restoreKey:
            Route(
                .post, "/admin/keys/{id}/restore", "Let a suspended account in again", .account, parameters: [.keyOwner],
                answer: .json(AdminExample.revoked), errors: ["NOT_FOUND", "CONFLICT"])
        }
    }
}

extension Parameter {
    static let adminSymbol = Parameter.path("symbol", .symbol, "As it is listed, such as BTCUSDT; any case")
    static let adminAccount = Parameter.path("account_id", .text(min: 1, max: 36), "Number of a wallet, or the id of an agent or an account")
    static let keyOwner = Parameter.path("id", .uuid, "The id of an agent or an account")

    static let phases = ["closed", "pre_open", "continuous", "halted", "closing_auction"]
    static let phase = Parameter.body("phase", .choice(phases), required: true, "Where trading goes now: halted stops it, continuous resumes it")
    static let asset = Parameter.body("asset", .text(min: 1, max: 16), required: true, "A listed asset, such as USDT")
    static let amount = Parameter.body("amount", .decimal, required: true, "How much")
    static let accountState = Parameter.body("state", .choice(["active", "reduce_only", "halted"]), required: true, "What the wallet may do")
    static let owner = Parameter.body("account_id", .uuid, required: true, "The account the agent belongs to")
    static let newBalance = Parameter.body("starting_balance", .decimal, "What the wallet begins with; the account's default if absent")

    static let base = Parameter.body("base", .text(min: 1, max: 16), required: true, "The asset that is traded")
    static let quote = Parameter.body("quote", .text(min: 1, max: 16), absent: "USDT", "The asset it is paid with")
    static let tickSize = Parameter.body("tick_size", .decimal, required: true, "Smallest step of price")
    static let lotSize = Parameter.body("lot_size", .decimal, required: true, "Smallest step of quantity")
    static let maxPrice = Parameter.body("max_price", .decimal, required: true, "Highest price an order may name")
    static let minNotional = Parameter.body("min_notional", .decimal, absent: "1", "Smallest value of an order")
    static let referencePrice = Parameter.body("reference_price", .decimal, "What it is worth before it has traded")
    static let makerFee = Parameter.body("maker_fee_ppm", .integer(0...100_000), absent: "1000", "Parts per million of the value")
    static let takerFee = Parameter.body("taker_fee_ppm", .integer(0...100_000), absent: "1000", "Parts per million of the value")
    static let band = Parameter.body("band_ppm", .integer(0...999_999), absent: "0", "Distance from the reference an order may have; 0: any")
    static let pause = Parameter.body("pause_ppm", .integer(0...999_999), absent: "0", "Move within a minute that pauses trading; 0: none does")
    static let protection = Parameter.body(
        "market_protection_ppm", .integer(0...1_000_000), absent: "0", "How far beyond the best price a market order may trade; 0: as far as it goes")

    static let percentLimits = [
        Parameter.body("daily_loss_limit_pct", .integer(0...100), "Loss of a day that stops trading until 00:00 UTC"),
        Parameter.body("max_order_size_pct", .integer(0...100), "Share of equity one order may have"),
        Parameter.body("max_position_size_pct", .integer(0...100), "Share of equity one position may have"),
    ]
    static let openOrdersLimit = Parameter.body("max_open_orders", .integer(0...Parameter.openOrdersMax), "Orders open at a time")
    static let orderRateLimit = Parameter.body("order_rate_limit", .integer(0...1_000_000), "Accepted orders a minute")
    static let orderValueLimit = Parameter.body("min_order_size_usd", .text(min: 1, max: 24), "Smallest value of an order")
}

extension [Parameter] {
    static let listing: [Parameter] = [
        .base, .quote, .tickSize, .lotSize, .maxPrice, .minNotional, .referencePrice, .makerFee, .takerFee, .band, .pause, .protection,
    ]
    static let limits: [Parameter] = Parameter.percentLimits + [.openOrdersLimit, .orderRateLimit, .orderValueLimit]
}
