import Market

extension EnterOrder {
    init(_ message: Message.EnterAdvancedOrder) {
        self.init(
            account: AccountID(rawValue: message.account), symbol: SymbolID(rawValue: message.symbol), side: message.side,
            type: message.type, price: Price(ticks: message.price), quantity: Quantity(lots: message.quantity))
        clientOrderID = message.clientOrderID
        timeInForce = message.timeInForce
        selfTradePrevention = message.selfTradePrevention
        flags = message.flags
        triggerPrice = Price(ticks: message.triggerPrice)
        trailingOffset = message.trailingOffset
        displayQuantity = Quantity(lots: message.displayQuantity)
        expireTime = message.expireTime
        seenSequence = message.seenSequence
        maxMoveTicks = message.maxMoveTicks
        stopPrice = Price(ticks: message.stopPrice)
        stopLimitPrice = Price(ticks: message.stopLimitPrice)
        takeProfitPrice = Price(ticks: message.takeProfitPrice)
    }
}

extension Instrument {
    init(_ message: Message.AddInstrument) {
        self.init(
            name: message.name, baseAsset: AssetID(rawValue: message.baseAsset), quoteAsset: AssetID(rawValue: message.quoteAsset),
            tickUnits: message.tickUnits, lotUnits: message.lotUnits, notionalUnits: message.notionalUnits,
            minPrice: Price(ticks: message.minPrice), maxPrice: Price(ticks: message.maxPrice))
        minQuantity = Quantity(lots: message.minQuantity)
        maxQuantity = Quantity(lots: message.maxQuantity)
        minNotional = Amount(units: message.minNotional)
        makerFeePPM = message.makerFeePPM
        takerFeePPM = message.takerFeePPM
        bandPPM = message.bandPPM
        pausePPM = message.pausePPM
        marketProtectionPPM = message.marketProtectionPPM
        pauseWindow = message.pauseWindow
        pauseDuration = message.pauseDuration
        referencePrice = Price(ticks: message.referencePrice)
        phase = message.phase
    }
}

extension RecordReader {
    @usableFromInline package func checkOther(_ header: MessageHeader, at block: Int) throws(WireError) {
        _ = try unsafe Command.recorded(payload, header, at: block)
    }
}

/// The commands but `EnterOrder` and `CancelOrder`, which `Record` decodes in place.
extension Command {
    static func recorded(_ payload: UnsafeRawPointer, _ header: MessageHeader, at block: Int) throws(WireError) -> Command {
        let base = unsafe payload + block
        let length = Int(header.blockLength)
        switch header.templateID {
        case Message.EnterAdvancedOrder.templateID:
            let message = try unsafe Message.EnterAdvancedOrder(decoding: base, blockLength: length, at: block)
            return .enterOrder(EnterOrder(message))
        case Message.AmendOrder.templateID:
            let message = try unsafe Message.AmendOrder(decoding: base, blockLength: length, at: block)
            let amend = AmendOrder(
                account: AccountID(rawValue: message.account), orderID: OrderID(rawValue: message.orderID),
                quantity: Quantity(lots: message.quantity))
            return .amendOrder(amend)
        case Message.ReplaceOrder.templateID:
            let message = try unsafe Message.ReplaceOrder(decoding: base, blockLength: length, at: block)
            let replace = ReplaceOrder(
                account: AccountID(rawValue: message.account), orderID: OrderID(rawValue: message.orderID),
                clientOrderID: message.clientOrderID, price: Price(ticks: message.price), quantity: Quantity(lots: message.quantity),
                triggerPrice: Price(ticks: message.triggerPrice))
            return .replaceOrder(replace)
        case Message.CancelAll.templateID:
            let message = try unsafe Message.CancelAll(decoding: base, blockLength: length, at: block)
            let cancel = CancelAll(account: AccountID(rawValue: message.account), symbol: SymbolID(rawValue: message.symbol))
            return .cancelAll(cancel)
        case Message.Tick.templateID:
            return .tick
        default: return try unsafe administrative(payload, header, at: block)
        }
    }

    private static func administrative(_ payload: UnsafeRawPointer, _ header: MessageHeader, at block: Int) throws(WireError) -> Command {
        let base = unsafe payload + block
        let length = Int(header.blockLength)
        switch header.templateID {
        case Message.AddAsset.templateID:
            let message = try unsafe Message.AddAsset(decoding: base, blockLength: length, at: block)
            return .addAsset(Asset(name: message.name, scale: message.scale))
        case Message.AddInstrument.templateID:
            let message = try unsafe Message.AddInstrument(decoding: base, blockLength: length, at: block)
            return .addInstrument(Instrument(message))
        case Message.OpenAccount.templateID:
            let message = try unsafe Message.OpenAccount(decoding: base, blockLength: length, at: block)
            let profile = RiskProfile(
                dailyLossLimitPercent: message.dailyLossLimitPercent, ordersPerMinuteMax: message.ordersPerMinuteMax,
                minOrderValue: Amount(units: message.minOrderValue), maxOrderPercent: message.maxOrderPercent,
                maxPositionPercent: message.maxPositionPercent, maxOpenOrders: message.maxOpenOrders)
            return .openAccount(profile)
        case Message.Deposit.templateID:
            let message = try unsafe Message.Deposit(decoding: base, blockLength: length, at: block)
            return .deposit(
                account: AccountID(rawValue: message.account), asset: AssetID(rawValue: message.asset), amount: Amount(units: message.amount))
        case Message.Withdraw.templateID:
            let message = try unsafe Message.Withdraw(decoding: base, blockLength: length, at: block)
            return .withdraw(
                account: AccountID(rawValue: message.account), asset: AssetID(rawValue: message.asset), amount: Amount(units: message.amount))
        case Message.SetPhase.templateID:
            let message = try unsafe Message.SetPhase(decoding: base, blockLength: length, at: block)
            return .setPhase(symbol: SymbolID(rawValue: message.symbol), phase: message.phase)
        case Message.SetRiskProfile.templateID:
            let message = try unsafe Message.SetRiskProfile(decoding: base, blockLength: length, at: block)
            let profile = RiskProfile(
                dailyLossLimitPercent: message.dailyLossLimitPercent, ordersPerMinuteMax: message.ordersPerMinuteMax,
                minOrderValue: Amount(units: message.minOrderValue), maxOrderPercent: message.maxOrderPercent,
                maxPositionPercent: message.maxPositionPercent, maxOpenOrders: message.maxOpenOrders)
            return .setRiskProfile(account: AccountID(rawValue: message.account), profile: profile)
        case Message.SetAccountState.templateID:
            let message = try unsafe Message.SetAccountState(decoding: base, blockLength: length, at: block)
            return .setAccountState(account: AccountID(rawValue: message.account), state: message.state)
        default: throw .unknownTemplate(offset: block - Schema.headerBytes, templateID: header.templateID)
        }
    }
}
