import Market

/// One change of a public view of the market, as plain values. Nothing in it tells whose orders they are.
///
/// | kind | orderID | price | quantity | orders | tradeID |
/// |---|---|---|---|---|---|
/// | orderAdded | the order | its limit | shown | - | - |
/// | orderReduced | the order | its limit | shown now | - | - |
/// | orderRefreshed | the order | its limit | shown now | - | - |
/// | orderRemoved | the order | its limit | 0 | - | - |
/// | trade | maker; in an auction the seller | the trade's | traded | - | the trade |
/// | level | - | the level's | shown now, 0 for none | orders now | - |
/// | best | - | best of the side, or none | shown | orders | - |
/// | phase | - | auction price, or none | auction volume | - | - |
/// | indicative | - | price the auction would have, or none | volume | - | - |
package struct FeedUpdate: BitwiseCopyable, Hashable, Sendable {
    package enum Kind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
        /// At the end of the queue of its price.
        case orderAdded = 1
        /// In its place in the queue.
        case orderReduced = 2
        /// An iceberg shows its next part, at the end of the queue.
        case orderRefreshed = 3
        case orderRemoved = 4
        case trade = 5
        case level = 6
        case best = 7
        case phase = 8
        case indicative = 9

        /// What a feed of single orders consists of.
        package var isOrder: Bool { rawValue <= Kind.orderRemoved.rawValue }
    }

    package var kind: Kind
    /// Of the order or level; of a trade the taker, in an auction the buyer.
    package var side: Side
    /// Of `phase`.
    package var phase: Phase
    /// Of `trade`: nobody took.
    package var isAuction: Bool
    package var symbol: SymbolID
    package var orders: UInt32
    /// Of the record that caused it; of levels and best prices the last record they take in.
    package var sequence: SequenceNumber
    package var time: Timestamp
    package var orderID: OrderID
    package var tradeID: UInt64
    package var price: Price
    package var quantity: Quantity

    init(
        _ kind: Kind, side: Side = .buy, phase: Phase = .closed, isAuction: Bool = false, symbol: SymbolID, orders: UInt32 = 0,
        sequence: SequenceNumber, time: Timestamp, orderID: OrderID = .none, tradeID: UInt64 = 0, price: Price, quantity: Quantity
    ) {
        self.kind = kind
        self.side = side
        self.phase = phase
        self.isAuction = isAuction
        self.symbol = symbol
        self.orders = orders
        self.sequence = sequence
        self.time = time
        self.orderID = orderID
        self.tradeID = tradeID
        self.price = price
        self.quantity = quantity
    }
}

/// Both best prices of an instrument, `none` where a side is empty. While orders are collected for an auction they may cross.
package struct BestQuote: BitwiseCopyable, Hashable, Sendable {
    package var symbol: SymbolID
    package var phase: Phase
    package var sequence: SequenceNumber
    package var time: Timestamp
    package var bid: Price
    package var bidQuantity: Quantity
    package var ask: Price
    package var askQuantity: Quantity
}
