import Market

/// The part of an open order that matching touches: 32 bytes, two to a cache line.
///
/// A free slot keeps only its `generation` and, in `next`, the slot below it in the free stack.
@usableFromInline package struct Order: BitwiseCopyable {
    /// Neighbours in the queue of its level; 0 ends the queue. No order has slot 0: its links are written to and never followed.
    @usableFromInline var next: UInt32 = 0
    @usableFromInline var previous: UInt32 = 0
    /// Open quantity shown in the book, in lots.
    @usableFromInline var shown: Int64 = 0
    /// Index of its level in its ladder.
    @usableFromInline var level: UInt32 = 0
    @usableFromInline var account: UInt32 = 0
    @usableFromInline var generation: UInt32 = 0
    @usableFromInline var traits: Traits = Traits()

    /// Side, options and state of an order in one word.
    @usableFromInline package struct Traits: BitwiseCopyable, Equatable {
        @inlinable static var specialBit: UInt32 { 1 << 14 }
        @inlinable static var detailedBit: UInt32 { 1 << 17 }
        /// Type, time in force other than `gtc`, and flags.
        static let optionBits: UInt32 = 0b1111_000_111_111_0
        @inlinable static var stateBits: UInt32 { 3 << 15 }

        @usableFromInline var bits: UInt32 = 0

        init() {}

        @inlinable init(bits: UInt32) { self.bits = bits }

        @inlinable @inline(__always) init(_ order: EnterOrder, state: State) {
            bits = UInt32(order.side.rawValue) | UInt32(order.type.rawValue) << 1 | UInt32(order.timeInForce.rawValue) << 4
                | UInt32(order.selfTradePrevention.rawValue) << 7 | UInt32(order.flags.rawValue & 15) << 10 | state.rawValue << 15
        }

        @inlinable @inline(__always) var side: Side { bits & 1 == 0 ? .buy : .sell }
        // The four decoders read what `init` wrote from the same enum, so no other value is there.
        var type: OrderType { OrderType(rawValue: UInt8(truncatingIfNeeded: bits >> 1 & 7)) ?? .limit }
        var timeInForce: TimeInForce { TimeInForce(rawValue: UInt8(truncatingIfNeeded: bits >> 4 & 7)) ?? .gtc }
        var selfTradePrevention: SelfTradePrevention { SelfTradePrevention(rawValue: UInt8(truncatingIfNeeded: bits >> 7 & 7)) ?? .none }
        var flags: OrderFlags { OrderFlags(rawValue: UInt8(truncatingIfNeeded: bits >> 10 & 15)) }

        /// Of a limit order that rests, with nothing set but what every order has.
        @inlinable @inline(__always) package static func resting(_ side: Side) -> Traits {
            Traits(bits: UInt32(side.rawValue) | State.resting.rawValue << 15)
        }

        /// Of a plain order that trades on entry, before anything of it rests.
        @inlinable @inline(__always) package static func taking(_ side: Side, _ type: OrderType, _ timeInForce: TimeInForce) -> Traits {
            Traits(bits: UInt32(side.rawValue) | UInt32(type.rawValue) << 1 | UInt32(timeInForce.rawValue) << 4)
        }

        /// Has an `OrderExtra`: something beyond a plain limit order. Then it has an `OrderDetail` too.
        var isSpecial: Bool {
            get { bits & Self.specialBit != 0 }
            set { bits = newValue ? bits | Self.specialBit : bits & ~Self.specialBit }
        }

        /// Has an `OrderDetail`: a name, fills or an `OrderExtra`. Without, what the detail of its slot says is another's.
        var isDetailed: Bool { bits & Self.detailedBit != 0 }

        var state: State {
            get { State(rawValue: bits >> 15 & 3) ?? .ended }
            set { bits = bits & ~Self.stateBits | newValue.rawValue << 15 }
        }

        /// Entered as a limit order, good till cancelled, without flags.
        @inline(__always) var isUnadorned: Bool { bits & Self.optionBits == 0 }

        /// In the book, with nothing beyond a plain limit order: what the short ways are for.
        @inlinable @inline(__always) var restsPlainly: Bool { bits & (Self.stateBits | Self.specialBit) == State.resting.rawValue << 15 }
    }

    ///     ended → resting → ended            in the book
    ///     ended → waiting → fired → resting  for its trigger
    @usableFromInline enum State: UInt32 {
        case ended = 0
        case resting = 1
        case waiting = 2
        /// Triggered, and in the queue of follow-ups.
        case fired = 3
    }
}

/// What most orders do without, so that they cost no cache line more: of an order without one, all of it is 0.
@usableFromInline struct OrderDetail: BitwiseCopyable {
    /// Quantity filled, in lots.
    @usableFromInline var filled: Int64 = 0
    @usableFromInline var clientOrderID: UInt64 = 0
    /// Index of its `OrderExtra`, 0 if it has none.
    @usableFromInline var extra: UInt32 = 0
    @usableFromInline var padding: UInt32 = 0

    @inlinable init(filled: Int64 = 0, clientOrderID: UInt64 = 0) {
        self.filled = filled
        self.clientOrderID = clientOrderID
    }
}

/// What icebergs, dated, waiting, paired and bracket orders need on top. A free one keeps the next free index in `link`.
struct OrderExtra: BitwiseCopyable {
    var displayQuantity: Int64 = 0
    /// Open quantity not shown.
    var hidden: Int64 = 0
    /// Limit once triggered, `none` for market types.
    var price: Price = .none
    var triggerPrice: Price = .none
    var trailingOffset: Int64 = 0
    /// Highest (sell) or lowest (buy) last price since a trailing stop entered.
    var extreme: Int64 = 0
    /// Position in the book's order of arrival.
    var arrival: UInt64 = 0
    var expireTime: Timestamp = 0
    var sibling: OrderID = .none
    var reservePrice: Price = .none
    var stopPrice: Price = .none
    var stopLimitPrice: Price = .none
    var takeProfitPrice: Price = .none
    /// Filled before a replacement (bracket entries); total filled once the exits are queued.
    var filled: Int64 = 0
    var account: UInt32 = 0
    /// `Order.Traits` of the entry, for its exits.
    var traits: UInt32 = 0
    /// 1 for the waiting leg of a pair.
    var sharesReserve: UInt32 = 0
    var link: UInt32 = 0
}

/// An order or a pair of exits waiting to enter, in a binary heap by arrival.
struct Fired: BitwiseCopyable {
    var arrival: UInt64 = 0
    /// A slot with its generation, or the index of an extra whose exits are to enter (generation 0).
    var index: UInt32 = 0
    var generation: UInt32 = 0
}

/// The touch after a command changed it.
struct Touch: BitwiseCopyable, Equatable {
    var sequence: SequenceNumber = 0
    var bid: Price = .none
    var ask: Price = .none
}
