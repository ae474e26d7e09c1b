import Market

/// Prices that executions never pass, inclusive; `none` switches a limit off.
package struct PriceLimits: Hashable, Sendable, BitwiseCopyable {
    /// Static band around the reference price: a remainder stopped by it is cancelled.
    package var bandLow: Price
    package var bandHigh: Price
    /// Volatility limits: a remainder stopped by them pauses trading.
    package var pauseLow: Price
    package var pauseHigh: Price
    package init(bandLow: Price = .none, bandHigh: Price = .none, pauseLow: Price = .none, pauseHigh: Price = .none) {
        self.bandLow = bandLow
        self.bandHigh = bandHigh
        self.pauseLow = pauseLow
        self.pauseHigh = pauseHigh
    }
    package static let none = PriceLimits()

    /// Ticks within the static band; nil if there are none.
    var band: ClosedRange<Int64>? {
        let (low, high) = (bandLow.isNone ? .min : bandLow.ticks, bandHigh.isNone ? .max : bandHigh.ticks)
        return low <= high ? low...high : nil
    }
}

package enum OrderStatus: Sendable {
    case open
    /// Filled, cancelled or expired.
    case ended
    case unknown
}

/// A copy of one open order.
package struct OpenOrder: Hashable, Sendable {
    package var orderID: OrderID
    package var clientOrderID: ClientOrderID
    package var account: AccountID
    package var side: Side
    package var type: OrderType
    package var timeInForce: TimeInForce
    package var selfTradePrevention: SelfTradePrevention
    package var flags: OrderFlags
    /// Limit; `none` for market types.
    package var price: Price
    package var triggerPrice: Price
    /// Total, filled part included.
    package var quantity: Quantity
    /// Open, hidden part included.
    package var leaves: Quantity
    package var shown: Quantity
    package var displayQuantity: Quantity
    package var expireTime: Timestamp
    package var sibling: OrderID
    /// Price at which funds are held for what is open.
    package var reservePrice: Price
    /// The waiting leg of a pair: its sibling holds the funds of both.
    package var sharesReserve: Bool
    /// For its trigger, or to enter after it.
    package var waits: Bool
}

/// Where a placed order ended up.
@usableFromInline package struct Placement: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var orderID: OrderID
    /// Open quantity that rests or waits; zero if the order is done.
    @usableFromInline package var leaves: Quantity
    @usableFromInline package var waits: Bool
    @usableFromInline package var reservePrice: Price
    /// The waiting leg of a pair, if one armed.
    @usableFromInline package var sibling: OrderID

    @inlinable init(orderID: OrderID, leaves: Quantity, waits: Bool, reservePrice: Price, sibling: OrderID) {
        self.orderID = orderID
        self.leaves = leaves
        self.waits = waits
        self.reservePrice = reservePrice
        self.sibling = sibling
    }
}

/// One fill that placing an order would make.
package struct PreviewFill: Hashable, Sendable {
    package var makerID: OrderID
    package var makerAccount: AccountID
    package var price: Price
    package var quantity: Quantity
}

/// What a finished command set off and the engine now has to enter.
package enum FollowUp: Sendable {
    /// An order whose trigger fired. `enterTriggered` or `cancel` must come next.
    case triggered(OpenOrder)
    /// The exits of a bracket, to be admitted and placed like any order.
    case exits(EnterOrder)
}
