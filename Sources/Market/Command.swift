/// A new order, or a pair of them.
@usableFromInline package struct EnterOrder: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var clientOrderID: ClientOrderID = 0
    @usableFromInline package var account: AccountID
    @usableFromInline package var symbol: SymbolID
    @usableFromInline package var side: Side
    @usableFromInline package var type: OrderType
    @usableFromInline package var timeInForce: TimeInForce = .gtc
    @usableFromInline package var selfTradePrevention: SelfTradePrevention = .none
    @usableFromInline package var flags: OrderFlags = []
    /// Limit types: the limit. Market types: an optional protective bound.
    @usableFromInline package var price: Price = .none
    @usableFromInline package var quantity: Quantity
    @usableFromInline package var triggerPrice: Price = .none
    /// Ticks, trailing stops only.
    @usableFromInline package var trailingOffset: Int64 = 0
    /// Iceberg: what is shown at a time; 0 shows everything.
    @usableFromInline package var displayQuantity: Quantity = .zero
    /// `gtd` only.
    @usableFromInline package var expireTime: Timestamp = 0
    /// Guard: the sequence number of the market data the client decided on; 0 means no guard.
    @usableFromInline package var seenSequence: SequenceNumber = 0
    /// Guard: how many ticks the opposite touch may have moved since `seenSequence`.
    @usableFromInline package var maxMoveTicks: Int64 = 0
    /// One-cancels-other: trigger of the second leg. Bracket: trigger of the stop-loss exit.
    @usableFromInline package var stopPrice: Price = .none
    /// Limit of that leg once triggered; `none` makes it a market order.
    @usableFromInline package var stopLimitPrice: Price = .none
    /// Bracket: limit of the take-profit exit.
    @usableFromInline package var takeProfitPrice: Price = .none

    @inlinable package init(account: AccountID, symbol: SymbolID, side: Side, type: OrderType, price: Price = .none, quantity: Quantity) {
        self.account = account
        self.symbol = symbol
        self.side = side
        self.type = type
        self.price = price
        self.quantity = quantity
    }
}

/// Cancels one order, named by the exchange's id or, if that is `none`, by the client's.
@usableFromInline package struct CancelOrder: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var account: AccountID
    @usableFromInline package var orderID: OrderID
    @usableFromInline package var clientOrderID: ClientOrderID
    @inlinable package init(account: AccountID, orderID: OrderID = .none, clientOrderID: ClientOrderID = 0) {
        self.account = account
        self.orderID = orderID
        self.clientOrderID = clientOrderID
    }
}

/// Lowers the total quantity (filled + leaves) of an open order in place; it keeps its priority.
@usableFromInline package struct AmendOrder: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var account: AccountID
    @usableFromInline package var orderID: OrderID
    @usableFromInline package var quantity: Quantity
    @inlinable package init(account: AccountID, orderID: OrderID, quantity: Quantity) {
        self.account = account
        self.orderID = orderID
        self.quantity = quantity
    }
}

/// Takes an open order out and enters it anew, at the end of its queue, under a new id: all of it or nothing of it.
@usableFromInline package struct ReplaceOrder: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var account: AccountID
    @usableFromInline package var orderID: OrderID
    @usableFromInline package var clientOrderID: ClientOrderID
    /// The new limit; `none` keeps the old one.
    @usableFromInline package var price: Price
    /// The new open quantity.
    @usableFromInline package var quantity: Quantity
    /// The new trigger of an order still waiting for one; `none` keeps the old one.
    @usableFromInline package var triggerPrice: Price
    @inlinable package init(
        account: AccountID, orderID: OrderID, clientOrderID: ClientOrderID = 0, price: Price, quantity: Quantity, triggerPrice: Price = .none
    ) {
        self.account = account
        self.orderID = orderID
        self.clientOrderID = clientOrderID
        self.price = price
        self.quantity = quantity
        self.triggerPrice = triggerPrice
    }
}

/// Cancels an account's open orders on one instrument or on `.all`.
@usableFromInline package struct CancelAll: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var account: AccountID
    @usableFromInline package var symbol: SymbolID
    @inlinable package init(account: AccountID, symbol: SymbolID = .all) {
        self.account = account
        self.symbol = symbol
    }
}

@usableFromInline package enum AccountState: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case active = 0
    /// Sells of what is held, and cancels.
    case reduceOnly = 1
    /// Cancels only.
    case halted = 2
}

/// What an account may do. Each limit is off at 0; order and meaning follow the AgentExchange contract §6.5.
@usableFromInline package struct RiskProfile: Hashable, Sendable, BitwiseCopyable {
    /// Loss since 00:00 UTC, in percent of the starting balance, that stops trading until the next 00:00 UTC.
    @usableFromInline package var dailyLossLimitPercent: UInt32
    @usableFromInline package var ordersPerMinuteMax: UInt32
    /// In quote units of the instrument.
    @usableFromInline package var minOrderValue: Amount
    /// In percent of equity.
    @usableFromInline package var maxOrderPercent: UInt32
    @usableFromInline package var maxPositionPercent: UInt32
    @usableFromInline package var maxOpenOrders: UInt32
    package init(
        dailyLossLimitPercent: UInt32, ordersPerMinuteMax: UInt32, minOrderValue: Amount, maxOrderPercent: UInt32,
        maxPositionPercent: UInt32, maxOpenOrders: UInt32
    ) {
        self.dailyLossLimitPercent = dailyLossLimitPercent
        self.ordersPerMinuteMax = ordersPerMinuteMax
        self.minOrderValue = minOrderValue
        self.maxOrderPercent = maxOrderPercent
        self.maxPositionPercent = maxPositionPercent
        self.maxOpenOrders = maxOpenOrders
    }
    /// Every limit off.
    package static let unlimited = RiskProfile(
        dailyLossLimitPercent: 0, ordersPerMinuteMax: 0, minOrderValue: .zero, maxOrderPercent: 0, maxPositionPercent: 0, maxOpenOrders: 0)
    /// The defaults of the AgentExchange contract §6.5, for a quote asset of scale 8.
    package static let standard = RiskProfile(
        dailyLossLimitPercent: 20, ordersPerMinuteMax: 100, minOrderValue: Amount(units: 100_000_000), maxOrderPercent: 50,
        maxPositionPercent: 25, maxOpenOrders: 50)
}

/// Everything that can change the state of the exchange. Whatever is not a command changes nothing.
@usableFromInline package enum Command: Hashable, Sendable, BitwiseCopyable {
    case enterOrder(EnterOrder)
    case cancelOrder(CancelOrder)
    case amendOrder(AmendOrder)
    case replaceOrder(ReplaceOrder)
    case cancelAll(CancelAll)
    /// Lets time pass: expires orders, ends pauses and breakers, goes on with a long cascade.
    case tick
    case addAsset(Asset)
    case addInstrument(Instrument)
    case openAccount(RiskProfile)
    case deposit(account: AccountID, asset: AssetID, amount: Amount)
    case withdraw(account: AccountID, asset: AssetID, amount: Amount)
    case setPhase(symbol: SymbolID, phase: Phase)
    case setRiskProfile(account: AccountID, profile: RiskProfile)
    case setAccountState(account: AccountID, state: AccountState)
}
