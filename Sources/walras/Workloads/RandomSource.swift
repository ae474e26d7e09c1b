import Market

/// xoshiro256**, seeded through splitmix64: the same numbers on every machine. Not for secrets.
struct RandomSource {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    init(seed: UInt64) {
        var seed = seed
        func next() -> UInt64 {
            seed &+= 0x9E37_79B9_7F4A_7C15
            return mixed(seed)
        }
        state = (next(), next(), next(), next())
    }

    /// A number nobody foresees: for names that must differ from those of an earlier run.
    static func unpredictable() -> UInt64 { UInt64.random(in: 0...UInt64.max) }

    mutating func next() -> UInt64 {
        let scrambled = state.1 &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// A number from 0 up to but without `bound`; uneven by less than bound / 2^64.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}

/// How far from the mid a passive order is put, in ticks from 0.
enum DistanceDistribution {
    /// Thresholds: entry k is 2^64 times the probability of a distance beyond k.
    case geometric(thresholds: [UInt64])
    case uniform(below: Int)

    /// Success probability in percent; distances at `limit` and beyond count as `limit - 1`. All in integers, so it is the same everywhere.
    static func geometric(percent: UInt64, limit: Int) -> Self {
        var thresholds: [UInt64] = []
        var beyond = UInt64.max
        while thresholds.count < limit - 1, beyond > 0 {
            let product = beyond.multipliedFullWidth(by: 100 - percent)
            beyond = UInt64(100).dividingFullWidth(product).quotient
            thresholds.append(beyond)
        }
        return .geometric(thresholds: thresholds)
    }

    func draw(_ random: inout RandomSource) -> Int {
        switch self {
        case .uniform(let bound): return random.below(bound)
        case .geometric(let thresholds):
            let draw = random.next()
            // The first distance whose threshold is at or below the draw.
            var low = 0
            var high = thresholds.count
            while low < high {
                let middle = (low + high) / 2
                if thresholds[middle] <= draw { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}
