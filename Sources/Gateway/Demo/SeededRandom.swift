import Market

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed, everywhere.
struct SeededRandom {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }

    /// From 0 up to, not including, `bound`. Scaled, not rejected: off by less than one in 2^32 for the small bounds of a market.
    mutating func below(_ bound: Int64) -> Int64 { Int64(next().multipliedFullWidth(by: UInt64(bound)).high) }

    mutating func isOne(in count: Int64) -> Bool { below(count) == 0 }
}
