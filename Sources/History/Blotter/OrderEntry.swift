import Market

/// An order in the blotter's memory: two cache lines, the first of which is all that a fill or a cancel touches.
struct OrderEntry: BitwiseCopyable {
    var orderID = OrderID.none
    /// Lots; `quantity` includes what is filled.
    var quantity: Int64 = 0
    var filled: Int64 = 0
    /// Quote units.
    var gross: Int64 = 0
    var fees: Int64 = 0
    /// Of an ended order the time it ended.
    var updatedAt: Timestamp = 0
    /// Neighbours among the account's open orders, by entry; 0 ends the list. Of a free entry `olderOpen` is the next free one.
    var newerOpen: UInt32 = 0
    var olderOpen: UInt32 = 0
    var account: UInt32 = 0
    var side = Side.buy
    var status = BlotterOrder.Status.pending
    var reason: UInt8 = 0
    var marks = Marks()

    var price = Price.none
    var clientOrderID: ClientOrderID = 0
    var createdAt: Timestamp = 0
    var sequence: SequenceNumber = 0
    var reference = Price.none
    /// Index of its `OrderOptions`, 0 if it has none.
    var options: UInt32 = 0
    var type = OrderType.limit
    var timeInForce = TimeInForce.gtc
    var selfTradePrevention = SelfTradePrevention.none
    var flags = OrderFlags()
    var padding: (UInt64, UInt64) = (0, 0)

    /// What has to be known without the second line.
    struct Marks: OptionSet, BitwiseCopyable {
        var rawValue: UInt8
        /// It waits for its trigger.
        static let waits = Marks(rawValue: 1)
        /// Its sibling holds the funds of both.
        static let sharesReserve = Marks(rawValue: 2)
        /// It waited for a trigger, which fired.
        static let triggered = Marks(rawValue: 4)
        static let bracket = Marks(rawValue: 8)
        /// It has `OrderOptions`.
        static let options = Marks(rawValue: 16)
    }

    var isOpen: Bool { status == .pending || status == .partiallyFilled }
    var leaves: Int64 { quantity - filled }
}

/// What few orders have. A free one keeps the next free index in `link`.
struct OrderOptions: BitwiseCopyable {
    var triggerPrice = Price.none
    var displayQuantity: Int64 = 0
    var expireTime: Timestamp = 0
    var trailingOffset: Int64 = 0
    var sibling = OrderID.none
    var replaces = OrderID.none
    var replacedBy = OrderID.none
    /// The bracket whose exit it is.
    var parent = OrderID.none
    var stopPrice = Price.none
    var stopLimitPrice = Price.none
    var takeProfitPrice = Price.none
    /// Filled by the orders it replaces: what the exits of a bracket count too.
    var carriedFill: Int64 = 0
    var link: UInt32 = 0
}

/// A copy of one order with all that the blotter knows of it.
package struct BlotterOrder: Hashable, Sendable {
    package enum Status: UInt8, Sendable, BitwiseCopyable, CaseIterable {
        /// In the book or waiting for its trigger, nothing filled.
        case pending = 0
        case partiallyFilled = 1
        case filled = 2
        /// By whomever or whatever `reason` says; `filled` may be more than zero.
        case canceled = 3
        /// Its time was over, or its trading day.
        case expired = 4
        /// Its trigger fired and the account could not pay.
        case rejected = 5
    }

    package var orderID: OrderID
    package var clientOrderID: ClientOrderID
    package var account: AccountID
    package var side: Side
    package var type: OrderType
    package var timeInForce: TimeInForce
    package var selfTradePrevention: SelfTradePrevention
    package var flags: OrderFlags
    /// Limit, or bound of a market order; `none` for market types without one.
    package var price: Price
    /// As it was on entry: a trailing stop's moves are not published.
    package var triggerPrice: Price
    package var trailingOffset: Int64
    package var displayQuantity: Quantity
    package var expireTime: Timestamp
    /// Total, filled part included.
    package var quantity: Quantity
    package var filled: Quantity
    /// Price × quantity of all its fills, in quote units, and what they cost in fees.
    package var gross: Amount
    package var fees: Amount
    package var status: Status
    /// Of an order that ended without being filled.
    package var reason: CancelReason
    package var waits: Bool
    package var wasTriggered: Bool
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// Of the command that created it.
    package var sequence: SequenceNumber
    package var sibling: OrderID
    package var replaces: OrderID
    package var replacedBy: OrderID
    /// The bracket whose exit it is.
    package var parent: OrderID
    package var stopPrice: Price
    package var stopLimitPrice: Price
    package var takeProfitPrice: Price
    /// Last price before it entered, or before its trigger fired; `none` if there was none.
    package var reference: Price
    /// Price at which funds are held for a buy; `none` if it holds none.
    package var reservePrice: Price
    /// The waiting leg of a pair: its sibling holds the funds of both.
    package var sharesReserve: Bool

    package var isOpen: Bool { status == .pending || status == .partiallyFilled }
    /// Open quantity, or what was open when the order ended.
    package var leaves: Quantity { Quantity(lots: quantity.lots - filled.lots) }
    package var endedAt: Timestamp? { isOpen ? nil : updatedAt }
    package var symbol: SymbolID { orderID.symbol }

    init(_ entry: OrderEntry, _ options: OrderOptions) {
        orderID = entry.orderID
        clientOrderID = entry.clientOrderID
        account = AccountID(rawValue: entry.account)
        side = entry.side
        type = entry.type
        timeInForce = entry.timeInForce
        selfTradePrevention = entry.selfTradePrevention
        flags = entry.flags
        price = entry.price
        triggerPrice = options.triggerPrice
        trailingOffset = options.trailingOffset
        displayQuantity = Quantity(lots: options.displayQuantity)
        expireTime = options.expireTime
        quantity = Quantity(lots: entry.quantity)
        filled = Quantity(lots: entry.filled)
        gross = Amount(units: entry.gross)
        fees = Amount(units: entry.fees)
        status = entry.status
        reason = CancelReason(rawValue: entry.reason) ?? .none
        waits = entry.isOpen && entry.marks.contains(.waits)
        wasTriggered = entry.marks.contains(.triggered)
        createdAt = entry.createdAt
        updatedAt = entry.updatedAt
        sequence = entry.sequence
        sibling = options.sibling
        replaces = options.replaces
        replacedBy = options.replacedBy
        parent = options.parent
        stopPrice = options.stopPrice
        stopLimitPrice = options.stopLimitPrice
        takeProfitPrice = options.takeProfitPrice
        reference = entry.reference
        sharesReserve = entry.marks.contains(.sharesReserve)
        reservePrice = .none
        reservePrice = heldPrice
    }

    /// The engine's rule: the limit; for a market type that waits, its trigger; for the limit leg of a pair of buys, the dearer leg.
    private var heldPrice: Price {
        if sharesReserve { return .none }
        if type.waitsForTrigger && !type.hasLimit { return triggerPrice }
        guard flags.contains(.oneCancelsOther), side == .buy, !stopPrice.isNone else { return price }
        return max(price, stopLimitPrice.isNone ? stopPrice : stopLimitPrice)
    }
}
