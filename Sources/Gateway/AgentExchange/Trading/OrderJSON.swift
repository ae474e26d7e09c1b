import History
import Engine
import Identity
import JSON
import Market
import Risk

extension BlotterOrder {
    /// Nothing but what every order has.
    fileprivate var isPlain: Bool {
        flags.isEmpty && displayQuantity.lots == 0 && timeInForce != .gtd && trailingOffset == 0 && selfTradePrevention == .none
    }
}

extension AgentExchange {
    /// One shape for all endpoints. Where clients disagree about a name, both stand there.
    func write(_ order: BlotterOrder, into writer: inout JSONWriter) {
        let listed = catalog[order.symbol]
        writer.beginObject()
        writer.key("order_id")
        writer.uuid(ids.uuid(of: order.orderID))
        writer.key("client_order_id")
        writer.text(names.text(order.clientOrderID, of: order.account))
        writer.key("status")
        writer.string(order.status.wireName)
        writer.key("symbol")
        writer.string(listed.name)
        writer.key("side")
        writer.string(order.side.wireName)
        writer.key("type")
        writer.string(order.type.wireName)
        writer.key("order_type")
        writer.string(order.type.wireName)
        writer.key("quantity")
        writer.decimal(listed.amount(order.quantity))
        writer.key("requested_quantity")
        writer.decimal(listed.amount(order.quantity))
        let isTriggered = order.type.waitsForTrigger
        writer.key("price")
        writer.decimal(order.type.hasLimit ? order.price : isTriggered ? order.triggerPrice : .none, listed)
        writer.key("trigger_price")
        writer.decimal(isTriggered ? order.triggerPrice : .none, listed)
        writeExecution(of: order, listed, into: &writer)
        writer.key("locked_amount")
        writer.decimal(order.isOpen ? locked(order) : nil)
        writer.key("created_at")
        writer.time(order.createdAt)
        writeEnd(of: order, into: &writer)
        writer.key("time_in_force")
        writer.string(order.timeInForce.wireName)
        if !order.isPlain { writeOptions(of: order, listed, into: &writer) }
        writer.key("sequence")
        writer.integer(order.sequence)
        writer.endObject()
    }

    /// What a client may ask for beside, by the names it asks with; what it did not ask for is left out.
    private func writeOptions(of order: BlotterOrder, _ listed: Catalog.Listed, into writer: inout JSONWriter) {
        for (flag, name) in [(OrderFlags.postOnly, "postOnly" as StaticString), (.reduceOnly, "reduceOnly"), (.bracket, "bracket")] where order.flags.contains(flag) {
            writer.key(name)
            writer.bool(true)
        }
        writeExits(of: order, listed, into: &writer)
        if order.displayQuantity.lots > 0 {
            writer.key("icebergQty")
            writer.decimal(listed.amount(order.displayQuantity))
        }
        if order.timeInForce == .gtd {
            writer.key("goodTillDate")
            writer.time(order.expireTime)
        }
        if order.trailingOffset > 0 {
            writer.key("trailingAmount")
            writer.decimal(listed.amount(Price(ticks: order.trailingOffset)))
        }
        guard order.selfTradePrevention != .none else { return }
        writer.key("selfTradePreventionMode")
        writer.string(order.selfTradePrevention.wireName)
    }

    /// At which prices a bracket's exits are to enter.
    func writeExits(of order: BlotterOrder, _ listed: Catalog.Listed, into writer: inout JSONWriter) {
        guard order.flags.contains(.bracket) else { return }
        for (key, price) in [
            ("takeProfitPrice", order.takeProfitPrice), ("stopLossPrice", order.stopPrice), ("stopLossLimitPrice", order.stopLimitPrice),
        ] as [(StaticString, Price)] where !price.isNone {
            writer.key(key)
            writer.decimal(listed.amount(price))
        }
    }

