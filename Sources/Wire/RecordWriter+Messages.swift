import Market

/// The commands and events that are not in the two short lists of `RecordWriter`.
extension RecordWriter {
    @usableFromInline package mutating func enterAdvanced(_ order: EnterOrder, _ time: Timestamp) {
        let message = Message.EnterAdvancedOrder(
            time: time, clientOrderID: order.clientOrderID, price: order.price.ticks, quantity: order.quantity.lots,
            account: order.account.rawValue, symbol: order.symbol.rawValue, side: order.side, type: order.type,
            timeInForce: order.timeInForce, selfTradePrevention: order.selfTradePrevention, flags: order.flags,
            triggerPrice: order.triggerPrice.ticks, trailingOffset: order.trailingOffset,
            displayQuantity: order.displayQuantity.lots, expireTime: order.expireTime, seenSequence: order.seenSequence,
            maxMoveTicks: order.maxMoveTicks, stopPrice: order.stopPrice.ticks, stopLimitPrice: order.stopLimitPrice.ticks,
            takeProfitPrice: order.takeProfitPrice.ticks)
        unsafe message.encode(into: base + offset)
        offset += Message.EnterAdvancedOrder.encodedBytes
    }

    @usableFromInline package mutating func other(_ command: Command, _ time: Timestamp) {
        switch command {
        case .enterOrder, .cancelOrder: preconditionFailure("the caller writes it")
        case .amendOrder(let amend):
            let message = Message.AmendOrder(
                time: time, orderID: amend.orderID.rawValue, quantity: amend.quantity.lots, account: amend.account.rawValue)
            unsafe message.encode(into: base + offset)
            offset += Message.AmendOrder.encodedBytes
        case .replaceOrder(let replace):
            let message = Message.ReplaceOrder(
                time: time, orderID: replace.orderID.rawValue, clientOrderID: replace.clientOrderID, price: replace.price.ticks,
                quantity: replace.quantity.lots, triggerPrice: replace.triggerPrice.ticks, account: replace.account.rawValue)
            unsafe message.encode(into: base + offset)
            offset += Message.ReplaceOrder.encodedBytes
        case .cancelAll(let cancel):
            let message = Message.CancelAll(time: time, account: cancel.account.rawValue, symbol: cancel.symbol.rawValue)
            unsafe message.encode(into: base + offset)
            offset += Message.CancelAll.encodedBytes
        case .tick:
            unsafe Message.Tick(time: time).encode(into: base + offset)
            offset += Message.Tick.encodedBytes
        case .addAsset, .addInstrument, .openAccount, .deposit, .withdraw, .setPhase, .setRiskProfile, .setAccountState:
            administer(command, time)
        }
    }

    private mutating func administer(_ command: Command, _ time: Timestamp) {
        switch command {
        case .enterOrder, .cancelOrder, .amendOrder, .replaceOrder, .cancelAll, .tick: preconditionFailure("not an administrative command")
        case .addAsset(let asset):
            unsafe Message.AddAsset(time: time, name: asset.name, scale: asset.scale).encode(into: base + offset)
            offset += Message.AddAsset.encodedBytes
        case .addInstrument(let instrument):
            unsafe Message.AddInstrument(instrument, time: time).encode(into: base + offset)
            offset += Message.AddInstrument.encodedBytes
        case .openAccount(let profile):
            let message = Message.OpenAccount(
                time: time, minOrderValue: profile.minOrderValue.units, dailyLossLimitPercent: profile.dailyLossLimitPercent,
                ordersPerMinuteMax: profile.ordersPerMinuteMax, maxOrderPercent: profile.maxOrderPercent,
                maxPositionPercent: profile.maxPositionPercent, maxOpenOrders: profile.maxOpenOrders)
            unsafe message.encode(into: base + offset)
            offset += Message.OpenAccount.encodedBytes
        case .deposit(let account, let asset, let amount):
            let message = Message.Deposit(time: time, amount: amount.units, account: account.rawValue, asset: asset.rawValue)
            unsafe message.encode(into: base + offset)
            offset += Message.Deposit.encodedBytes
        case .withdraw(let account, let asset, let amount):
            let message = Message.Withdraw(time: time, amount: amount.units, account: account.rawValue, asset: asset.rawValue)
            unsafe message.encode(into: base + offset)
            offset += Message.Withdraw.encodedBytes
        case .setPhase(let symbol, let phase):
            unsafe Message.SetPhase(time: time, symbol: symbol.rawValue, phase: phase).encode(into: base + offset)
            offset += Message.SetPhase.encodedBytes
        case .setRiskProfile(let account, let profile):
            let message = Message.SetRiskProfile(
                time: time, minOrderValue: profile.minOrderValue.units, dailyLossLimitPercent: profile.dailyLossLimitPercent,
                ordersPerMinuteMax: profile.ordersPerMinuteMax, maxOrderPercent: profile.maxOrderPercent,
                maxPositionPercent: profile.maxPositionPercent, maxOpenOrders: profile.maxOpenOrders, account: account.rawValue)
            unsafe message.encode(into: base + offset)
            offset += Message.SetRiskProfile.encodedBytes
        case .setAccountState(let account, let state):
            unsafe Message.SetAccountState(time: time, account: account.rawValue, state: state).encode(into: base + offset)
            offset += Message.SetAccountState.encodedBytes
        }
    }

