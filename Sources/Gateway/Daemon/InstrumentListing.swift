import Engine
import Market

/// An instrument as an operator names it: decimals as text, checked and turned into ticks, lots and units when it is listed.
package struct InstrumentListing: Sendable, Equatable {
    package var base: String
    package var quote: String
    /// Smallest step of price, in quote currency.
    package var tick: ScaledNumber
    /// Smallest step of quantity, in base currency.
    package var lot: ScaledNumber
    package var maxPrice: ScaledNumber
    package var minNotional: ScaledNumber
    package var referencePrice: ScaledNumber?
    package var makerFeePPM: UInt32 = 1000
    package var takerFeePPM: UInt32 = 1000
    package var bandPPM: UInt32 = 0
    package var pausePPM: UInt32 = 0
    package var pauseWindowSeconds: Int64 = 60
    package var pauseDurationSeconds: Int64 = 30
    package var marketProtectionPPM: UInt32 = 0

    /// Every asset is counted in units of 10^-8.
    package static let scale: UInt8 = 8

    /// A decimal number as an integer of 10^-8.
    package typealias ScaledNumber = Int64

    package var symbol: String { base + quote }

    package init(_ base: String, _ quote: String, tick: ScaledNumber, lot: ScaledNumber, maxPrice: ScaledNumber, minNotional: ScaledNumber = 100_000_000, referencePrice: ScaledNumber? = nil) {
        self.base = base
        self.quote = quote
        self.tick = tick
        self.lot = lot
        self.maxPrice = maxPrice
        self.minNotional = minNotional
        self.referencePrice = referencePrice
    }

    /// Nil if a price times a quantity would not always be a whole number of units, or a name is not one.
    package func instrument(base: AssetID, quote: AssetID) -> Instrument? {
        let (product, overflow) = tick.multipliedReportingOverflow(by: lot)
        guard tick > 0, lot > 0, !overflow, product % 100_000_000 == 0, product > 0, let name = Name(symbol), maxPrice >= tick else { return nil }
        var instrument = Instrument(
            name: name, baseAsset: base, quoteAsset: quote, tickUnits: tick, lotUnits: lot, notionalUnits: product / 100_000_000,
            minPrice: Price(ticks: 1), maxPrice: Price(ticks: min(maxPrice / tick, Instrument.priceSpanMax)))
        instrument.minNotional = Amount(units: minNotional)
        instrument.makerFeePPM = makerFeePPM
        instrument.takerFeePPM = takerFeePPM
        instrument.bandPPM = bandPPM
        instrument.pausePPM = pausePPM
        instrument.pauseWindow = pauseWindowSeconds * 1_000_000_000
        instrument.pauseDuration = pauseDurationSeconds * 1_000_000_000
        instrument.marketProtectionPPM = marketProtectionPPM
        if let referencePrice { instrument.referencePrice = Price(ticks: referencePrice / tick) }
        return instrument
    }

    /// What a new exchange lists unless it is told otherwise: eight crypto pairs against USDT, at prices of the order they traded at in 2024.
    package static let standard: [InstrumentListing] = [
        InstrumentListing("BTC", "USDT", tick: 1_000_000, lot: 1_000, maxPrice: 1_000_000_000_000_000, referencePrice: 6_450_000_000_000),
        InstrumentListing("ETH", "USDT", tick: 1_000_000, lot: 10_000, maxPrice: 100_000_000_000_000, referencePrice: 342_000_000_000),
        InstrumentListing("SOL", "USDT", tick: 1_000_000, lot: 100_000, maxPrice: 10_000_000_000_000, referencePrice: 15_000_000_000),
        InstrumentListing("BNB", "USDT", tick: 1_000_000, lot: 100_000, maxPrice: 10_000_000_000_000, referencePrice: 58_000_000_000),
        InstrumentListing("XRP", "USDT", tick: 10_000, lot: 10_000_000, maxPrice: 1_000_000_000_000, referencePrice: 60_000_000),
        InstrumentListing("ADA", "USDT", tick: 10_000, lot: 10_000_000, maxPrice: 1_000_000_000_000, referencePrice: 40_000_000),
        InstrumentListing("DOGE", "USDT", tick: 1_000, lot: 100_000_000, maxPrice: 100_000_000_000, referencePrice: 12_000_000),
        InstrumentListing("LTC", "USDT", tick: 1_000_000, lot: 100_000, maxPrice: 10_000_000_000_000, referencePrice: 7_000_000_000),
    ]
}
