import JSON
import Market

// What numbers of this interface are on an instrument.
extension Catalog.Listed {
    var baseScale: Int { Int(base.scale) }
    var quoteScale: Int { Int(quote.scale) }

    /// The price in ticks: one between two ticks is rounded as told. Nil unless it is a number above zero that fits.
    func price(_ text: UnsafeRawBufferPointer, _ rounding: DecimalRounding) -> Price? {
        guard let units = unsafe Self.units(text, quoteScale, rounding) else { return nil }
        let (ticks, rest) = units.quotientAndRemainder(dividingBy: instrument.tickUnits)
        return Price(ticks: rest > 0 && rounding == .up ? ticks + 1 : ticks)
    }

    /// The quantity in lots, cut to the step. Nil unless it is a number above zero that fits.
    func quantity(_ text: UnsafeRawBufferPointer) -> Quantity? {
        guard let units = unsafe Self.units(text, baseScale, .down) else { return nil }
        return Quantity(lots: units / instrument.lotUnits)
    }

    private static func units(_ text: UnsafeRawBufferPointer, _ scale: Int, _ rounding: DecimalRounding) -> Int64? {
        do {
            let units = try unsafe ScaledDecimal.parse(text, scale: scale, rounding: rounding)
            // Cut to nothing is something else than nothing: `1E-20` is a number above zero.
            let isZero = try units == 0 && (unsafe ScaledDecimal.parse(text, scale: scale, rounding: .up)) == 0
            return units < 0 || isZero ? nil : units
        } catch {
            return nil
        }
    }

    func amount(_ price: Price) -> APIError.Decimal { .init(Self.product(price.ticks, instrument.tickUnits), scale: quoteScale) }
    func amount(_ quantity: Quantity) -> APIError.Decimal { .init(Self.product(quantity.lots, instrument.lotUnits), scale: baseScale) }

    /// What several orders of one price add up to may be more than one of them could be: it is shown as the most there can be.
    private static func product(_ count: Int64, _ units: Int64) -> Int64 { Int64(clamping: Int128(count) * Int128(units)) }
}
