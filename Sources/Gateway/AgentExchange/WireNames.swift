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

extension SelfTradePrevention {
    var wireName: StaticString {
        switch self {
        case .none: "NONE"
        case .cancelNewest: "EXPIRE_TAKER"
        case .cancelOldest: "EXPIRE_MAKER"
        case .cancelBoth: "EXPIRE_BOTH"
        case .decrement: "DECREMENT"
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
        let words: InlineArray<4, UInt64> = [
            Self.hexadecimal(uuid.high >> 32), Self.hexadecimal(uuid.high), Self.hexadecimal(uuid.low >> 32), Self.hexadecimal(uuid.low),
        ]
        let places: InlineArray<8, Int> = [0, 4, 9, 14, 19, 24, 28, 32]
        for half in 0..<8 {
            let digits = words[half / 2] >> (half % 2 * 32)
            for digit in 0..<4 { text[places[half] + digit] = UInt8(truncatingIfNeeded: digits >> (8 * digit)) }
        }
        unsafe text.span.withUnsafeBytes { unsafe plain($0) }
    }

    /// The lower half of `value` as eight characters, the first in the lowest byte.
    private static func hexadecimal(_ value: UInt64) -> UInt64 {
        var word = UInt64(UInt32(truncatingIfNeeded: value).byteSwapped)
        word = (word | word << 16) & 0x0000_FFFF_0000_FFFF
        word = (word | word << 8) & 0x00FF_00FF_00FF_00FF
        word = (word >> 4 | word << 8) & 0x0F0F_0F0F_0F0F_0F0F
        // Ten and more are letters, 39 characters behind where digits would go on.
        let letters = (word &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return word &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }

    /// With milliseconds; null for none.
    mutating func time(_ nanoseconds: Timestamp?) {
        guard let nanoseconds else { return null() }
        let text = ISOTime.text(nanoseconds)
        unsafe text.span.withUnsafeBytes { unsafe plain($0) }
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
