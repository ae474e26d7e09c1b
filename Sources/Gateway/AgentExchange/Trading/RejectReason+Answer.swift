import Market

extension RejectReason {
    /// How this interface answers the exchange's reasons.
    enum Answer: Equatable {
        /// 400 `ORDER_REJECTED` with this `details.reason`.
        case rejected(String, String)
        /// 422, naming the field.
        case field(String, String)
        case invalidSymbol
        case invalidQuantity
        case insufficientBalance
        case orderNotFound
        case orderNotCancellable
        case accountNotFound
        case accountSuspended
        /// 429, with the account's own limit.
        case tooManyOrders
        /// 503: it has no sequence number and left no trace, so it may be sent again.
        case unavailable(String)
        /// 500: the exchange would have to contradict itself.
        case impossible
    }

    /// What was sequenced has been committed: it is never answered with a 5xx, which clients repeat.
    var answer: Answer {
        switch self {
        case .none: .impossible
        case .unknownSymbol: .invalidSymbol
        case .unknownAccount: .accountNotFound
        case .unknownAsset: .field("asset", "is no asset of this exchange")
        case .invalidPrice: .field("price", "is missing, superfluous, or outside the symbol's range")
        case .invalidQuantity: .invalidQuantity
        case .invalidTriggerPrice: .field("trigger_price", "is missing, superfluous, or outside the symbol's range")
        case .invalidDisplayQuantity: .field("icebergQty", "has to be less than the quantity of a limit order that can rest")
        case .invalidExpireTime: .field("goodTillDate", "has to lie in the future, and goes with GTD alone")
        case .invalidTrailingOffset: .field("trailingDelta", "would put the trigger outside the symbol's range")
        case .invalidExits: .field("bracket", "has to have its exits on either side of the entry")
        case .invalidAmount: .field("amount", "is not an amount that can be moved")
        case .invalidName: .field("name", "is not 1 to 16 printable characters")
        case .invalidInstrument: .field("symbol", "does not fit together")
        case .invalidRiskProfile: .field("risk_profile", "has a negative limit")
        case .invalidPhase: .field("phase", "does not follow the present one")
        case .contradictoryOptions: .field("type", "does not go with the other options")
        case .unknownOrder, .notOwner: .orderNotFound
        case .orderNotOpen: .orderNotCancellable
        case .insufficientBalance: .insufficientBalance
        case .accountNotActive: .accountSuspended
        case .orderRateLimit: .tooManyOrders
        case .storageFull: .unavailable("storage_full")
        case .overloaded: .unavailable("overloaded")
        case .belowMinNotional: .rejected("min_notional", "Price × quantity is below the symbol's minimum.")
        case .duplicateClientOrderID: .rejected("duplicate_client_order_id", "Another order has had this name within 24 hours.")
        case .notAmendable: .rejected("not_amendable", "The order cannot be changed in this way.")
        case .instrumentHalted: .rejected("instrument_halted", "Trading in the symbol is halted.")
        case .instrumentClosed: .rejected("instrument_closed", "The symbol's market is closed.")
        case .notInThisPhase: .rejected("not_in_this_phase", "An auction takes limit orders that can wait, and nothing else.")
        case .priceBand: .rejected("price_band", "The price is outside the symbol's price band.")
        case .postOnlyWouldTake: .rejected("post_only_would_take", "The order would trade at once.")
        case .noLiquidity: .rejected("no_liquidity", "Nobody is on the other side of the book.")
        case .touchMoved: .rejected("touch_moved", "The best price moved further than allowed since the sequence seen.")
        case .seenSequenceTooOld: .rejected("seen_sequence_too_old", "The sequence seen is too old to compare with.")
        case .noReferencePrice: .rejected("no_reference_price", "The symbol has not traded yet.")
        case .accountReduceOnly: .rejected("account_reduce_only", "The account may only sell what it holds.")
        case .dailyLossLimit: .rejected("daily_loss_limit", "The daily loss limit is reached; no orders until 00:00 UTC.")
        case .orderTooSmall: .rejected("order_too_small", "The order's value is below the minimum.")
        case .orderTooLarge: .rejected("order_too_large", "The order's value is above its share of equity.")
        case .positionLimit: .rejected("position_limit_exceeded", "The position would be above its share of equity.")
        case .tooManyOpenOrders: .rejected("max_open_orders_exceeded", "There are too many open orders.")
        case .reduceOnlyWouldIncrease: .rejected("reduce_only_would_increase", "A reduce-only order cannot buy.")
        case .bookFull: .rejected("book_full", "The symbol's book is full.")
        case .tableFull: .rejected("table_full", "A table of the exchange is full.")
        case .overflow: .rejected("overflow", "Price × quantity is more than an amount can be.")
        case .alreadyExists: .rejected("already_exists", "It exists.")
        }
    }
}
