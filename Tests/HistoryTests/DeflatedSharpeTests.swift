import History
import Testing

@Suite struct `A deflated Sharpe ratio` {
    /// Nine returns of 0 and one of 0.1: mean 0.01, nine deviations of −0.01 and one of 0.09.
    private let returns = [0, 0, 0, 0.1, 0, 0, 0, 0, 0, 0]

    private func near(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool { abs(value - expected) <= tolerance }

    @Test func `of one trial is the ratio over its own error`() {
        let result = DeflatedSharpe(returns: returns, trials: 1, annualization: 1)
        // Variance (9 × 0.0001 + 0.0081) / 10 = 0.0009, deviation 0.03, ratio 0.01 / 0.03.
        #expect(near(result.observedSharpe, 1.0 / 3))
        // Third moment (−9 × 10^-6 + 729 × 10^-6) / 10 = 72 × 10^-6, over 27 × 10^-6.
        #expect(near(result.skewness, 8.0 / 3))
        // Fourth moment (9 + 6561) × 10^-8 / 10 = 657 × 10^-8, over 81 × 10^-8, less 3.
        #expect(near(result.kurtosis, 46.0 / 9))
        #expect(result.expectedMaxSharpe == 0)
        // (1 − 8/3 × 1/3 + (46/9 − 1)/4 × 1/9) / 10 = (1/9 + 37/324) / 10 = 73/3240, and a third over its root.
        #expect(near(result.deflatedSharpe, (1.0 / 3) / (73.0 / 3240).squareRoot()))
        // Φ(2.2206996305928).
        #expect(near(result.pValue, 0.98681434375572, 1e-12) && result.isSignificant)
    }

    @Test func `falls with the number of trials`() {
        let result = DeflatedSharpe(returns: returns, trials: 100, annualization: 252)
        // ln 100 = 4.605170186, √(2 × that) = 3.034854259; 3.034854259 × (1 − 0.5772156649 / 9.210340372) + 0.5772156649 / 3.034854259,
        // where the second and third terms are equal but for the sign, for L = s²/2.
        #expect(near(result.expectedMaxSharpe, 3.034854258770, 1e-9))
        #expect(near(result.observedSharpe, 252.0.squareRoot() / 3))
        #expect(result.deflatedSharpe < DeflatedSharpe(returns: returns, trials: 2, annualization: 252).deflatedSharpe)
    }

    @Test(arguments: [0, 0.1, -3e-7, 1e12])
    func `of equal returns has no spread`(value: Double) {
        let result = DeflatedSharpe(returns: Array(repeating: value, count: 11), trials: 2, annualization: 252)
        #expect(result.observedSharpe == 0 && result.skewness == 0 && result.kurtosis == 0)
        // −E over √(1/11).
        #expect(near(result.deflatedSharpe, -result.expectedMaxSharpe * 11.0.squareRoot(), 1e-12) && !result.isSignificant)
    }

    @Test func `keeps a variance of the estimate above zero`() {
        // Nine times 0.01 and once 0.010001: so high a ratio that the formula's variance is far from 0, or below it.
        let steady = DeflatedSharpe(returns: Array(repeating: 0.01, count: 9) + [0.010001], trials: 1, annualization: 525_600)
        #expect(steady.deflatedSharpe.isFinite && (0...1).contains(steady.pValue))
        for extreme in [1e12, 1e-12, Double.leastNonzeroMagnitude] {
            let result = DeflatedSharpe(returns: Array(repeating: -extreme, count: 9_999) + [extreme], trials: 100_000, annualization: 525_600)
            for value in [result.observedSharpe, result.deflatedSharpe, result.pValue, result.skewness, result.kurtosis] { #expect(value.isFinite) }
        }
    }
}