    @usableFromInline package mutating func other(_ event: Event) {
        switch event.kind {
        case .orderAccepted, .orderAmended, .orderReplaced, .orderTriggered, .orderRefreshed: change(event)
        case .orderCanceled: preconditionFailure("the caller writes it")
        case .trade: preconditionFailure("a trade needs its id and fees: use trade(_:tradeID:takerFee:makerFee:)")
        case .orderRejected:
            let message = Message.OrderRejected(
                orderID: event.orderID.rawValue, account: event.account.rawValue, symbol: event.symbol.rawValue,
                reason: event.rejectReason, side: event.side)
            unsafe message.encode(into: base + offset)
            offset += Message.OrderRejected.encodedBytes
        case .phaseChanged:
            let message = Message.PhaseChanged(
                price: event.price.ticks, quantity: event.quantity.lots, symbol: event.symbol.rawValue,
                phase: Self.phase(event.leaves), previousPhase: Self.phase(event.otherLeaves))
            unsafe message.encode(into: base + offset)
            offset += Message.PhaseChanged.encodedBytes
        case .duplicateOrder:
            let message = Message.DuplicateOrder(
                orderID: event.orderID.rawValue, sequence: UInt64(bitPattern: event.leaves.lots), account: event.account.rawValue,
                symbol: event.symbol.rawValue, reason: event.rejectReason)
            unsafe message.encode(into: base + offset)
            offset += Message.DuplicateOrder.encodedBytes
        case .cancelAllDone:
            let message = Message.CancelAllDone(
                canceled: event.quantity.lots, left: event.leaves.lots, account: event.account.rawValue, symbol: event.symbol.rawValue)
            unsafe message.encode(into: base + offset)
            offset += Message.CancelAllDone.encodedBytes
        case .assetAdded, .instrumentAdded, .accountOpened, .balanceChanged, .riskProfileChanged, .accountStateChanged: administered(event)
        }
    }

    private mutating func change(_ event: Event) {
        assert(event.symbol == event.orderID.symbol, "an order's symbol is in its id")
        switch event.kind {
        case .orderAccepted:
            let message = Message.DerivedOrderAccepted(
                orderID: event.orderID.rawValue, otherID: event.otherID.rawValue, price: event.price.ticks, quantity: event.quantity.lots,
                leaves: event.leaves.lots, account: event.account.rawValue, side: event.side, flags: event.flags)
            unsafe message.encode(into: base + offset)
            offset += Message.DerivedOrderAccepted.encodedBytes
        case .orderAmended:
            let message = Message.OrderAmended(
                orderID: event.orderID.rawValue, price: event.price.ticks, quantity: event.quantity.lots, leaves: event.leaves.lots,
                leavesBefore: event.otherLeaves.lots, account: event.account.rawValue, reason: event.cancelReason, side: event.side)
            unsafe message.encode(into: base + offset)
            offset += Message.OrderAmended.encodedBytes
        case .orderReplaced:
            let message = Message.OrderReplaced(
                orderID: event.orderID.rawValue, replacedID: event.otherID.rawValue, price: event.price.ticks,
                quantity: event.quantity.lots, leaves: event.leaves.lots, account: event.account.rawValue, side: event.side,
                flags: event.flags)
            unsafe message.encode(into: base + offset)
            offset += Message.OrderReplaced.encodedBytes
        case .orderTriggered:
            let message = Message.OrderTriggered(
                orderID: event.orderID.rawValue, price: event.price.ticks, quantity: event.quantity.lots, leaves: event.leaves.lots,
                account: event.account.rawValue, side: event.side, flags: event.flags)
            unsafe message.encode(into: base + offset)
            offset += Message.OrderTriggered.encodedBytes
        case .orderRefreshed:
            let message = Message.OrderRefreshed(
                orderID: event.orderID.rawValue, price: event.price.ticks, quantity: event.quantity.lots, leaves: event.leaves.lots,
                account: event.account.rawValue, side: event.side)
            unsafe message.encode(into: base + offset)
            offset += Message.OrderRefreshed.encodedBytes
        default: preconditionFailure("not a change of an order")
        }
    }

