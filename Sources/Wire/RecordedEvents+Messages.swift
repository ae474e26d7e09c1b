import Market

extension RecordedEvents {
    @inlinable package func decode(_ base: UnsafeRawPointer, _ header: MessageHeader, at block: Int) throws(WireError) -> RecordedEvent {
        let length = Int(header.blockLength)
        switch header.templateID {
        case Message.OrderAccepted.templateID:
            let message = try unsafe Message.OrderAccepted(decoding: base, blockLength: length, at: block)
            guard acceptance.isOrder else { throw .acceptedWithoutOrder(offset: block - Schema.headerBytes) }
            return RecordedEvent(acceptance.event(orderID: OrderID(rawValue: message.orderID), flags: message.flags))
        case Message.OrderCanceled.templateID:
            let message = try unsafe Message.OrderCanceled(decoding: base, blockLength: length, at: block)
            let orderID = OrderID(rawValue: message.orderID)
            return RecordedEvent(
                Event(
                    .orderCanceled, reason: message.reason.rawValue, side: message.side, symbol: orderID.symbol,
                    account: AccountID(rawValue: message.account), orderID: orderID, quantity: Quantity(lots: message.quantity)))
        case Message.Trade.templateID:
            let message = try unsafe Message.Trade(decoding: base, blockLength: length, at: block)
            let takerID = OrderID(rawValue: message.takerID)
            let event = Event(
                .trade, side: message.side, flags: message.flags, symbol: takerID.symbol, account: AccountID(rawValue: message.takerAccount),
                otherAccount: AccountID(rawValue: message.makerAccount), orderID: takerID, otherID: OrderID(rawValue: message.makerID),
                price: Price(ticks: message.price), quantity: Quantity(lots: message.quantity),
                leaves: Quantity(lots: message.takerLeaves), otherLeaves: Quantity(lots: message.makerLeaves))
            return RecordedEvent(
                event, tradeID: message.tradeID, takerFee: Amount(units: message.takerFee), makerFee: Amount(units: message.makerFee))
        default: return RecordedEvent(try unsafe other(base, header, at: block))
        }
    }

    @usableFromInline package func other(_ base: UnsafeRawPointer, _ header: MessageHeader, at block: Int) throws(WireError) -> Event {
        let length = Int(header.blockLength)
        switch header.templateID {
        case Message.DerivedOrderAccepted.templateID:
            let message = try unsafe Message.DerivedOrderAccepted(decoding: base, blockLength: length, at: block)
            var event = change(.orderAccepted, message.orderID, message.account, message.side, message.price, message.quantity, message.leaves)
            event.otherID = OrderID(rawValue: message.otherID)
            event.flags = message.flags
            return event
        case Message.OrderAmended.templateID:
            let message = try unsafe Message.OrderAmended(decoding: base, blockLength: length, at: block)
            var event = change(.orderAmended, message.orderID, message.account, message.side, message.price, message.quantity, message.leaves)
            event.otherLeaves = Quantity(lots: message.leavesBefore)
            event.reason = message.reason.rawValue
            return event
        case Message.OrderReplaced.templateID:
            let message = try unsafe Message.OrderReplaced(decoding: base, blockLength: length, at: block)
            var event = change(.orderReplaced, message.orderID, message.account, message.side, message.price, message.quantity, message.leaves)
            event.otherID = OrderID(rawValue: message.replacedID)
            event.flags = message.flags
            return event
        case Message.OrderTriggered.templateID:
            let message = try unsafe Message.OrderTriggered(decoding: base, blockLength: length, at: block)
            var event = change(.orderTriggered, message.orderID, message.account, message.side, message.price, message.quantity, message.leaves)
            event.flags = message.flags
            return event
        case Message.OrderRefreshed.templateID:
            let message = try unsafe Message.OrderRefreshed(decoding: base, blockLength: length, at: block)
            return change(.orderRefreshed, message.orderID, message.account, message.side, message.price, message.quantity, message.leaves)
        case Message.OrderRejected.templateID:
            let message = try unsafe Message.OrderRejected(decoding: base, blockLength: length, at: block)
            return Event(
                .orderRejected, reason: message.reason.rawValue, side: message.side, symbol: SymbolID(rawValue: message.symbol),
                account: AccountID(rawValue: message.account), orderID: OrderID(rawValue: message.orderID))
        default: return try unsafe administrative(base, header, at: block)
        }
    }

