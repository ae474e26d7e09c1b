import Market

/// SplitMix64 (Steele, Lea, Flood 2014). Every part of a simulation draws from a stream of its own, so that one more draw here changes nothing there.
struct SeededRandom {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// A stream of its own, by name.
    init(_ seed: UInt64, _ stream: Stream, _ index: Int = 0) {
        var mixed = SeededRandom(seed &+ UInt64(stream.rawValue) &* 0xD6E8_FEB8_6659_FD93)
        state = mixed.next() ^ UInt64(index) &* 0xA076_1D64_78BD_642F
    }

    enum Stream: Int { case plan = 1, operation, disk, network, schedule, clock, probe, client }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }

    /// From 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }
    mutating func from(_ low: Int64, to high: Int64) -> Int64 { low + Int64(next().multipliedFullWidth(by: UInt64(high - low + 1)).high) }
    /// True this often in a thousand times.
    mutating func chance(_ permille: Int) -> Bool { below(1000) < permille }
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