    private mutating func administered(_ event: Event) {
        switch event.kind {
        case .assetAdded:
            unsafe Message.AssetAdded(asset: Self.asset(event.otherID)).encode(into: base + offset)
            offset += Message.AssetAdded.encodedBytes
        case .instrumentAdded:
            unsafe Message.InstrumentAdded(symbol: event.symbol.rawValue).encode(into: base + offset)
            offset += Message.InstrumentAdded.encodedBytes
        case .accountOpened:
            unsafe Message.AccountOpened(account: event.account.rawValue).encode(into: base + offset)
            offset += Message.AccountOpened.encodedBytes
        case .balanceChanged:
            let message = Message.BalanceChanged(
                amount: event.quantity.lots, available: event.leaves.lots, locked: event.otherLeaves.lots,
                account: event.account.rawValue, asset: Self.asset(event.otherID))
            unsafe message.encode(into: base + offset)
            offset += Message.BalanceChanged.encodedBytes
        case .riskProfileChanged:
            unsafe Message.RiskProfileChanged(account: event.account.rawValue).encode(into: base + offset)
            offset += Message.RiskProfileChanged.encodedBytes
        case .accountStateChanged:
            let message = Message.AccountStateChanged(
                account: event.account.rawValue, state: Self.state(event.leaves), previousState: Self.state(event.otherLeaves),
                reason: event.rejectReason)
            unsafe message.encode(into: base + offset)
            offset += Message.AccountStateChanged.encodedBytes
        default: preconditionFailure("not an administrative event")
        }
    }

    private static func phase(_ number: Quantity) -> Phase {
        guard let phase = UInt8(exactly: number.lots).flatMap(Phase.init) else { preconditionFailure("\(number.lots) is no phase") }
        return phase
    }

    private static func state(_ number: Quantity) -> AccountState {
        guard let state = UInt8(exactly: number.lots).flatMap(AccountState.init) else { preconditionFailure("\(number.lots) is no account state") }
        return state
    }

    private static func asset(_ id: OrderID) -> UInt32 {
        guard let asset = UInt32(exactly: id.rawValue) else { preconditionFailure("\(id.rawValue) is no asset") }
        return asset
    }
}

extension Message.AddInstrument {
    package init(_ instrument: Instrument, time: Timestamp) {
        self.init(
            time: time, name: instrument.name, baseAsset: instrument.baseAsset.rawValue, quoteAsset: instrument.quoteAsset.rawValue,
            tickUnits: instrument.tickUnits, lotUnits: instrument.lotUnits, notionalUnits: instrument.notionalUnits,
            minPrice: instrument.minPrice.ticks, maxPrice: instrument.maxPrice.ticks, minQuantity: instrument.minQuantity.lots,
            maxQuantity: instrument.maxQuantity.lots, minNotional: instrument.minNotional.units, makerFeePPM: instrument.makerFeePPM,
            takerFeePPM: instrument.takerFeePPM, bandPPM: instrument.bandPPM, pausePPM: instrument.pausePPM,
            marketProtectionPPM: instrument.marketProtectionPPM, pauseWindow: instrument.pauseWindow,
            pauseDuration: instrument.pauseDuration, referencePrice: instrument.referencePrice.ticks, phase: instrument.phase)
    }
}