    private func writeExecution(of order: BlotterOrder, _ listed: Catalog.Listed, into writer: inout JSONWriter) {
        guard order.filled.lots > 0 else {
            return writer.members(
                #"""
                "executed_price":null,"executed_quantity":null,"executed_qty":null,"slippage_pct":null,"fee":null,"total_cost":null
                """#)
        }
        writer.key("executed_price")
        writer.decimal(averagePrice(order, listed))
        writer.key("executed_quantity")
        writer.decimal(listed.amount(order.filled))
        writer.key("executed_qty")
        writer.decimal(listed.amount(order.filled))
        writer.key("slippage_pct")
        writer.decimal(slippage(order, listed))
        writer.key("fee")
        writer.decimal(.init(order.fees.units, scale: listed.quoteScale))
        writer.key("total_cost")
        writer.decimal(.init(total(order), scale: listed.quoteScale))
    }

    private func writeEnd(of order: BlotterOrder, into writer: inout JSONWriter) {
        if order.isOpen { return writer.members(#""filled_at":null,"cancelled_at":null,"rejected_reason":null"#) }
        writer.key("filled_at")
        writer.time(order.status == .filled ? order.updatedAt : nil)
        writer.key("cancelled_at")
        writer.time(order.status == .canceled || order.status == .expired ? order.updatedAt : nil)
        writer.key("rejected_reason")
        if order.status == .rejected { writer.string(order.reason.wireName) } else { writer.null() }
        guard order.status == .canceled else { return }
        writer.key("cancel_reason")
        writer.string(order.reason.wireName)
    }

    /// An order whose name is known and which itself is forgotten: what was said of it, and that it is over.
    func write(forgotten order: EnterOrder, _ id: OrderID, into writer: inout JSONWriter) {
        let listed = catalog[order.symbol]
        writer.beginObject()
        writer.key("order_id")
        writer.uuid(ids.uuid(of: id))
        writer.key("client_order_id")
        writer.text(names.text(order.clientOrderID, of: order.account))
        writer.member("status", "expired")
        writer.member("symbol", listed.name)
        writer.key("side")
        writer.string(order.side.wireName)
        writer.key("type")
        writer.string(order.type.wireName)
        writer.key("order_type")
        writer.string(order.type.wireName)
        writer.key("quantity")
        writer.decimal(listed.amount(order.quantity))
        writer.endObject()
    }

    /// Quote units per whole base unit, rounded half up.
    func averagePrice(_ order: BlotterOrder, _ listed: Catalog.Listed) -> APIError.Decimal { averagePrice(gross: order.gross, order.filled, listed) }

    func averagePrice(gross: Amount, _ filled: Quantity, _ listed: Catalog.Listed) -> APIError.Decimal {
        let (ticks, rest) = gross.units.quotientAndRemainder(dividingBy: listed.instrument.notionalUnits)
        let (whole, part) = ticks.quotientAndRemainder(dividingBy: filled.lots)
        // Nearly every order trades at one price.
        if rest == 0, part == 0 { return listed.amount(Price(ticks: whole)) }
        var scale: Int128 = 1
        for _ in 0..<listed.baseScale { scale *= 10 }
        let base = Int128(filled.lots) * Int128(listed.instrument.lotUnits)
        return .init(Int64(clamping: (Int128(gross.units) * scale * 2 + base) / (2 * base)), scale: listed.quoteScale)
    }

    /// How far the average was from the last price before, in percent to six places.
    private func slippage(_ order: BlotterOrder, _ listed: Catalog.Listed) -> APIError.Decimal {
        guard !order.reference.isNone, order.reference.ticks > 0 else { return .init(0, scale: 6) }
        let reference = listed.amount(order.reference).units
        let distance = (averagePrice(order, listed).units - reference).magnitude
        if distance == 0 { return .init(0, scale: 6) }
        return .init(Int64(clamping: (Int128(distance) * 200_000_000 + Int128(reference)) / (2 * Int128(reference))), scale: 6)
    }

    /// Paid with fees by a buyer, received after fees by a seller.
    private func total(_ order: BlotterOrder) -> Int64 {
        order.side == .buy ? saturated(order.gross.units, plus: order.fees.units) : order.gross.units - order.fees.units
    }

    func write(_ preview: OrderPreview, of order: EnterOrder, _ listed: Catalog.Listed, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("sequence")
        writer.integer(preview.sequence)
        writer.key("accepted")
        writer.bool(preview.reason == .none)
        writer.key("reason")
        if preview.reason == .none { writer.null() } else { writer.string(reason(preview.reason, order)) }
        writer.member("symbol", listed.name)
        writer.key("side")
        writer.string(order.side.wireName)
        writer.key("type")
        writer.string(order.type.wireName)
        writer.key("quantity")
        writer.decimal(listed.amount(order.quantity))
        var (lots, fees): (Int64, Int64) = (0, 0)
        var gross: Int64 = 0
        writer.key("fills")
        writer.array { writer in
            for fill in preview.fills {
                lots += fill.quantity.lots
                fees += fill.fee.units
                gross = saturated(gross, plus: Terms(listed.instrument).notional(fill.price, fill.quantity) ?? .max)
                writer.object { writer in
                    writer.key("price")
                    writer.decimal(listed.amount(fill.price))
                    writer.key("quantity")
                    writer.decimal(listed.amount(fill.quantity))
                    writer.key("fee")
                    writer.decimal(.init(fill.fee.units, scale: listed.quoteScale))
                }
            }
        }
        writeSums(preview, order, listed, lots: lots, gross: gross, fees: fees, into: &writer)
        writer.endObject()
    }

    private func writeSums(
        _ preview: OrderPreview, _ order: EnterOrder, _ listed: Catalog.Listed, lots: Int64, gross: Int64, fees: Int64,
        into writer: inout JSONWriter
    ) {
        writer.key("executed_quantity")
        writer.decimal(listed.amount(Quantity(lots: lots)))
        writer.key("executed_price")
        let average = lots == 0 ? nil : Int64(clamping: Int128(gross) / Int128(lots) * Int128(listed.instrument.tickUnits) / Int128(listed.instrument.notionalUnits))
        writer.decimal(average.map { .init($0, scale: listed.quoteScale) })
        writer.key("remaining_quantity")
        writer.decimal(listed.amount(preview.leaves))
        writer.key("fee")
        writer.decimal(.init(fees, scale: listed.quoteScale))
        writer.key("total_cost")
        writer.decimal(.init(order.side == .buy ? saturated(gross, plus: fees) : gross - fees, scale: listed.quoteScale))
        writer.key("balances_after")
        writer.array { writer in
            guard preview.reason == .none else { return }
            let sides = [
                (listed.baseName, preview.baseAvailable, preview.baseLocked, listed.baseScale),
                (listed.quoteName, preview.quoteAvailable, preview.quoteLocked, listed.quoteScale),
            ]
            for (name, available, locked, scale) in sides {
                writer.object { writer in
                    writer.member("asset", name)
                    writer.key("available")
                    writer.decimal(.init(available.units, scale: scale))
                    writer.key("locked")
                    writer.decimal(.init(locked.units, scale: scale))
                    writer.key("total")
                    writer.decimal(.init(saturated(available.units, plus: locked.units), scale: scale))
                }
            }
        }
    }

    /// The reason as the rejection itself would name it.
    private func reason(_ reason: RejectReason, _ order: EnterOrder) -> String {
        let error = error(reason, order, at: now)
        if case .orderRejected(let rejection) = error { return rejection.reason }
        if case .text(let text)? = error.details.first(where: { $0.key == "reason" })?.value { return text }
        return "\(error.code.name)".lowercased()
    }
}
