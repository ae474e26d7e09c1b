/// A name of up to 16 ASCII bytes, stored inline: `BTCUSDT`, `USDT`, `600519`.
package struct Name: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    package var low: UInt64
    package var high: UInt64
    package static let bytesMax = 16

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

    package var description: String {
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
package struct Asset: Hashable, Sendable, BitwiseCopyable {
    package var name: Name
    package var scale: UInt8
    package init(name: Name, scale: UInt8) {
        self.name = name
        self.scale = scale
    }
    package static let scaleMax: UInt8 = 12
}

/// A tradable pair and its rules. Parts per million (`PPM`) throughout for ratios; 0 switches a rule off.
package struct Instrument: Hashable, Sendable, BitwiseCopyable {
    package var name: Name
    package var baseAsset: AssetID
    package var quoteAsset: AssetID
    /// Quote units per tick, for one whole base asset. A price of `t` ticks is `t × tickUnits` quote units per base asset.
    package var tickUnits: Int64
    /// Base units per lot.
    package var lotUnits: Int64
    /// Quote units per tick and lot: `tickUnits × lotUnits / 10^baseScale`, which must be whole, so that no trade is ever rounded.
    package var notionalUnits: Int64
    /// Lowest and highest price an order may name, both inclusive; at most `priceSpanMax` apart.
    package var minPrice: Price
    package var maxPrice: Price
    package var minQuantity: Quantity
    package var maxQuantity: Quantity
    /// Smallest `price × quantity` a limit order may have, in quote units.
    package var minNotional: Amount
    package var makerFeePPM: UInt32
    package var takerFeePPM: UInt32
    /// Static price band: orders and executions stay within ± this part of the reference price.
    package var bandPPM: UInt32
    /// Volatility pause: an execution further than this from the price at the start of the window stops trading.
    package var pausePPM: UInt32
    package var pauseWindow: Timestamp
    package var pauseDuration: Timestamp
    /// How far beyond the touch (or its trigger) a market order may trade.
    package var marketProtectionPPM: UInt32
    /// Reference price before the first trade; `none` if there is none.
    package var referencePrice: Price
    /// The phase it is listed in.
    package var phase: Phase

    package static let priceSpanMax: Int64 = 1 << 31 - 2
    package static let quantityMax: Int64 = 1 << 47
    package static let feePPMMax: UInt32 = 100_000

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
        maxQuantity = Quantity(lots: Self.quantityMax)
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
