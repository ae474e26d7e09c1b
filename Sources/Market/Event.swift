#if _endian(big)
#error("the small fields of an event are written together, lowest first, which must be how they lie in memory")
#endif

/// What a command caused. One fixed shape of 64 bytes, a cache line, for every kind, so that a buffer of them is a plain array.
///
/// | kind | orderID | otherID | price | quantity | leaves | otherLeaves |
/// |---|---|---|---|---|---|---|
/// | orderAccepted | the order | other leg, or 0 | limit or trigger | total | open | - |
/// | orderRejected | order named, or 0 | - | - | - | - | - |
/// | orderCanceled | the order | - | its price | cancelled | 0 | - |
/// | orderAmended | the order | - | its price | total now | open now | open before |
/// | orderReplaced | new id | old id | new price | open | open | - |
/// | orderTriggered | the order | - | trigger | open | open | - |
/// | orderRefreshed | the order | - | its price | shown now | open | - |
/// | trade | taker | maker | maker's | traded | taker's | maker's |
/// | phaseChanged | - | - | auction price or none | auction volume | new phase | old phase |
/// | duplicateOrder | first order's id | - | - | - | sequence of the first | - |
/// | cancelAllDone | - | - | - | cancelled orders | orders left | - |
/// | accountOpened, balanceChanged, … | - | asset | - | amount | available now | locked now |
///
/// At what price the order holds funds (in a trade the maker, in an auction's the buyer) is its `price`, unless the buffer says otherwise.
@usableFromInline package struct Event: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package enum Kind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
        case orderAccepted = 1
        case orderRejected = 2
        case orderCanceled = 3
        case orderAmended = 4
        case orderReplaced = 5
        case orderTriggered = 6
        case orderRefreshed = 7
        case trade = 8
        case phaseChanged = 9
        case duplicateOrder = 10
        case cancelAllDone = 11
        case assetAdded = 12
        case instrumentAdded = 13
        case accountOpened = 14
        case balanceChanged = 15
        case riskProfileChanged = 16
        case accountStateChanged = 17
    }

    @usableFromInline package struct Flags: OptionSet, Hashable, Sendable, BitwiseCopyable {
        @usableFromInline package var rawValue: UInt8
        @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// A trade of an auction: nobody is the taker; `orderID` is the buy side.
        @inlinable package static var auction: Flags { Flags(rawValue: 1) }
        /// The order rests in the book (accepted, replaced) or waits for its trigger.
        @inlinable package static var rests: Flags { Flags(rawValue: 2) }
        @inlinable package static var waits: Flags { Flags(rawValue: 4) }
        /// The waiting leg of a one-cancels-other pair: its sibling holds the funds of both.
        @inlinable package static var sharesReserve: Flags { Flags(rawValue: 8) }
    }

    @usableFromInline package var kind: Kind
    /// A `RejectReason` or a `CancelReason`, by `kind`.
    @usableFromInline package var reason: UInt8
    /// Of the order; of the taker in a trade.
    @usableFromInline package var side: Side
    @usableFromInline package var flags: Flags
    @usableFromInline package var symbol: SymbolID
    /// 1 if the order holds funds at another price, which stands in the buffer. Stays inside the engine: no record or message carries it.
    @usableFromInline package var holdsApart: UInt16 = 0
    @usableFromInline package var account: AccountID
    @usableFromInline package var otherAccount: AccountID
    @usableFromInline package var orderID: OrderID
    @usableFromInline package var otherID: OrderID
    @usableFromInline package var price: Price
    @usableFromInline package var quantity: Quantity
    @usableFromInline package var leaves: Quantity
    @usableFromInline package var otherLeaves: Quantity

    @inlinable package init(
        _ kind: Kind, reason: UInt8 = 0, side: Side = .buy, flags: Flags = [], symbol: SymbolID, account: AccountID,
        otherAccount: AccountID = .house, orderID: OrderID = .none, otherID: OrderID = .none, price: Price = .none,
        quantity: Quantity = .zero, leaves: Quantity = .zero, otherLeaves: Quantity = .zero
    ) {
        self.kind = kind
        self.reason = reason
        self.side = side
        self.flags = flags
        self.symbol = symbol
        self.account = account
        self.otherAccount = otherAccount
        self.orderID = orderID
        self.otherID = otherID
        self.price = price
        self.quantity = quantity
        self.leaves = leaves
        self.otherLeaves = otherLeaves
    }

    /// Its first eight bytes, as they lie in memory: kind, reason, side, flags, symbol.
    @inlinable @inline(__always) var head: UInt64 {
        let kind = unsafe UInt64(unsafeBitCast(kind, to: UInt8.self))
        let side = unsafe UInt64(unsafeBitCast(side, to: UInt8.self))
        return kind | UInt64(reason) &<< 8 | side &<< 16 | UInt64(flags.rawValue) &<< 24 | UInt64(symbol.rawValue) &<< 32
            | UInt64(holdsApart) &<< 48
    }

    /// The next eight: both accounts.
    @inlinable @inline(__always) var accounts: UInt64 { UInt64(account.rawValue) | UInt64(otherAccount.rawValue) &<< 32 }

    @inlinable package var rejectReason: RejectReason { RejectReason(rawValue: reason) ?? .none }
    @inlinable package var cancelReason: CancelReason { CancelReason(rawValue: reason) ?? .none }
}
