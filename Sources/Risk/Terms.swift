import Market

/// The money side of one instrument: what a trade costs, what an order holds.
///
/// All amounts are units of the quote asset, except where base units are named. Sums of factors that pass `Int64` answer nil.
@usableFromInline package struct Terms: BitwiseCopyable, Sendable {
    @usableFromInline package var baseAsset: AssetID
    @usableFromInline package var quoteAsset: AssetID
    @usableFromInline package var notionalUnits: Int64
    @usableFromInline package var lotUnits: Int64
    @usableFromInline package var makerFeePPM: UInt32
    @usableFromInline package var takerFeePPM: UInt32
    /// The fee rate a resting buy holds funds for: the higher of the two, for it may trade as either.
    @usableFromInline package var heldFeePPM: UInt32
    /// Next instrument with the same base asset, plus one; 0 ends the chain.
    @usableFromInline package var nextOfBase: UInt32 = 0
    /// The price at which holdings are valued: the last trade's, or the reference before it; `none` without either.
    @usableFromInline package var mark: Price

    package init(_ instrument: Instrument) {
        baseAsset = instrument.baseAsset
        quoteAsset = instrument.quoteAsset
        notionalUnits = instrument.notionalUnits
        lotUnits = instrument.lotUnits
        makerFeePPM = instrument.makerFeePPM
        takerFeePPM = instrument.takerFeePPM
        heldFeePPM = max(instrument.makerFeePPM, instrument.takerFeePPM)
        mark = instrument.referencePrice
    }

    @inlinable package static var partsPerWhole: Int64 { 1_000_000 }

    /// Price × quantity in quote units. Factors are not negative, so a partial product that overflows means the whole does.
    @inlinable @inline(__always) package func notional(_ price: Price, _ quantity: Quantity) -> Int64? {
        let (lots, overflowA) = price.ticks.multipliedReportingOverflow(by: quantity.lots)
        let (units, overflowB) = lots.multipliedReportingOverflow(by: notionalUnits)
        return overflowA || overflowB ? nil : units
    }

    /// The part of `notional` that `ppm` names, rounded half to even.
    @inlinable package static func fee(_ notional: Int64, ppm: UInt32) -> Int64 {
        if ppm == 0 { return 0 }
        let (quotient, remainder) = partsPerMillion(notional, ppm)
        #if WALRAS_PLANTED_BUGS
        if PlantedBug.isOn(.feeRoundedUp) { return remainder > 0 ? quotient + 1 : quotient }
        #endif
        let half = partsPerWhole / 2
        return remainder > half || (remainder == half && quotient & 1 == 1) ? quotient + 1 : quotient
    }

    /// The same, rounded up: what is held for it.
    @inlinable @inline(__always) package static func feeCeiling(_ notional: Int64, ppm: UInt32) -> Int64 {
        if ppm == 0 { return 0 }
        let (quotient, remainder) = partsPerMillion(notional, ppm)
        return remainder > 0 ? quotient + 1 : quotient
    }

    @inlinable @inline(__always) static func partsPerMillion(_ notional: Int64, _ ppm: UInt32) -> (quotient: Int64, remainder: Int64) {
        let (product, overflow) = notional.multipliedReportingOverflow(by: Int64(ppm))
        if !overflow { return product.quotientAndRemainder(dividingBy: partsPerWhole) }
        return partsPerWhole.dividingFullWidth(notional.multipliedFullWidth(by: Int64(ppm)))
    }

    /// What an order with this much open holds: quote units for a buy, base units for a sell. Nil if that passes `Int64`.
    ///
    /// A pure function of what the book knows, so no amount is stored per order and releases telescope exactly.
    @inlinable @inline(__always) package func reserve(_ side: Side, _ open: Quantity, at price: Price) -> Int64? {
        let (units, overflow) = holding(side, open, at: price)
        return overflow ? nil : units
    }

    /// The same for an order whose reserve was found to fit when it was larger; overflow is a fault here and traps.
    @inlinable @inline(__always) package func held(_ side: Side, _ open: Quantity, at price: Price) -> Int64 {
        let (units, overflow) = holding(side, open, at: price)
        precondition(!overflow, "a reserve that fitted fits when it is smaller")
        return units
    }

    /// Both sides' are computed and one is taken: nobody can predict the side, and a wrong guess costs more.
    @inlinable @inline(__always) func holding(_ side: Side, _ open: Quantity, at price: Price) -> (units: Int64, overflow: Bool) {
        let (base, overflowA) = open.lots.multipliedReportingOverflow(by: lotUnits)
        let (lots, overflowB) = price.ticks.multipliedReportingOverflow(by: open.lots)
        let (notional, overflowC) = lots.multipliedReportingOverflow(by: notionalUnits)
        let fits = overflowB || overflowC ? 0 : notional
        let (quote, overflowD) = fits.addingReportingOverflow(Self.feeCeiling(fits, ppm: heldFeePPM))
        return side == .sell ? (base, overflowA) : (quote, overflowB || overflowC || overflowD)
    }

    /// Value of `units` of the base asset at `price`, in quote units; parts of a lot count nothing, and more than `Int64.max` counts as that.
    package func value(ofBase units: Int64, at price: Price) -> Int64 {
        // Dividing by 1, which many instruments ask for, takes as long as by anything else.
        notional(price, Quantity(lots: lotUnits == 1 ? units : units / lotUnits)) ?? .max
    }
}
