import Market

/// What one trade moves, in whole units, before anything is moved.
@usableFromInline package struct TradeMoney: BitwiseCopyable, Sendable, Equatable {
    /// Quote units the buyer owes the seller.
    @usableFromInline package var gross: Int64
    /// Base units the seller owes the buyer.
    @usableFromInline package var base: Int64
    @usableFromInline package var buyerFee: Int64
    @usableFromInline package var sellerFee: Int64
    /// Quote units that leave the buyer's locked funds; what the trade does not need of them becomes available.
    /// A buyer who takes holds nothing and pays from available: 0.
    @usableFromInline package var buyerRelease: Int64
    /// The base units come from the seller's locked funds.
    @usableFromInline package var sellerHolds: Bool

    @inlinable package init(gross: Int64, base: Int64, buyerFee: Int64, sellerFee: Int64, buyerRelease: Int64, sellerHolds: Bool) {
        self.gross = gross
        self.base = base
        self.buyerFee = buyerFee
        self.sellerFee = sellerFee
        self.buyerRelease = buyerRelease
        self.sellerHolds = sellerHolds
    }
}

extension Terms {
    /// Money of a trade event.
    ///
    /// `reservePrice` is what the maker, in an auction the buyer, holds funds at; `takerLimit` is the limit of the order that is entering,
    /// `none` for a market order.
    ///
    /// A buyer's fee never passes what the order still holds for it (a taker with a limit counts as holding the reserve of its open
    /// quantity): many small fills may each round up, and their sum must still fit the one reserve that was checked on entry.
    @inlinable package func money(of trade: Event, reservePrice: Price, takerLimit: Price) -> TradeMoney {
        let gross = trade.price.ticks * trade.quantity.lots * notionalUnits
        let base = trade.quantity.lots * lotUnits
        if trade.flags.contains(.auction) {
            let release = released(trade.leaves, trade.quantity, at: reservePrice)
            return TradeMoney(
                gross: gross, base: base, buyerFee: min(Self.fee(gross, ppm: makerFeePPM), release - gross),
                sellerFee: Self.fee(gross, ppm: makerFeePPM), buyerRelease: release, sellerHolds: true)
        }
        if trade.side == .buy {
            var fee = Self.fee(gross, ppm: takerFeePPM)
            if fee > 0, !takerLimit.isNone {
                fee = min(fee, released(trade.leaves, trade.quantity, at: takerLimit) - gross)
            }
            return TradeMoney(
                gross: gross, base: base, buyerFee: fee, sellerFee: Self.fee(gross, ppm: makerFeePPM), buyerRelease: 0, sellerHolds: true)
        }
        let release = released(trade.otherLeaves, trade.quantity, at: reservePrice)
        return TradeMoney(
            gross: gross, base: base, buyerFee: min(Self.fee(gross, ppm: makerFeePPM), release - gross),
            sellerFee: Self.fee(gross, ppm: takerFeePPM), buyerRelease: release, sellerHolds: false)
    }

    /// What a buy stops holding when `traded` of it trades and `leaves` stay open.
    @inlinable func released(_ leaves: Quantity, _ traded: Quantity, at price: Price) -> Int64 {
        held(.buy, Quantity(lots: leaves.lots + traded.lots), at: price) - held(.buy, leaves, at: price)
    }
}