    private func change(
        _ kind: Event.Kind, _ id: UInt64, _ account: UInt32, _ side: Side, _ price: Int64, _ quantity: Int64, _ leaves: Int64
    ) -> Event {
        let orderID = OrderID(rawValue: id)
        return Event(
            kind, side: side, symbol: orderID.symbol, account: AccountID(rawValue: account), orderID: orderID, price: Price(ticks: price),
            quantity: Quantity(lots: quantity), leaves: Quantity(lots: leaves))
    }

    /// Events of no instrument have symbol 0, those of no account the house.
    private func administrative(_ base: UnsafeRawPointer, _ header: MessageHeader, at block: Int) throws(WireError) -> Event {
        let length = Int(header.blockLength)
        let noSymbol = SymbolID(rawValue: 0)
        switch header.templateID {
        case Message.PhaseChanged.templateID:
            let message = try unsafe Message.PhaseChanged(decoding: base, blockLength: length, at: block)
            return Event(
                .phaseChanged, symbol: SymbolID(rawValue: message.symbol), account: .house, price: Price(ticks: message.price),
                quantity: Quantity(lots: message.quantity), leaves: Quantity(lots: Int64(message.phase.rawValue)),
                otherLeaves: Quantity(lots: Int64(message.previousPhase.rawValue)))
        case Message.DuplicateOrder.templateID:
            let message = try unsafe Message.DuplicateOrder(decoding: base, blockLength: length, at: block)
            return Event(
                .duplicateOrder, reason: message.reason.rawValue, symbol: SymbolID(rawValue: message.symbol),
                account: AccountID(rawValue: message.account), orderID: OrderID(rawValue: message.orderID),
                leaves: Quantity(lots: Int64(bitPattern: message.sequence)))
        case Message.CancelAllDone.templateID:
            let message = try unsafe Message.CancelAllDone(decoding: base, blockLength: length, at: block)
            return Event(
                .cancelAllDone, symbol: SymbolID(rawValue: message.symbol), account: AccountID(rawValue: message.account),
                quantity: Quantity(lots: message.canceled), leaves: Quantity(lots: message.left))
        case Message.AssetAdded.templateID:
            let message = try unsafe Message.AssetAdded(decoding: base, blockLength: length, at: block)
            return Event(.assetAdded, symbol: noSymbol, account: .house, otherID: OrderID(rawValue: UInt64(message.asset)))
        case Message.InstrumentAdded.templateID:
            let message = try unsafe Message.InstrumentAdded(decoding: base, blockLength: length, at: block)
            return Event(.instrumentAdded, symbol: SymbolID(rawValue: message.symbol), account: .house)
        case Message.AccountOpened.templateID:
            let message = try unsafe Message.AccountOpened(decoding: base, blockLength: length, at: block)
            return Event(.accountOpened, symbol: noSymbol, account: AccountID(rawValue: message.account))
        case Message.BalanceChanged.templateID:
            let message = try unsafe Message.BalanceChanged(decoding: base, blockLength: length, at: block)
            return Event(
                .balanceChanged, symbol: noSymbol, account: AccountID(rawValue: message.account),
                otherID: OrderID(rawValue: UInt64(message.asset)), quantity: Quantity(lots: message.amount),
                leaves: Quantity(lots: message.available), otherLeaves: Quantity(lots: message.locked))
        case Message.RiskProfileChanged.templateID:
            let message = try unsafe Message.RiskProfileChanged(decoding: base, blockLength: length, at: block)
            return Event(.riskProfileChanged, symbol: noSymbol, account: AccountID(rawValue: message.account))
        case Message.AccountStateChanged.templateID:
            let message = try unsafe Message.AccountStateChanged(decoding: base, blockLength: length, at: block)
            return Event(
                .accountStateChanged, reason: message.reason.rawValue, symbol: noSymbol, account: AccountID(rawValue: message.account),
                leaves: Quantity(lots: Int64(message.state.rawValue)), otherLeaves: Quantity(lots: Int64(message.previousState.rawValue)))
        default: throw .unknownTemplate(offset: block - Schema.headerBytes, templateID: header.templateID)
        }
    }
}
