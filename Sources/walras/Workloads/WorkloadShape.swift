/// What kind of market a generated workload imitates.
struct WorkloadShape: Sendable {
    var name: String
    var summary: String
    var symbols: Int
    /// Orders resting in all books together, before the timed commands and, about, after each of them.
    var resting: Int
    /// Ticks around the start price that orders may name.
    var halfRange: Int32
    /// Ticks the mid may wander from the start price.
    var wander: Int32
    /// The mid of a symbol moves by this many ticks in one of `stepEvery` commands for it.
    var stepTicks: Int32
    var stepEvery: Int
    var distances: DistanceDistribution

    static let startPrice: Int32 = 1 << 21

    static let all: [WorkloadShape] = [base, deep, multi, wide]

    static let base = WorkloadShape(
        name: "base", summary: "one symbol, 30,000 resting orders", symbols: 1, resting: 30_000, halfRange: 1_600, wander: 400,
        stepTicks: 1, stepEvery: 1_024, distances: .geometric(percent: 4, limit: 1_200))
    static let deep = WorkloadShape(
        name: "deep", summary: "one symbol, 1,000,000 resting orders", symbols: 1, resting: 1_000_000, halfRange: 1_600, wander: 400,
        stepTicks: 1, stepEvery: 1_024, distances: .geometric(percent: 1, limit: 1_200))
    static let multi = WorkloadShape(
        name: "multi", summary: "1,000 symbols interleaved, 100 resting orders each", symbols: 1_000, resting: 100_000, halfRange: 1_600,
        wander: 400, stepTicks: 1, stepEvery: 64, distances: .geometric(percent: 10, limit: 1_200))
    static let wide = WorkloadShape(
        name: "wide", summary: "as base, with prices spread over 2^20 ticks on either side", symbols: 1, resting: 30_000,
        halfRange: 1 << 20 + 1 << 16, wander: 1 << 15, stepTicks: 64, stepEvery: 1_024, distances: .uniform(below: 1 << 20))
}
