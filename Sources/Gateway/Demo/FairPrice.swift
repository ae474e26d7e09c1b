import Market

/// What an instrument is worth: a geometric random walk that is drawn back to where it began, in integers.
struct FairPrice {
    /// Ticks with `fractionBits` binary places.
    private var raw: Int64
    private let anchor: Int64

    static let fractionBits: Int64 = 20
    /// Ticks of a price that may be walked from: with its binary places it stays an Int64.
    static let ticksMax: Int64 = 1 << 40
    /// Four uniform shocks of up to this many parts per billion make a step: 0.25 basis points of deviation, 45 % a year at ten steps a second.
    static let shockPPB: Int64 = 22_000
    /// Each step takes 2^-16 of the way back, so that it strays about half a percent and, in the long run, nowhere.
    static let pullBits: Int64 = 16

    /// - Parameter anchor: what it is drawn to, 1 to `ticksMax`.
    init(anchor: Price, from price: Price) {
        self.anchor = anchor.ticks << Self.fractionBits
        raw = price.ticks << Self.fractionBits
        keepWithinReach()
    }

    var ticks: Int64 { raw >> Self.fractionBits }

    mutating func walk(_ random: inout SeededRandom) {
        var shock: Int64 = 0
        for _ in 0..<4 { shock += random.below(2 * Self.shockPPB + 1) - Self.shockPPB }
        raw += Int64(Int128(raw) * Int128(shock) / 1_000_000_000)
        raw += (anchor - raw) >> Self.pullBits
        keepWithinReach()
    }

    /// Half to twice the anchor, whatever happens.
    private mutating func keepWithinReach() { raw = min(max(raw, anchor / 2), anchor * 2) }

    /// Goes to a recorded price, in quote units per whole base asset.
    mutating func follow(_ units: Int64, tickUnits: Int64) {
        raw = Int64(clamping: (Int128(units) << Self.fractionBits) / Int128(tickUnits))
        raw = min(max(raw, 1 << Self.fractionBits), Self.ticksMax << Self.fractionBits)
    }
}
