/// Return against risk, from equities at full hours (AgentExchange contract §7.1). Statistics: floating point, and no money.
package struct EquityRatios: Equatable, Sendable {
    /// Annualised; 0 where there is no return, or none that differs.
    package var sharpe = 0.0
    /// The same with the deviation of the losses only.
    package var sortino = 0.0
    /// The deepest fall from a peak, in percent of the peak.
    package var maxDrawdownPercent = 0.0
    /// The longest run of hours below a peak.
    package var drawdownRun = 0

    /// Hours of a year, by which ratios are annualised.
    private static let hoursPerYear = 8_760.0
    /// What money earns without risk in an hour.
    private static let riskFree = 0.04 / hoursPerYear
    /// Equities looked at: the latest.
    package static let equitiesMax = 5_000

    package init(hourly equities: [Int64]) {
        let equities = equities.suffix(Self.equitiesMax).map(Double.init)
        let excess = zip(equities.dropFirst(), equities).compactMap { $1 > 0 ? $0 / $1 - 1 - Self.riskFree : nil }
        let annual = Self.hoursPerYear.squareRoot()
        let mean = Self.mean(excess)
        let deviation = Self.deviation(excess)
        if deviation > 0 { sharpe = mean / deviation * annual }
        let downside = Self.deviation(excess.filter { $0 < 0 })
        if downside > 0 { sortino = mean / downside * annual }
        var (peak, run) = (-Double.infinity, 0)
        for equity in equities {
            if equity >= peak { (peak, run) = (equity, 0) } else { run += 1 }
            drawdownRun = max(drawdownRun, run)
            if peak > 0 { maxDrawdownPercent = max(maxDrawdownPercent, (peak - equity) / peak * 100) }
        }
    }

    private static func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

    /// Of the population. Rounding leaves values that are all the same a deviation just above 0: it counts as none.
    private static func deviation(_ values: [Double]) -> Double {
        let mean = mean(values)
        let deviation = mean.isFinite && !values.isEmpty
            ? (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot() : 0
        return deviation > 1e-12 ? deviation : 0
    }
}
