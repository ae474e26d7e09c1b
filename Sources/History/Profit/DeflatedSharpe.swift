import IO

/// How much of a Sharpe ratio is left once the best of many trials was picked (AgentExchange contract §7.3; Bailey and López de Prado, 2014).
package struct DeflatedSharpe: Equatable, Sendable {
    package let observedSharpe: Double
    /// What the best of so many trials without any skill would be expected to show.
    package let expectedMaxSharpe: Double
    package let deflatedSharpe: Double
    /// Φ of the deflated ratio: above 0.95 it is significant.
    package let pValue: Double
    package let skewness: Double
    /// In excess of 3, that of a normal distribution.
    package let kurtosis: Double

    package var isSignificant: Bool { pValue > 0.95 }

    /// Returns of one series.
    package static let returnsAllowed = 10...10_000
    package static let trialsAllowed = 1...100_000
    /// Periods of a year; a minute is the shortest.
    package static let annualizationAllowed = 1...525_600
    /// Largest return, either way: a million millions. Fourth powers of ten thousand such are far from the end of what a `Double` holds.
    package static let returnMax = 1e12
    private static let eulerMascheroni = 0.5772156649
    private static let varianceMin = 1e-12

    /// - Parameter returns: each finite and at most `returnMax` either way, as many as are allowed; likewise the others.
    package init(returns: [Double], trials: Int, annualization: Int) {
        precondition(Self.returnsAllowed.contains(returns.count) && Self.trialsAllowed.contains(trials), "more returns or trials than are allowed")
        let count = Double(returns.count)
        let mean = returns.reduce(0, +) / count
        func moment(_ power: Int) -> Double {
            returns.reduce(0) { sum, value in sum + (0..<power).reduce(1) { product, _ in product * (value - mean) } } / count
        }
        // Equal returns have a mean that is rounded, and would vary by that.
        let variance = returns.allSatisfy { $0 == returns[0] } ? 0 : moment(2)
        let deviation = variance.squareRoot()
        // What is too small for its powers is no variation either.
        let varies = variance * variance > 0
        observedSharpe = varies ? mean / deviation * Double(annualization).squareRoot() : 0
        skewness = varies ? moment(3) / (variance * deviation) : 0
        kurtosis = varies ? moment(4) / (variance * variance) - 3 : 0
        if trials == 1 {
            expectedMaxSharpe = 0
        } else {
            let logarithm = Mathematics.logarithm(Double(trials))
            let scale = (2 * logarithm).squareRoot()
            expectedMaxSharpe = scale * (1 - Self.eulerMascheroni / (2 * logarithm)) + Self.eulerMascheroni / scale
        }
        let spread = (1 - skewness * observedSharpe + (kurtosis - 1) / 4 * observedSharpe * observedSharpe) / count
        deflatedSharpe = (observedSharpe - expectedMaxSharpe) / max(spread, Self.varianceMin).squareRoot()
        pValue = Mathematics.normalDistribution(deflatedSharpe)
    }
}
