import Glibc

/// Functions of the C library that statistics need, to its precision of about one unit in the last place.
package enum Mathematics {
    /// Natural logarithm.
    package static func logarithm(_ x: Double) -> Double { log(x) }

    /// Φ: how likely a standard normal variable is at most `x`. Exact in both tails, where one less a small number would not be.
    package static func normalDistribution(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
}
