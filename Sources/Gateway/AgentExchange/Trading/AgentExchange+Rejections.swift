import History
import Identity
import Market
import Risk

// Why not, with the numbers that decided it. They come from the blotter, which stands exactly where the rejection does in the order of things.
extension AgentExchange {
    func error(_ reason: RejectReason, _ order: EnterOrder, at time: Timestamp) -> APIError {
        let listed = catalog[order.symbol]
        switch reason.answer {
        case .rejected(let name, let message):
            return .orderRejected(OrderRejection(reason: name, message: message, numbers: numbers(reason, order, at: time)))
        case .field(let field, let what): return .validation(field, what)
        case .invalidSymbol: return .invalidSymbol(listed.name)
        case .invalidQuantity:
            return .invalidQuantity(
                quantity: listed.amount(order.quantity).text, min: listed.amount(listed.instrument.minQuantity),
                max: listed.amount(listed.instrument.maxQuantity))
        case .insufficientBalance: return shortage(order, listed)
        case .orderNotFound: return .orderNotFound(orderID: "")
        case .orderNotCancellable: return .orderNotCancellable(orderID: "", currentStatus: "")
        case .accountNotFound: return .accountNotFound(accountID: owner(of: order.account))
        case .accountSuspended: return .accountSuspended(accountID: owner(of: order.account))
        case .tooManyOrders:
            let second = Int(time / 1_000_000_000)
            return .rateLimitExceeded(limit: Int(limits(of: order.account).ordersPerMinuteMax), retryAfterSeconds: 60 - second % 60)
        case .unavailable(let reason): return .orderRejected(OrderRejection(reason: reason, message: "The exchange did not take the order."))
        case .impossible: return .internalError("The exchange contradicted itself.")
        }
    }

    /// Says why an order was not cancelled; how it ended may have to be looked up. Another's order is as unknown as none, ended or not.
    func fail(_ reason: RejectReason, canceling id: OrderID, _ reply: Reply) {
        let text = ids.uuid(of: id).description
        guard reason == .orderNotOpen else { return fail(.orderNotFound(orderID: text), reply) }
        historian.order(id) { [self] result in
            let agent = members.keys.agent(trading: reply.entry.account)
            switch result {
            // What became of it cannot be said now. A cancel may be repeated: it does nothing twice.
            case .failure(let fault): return fail(Self.error(fault), reply)
            case .success(let order):
                guard let order, let agent, members.keys.agent(trading: order.account) == agent else { return fail(.orderNotFound(orderID: text), reply) }
                fail(.orderNotCancellable(orderID: text, currentStatus: "\(order.status.wireName)"), reply)
            }
        }
    }

    private func numbers(_ reason: RejectReason, _ order: EnterOrder, at time: Timestamp) -> [OrderRejection.Number] {
        guard reason == .dailyLossLimit else { return [] }
        let percent = Int(limits(of: order.account).dailyLossLimitPercent)
        let starting = members.keys.agent(trading: order.account).flatMap { members.keys.sessions(of: $0).last?.startingBalance.units } ?? 0
        return [
            .init(key: "daily_pnl", value: .decimal(.init(realised(of: order.account, since: time / Calendar.day * Calendar.day)))),
            .init(key: "loss_limit", value: .decimal(.init(starting / 100 * Int64(percent)))),
            .init(key: "loss_limit_pct", value: .integer(percent)),
        ]
    }

    /// Profit less loss of the fills since a moment, in quote units.
    func realised(of account: AccountID, since start: Timestamp) -> Int64 {
        var sum: Int64 = 0
        keeper.blotter.forEachFill(of: account) { fill in
            guard fill.time >= start else { return false }
            sum = saturated(sum, plus: fill.realised?.units ?? 0)
            return true
        }
        return sum
    }

    private func limits(of account: AccountID) -> RiskProfile {
        guard let index = members.keys.agent(trading: account), let agent = members.keys.agent(index) else { return .standard }
        return members.risk(of: agent)
    }

    func owner(of account: AccountID) -> String {
        guard let index = members.keys.agent(trading: account), let agent = members.keys.agent(index) else { return "" }
        return members.uuid(of: agent.account)
    }

    /// What the order would have cost at its own price, or at the last for a market order, beside what there is.
    private func shortage(_ order: EnterOrder, _ listed: Catalog.Listed) -> APIError {
        let terms = Terms(listed.instrument)
        if order.side == .sell {
            let needed = terms.reserve(.sell, order.quantity, at: .none) ?? .max
            return .insufficientBalance(
                asset: listed.baseName, required: .init(needed, scale: listed.baseScale),
                available: .init(available(order.account, listed.instrument.baseAsset), scale: listed.baseScale))
        }
        let own = order.type.waitsForTrigger && !order.type.hasLimit ? order.triggerPrice : order.price
        let price = own.isNone ? keeper.blotter.mark(of: order.symbol).price : own
        let needed = price.isNone ? 0 : terms.reserve(.buy, order.quantity, at: price) ?? .max
        return .insufficientBalance(
            asset: listed.quoteName, required: .init(needed, scale: listed.quoteScale),
            available: .init(available(order.account, listed.instrument.quoteAsset), scale: listed.quoteScale))
    }

    /// What an account has of an asset, less what its open orders hold.
    func available(_ account: AccountID, _ asset: AssetID) -> Int64 {
        guard let holding = keeper.blotter.holding(of: account, in: asset) else { return 0 }
        var question = OrderQuestion(account: account, limit: .max)
        question.statuses = .open
        let locked = keeper.blotter.orders(question).elements.reduce(Int64(0)) { sum, order in
            let instrument = catalog[order.symbol].instrument
            let held = order.side == .buy ? instrument.quoteAsset : instrument.baseAsset
            return held == asset ? saturated(sum, plus: self.locked(order).units) : sum
        }
        return max(0, holding.total - locked)
    }

    /// What an order holds while it is open: quote units for a buy, base units for a sell.
    func locked(_ order: BlotterOrder) -> APIError.Decimal {
        let listed = catalog[order.symbol]
        let scale = order.side == .buy ? listed.quoteScale : listed.baseScale
        guard order.isOpen, !order.sharesReserve else { return .init(0, scale: scale) }
        return unlocked(order)
    }

    /// What the part of an order that was open when it ended had held.
    func unlocked(_ order: BlotterOrder) -> APIError.Decimal {
        let listed = catalog[order.symbol]
        let scale = order.side == .buy ? listed.quoteScale : listed.baseScale
        guard !order.sharesReserve, order.side == .sell || !order.reservePrice.isNone else { return .init(0, scale: scale) }
        return .init(Terms(listed.instrument).reserve(order.side, order.leaves, at: order.reservePrice) ?? .max, scale: scale)
    }
}
