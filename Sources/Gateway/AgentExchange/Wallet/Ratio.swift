extension APIError.Decimal {
    /// A sum of units over how many there were, in units, rounded half away from zero; 0 for none.
    static func average(_ sum: Int64, of count: Int) -> APIError.Decimal { .init(ratio(sum, of: Int64(count), scale: 0).units) }

    /// `part / whole` to so many places, rounded half away from zero; 0 if there is no whole.
    static func ratio(_ part: Int64, of whole: Int64, percent: Bool = false, scale: Int = 8) -> APIError.Decimal {
        guard whole != 0 else { return .init(0, scale: scale) }
        var power: Int128 = percent ? 100 : 1
        for _ in 0..<scale { power *= 10 }
        let (product, overflow) = (Int128(part) * power).multipliedReportingOverflow(by: 2)
        let magnitude = overflow ? Int128.max : (product.magnitude > Int128.max.magnitude ? .max : Int128(product.magnitude))
        let divisor = Int128(whole.magnitude)
        let rounded = (magnitude + divisor) / (2 * divisor)
        let isNegative = (part < 0) != (whole < 0)
        return .init(Int64(clamping: isNegative ? -rounded : rounded), scale: scale)
    }
}
