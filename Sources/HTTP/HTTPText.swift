/// What bytes mean in HTTP text (RFC 9110 §5.5, §5.6).
extension UInt8 {
    /// `tchar` of RFC 9110 §5.6.2.
    @inline(__always) var isToken: Bool {
        let low: UInt64 = 0x03ff_6cfa_0000_0000
        let high: UInt64 = 0x57ff_ffff_c7ff_fffe
        return self < 128 && ((self < 64 ? low : high) &>> UInt64(self & 63)) & 1 == 1
    }

    /// Allowed in a field value: everything but control bytes other than tab.
    @inline(__always) var isFieldValue: Bool { self >= 0x20 ? self != 0x7f : self == 0x09 }

    @inline(__always) var isBlank: Bool { self == 0x20 || self == 0x09 }
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
    @inline(__always) var isVisible: Bool { self > 0x20 && self < 0x7f }
    @inline(__always) var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// Value of a hexadecimal digit.
    @inline(__always) var hexValue: Int? {
        switch self {
        case 0x30...0x39: Int(self - 0x30)
        case 0x41...0x46: Int(self - 0x41 + 10)
        case 0x61...0x66: Int(self - 0x61 + 10)
        default: nil
        }
    }

    /// Allowed in `uri-host [":" port]` (RFC 3986 §3.2.2), brackets of an IPv6 address included; not `@`, so no user.
    var isAuthority: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}

extension Span<UInt8> {
    /// Whether the bytes of a range are these, letters of either case; `text` in lower case.
    func equals(_ range: Range<Int>, ignoringCase text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { other in
            for index in 0..<range.count where unsafe self[range.lowerBound + index].lowercased != other[index] { return false }
            return true
        }
    }

    /// The range without blanks at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    /// Hands out the comma-separated elements of a field value that are not empty (RFC 9110 §5.6.1).
    func elements(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = range.lowerBound
        while start <= range.upperBound {
            var end = start
            while end < range.upperBound, self[end] != UInt8(ascii: ",") { end += 1 }
            let element = trimmed(start..<end)
            if !element.isEmpty { body(element) }
            start = end + 1
        }
    }

    /// Whether a list has this element, letters of either case.
    func list(_ range: Range<Int>, has text: StaticString) -> Bool {
        var found = false
        elements(range) { if equals($0, ignoringCase: text) { found = true } }
        return found
    }

    /// Whether all bytes of a range may stand in a field value; eight at a time.
    func isFieldValue(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            let word = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
            // A byte below 0x20 borrows into its top bit unless that was set; 0x7f becomes zero under the exclusive or.
            let ones: UInt64 = 0x0101_0101_0101_0101
            let tops: UInt64 = 0x8080_8080_8080_8080
            let controls = (word &- ones &* 0x20) & ~word & tops
            let deletes = word ^ (ones &* 0x7f)
            if controls | ((deletes &- ones) & ~deletes & tops) != 0 {
                for place in index..<index + 8 where !self[place].isFieldValue { return false }
            }
            index += 8
        }
        while index < range.upperBound {
            if !self[index].isFieldValue { return false }
            index += 1
        }
        return true
    }
}

/// A number in digits, for a moment.
struct DecimalText {
    private var digits = InlineArray<20, UInt8>(repeating: 0)
    private var start = 20

    /// - Parameter value: not below zero, as all numbers in heads.
    init(_ value: Int) {
        var rest = value.magnitude
        while rest >= 100 {
            let (hundreds, pair) = rest.quotientAndRemainder(dividingBy: 100)
            put(UInt8(truncatingIfNeeded: pair))
            rest = hundreds
        }
        put(UInt8(truncatingIfNeeded: rest))
        if rest < 10 { start += 1 }
    }

    /// Two digits in front; 205 / 2048 is a tenth of what is below a hundred.
    @inline(__always) private mutating func put(_ pair: UInt8) {
        let ten = UInt8(truncatingIfNeeded: (UInt16(pair) &* 205) &>> 11)
        digits[start - 2] = 0x30 &+ ten
        digits[start - 1] = 0x30 &+ pair &- 10 &* ten
        start -= 2
    }

    func withBytes(_ read: (UnsafeRawBufferPointer) -> Void) {
        unsafe digits.span.withUnsafeBytes { unsafe read(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }
}

extension [UInt8] {
    /// Appends a number that is not below zero in digits.
    package mutating func append(decimal value: Int) {
        let text = DecimalText(value)
        unsafe text.withBytes { unsafe append(contentsOf: $0) }
    }
}
