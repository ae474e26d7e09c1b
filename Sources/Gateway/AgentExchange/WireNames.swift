import History
import Identity
import JSON
import Market

extension Side {
    var wireName: StaticString { self == .buy ? "buy" : "sell" }
}

extension TimeInForce {
    var wireName: StaticString {
        switch self {
        case .gtc: "GTC"
        case .ioc: "IOC"
        case .fok: "FOK"
        case .gtd: "GTD"
        case .day: "DAY"
        }
    }
}

extension BlotterOrder.Status {
    var wireName: StaticString {
        switch self {
        case .pending: "pending"
        case .partiallyFilled: "partially_filled"
        case .filled: "filled"
        case .canceled: "cancelled"
        case .expired: "expired"
        case .rejected: "rejected"
        }
    }
}

extension CancelReason {
    var wireName: StaticString {
        switch self {
        case .none: "none"
        case .byOwner: "by_owner"
        case .byOwnerAll: "by_owner_all"
        case .immediateOrCancel: "immediate_or_cancel"
        case .fillOrKill: "fill_or_kill"
        case .noLiquidity: "no_liquidity"
        case .expired: "expired"
        case .selfTrade: "self_trade"
        case .oneCancelsOther: "one_cancels_other"
        case .priceBand: "price_band"
        case .volatilityPause: "volatility_pause"
        case .marketProtection: "market_protection"
        case .insufficientBalance: "insufficient_balance"
        case .instrumentClosed: "instrument_closed"
        case .matchLimit: "match_limit"
        case .replaced: "replaced"
        case .accountHalted: "account_halted"
        case .postOnlyWouldTake: "post_only_would_take"
        case .accountReduceOnly: "account_reduce_only"
        }
    }
}

// Values of this interface in JSON.
extension JSONWriter {
    mutating func uuid(_ uuid: UUID) {
        var text = InlineArray<36, UInt8>(repeating: UInt8(ascii: "-"))
        var place = 0
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 { place += 1 }
            let value = UInt8(truncatingIfNeeded: (digit < 16 ? uuid.high : uuid.low) >> UInt64(60 - digit % 16 * 4) & 15)
            text[place] = value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a")
            place += 1
        }
        unsafe text.span.withUnsafeBytes { unsafe string(utf8: $0) }
    }

    /// With milliseconds; null for none.
    mutating func time(_ nanoseconds: Timestamp?) {
        guard let nanoseconds else { return null() }
        let text = ISOTime.text(nanoseconds)
        unsafe text.span.withUnsafeBytes { unsafe string(utf8: $0) }
    }

    mutating func text(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    mutating func decimal(_ decimal: APIError.Decimal) { self.decimal(units: decimal.units, scale: decimal.scale) }

    mutating func decimal(_ decimal: APIError.Decimal?) {
        if let decimal { self.decimal(decimal) } else { null() }
    }

    /// Null for no price.
    mutating func decimal(_ price: Price, _ listed: Catalog.Listed) {
        if price.isNone { null() } else { decimal(listed.amount(price)) }
    }
}
