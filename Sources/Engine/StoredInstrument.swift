import Market

/// An asset as it is stored: no gaps between its fields.
struct StoredAsset: BitwiseCopyable {
    var nameLow: UInt64
    var nameHigh: UInt64
    var scale: UInt64

    init(_ asset: Asset) {
        nameLow = asset.name.low
        nameHigh = asset.name.high
        scale = UInt64(asset.scale)
    }

    var asset: Asset { Asset(name: Name(low: nameLow, high: nameHigh), scale: UInt8(truncatingIfNeeded: scale)) }
}

/// An instrument as it is stored: no gaps between its fields, so that its bytes can be hashed.
struct StoredInstrument: BitwiseCopyable {
    var nameLow: UInt64
    var nameHigh: UInt64
    var tickUnits, lotUnits, notionalUnits: Int64
    var minPrice, maxPrice: Int64
    var minQuantity, maxQuantity: Int64
    var minNotional: Int64
    var pauseWindow, pauseDuration: Int64
    var referencePrice: Int64
    var baseAsset, quoteAsset: UInt32
    var makerFeePPM, takerFeePPM: UInt32
    var bandPPM, pausePPM: UInt32
    var marketProtectionPPM: UInt32
    var phase: UInt32

    init(_ instrument: Instrument) {
        nameLow = instrument.name.low
        nameHigh = instrument.name.high
        tickUnits = instrument.tickUnits
        lotUnits = instrument.lotUnits
        notionalUnits = instrument.notionalUnits
        minPrice = instrument.minPrice.ticks
        maxPrice = instrument.maxPrice.ticks
        minQuantity = instrument.minQuantity.lots
        maxQuantity = instrument.maxQuantity.lots
        minNotional = instrument.minNotional.units
        pauseWindow = instrument.pauseWindow
        pauseDuration = instrument.pauseDuration
        referencePrice = instrument.referencePrice.ticks
        baseAsset = instrument.baseAsset.rawValue
        quoteAsset = instrument.quoteAsset.rawValue
        makerFeePPM = instrument.makerFeePPM
        takerFeePPM = instrument.takerFeePPM
        bandPPM = instrument.bandPPM
        pausePPM = instrument.pausePPM
        marketProtectionPPM = instrument.marketProtectionPPM
        phase = UInt32(instrument.phase.rawValue)
    }

    /// Nil if the phase has no such number: the bytes are not an instrument.
    var instrument: Instrument? {
        guard let phase = UInt8(exactly: phase).flatMap(Phase.init) else { return nil }
        var instrument = Instrument(
            name: Name(low: nameLow, high: nameHigh), baseAsset: AssetID(rawValue: baseAsset), quoteAsset: AssetID(rawValue: quoteAsset),
            tickUnits: tickUnits, lotUnits: lotUnits, notionalUnits: notionalUnits, minPrice: Price(ticks: minPrice),
            maxPrice: Price(ticks: maxPrice))
        instrument.minQuantity = Quantity(lots: minQuantity)
        instrument.maxQuantity = Quantity(lots: maxQuantity)
        instrument.minNotional = Amount(units: minNotional)
        instrument.pauseWindow = pauseWindow
        instrument.pauseDuration = pauseDuration
        instrument.referencePrice = Price(ticks: referencePrice)
        instrument.makerFeePPM = makerFeePPM
        instrument.takerFeePPM = takerFeePPM
        instrument.bandPPM = bandPPM
        instrument.pausePPM = pausePPM
        instrument.marketProtectionPPM = marketProtectionPPM
        instrument.phase = phase
        return instrument
    }
}
