import JSON

extension APIError {
    /// `{"error":{"code":…,"message":…,"details":{…}}}`
    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.key("code")
        writer.string(code.name)
        writer.key("message")
        writer.string(message)
        let details = details
        if !details.isEmpty {
            writer.key("details")
            writer.beginObject()
            for (key, value) in details {
                writer.key(key)
                value.write(into: &writer)
            }
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
    }

    var body: [UInt8] {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.bytes
    }

    /// Every code there is, with its status, for the documents.
    static let codes: [(code: String, status: Int)] = everyKind.map { ("\($0.code.name)", Int($0.code.status)) }

    private static let everyKind: [APIError] = [
        .invalidAPIKey(""), .invalidToken(""), .accountSuspended(accountID: ""), .permissionDenied(""),
        .rateLimitExceeded(limit: 0, retryAfterSeconds: 0), .insufficientBalance(asset: "", required: Decimal(0), available: Decimal(0)),
        .orderRejected(OrderRejection(reason: "", message: "")), .orderNotFound(orderID: ""),
        .orderNotCancellable(orderID: "", currentStatus: ""), .invalidOrderType(""),
        .invalidQuantity(quantity: "", min: Decimal(0), max: Decimal(0)),
        .dailyLossLimit(accountID: "", dailyPnL: Decimal(0), limitPercent: 0),
        .riskLimitExceeded(type: "", current: Decimal(0), max: Decimal(0)), .invalidSymbol(""), .priceNotAvailable(symbol: ""),
        .accountNotFound(accountID: ""), .tradeNotFound(tradeID: ""), .agentNotFound(agentID: ""), .webhookNotFound(webhookID: ""),
        .duplicateAccount(email: ""), .validation([]), .backtestNotFound(sessionID: ""),
        .backtestInvalidState(currentStatus: "", requiredStatus: ""), .backtestNoData(earliest: ""), .strategyNotFound(strategyID: ""),
        .strategyInvalidState(currentStatus: "", requiredStatus: ""), .trainingRunNotFound(runID: ""), .battleNotFound(battleID: ""),
        .battleInvalidState(currentStatus: ""), .internalError(""), .databaseError, .cacheError, .serviceUnavailable(reason: ""),
        .unknownPath, .methodNotAllowed(allow: ""),
    ] + ProtocolFault.statuses.map { .protocolFault(ProtocolFault(status: $0, reason: "")) }
}

extension APIError.Detail {
    fileprivate func write(into writer: inout JSONWriter) {
        switch self {
        case .text(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .decimal(let decimal): writer.decimal(units: decimal.units, scale: decimal.scale)
        case .faults(let faults):
            writer.array { writer in
                for fault in faults {
                    writer.object { writer in
                        writer.member("field", fault.field)
                        writer.member("message", fault.what)
                    }
                }
            }
        }
    }
}
