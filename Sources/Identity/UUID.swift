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
        for place in 0..<32 {
            if place == 8 || place == 12 || place == 16 || place == 20 { text.append(UInt8(ascii: "-")) }
            let digit = UInt8(truncatingIfNeeded: (place < 16 ? high : low) >> UInt64(60 - place % 16 * 4) & 15)
            text.append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
        }
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
