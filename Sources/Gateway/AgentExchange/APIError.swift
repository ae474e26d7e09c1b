import Identity
import Market

/// Everything this interface refuses or fails with: one code each, its HTTP status, and the details clients read.
enum APIError: Error, Hashable {
    // Who asks.
    case invalidAPIKey(String)
    case invalidToken(String)
    case accountSuspended(accountID: String)
    case permissionDenied(String)
    case rateLimitExceeded(limit: Int, retryAfterSeconds: Int)
    /// Orders of the key that wait for their answers.
    case tooManyUnderWay(max: Int)
    // Orders.
    case insufficientBalance(asset: String, required: Decimal, available: Decimal)
    case orderRejected(OrderRejection)
    case orderNotFound(orderID: String)
    case orderNotCancellable(orderID: String, currentStatus: String)
    case invalidOrderType(String)
    case invalidQuantity(quantity: String, min: Decimal, max: Decimal)
    case dailyLossLimit(accountID: String, dailyPnL: Decimal, limitPercent: Int)
    case riskLimitExceeded(type: String, current: Decimal, max: Decimal)
    // What was named.
    case invalidSymbol(String)
    case priceNotAvailable(symbol: String)
    case accountNotFound(accountID: String)
    case tradeNotFound(tradeID: String)
    case agentNotFound(agentID: String)
    case webhookNotFound(webhookID: String)
    case duplicateAccount(email: String)
    /// The request's own faults, the first of them foremost.
    case validation([ArgumentFault])
    // What other parts of the platform answer.
    case backtestNotFound(sessionID: String)
    case backtestInvalidState(currentStatus: String, requiredStatus: String)
    case backtestNoData(earliest: String)
    case strategyNotFound(strategyID: String)
    case strategyInvalidState(currentStatus: String, requiredStatus: String)
    case trainingRunNotFound(runID: String)
    case battleNotFound(battleID: String)
    case battleInvalidState(currentStatus: String)
    // Ours.
    case internalError(String)
    case databaseError
    case cacheError
    case serviceUnavailable(reason: String)
    /// Nobody has traded the symbol yet.
    case noBars(symbol: String)
    // The request line.
    case unknownPath
    case methodNotAllowed(allow: String)
    case protocolFault(ProtocolFault)

    /// One fault of the request.
    static func validation(_ field: String, _ what: String) -> APIError { .validation([ArgumentFault(field, what)]) }

    /// What a WebSocket's path says to a plain request (RFC 9110 §15.5.22); HTTP/2 knows no upgrade (RFC 9113 §8.6).
    static func upgradeRequired(isHTTP2: Bool) -> APIError {
        .protocolFault(ProtocolFault(status: isHTTP2 ? 400 : 426, reason: "this is a WebSocket endpoint"))
    }

    /// An amount as it is written: units of 10^-scale.
    struct Decimal: Hashable {
        var units: Int64
        var scale: Int
        init(_ units: Int64, scale: Int = 8) {
            self.units = units
            self.scale = scale
        }
    }

    enum Detail: Hashable {
        case text(String)
        case integer(Int)
        case decimal(Decimal)
        case faults([ArgumentFault])
    }
}

/// Why the exchange did not take an order, with the numbers that decided.
struct OrderRejection: Hashable {
    var reason: String
    var message: String
    var numbers: [Number] = []

    struct Number: Hashable {
        var key: String
        var value: APIError.Detail
    }
}

