/// A name of up to 16 ASCII bytes, stored inline: `BTCUSDT`, `USDT`, `600519`.
@usableFromInline package struct Name: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    @usableFromInline package var low: UInt64
    @usableFromInline package var high: UInt64
    @inlinable package static var bytesMax: Int { 16 }

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Nil unless `text` is 1 to 16 printable ASCII characters.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (1...Self.bytesMax).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        low = 0
        high = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 { low |= UInt64(byte) << (8 * UInt64(index)) } else { high |= UInt64(byte) << (8 * UInt64(index - 8)) }
        }
    }

    /// Whether `init(_:)` could have made it: what comes over the wire is any 16 bytes.
    package var isValid: Bool {
        var ended = false
        for index in 0..<Self.bytesMax {
            let byte = UInt8(truncatingIfNeeded: (index < 8 ? low : high) >> (8 * UInt64(index & 7)))
            if byte == 0 { ended = true } else if ended || byte <= 0x20 || byte >= 0x7F { return false }
        }
        return low != 0
    }

    @usableFromInline package var description: String {
        var bytes: [UInt8] = []
        for word in [low, high] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                let byte = UInt8(truncatingIfNeeded: word >> shift)
                if byte != 0 { bytes.append(byte) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What the ledger counts in: one unit is 10^-scale of the asset.
@usableFromInline package struct Asset: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var name: Name
    @usableFromInline package var scale: UInt8
    package init(name: Name, scale: UInt8) {
        self.name = name
        self.scale = scale
    }
    @inlinable package static var scaleMax: UInt8 { 12 }
}

/// A tradable pair and its rules. Parts per million (`PPM`) throughout for ratios; 0 switches a rule off.
@usableFromInline package struct Instrument: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var name: Name
    @usableFromInline package var baseAsset: AssetID
    @usableFromInline package var quoteAsset: AssetID
    /// Quote units per tick, for one whole base asset. A price of `t` ticks is `t × tickUnits` quote units per base asset.
    @usableFromInline package var tickUnits: Int64
    /// Base units per lot.
    @usableFromInline package var lotUnits: Int64
    /// Quote units per tick and lot: `tickUnits × lotUnits / 10^baseScale`, which must be whole, so that no trade is ever rounded.
    @usableFromInline package var notionalUnits: Int64
    /// Lowest and highest price an order may name, both inclusive; at most `priceSpanMax` apart.
    @usableFromInline package var minPrice: Price
    @usableFromInline package var maxPrice: Price
    @usableFromInline package var minQuantity: Quantity
    @usableFromInline package var maxQuantity: Quantity
    /// Smallest `price × quantity` a limit order may have, in quote units.
    @usableFromInline package var minNotional: Amount
    @usableFromInline package var makerFeePPM: UInt32
    @usableFromInline package var takerFeePPM: UInt32
    /// Static price band: orders and executions stay within ± this part of the reference price.
    @usableFromInline package var bandPPM: UInt32
    /// Volatility pause: an execution further than this from the price at the start of the window stops trading.
    @usableFromInline package var pausePPM: UInt32
    @usableFromInline package var pauseWindow: Timestamp
    @usableFromInline package var pauseDuration: Timestamp
    /// How far beyond the touch (or its trigger) a market order may trade.
    @usableFromInline package var marketProtectionPPM: UInt32
    /// Reference price before the first trade; `none` if there is none.
    @usableFromInline package var referencePrice: Price
    /// The phase it is listed in.
    @usableFromInline package var phase: Phase

    @inlinable package static var priceSpanMax: Int64 { 1 << 31 - 2 }
    /// Highest price, in ticks: twice as much still fits 64 bits, so no band around a price does not.
    @inlinable package static var priceMax: Int64 { 1 << 61 }
    @inlinable package static var quantityMax: Int64 { 1 << 47 }
    /// Parts an order may show one after the other: each is a step of matching, and costs an event.
    @inlinable package static var icebergPartsMax: Int64 { 1_000 }
    @inlinable package static var feePPMMax: UInt32 { 100_000 }

    package init(
        name: Name, baseAsset: AssetID, quoteAsset: AssetID, tickUnits: Int64, lotUnits: Int64, notionalUnits: Int64,
        minPrice: Price, maxPrice: Price
    ) {
        self.name = name
        self.baseAsset = baseAsset
        self.quoteAsset = quoteAsset
        self.tickUnits = tickUnits
        self.lotUnits = lotUnits
        self.notionalUnits = notionalUnits
        self.minPrice = minPrice
        self.maxPrice = maxPrice
        minQuantity = Quantity(lots: 1)
        // The most of the base asset there can be is as much as anybody may ask for.
        maxQuantity = Quantity(lots: min(Self.quantityMax, .max / max(1, lotUnits)))
        minNotional = .zero
        makerFeePPM = 0
        takerFeePPM = 0
        bandPPM = 0
        pausePPM = 0
        pauseWindow = 0
        pauseDuration = 0
        marketProtectionPPM = 0
        referencePrice = .none
        phase = .continuous
    }
}
