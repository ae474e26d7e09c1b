/// The decimal digits of an integer on their way to a text: eight are made at a time, with a point and a sign put among them.
struct DigitText {
    /// The text ends where this does, unless it was trimmed; room in front for a sign and a point.
    private(set) var bytes = InlineArray<32, UInt8>(repeating: UInt8(ascii: "0"))
    private(set) var start: Int
    private(set) var end = 32

    private static let eight: UInt64 = 100_000_000

    init(_ value: UInt64) {
        let (upper, last) = value.quotientAndRemainder(dividingBy: Self.eight)
        let (first, middle) = upper.quotientAndRemainder(dividingBy: Self.eight)
        let words = (Self.digits(first), Self.digits(middle), Self.digits(last))
        var bytes = bytes
        var span = bytes.mutableSpan
        unsafe span.withUnsafeMutableBytes { buffer in
            unsafe buffer.storeBytes(of: words.0.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe buffer.storeBytes(of: words.1.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe buffer.storeBytes(of: words.2.littleEndian, toByteOffset: 24, as: UInt64.self)
        }
        self.bytes = bytes
        start = first > 0 ? 8 + Self.zeros(words.0) : middle > 0 ? 16 + Self.zeros(words.1) : 24 + Self.zeros(words.2)
    }

    /// Eight digits of a number below 10^8, the first in the lowest byte: halves of four digits, then pairs, then single ones, in lanes.
    private static func digits(_ value: UInt64) -> UInt64 {
        let (high, low) = value.quotientAndRemainder(dividingBy: 10_000)
        let fours = high | low << 32
        // 10486 / 2^20 is 1/100 to four digits, 103 / 2^10 is 1/10 to two; no product leaves its lane.
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
        let pairs = hundreds | (fours &- 100 &* hundreds) << 16
        let tens = (pairs &* 103) >> 10 & 0x000F_000F_000F_000F
        return (tens | (pairs &- 10 &* tens) << 8) | 0x3030_3030_3030_3030
    }

    /// Zeros in front of the first other digit of eight.
    private static func zeros(_ digits: UInt64) -> Int { min(7, (digits ^ 0x3030_3030_3030_3030).trailingZeroBitCount / 8) }

    /// At least so many digits, with zeros in front.
    mutating func begin(withDigits count: Int) { start = min(start, end - count) }

    /// Moves the digits before the last `places` aside for a point. Trimmed, zeros at the end go, and with the last of them the point.
    mutating func insertPoint(_ places: Int, isTrimmed: Bool) {
        let point = end - places - 1
        for index in start...point { bytes[index - 1] = bytes[index] }
        bytes[point] = UInt8(ascii: ".")
        start -= 1
        guard isTrimmed else { return }
        while bytes[end - 1] == UInt8(ascii: "0"), end - 1 > point { end -= 1 }
        if end - 1 == point { end = point }
    }

    mutating func insertSign() {
        start -= 1
        bytes[start] = UInt8(ascii: "-")
    }
}

/// What a JSON string may not hold as it is (RFC 8259 §7).
enum JSONEscapes {
    @inline(__always) static func isNeeded(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Whether any byte needs one; eight bytes at a time.
    static func areNeeded(in text: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        while offset + 8 <= text.count {
            let word = unsafe text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let controls = (word &- 0x2020_2020_2020_2020) & ~word
            guard (controls | zeros(word ^ 0x2222_2222_2222_2222) | zeros(word ^ 0x5C5C_5C5C_5C5C_5C5C)) & 0x8080_8080_8080_8080 == 0 else { return true }
            offset += 8
        }
        while offset < text.count {
            if unsafe isNeeded(text[offset]) { return true }
            offset += 1
        }
        return false
    }

    /// The highest bit of some byte is set if, and only if, one of the eight is zero.
    @inline(__always) private static func zeros(_ word: UInt64) -> UInt64 { (word &- 0x0101_0101_0101_0101) & ~word }
}