extension APIError {
    /// Name on the wire and HTTP status.
    var code: (name: StaticString, status: UInt16) {
        switch self {
        case .invalidAPIKey: ("INVALID_API_KEY", 401)
        case .invalidToken: ("INVALID_TOKEN", 401)
        case .accountSuspended: ("ACCOUNT_SUSPENDED", 403)
        case .permissionDenied: ("PERMISSION_DENIED", 403)
        case .rateLimitExceeded, .tooManyUnderWay: ("RATE_LIMIT_EXCEEDED", 429)
        case .insufficientBalance: ("INSUFFICIENT_BALANCE", 400)
        case .orderRejected: ("ORDER_REJECTED", 400)
        case .orderNotFound: ("ORDER_NOT_FOUND", 404)
        case .orderNotCancellable: ("ORDER_NOT_CANCELLABLE", 400)
        case .invalidOrderType: ("INVALID_ORDER_TYPE", 400)
        case .invalidQuantity: ("INVALID_QUANTITY", 400)
        case .dailyLossLimit: ("DAILY_LOSS_LIMIT", 403)
        case .riskLimitExceeded: ("RISK_LIMIT_EXCEEDED", 400)
        case .invalidSymbol: ("INVALID_SYMBOL", 400)
        case .priceNotAvailable: ("PRICE_NOT_AVAILABLE", 503)
        case .accountNotFound: ("ACCOUNT_NOT_FOUND", 404)
        case .tradeNotFound: ("TRADE_NOT_FOUND", 404)
        case .agentNotFound: ("AGENT_NOT_FOUND", 404)
        case .webhookNotFound: ("WEBHOOK_NOT_FOUND", 404)
        case .duplicateAccount: ("DUPLICATE_ACCOUNT", 409)
        case .validation: ("VALIDATION_ERROR", 422)
        case .backtestNotFound: ("BACKTEST_NOT_FOUND", 404)
        case .backtestInvalidState: ("BACKTEST_INVALID_STATE", 409)
        case .backtestNoData: ("BACKTEST_NO_DATA", 400)
        case .strategyNotFound: ("STRATEGY_NOT_FOUND", 404)
        case .strategyInvalidState: ("STRATEGY_INVALID_STATE", 409)
        case .trainingRunNotFound: ("TRAINING_RUN_NOT_FOUND", 404)
        case .battleNotFound: ("BATTLE_NOT_FOUND", 404)
        case .battleInvalidState: ("BATTLE_INVALID_STATE", 409)
        case .internalError: ("INTERNAL_ERROR", 500)
        case .databaseError: ("DATABASE_ERROR", 500)
        case .cacheError: ("CACHE_ERROR", 500)
        case .serviceUnavailable, .noBars: ("SERVICE_UNAVAILABLE", 503)
        case .unknownPath: ("NOT_FOUND", 404)
        case .methodNotAllowed: ("METHOD_NOT_ALLOWED", 405)
        case .protocolFault(let fault): (fault.code, fault.status)
        }
    }

    var message: String {
        switch self {
        case .invalidAPIKey(let what), .invalidToken(let what), .permissionDenied(let what), .internalError(let what): what
        case .accountSuspended: "The account is suspended."
        case .rateLimitExceeded: "Too many requests."
        case .tooManyUnderWay(let max): "As many orders of this key as may, \(max), wait for their answers. Nothing was done; try again later."
        case .insufficientBalance(let asset, let required, let available):
            "Insufficient \(asset): \(required.text) required, \(available.text) available."
        case .orderRejected(let rejection): rejection.message
        case .orderNotFound(let id): Self.missing("order", Self.id(id))
        case .orderNotCancellable(let id, let status): id.isEmpty ? "The order is not open." : "Order \(id) is \(status)."
        case .invalidOrderType(let type): Self.missing("order type", Self.name(type))
        case .invalidQuantity(let quantity, let min, let max): "Quantity \(quantity) is not within \(min.text)…\(max.text)."
        case .dailyLossLimit: "The daily loss limit is reached."
        case .riskLimitExceeded(let type, _, _): "The limit \(type) is exceeded."
        case .invalidSymbol(let symbol): Self.missing("symbol", Self.name(symbol))
        case .priceNotAvailable(let symbol): "There is no price of \(symbol) yet."
        case .accountNotFound: "There is no such account."
        case .tradeNotFound(let id): Self.missing("trade", Self.id(id))
        case .agentNotFound(let id): Self.missing("agent", Self.id(id))
        case .webhookNotFound(let id): Self.missing("webhook", Self.id(id))
        case .duplicateAccount(let email): "\(email) has an account."
        case .validation(let faults): faults.first.map { "\($0.field) \($0.what)." } ?? "The request is not valid."
        case .backtestNotFound(let id): Self.missing("backtest", id)
        case .backtestInvalidState(let current, let required), .strategyInvalidState(let current, let required):
            "It is \(current), and has to be \(required)."
        case .backtestNoData: "There is no data in this range."
        case .strategyNotFound(let id): Self.missing("strategy", id)
        case .trainingRunNotFound(let id): Self.missing("training run", id)
        case .battleNotFound(let id): Self.missing("battle", id)
        case .battleInvalidState(let current): "The battle is \(current)."
        case .databaseError: "The registry failed."
        case .cacheError: "The read models failed."
        case .noBars(let symbol): "There are no one-minute bars of \(symbol) to compute from: it has not traded lately."
        case .serviceUnavailable(let reason): "Not taken up: \(reason). Nothing was done; try again later."
        case .unknownPath: "There is nothing under this path."
        case .methodNotAllowed(let allow): "This path knows \(allow)."
        case .protocolFault(let fault): fault.reason.prefix(1).uppercased() + fault.reason.dropFirst() + "."
        }
    }

