import History
import Engine
import HTTP
import Identity
import JSON
import Market

// WebSocket `/ws/v1` (contract §14). A push has its fields twice: flat, and under `data`; clients read the one or the other.
extension AgentExchange {
    /// Who is connecting is decided before the handshake: what is closed after it, clients open again for ever.
    func openWebSocket(_ request: borrowing HTTPRequest, _ call: inout Call) throws(APIError) {
        let principal = try webSocketCaller(request, &call)
        guard principal.accountStatus == .active else { throw .accountSuspended(accountID: members.uuid(of: principal.account)) }
        guard request.isWebSocket else { throw .upgradeRequired(isHTTP2: request.isHTTP2) }
        outlet.accept(call.ticket, pushes.open(call.ticket, principal))
        endTrace(call.ticket, 101)
    }

    private func webSocketCaller(_ request: borrowing HTTPRequest, _ call: inout Call) throws(APIError) -> Principal {
        let arguments = Arguments(request.bytes, path: InlineArray(repeating: 0..<0), query: request.query)
        let (key, token) = try argument { () throws(ArgumentFault) in (try arguments.text(.webSocketKey), try arguments.text(.webSocketToken)) }
        if let key { return try principal(key: Array(key.utf8).span, request, &call) }
        if let token { return try principal(token: Array(token.utf8).span, request, &call) }
        guard let principal = try credential(request, &call) else { throw .invalidAPIKey("An api_key or a token is required.") }
        return principal
    }

    private func push(_ type: StaticString, _ channel: String, _ before: (inout JSONWriter) -> Void, _ fields: (inout JSONWriter, Bool) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("type")
            writer.string(type)
            writer.member("channel", channel)
            before(&writer)
            fields(&writer, false)
            writer.key("data")
            writer.object { fields(&$0, true) }
        }
        return writer.bytes
    }

    /// A quantity of 0 says that nobody traded: the phase has changed, or what its auction would be.
    func tick(_ symbol: SymbolID, _ tick: Tick, channel: String) -> [UInt8] {
        let listed = catalog[symbol]
        let print = tick.print
        return push("ticker", channel, { $0.member("symbol", listed.name) }) { writer, _ in
            writer.key("price")
            writer.decimal(listed.amount(print.price))
            writer.key("quantity")
            writer.decimal(listed.amount(print.quantity))
            writer.key("is_buyer_maker")
            writer.bool(print.side == .sell)
            writer.key("timestamp")
            writer.time(print.time)
            guard let phase = tick.phase else { return }
            writer.member("phase", "\(phase)")
            write(tick.auction, of: listed, into: &writer)
        }
    }

    func bar(_ bar: Bar, _ symbol: SymbolID, _ interval: String, isClosed: Bool, channel: String) -> [UInt8] {
        let listed = catalog[symbol]
        let names: (inout JSONWriter) -> Void = { writer in
            writer.member("symbol", listed.name)
            writer.member("interval", interval)
        }
        return push("candle", channel, names) { writer, _ in
            writer.key("time")
            writer.time(bar.start)
            writeBar(bar, of: listed, into: &writer)
            writer.key("is_closed")
            writer.bool(isClosed)
        }
    }

    /// Keys that have no value are left out here.
    func update(of order: BlotterOrder) -> [UInt8] {
        let listed = catalog[order.symbol]
        return push("order_update", "orders", { _ in }) { writer, isData in
            writer.key("order_id")
            writer.uuid(ids.uuid(of: order.orderID))
            if let name = names.text(order.clientOrderID, of: order.account) { writer.member("client_order_id", name) }
            if let index = members.keys.agent(trading: order.account), let agent = members.keys.agent(index) { writer.member("agent_id", agent.uuid.description) }
            writer.key("status")
            writer.string(order.status.wireName)
            writer.member("symbol", listed.name)
            writer.key("side")
            writer.string(order.side.wireName)
            writer.key(isData ? "type" : "order_type")
            writer.string(order.type.wireName)
            writer.key("quantity")
            writer.decimal(listed.amount(order.quantity))
            let price = order.type.waitsForTrigger && !order.type.hasLimit ? order.triggerPrice : order.price
            if order.type != .market, !price.isNone {
                writer.key("price")
                writer.decimal(listed.amount(price))
            }
            writeExits(of: order, listed, into: &writer)
            if order.filled.lots > 0 {
                writer.key("executed_price")
                writer.decimal(averagePrice(order, listed))
                writer.key("executed_quantity")
                writer.decimal(listed.amount(order.filled))
                writer.key("fee")
                writer.decimal(.init(order.fees.units, scale: listed.quoteScale))
            }
            writeTimes(order, into: &writer)
        }
    }

    private func writeTimes(_ order: BlotterOrder, into writer: inout JSONWriter) {
        switch order.status {
        case .filled:
            writer.key("filled_at")
            writer.time(order.updatedAt)
        case .canceled, .expired:
            writer.key("cancelled_at")
            writer.time(order.updatedAt)
        case .rejected:
            writer.key("rejected_reason")
            writer.string(order.reason.wireName)
        case .pending, .partiallyFilled: break
        }
    }

    func portfolio(_ view: AccountView, of agent: AgentRow) -> [UInt8] {
        let sums = sums(view, positions(view))
        let time = now
        return push("portfolio", "portfolio", { writer in
            writer.member("agent_id", agent.uuid.description)
            writer.key("total_value")
            self.money(view.equity.units, &writer)
        }) { writer, _ in
            for (key, units) in [
                ("total_equity", view.equity.units), ("unrealized_pnl", sums.unrealised), ("realized_pnl", sums.realised), ("available_cash", sums.available),
            ] as [(StaticString, Int64)] {
                writer.key(key)
                money(units, &writer)
            }
            writer.key("timestamp")
            writer.time(time)
        }
    }
}
