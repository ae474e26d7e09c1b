import History
import Identity
import JSON
import Market
import Webhooks

// What happened, in this interface's words: flat objects with the ids and decimals its clients know from its answers.
extension AgentExchange: WebhookDialect {
    package func messages(_ event: HistoryEvent, instance: UInt64, wanted: Set<String>) -> [WebhookMessage] {
        // An agent that was deleted since has nobody to tell.
        guard let index = members.keys.agent(trading: event.account), let agent = members.keys.agent(index), let name = name(of: event, agent),
            wanted.contains(name)
        else { return [] }
        let id = WebhookEventID.make(instance: instance, name, number: event.number)
        var writer = JSONWriter()
        writer.object { writer in
            writeEvent(name, id, event.time, into: &writer)
            writer.member("account_id", members.uuid(of: agent.account))
            writer.member("agent_id", agent.uuid.description)
            switch event {
            case .order(let order): write(order, into: &writer)
            case .fill(let fill): write(fill, into: &writer)
            case .account: writer.member("state", "halted")
            }
        }
        return [
            WebhookMessage(
                style: .agentExchange, account: agent.account, agent: index, event: name, eventID: id, time: event.time, body: writer.bytes)
        ]
    }

    /// Nil for what is told to nobody.
    private func name(of event: HistoryEvent, _ agent: AgentRow) -> String? {
        switch event {
        case .order(let order): order.status == .filled ? "order.filled" : "order.canceled"
        case .fill: "position.updated"
        // A session that ended with a reset is halted as well, and so is an archived agent's: that is no news to whoever did it.
        case .account(let change):
            change.state == .halted && agent.engineAccount == change.account && agent.status != .archived ? "account.halted" : nil
        }
    }

    /// What every event begins with.
    func writeEvent(_ name: String, _ id: UUID, _ time: Timestamp, into writer: inout JSONWriter) {
        writer.member("event", name)
        writer.member("event_id", id.description)
        writer.key("timestamp")
        writer.time(time)
    }

    private func write(_ order: EndedOrder, into writer: inout JSONWriter) {
        let listed = catalog[order.orderID.symbol]
        let isExecuted = order.filled.lots > 0
        writer.member("order_id", ids.uuid(of: order.orderID).description)
        writer.key("client_order_id")
        writer.text(names.text(order.clientOrderID, of: order.account))
        writer.member("symbol", listed.name)
        writer.key("side")
        writer.string(order.side.wireName)
        for key in ["type", "order_type"] as [StaticString] {
            writer.key(key)
            writer.string(order.type.wireName)
        }
        writer.key("status")
        writer.string(order.status.wireName)
        writer.key("quantity")
        writer.decimal(listed.amount(order.quantity))
        writer.key("price")
        writer.decimal(order.type.hasLimit ? order.price : .none, listed)
        writer.key("executed_price")
        writer.decimal(isExecuted ? averagePrice(gross: order.gross, order.filled, listed) : nil)
        writer.key("executed_quantity")
        writer.decimal(listed.amount(order.filled))
        writer.key("fee")
        writer.decimal(units: order.fees.units, scale: listed.quoteScale)
        writer.key("cancel_reason")
        if order.status == .filled { writer.null() } else { writer.string(order.reason.wireName) }
        writer.key("created_at")
        writer.time(order.createdAt)
        writer.key(order.status == .filled ? "filled_at" : "cancelled_at")
        writer.time(order.endedAt)
    }

    /// The position as it is when this is written, and the fill that changed it.
    private func write(_ fill: AccountFill, into writer: inout JSONWriter) {
        let listed = catalog[fill.orderID.symbol]
        let holding = keeper.blotter.holding(of: fill.account, in: listed.instrument.baseAsset)
        let mark = keeper.blotter.mark(of: listed.symbol).price
        writer.member("symbol", listed.name)
        writer.member("asset", listed.baseName)
        writer.key("quantity")
        writer.decimal(units: holding?.total ?? 0, scale: listed.baseScale)
        writer.key("avg_entry_price")
        let entry = holding?.averageEntry(baseScale: listed.base.scale)
        if let entry { writer.decimal(units: entry.units, scale: listed.quoteScale) } else { writer.null() }
        writer.key("current_price")
        writer.decimal(mark, listed)
        writer.key("trade_id")
        writer.uuid(ids.uuid(ofTrade: fill.tradeID))
        writer.key("order_id")
        writer.uuid(ids.uuid(of: fill.orderID))
        writer.key("side")
        writer.string(fill.side.wireName)
        writer.key("fill_price")
        writer.decimal(listed.amount(fill.price))
        writer.key("fill_quantity")
        writer.decimal(listed.amount(fill.quantity))
        writer.key("fee")
        writer.decimal(units: fill.fee.units, scale: listed.quoteScale)
        writer.key("realized_pnl")
        if let realised = fill.realised { writer.decimal(units: realised.units, scale: listed.quoteScale) } else { writer.null() }
    }
}
