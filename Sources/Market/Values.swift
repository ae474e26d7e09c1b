/// A price in ticks of its instrument.
@usableFromInline package struct Price: Hashable, Comparable, Sendable, BitwiseCopyable {
    @usableFromInline package var ticks: Int64
    @inlinable package init(ticks: Int64) { self.ticks = ticks }
    @inlinable package static func < (a: Self, b: Self) -> Bool { a.ticks < b.ticks }
    /// The absent price (SBE's null for an int64).
    @inlinable package static var none: Price { Price(ticks: .min) }
    @inlinable package var isNone: Bool { ticks == .min }
}

/// A quantity in lots of its instrument.
@usableFromInline package struct Quantity: Hashable, Comparable, Sendable, BitwiseCopyable {
    @usableFromInline package var lots: Int64
    @inlinable package init(lots: Int64) { self.lots = lots }
    @inlinable package static func < (a: Self, b: Self) -> Bool { a.lots < b.lots }
    @inlinable package static var zero: Quantity { Quantity(lots: 0) }
}

/// Money in the smallest unit of its asset.
@usableFromInline package struct Amount: Hashable, Comparable, Sendable, BitwiseCopyable {
    @usableFromInline package var units: Int64
    @inlinable package init(units: Int64) { self.units = units }
    @inlinable package static func < (a: Self, b: Self) -> Bool { a.units < b.units }
    @inlinable package static var zero: Amount { Amount(units: 0) }
}

@usableFromInline package enum Side: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case buy = 0
    case sell = 1
    @inlinable @inline(__always) package var opposite: Side { self == .buy ? .sell : .buy }
}

@usableFromInline package enum OrderType: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// Trades at `price` or better; what is left rests.
    case limit = 0
    /// Trades at any price up to its protective bound; never rests.
    case market = 1
    /// Becomes a market order when the market moves against its owner to `triggerPrice`.
    case stopLoss = 2
    /// Becomes a market order when the market moves in favour of its owner to `triggerPrice`.
    case takeProfit = 3
    /// As `stopLoss`, but becomes a limit order at `price`.
    case stopLimit = 4
    /// As `takeProfit`, but becomes a limit order at `price`.
    case takeProfitLimit = 5
    /// A stop loss whose trigger follows the best price since entry at `trailingOffset` ticks.
    case trailingStop = 6

    @inlinable @inline(__always) package var waitsForTrigger: Bool { self != .limit && self != .market }
    /// A limit order once it is in the book.
    @inlinable @inline(__always) package var hasLimit: Bool { self == .limit || self == .stopLimit || self == .takeProfitLimit }
}

@usableFromInline package enum TimeInForce: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// Good till cancelled.
    case gtc = 0
    /// Immediate or cancel: what does not trade at once is cancelled.
    case ioc = 1
    /// Fill or kill: trades in full at once or not at all.
    case fok = 2
    /// Good till date: expires at `expireTime`.
    case gtd = 3
    /// Expires when its instrument closes, at the latest at the next 00:00 UTC.
    case day = 4
}

/// What happens when an order would trade with a resting order of the same account.
@usableFromInline package enum SelfTradePrevention: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case none = 0
    /// The incoming order's remainder is cancelled.
    case cancelNewest = 1
    /// The resting order is cancelled; the incoming one goes on.
    case cancelOldest = 2
    /// Both are cancelled.
    case cancelBoth = 3
    /// Both shrink by the smaller quantity, without a trade; what reaches zero is cancelled.
    case decrement = 4
}

/// Where an instrument is in its trading day.
///
///     closed → preOpen → continuous ⇄ volatilityAuction
///                 ↑          ↓ ↑
///               (any) ⇄  halted   continuous → closingAuction → closed
///
/// Leaving a collecting phase for `continuous` or `closed` runs the auction.
@usableFromInline package enum Phase: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case closed = 0
    /// Orders are collected without matching until the opening auction.
    case preOpen = 1
    case continuous = 2
    /// No new orders; cancels only.
    case halted = 3
    /// Orders are collected until the auction that ends a volatility pause.
    case volatilityAuction = 4
    /// Orders are collected until the closing auction.
    case closingAuction = 5

    @inlinable package var collects: Bool { self == .preOpen || self == .volatilityAuction || self == .closingAuction }
    @inlinable package var takesOrders: Bool { self == .continuous || collects }
}

@usableFromInline package struct OrderFlags: OptionSet, Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var rawValue: UInt8
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Rejected if it would trade on entry.
    @inlinable package static var postOnly: OrderFlags { OrderFlags(rawValue: 1) }
    /// May only reduce a position: on a spot exchange, only sell what is held.
    @inlinable package static var reduceOnly: OrderFlags { OrderFlags(rawValue: 2) }
    /// Enters with a second leg; the first to execute or trigger cancels the other.
    @inlinable package static var oneCancelsOther: OrderFlags { OrderFlags(rawValue: 4) }
    /// Enters alone; once it is done with anything filled, its exits enter as a one-cancels-other pair.
    @inlinable package static var bracket: OrderFlags { OrderFlags(rawValue: 8) }
    @inlinable package static var all: OrderFlags { [.postOnly, .reduceOnly, .oneCancelsOther, .bracket] }
}

/// A sum that stays at the end it passed: where a wrong digit is better than a stopped exchange.
@inlinable package func saturated(_ sum: Int64, plus units: Int64) -> Int64 {
    let (result, overflow) = sum.addingReportingOverflow(units)
    return overflow ? (units < 0 ? .min : .max) : result
}
