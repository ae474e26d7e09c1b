import Security

/// 128 bits that name something everywhere (RFC 9562), as two words in the order of the text.
@usableFromInline package struct UUID: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    package static let bytesCount = 16
    package static let textBytes = 36
    @usableFromInline package let high: UInt64
    @usableFromInline package let low: UInt64

    @inlinable package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A random one (version 4).
    package static func random() throws(SecurityError) -> UUID {
        let bytes = try SecureRandom.bytes(bytesCount)
        let (high, low) = (word(bytes.span, 0), word(bytes.span, 8))
        return UUID(high: high & ~0xf000 | 0x4000, low: low & ~(3 << 62) | 1 << 63)
    }

    /// Nil unless there are exactly 16 bytes.
    package init?(stored bytes: [UInt8]) {
        guard bytes.count == Self.bytesCount else { return nil }
        self.init(high: Self.word(bytes.span, 0), low: Self.word(bytes.span, 8))
    }

    /// Reads `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, of any version, in either case; nil for anything else.
    package init?(_ text: Span<UInt8>) {
        guard text.count == Self.textBytes else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for index in text.indices {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard text[index] == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Hex.value(of: text[index]) else { return nil }
            if digits < 16 { words.0 = words.0 << 4 | UInt64(digit) } else { words.1 = words.1 << 4 | UInt64(digit) }
            digits += 1
        }
        self.init(high: words.0, low: words.1)
    }

    package init?(_ text: [UInt8]) { self.init(text.span) }
    package init?(_ text: String) { self.init(Array(text.utf8).span) }

    package var bytes: [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> UInt64(56 - $0 % 8 * 8)) }
    }

    /// Appends the 36 characters of the text, in lower case.
    package func write(to text: inout [UInt8]) {
        var characters = InlineArray<36, UInt8>(repeating: UInt8(ascii: "-"))
        Self.write(digits(high >> 32), 0..<8, &characters, at: 0)
        Self.write(digits(high), 0..<4, &characters, at: 9)
        Self.write(digits(high), 4..<8, &characters, at: 14)
        Self.write(digits(low >> 32), 0..<4, &characters, at: 19)
        Self.write(digits(low >> 32), 4..<8, &characters, at: 24)
        Self.write(digits(low), 0..<8, &characters, at: 28)
        unsafe characters.span.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
    }

    /// The eight hex digits of the lower 32 bits, the first in the lowest byte.
    private func digits(_ word: UInt64) -> UInt64 {
        var nibbles = word & 0xffff_ffff
        nibbles = (nibbles << 16 | nibbles) & 0x0000_ffff_0000_ffff
        nibbles = (nibbles << 8 | nibbles) & 0x00ff_00ff_00ff_00ff
        nibbles = (nibbles << 4 | nibbles) & 0x0f0f_0f0f_0f0f_0f0f
        // 1 in every byte that holds ten or more: letters come 0x27 later than the digits would.
        let letters = (nibbles + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return (nibbles + 0x3030_3030_3030_3030 + letters * 0x27).byteSwapped
    }

    private static func write(_ digits: UInt64, _ range: Range<Int>, _ text: inout InlineArray<36, UInt8>, at start: Int) {
        for place in range { text[start + place - range.lowerBound] = UInt8(truncatingIfNeeded: digits >> UInt64(place * 8)) }
    }

    @usableFromInline package var description: String {
        var text: [UInt8] = []
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    var version: UInt64 { high >> 12 & 15 }

    /// Eight bytes, most significant first.
    private static func word(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
        (start..<start + 8).reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
    }
}
