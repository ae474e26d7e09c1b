package enum DecimalRounding: Hashable, Sendable {
    /// Toward zero.
    case down
    /// Away from zero.
    case up
    /// To the nearer, a tie to the even one.
    case halfEven
    /// Refuses what has more digits than the scale, unless they are zeros.
    case exact
}

/// Why a text is no amount; offsets are bytes from its start.
package enum DecimalError: Error, Hashable {
    case malformed(offset: Int)
    case tooManyDigits
    case exponentOutOfRange
    /// Does not fit 64 bits at this scale.
    case overflow
    /// More digits behind the point than the scale has.
    case inexact
}

extension DecimalError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let offset): "is not a decimal number (byte \(offset))"
        case .tooManyDigits: "has more than \(ScaledDecimal.digitsMax) digits"
        case .exponentOutOfRange: "has an exponent beyond ±\(ScaledDecimal.exponentMax)"
        case .overflow: "is too large"
        case .inexact: "has too many digits behind the point"
        }
    }
}

/// Decimal text as a whole number of units of 10^-scale, by integer arithmetic alone.
package enum ScaledDecimal {
    /// Digits before the exponent, leading zeros included.
    package static let digitsMax = 64
    /// Of the exponent's absolute value: any amount that fits is written with less.
    package static let exponentMax = 64
    package static let scaleMax = 18

    /// `[+-] digits [. digits] [e|E [+-] digits]`: as in JSON, but with a plus sign and leading zeros allowed.
    package static func parse(
        _ text: UnsafeRawBufferPointer, scale: Int, rounding: DecimalRounding
    ) throws(DecimalError) -> Int64 {
        precondition((0...scaleMax).contains(scale), "a scale of 0 to \(scaleMax)")
        let shape = try unsafe Shape(text)
        let shift = shape.exponent - shape.fractionDigits + scale
        // Of all digits so many are kept; the first one dropped and whether anything but zeros follows decide the rounding.
        let kept = shape.digits + min(shift, 0)
        var magnitude: UInt64 = 0
        var firstDropped: UInt8 = 0
        var rest = false
        var position = 0
        for offset in shape.start..<shape.end {
            let digit = unsafe text[offset] &- UInt8(ascii: "0")
            guard digit < 10 else { continue }
            if position < kept {
                magnitude = try append(digit, to: magnitude)
            } else if position == kept {
                firstDropped = digit
            } else if digit != 0 {
                rest = true
            }
            position += 1
        }
        if kept < 0 {
            rest = rest || firstDropped != 0
            firstDropped = 0
        }
        if magnitude != 0, shift > 0 {
            for _ in 0..<shift { magnitude = try append(0, to: magnitude) }
        }
        if firstDropped != 0 || rest {
            let isUp: Bool
            switch rounding {
            case .exact: throw .inexact
            case .down: isUp = false
            case .up: isUp = true
            case .halfEven: isUp = firstDropped > 5 || (firstDropped == 5 && (rest || magnitude % 2 == 1))
            }
            if isUp {
                let (sum, overflow) = magnitude.addingReportingOverflow(1)
                guard !overflow else { throw .overflow }
                magnitude = sum
            }
        }
        guard magnitude <= (shape.isNegative ? Int64.min.magnitude : Int64.max.magnitude) else { throw .overflow }
        return shape.isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
    }

    package static func parse(_ text: String, scale: Int, rounding: DecimalRounding) throws(DecimalError) -> Int64 {
        var text = text
        let outcome = text.withUTF8 { buffer in
            Result { () throws(DecimalError) in try unsafe parse(UnsafeRawBufferPointer(buffer), scale: scale, rounding: rounding) }
        }
        return try outcome.get()
    }

    private static func append(_ digit: UInt8, to magnitude: UInt64) throws(DecimalError) -> UInt64 {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        guard !overflow, !carry else { throw .overflow }
        return sum
    }

    /// Where the digits stand and what the point and the exponent make of them.
    private struct Shape {
        var isNegative = false
        /// The bytes with the digits and the point.
        var start = 0
        var end = 0
        var digits = 0
        var fractionDigits = 0
        var exponent = 0

        init(_ text: UnsafeRawBufferPointer) throws(DecimalError) {
            var offset = 0
            isNegative = unsafe Self.sign(text, &offset)
            start = offset
            digits = try unsafe Self.skipDigits(text, &offset)
            if offset < text.count, unsafe text[offset] == UInt8(ascii: ".") {
                offset += 1
                fractionDigits = try unsafe Self.skipDigits(text, &offset)
                digits += fractionDigits
            }
            end = offset
            guard digits <= ScaledDecimal.digitsMax else { throw .tooManyDigits }
            if offset < text.count, unsafe text[offset] | 0x20 == UInt8(ascii: "e") {
                offset += 1
                try unsafe readExponent(text, &offset)
            }
            guard offset == text.count else { throw .malformed(offset: offset) }
        }

        private static func sign(_ text: UnsafeRawBufferPointer, _ offset: inout Int) -> Bool {
            guard offset < text.count, unsafe text[offset] == UInt8(ascii: "-") || text[offset] == UInt8(ascii: "+") else { return false }
            defer { offset += 1 }
            return unsafe text[offset] == UInt8(ascii: "-")
        }

        /// At least one.
        private static func skipDigits(_ text: UnsafeRawBufferPointer, _ offset: inout Int) throws(DecimalError) -> Int {
            let first = offset
            while offset < text.count, unsafe text[offset] &- UInt8(ascii: "0") < 10 { offset += 1 }
            guard offset > first else { throw .malformed(offset: offset) }
            return offset - first
        }

        private mutating func readExponent(_ text: UnsafeRawBufferPointer, _ offset: inout Int) throws(DecimalError) {
            let isBelow = unsafe Self.sign(text, &offset)
            let first = offset
            _ = try unsafe Self.skipDigits(text, &offset)
            for place in first..<offset where exponent <= ScaledDecimal.exponentMax {
                exponent = unsafe exponent * 10 + Int(text[place] &- UInt8(ascii: "0"))
            }
            guard exponent <= ScaledDecimal.exponentMax else { throw .exponentOutOfRange }
            if isBelow { exponent = -exponent }
        }
    }
}