    // What is no id and no name is not said again: whoever puts a key or a password in the wrong place does not find it in a log of answers.
    private static func id(_ text: String) -> String { UUID(text) == nil ? "" : text }
    private static func name(_ text: String) -> String {
        text.utf8.count <= namesBytesMax && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-/.".contains($0)) } ? text : ""
    }

    /// The longest symbol a client may name.
    private static let namesBytesMax = 20

    /// A name that was not understood, or is empty, is not repeated.
    private static func missing(_ kind: String, _ name: String) -> String {
        name.isEmpty ? "There is no such \(kind)." : "There is no \(kind) \(name)."
    }

    /// What the code's readers expect beside it, by key.
    var details: [(key: String, value: Detail)] {
        switch self {
        case .invalidAPIKey, .invalidToken, .permissionDenied, .internalError, .databaseError, .cacheError, .unknownPath, .protocolFault: []
        case .accountSuspended(let id): [("account_id", .text(id)), ("reason", .text("account_not_active"))]
        case .rateLimitExceeded(let limit, let retry):
            [("limit", .integer(limit)), ("window_seconds", .integer(60)), ("retry_after_seconds", .integer(retry))]
        case .tooManyUnderWay(let max): [("reason", .text("orders_in_flight")), ("limit", .integer(max)), ("retry_after_seconds", .integer(1))]
        case .insufficientBalance(let asset, let required, let available):
            [("asset", .text(asset)), ("required", .decimal(required)), ("available", .decimal(available)), ("reason", .text("insufficient_balance"))]
        case .orderRejected(let rejection): [("reason", .text(rejection.reason))] + rejection.numbers.map { ($0.key, $0.value) }
        case .orderNotFound(let id): [("order_id", .text(Self.id(id)))]
        case .orderNotCancellable(let id, let status): [("order_id", .text(id)), ("current_status", .text(status))]
        case .invalidOrderType(let type): [("order_type", .text(Self.name(type)))]
        case .invalidQuantity(let quantity, let min, let max):
            [("quantity", .text(quantity)), ("min_qty", .decimal(min)), ("max_qty", .decimal(max))]
        case .dailyLossLimit(let id, let pnl, let percent):
            [("account_id", .text(id)), ("daily_pnl", .decimal(pnl)), ("loss_limit_pct", .integer(percent))]
        case .riskLimitExceeded(let type, let current, let max):
            [("limit_type", .text(type)), ("current_value", .decimal(current)), ("max_value", .decimal(max))]
        case .invalidSymbol(let symbol), .priceNotAvailable(let symbol): [("symbol", .text(Self.name(symbol)))]
        case .accountNotFound(let id): [("account_id", .text(id))]
        case .tradeNotFound(let id): [("trade_id", .text(Self.id(id)))]
        case .agentNotFound(let id): [("agent_id", .text(Self.id(id)))]
        case .webhookNotFound(let id): [("webhook_id", .text(Self.id(id)))]
        case .duplicateAccount(let email): [("email", .text(email))]
        case .validation(let faults): [("field", .text(faults.first?.field ?? "")), ("errors", .faults(faults))]
        case .backtestNotFound(let id): [("session_id", .text(id))]
        case .backtestInvalidState(let current, let required), .strategyInvalidState(let current, let required):
            [("current_status", .text(current)), ("required_status", .text(required))]
        case .backtestNoData(let earliest): [("earliest", .text(earliest))]
        case .strategyNotFound(let id): [("strategy_id", .text(id))]
        case .trainingRunNotFound(let id): [("run_id", .text(id))]
        case .battleNotFound(let id): [("battle_id", .text(id))]
        case .battleInvalidState(let current): [("current_status", .text(current))]
        case .noBars(let symbol): [("reason", .text("no_bars")), ("symbol", .text(symbol))]
        case .serviceUnavailable(let reason): [("reason", .text(reason))]
        case .methodNotAllowed(let allow): [("allow", .text(allow))]
        }
    }
}

extension APIError.Decimal {
    /// Plain notation with all its decimals.
    var text: String {
        let digits = String(units.magnitude)
        guard scale > 0 else { return units < 0 ? "-" + digits : digits }
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return (units < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}
