import Testing

@testable import JSON

struct DecimalTests {
    private func parse(_ text: String, _ scale: Int = 8, _ rounding: DecimalRounding = .exact) -> Result<Int64, DecimalError> {
        Result { () throws(DecimalError) in try ScaledDecimal.parse(text, scale: scale, rounding: rounding) }
    }

    @Test(arguments: [
        ("1E-8", 8, 1), ("1E+1", 0, 10), ("1.5E-05", 8, 1_500), ("-0", 8, 0), ("00", 8, 0), ("0.00000000000", 8, 0), ("+1", 0, 1), ("007.50", 2, 750),
        ("123456789012345678901234567890E-20", 8, 123_456_789_012_345_678), ("1e18", 0, 1_000_000_000_000_000_000), ("9223372036854775807", 0, .max),
        ("-9223372036854775808", 0, .min), ("-92233720368.54775808", 8, .min), ("0E+64", 18, 0), ("1000000000000000000000E-21", 2, 100), ("1", 18, 1_000_000_000_000_000_000),
    ] as [(String, Int, Int64)])
    func `text becomes units`(text: String, scale: Int, units: Int64) {
        #expect(parse(text, scale, .down) == .success(units))
    }

    @Test(arguments: [
        ("", .malformed(offset: 0)), ("-", .malformed(offset: 1)), (".5", .malformed(offset: 0)), ("1.", .malformed(offset: 2)), (".", .malformed(offset: 0)),
        (" 1", .malformed(offset: 0)), ("1 ", .malformed(offset: 1)), ("1,5", .malformed(offset: 1)), ("1e", .malformed(offset: 2)), ("1e+", .malformed(offset: 3)),
        ("--1", .malformed(offset: 1)), ("1.2.3", .malformed(offset: 3)), ("0x10", .malformed(offset: 1)), ("NaN", .malformed(offset: 0)), ("١", .malformed(offset: 0)),
        ("1E65", .exponentOutOfRange), ("0E-99999999999999999999", .exponentOutOfRange), ("1e999999999999", .exponentOutOfRange),
        ("9223372036854775808", .overflow), ("-9223372036854775809", .overflow), ("18446744073709551616", .overflow), ("92233720368.54775808", .overflow), ("1E64", .overflow),
        ("123456789012345678901234567890", .overflow), ("0.000000001", .inexact), ("1E-9", .inexact), ("1.000000000000000000001", .inexact), ("1E-64", .inexact),
    ] as [(String, DecimalError)])
    func `text that is no amount is refused with its reason`(text: String, error: DecimalError) {
        #expect(parse(text, error == .overflow && !text.contains(".") ? 0 : 8) == .failure(error))
    }

    @Test func `digits end at the limit`() {
        let zeros = String(repeating: "0", count: ScaledDecimal.digitsMax - 1)
        #expect(parse(zeros + "7", 0) == .success(7))
        #expect(parse("0." + zeros) == .success(0))
        #expect(parse(zeros + "07") == .failure(.tooManyDigits))
        #expect(parse("0." + zeros + "0") == .failure(.tooManyDigits))
    }

    @Test(arguments: [
        // text, down, up, half even; scale 2
        ("0.005", 0, 1, 0), ("0.015", 1, 2, 2), ("0.0151", 1, 2, 2), ("0.025", 2, 3, 2), ("0.0250000000000000000001", 2, 3, 3), ("-0.015", -1, -2, -2), ("-0.001", 0, -1, 0),
        ("0.0049999", 0, 1, 0), ("1E-30", 0, 1, 0), ("9E-3", 0, 1, 1), ("99.999", 9_999, 10_000, 10_000), ("5E-4", 0, 1, 0), ("1.10", 110, 110, 110),
    ] as [(String, Int64, Int64, Int64)])
    func `what does not fit the scale is rounded as asked`(text: String, down: Int64, up: Int64, halfEven: Int64) {
        #expect(parse(text, 2, .down) == .success(down))
        #expect(parse(text, 2, .up) == .success(up))
        #expect(parse(text, 2, .halfEven) == .success(halfEven))
        if down != up { #expect(parse(text, 2) == .failure(.inexact)) }
    }

    @Test func `rounding up does not go past the largest amount`() {
        #expect(parse("9223372036854775807.1", 0, .down) == .success(.max))
        #expect(parse("9223372036854775807.1", 0, .up) == .failure(.overflow))
        #expect(parse("18446744073709551615.9", 0, .up) == .failure(.overflow))
    }

    @Test func `amounts survive being written and read`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = Seeded(state: seed)
        for _ in 0..<2_000 {
            let scale = Int.random(in: 0...ScaledDecimal.scaleMax, using: &random)
            let units = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
            var writer = JSONWriter()
            writer.array { json in
                json.decimal(units: units, scale: scale)
                json.decimal(units: units, scale: scale, trimmed: true)
                json.decimalNumber(units: units, scale: scale)
            }
            let document = try JSONReader().read(writer.bytes)
            for element in try #require(document.root.elements) {
                #expect(try element.decimal(scale: scale) == units, "seed \(seed)")
            }
        }
    }
}
