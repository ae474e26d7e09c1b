import Engine
import Market
import Matching
import Risk
import Wire

// Answers to questions: not numbered, not kept. Whoever asks again is told how things are then.
extension BinarySession {
    /// Fills a preview tells of; what follows them is only counted.
    package static let previewFillsMax = 4096

    package func answer(_ preview: OrderPreview, on symbol: SymbolID, request: UInt64) {
        guard isActive else { return }
        send(
            Message.PreviewReport(
                request: request, sequence: preview.sequence, leaves: preview.leaves.lots, baseAvailable: preview.baseAvailable.units,
                baseLocked: preview.baseLocked.units, quoteAvailable: preview.quoteAvailable.units, quoteLocked: preview.quoteLocked.units,
                symbol: symbol.rawValue, reason: preview.reason),
            preview.fills.prefix(Self.previewFillsMax).map { .init(price: $0.price.ticks, quantity: $0.quantity.lots, fee: $0.fee.units) })
    }

    /// An open order.
    package func answer(_ order: OpenOrder, at sequence: SequenceNumber, request: UInt64) {
        guard isActive else { return }
        let state: OrderState = order.waits ? .waiting : order.leaves < order.quantity ? .partiallyFilled : .open
        send(Message.OrderStatusReport(
            request: request, sequence: sequence, orderID: order.orderID.rawValue, clientOrderID: order.clientOrderID,
            price: order.price.ticks, triggerPrice: order.triggerPrice.ticks, quantity: order.quantity.lots, leaves: order.leaves.lots,
            filled: order.quantity.lots - order.leaves.lots, symbol: order.orderID.symbol.rawValue, side: order.side, type: order.type,
            timeInForce: order.timeInForce, state: state, reason: .none))
    }

    /// An order that ended, of which not all is known any more; or none, if `state` is `unknown`.
    package func answer(
        ended id: OrderID, clientOrderID: ClientOrderID, quantity: Int64, filled: Int64, _ state: OrderState, at sequence: SequenceNumber,
        request: UInt64
    ) {
        guard isActive else { return }
        send(Message.OrderStatusReport(
            request: request, sequence: sequence, orderID: id.rawValue, clientOrderID: clientOrderID, price: Price.none.ticks,
            triggerPrice: Price.none.ticks, quantity: max(0, quantity), leaves: 0, filled: max(0, filled),
            symbol: id == .none ? SymbolID.all.rawValue : id.symbol.rawValue, side: .buy, type: .limit, timeInForce: .gtc, state: state,
            reason: state == .unknown ? .unknownOrder : .none))
    }

    package func answer(_ account: AccountView, _ assets: [Asset], at sequence: SequenceNumber, request: UInt64) {
        guard isActive else { return }
        send(
            Message.AccountReport(
                request: request, sequence: sequence, equity: account.equity.units, account: account.id.rawValue,
                openOrders: UInt32(account.openOrders), startingAsset: account.startingAsset?.rawValue ?? 0, state: account.state),
            account.balances.map { balance in
                let asset = assets[Int(balance.asset.rawValue)]
                return .init(
                    available: balance.available, locked: balance.locked, asset: balance.asset.rawValue, name: asset.name, scale: asset.scale)
            })
    }

    /// One of the instruments, of which `left` follow.
    package func answer(_ listed: Catalog.Listed, left: Int, request: UInt64) {
        guard isActive else { return }
        let instrument = listed.instrument
        send(Message.InstrumentDefinition(
            request: request, name: instrument.name, baseName: listed.base.name, quoteName: listed.quote.name, tickUnits: instrument.tickUnits,
            lotUnits: instrument.lotUnits, notionalUnits: instrument.notionalUnits, minPrice: instrument.minPrice.ticks,
            maxPrice: instrument.maxPrice.ticks, minQuantity: instrument.minQuantity.lots, maxQuantity: instrument.maxQuantity.lots,
            minNotional: instrument.minNotional.units, makerFeePPM: instrument.makerFeePPM, takerFeePPM: instrument.takerFeePPM,
            bandPPM: instrument.bandPPM, baseAsset: instrument.baseAsset.rawValue, quoteAsset: instrument.quoteAsset.rawValue,
            symbol: listed.symbol.rawValue, left: UInt16(left), baseScale: listed.base.scale, quoteScale: listed.quote.scale,
            phase: listed.phase))
    }

    /// A question that cannot be answered.
    package func refuse(_ reason: RequestRefusal, request: UInt64, template: UInt16 = 0, field: UInt16 = 0) {
        guard isActive else { return }
        send(Message.Reject(number: 0, request: request, template: template, field: field, reason: reason, rejectReason: .none, stream: streamID))
    }

    /// A preview of an order that would be refused before it reaches the exchange.
    package func refusePreview(field: WireError.Text, request: UInt64) {
        refuse(
            .invalidField, request: request, template: Message.PreviewRequest.templateID, field: Schema.fieldNumber(field, of: "PreviewRequest"))
    }
}
