import Market
import Security

/// A client's text name of an order as the 63 bits the engine keeps, and back where that is possible.
///
///     62 61 60                                 0
///     | 0 0 | the number itself                |   digits without a leading zero, 1 … 2^61 - 1
///     | 0 1 | up to ten characters, base 65    |   of A-Z a-z 0-9 _ -, reversible
///     | 1 | 62 bits of the text's SHA-256      |   everything else
///
/// The marks keep the three apart, and a binary session refuses numbers from 2^61 on (`BinarySession.clientOrderIDMax`), so its numbers and
/// texts never meet. Logs written before it did hold any 64 bits: what can be no reduced text is shown as the number it is.
enum OrderName {
    /// Characters a name may have.
    static let charactersMax = 64
    /// Characters an idempotency key may have.
    static let keyCharactersMax = 255
    private static let packedCharactersMax = 10
    private static let packedMark: UInt64 = BinarySession.clientOrderIDMax + 1
    private static let hashedMark: UInt64 = 1 << 62
    /// The 64 characters and "no more": 65^10 is less than 2^61.
    private static let base: UInt64 = 65

    static func reduce(_ text: UnsafeRawBufferPointer) -> ClientOrderID {
        unsafe number(text) ?? pack(text) ?? hash(text)
    }

    static func reduce(_ text: String) -> ClientOrderID {
        var text = text
        return text.withUTF8 { unsafe reduce(UnsafeRawBufferPointer($0)) }
    }

    /// The text of a name that has not been hashed, for any 64 bits; nil for a hashed one and for none.
    static func text(_ name: ClientOrderID) -> String? {
        if name == 0 || isHashed(name) { return nil }
        return unpack(name) ?? String(name)
    }

    static func isHashed(_ name: ClientOrderID) -> Bool { name >> 62 == 1 }

    /// The text a packed name was made of; nil if it is none.
    private static func unpack(_ name: ClientOrderID) -> String? {
        guard name >> 61 == 1 else { return nil }
        var rest = name & (packedMark - 1)
        var bytes: [UInt8] = []
        while rest > 0 {
            let digit = Int(rest % base)
            guard digit > 0 else { return nil }
            bytes.append(alphabet[digit - 1])
            rest /= base
        }
        // Eleven characters fit, and digits that are a number, but nothing is packed so.
        return unsafe bytes.withUnsafeBytes { unsafe reduce($0) } == name ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard (1...19).contains(bytes.count), unsafe bytes[0] != UInt8(ascii: "0") else { return nil }
        var value: UInt64 = 0
        for unsafe byte in unsafe bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        return value < packedMark ? value : nil
    }

    private static func pack(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard (1...packedCharactersMax).contains(bytes.count) else { return nil }
        var value: UInt64 = 0
        for unsafe byte in unsafe bytes.reversed() {
            guard let digit = digit(byte) else { return nil }
            value = value * base + digit
        }
        return packedMark | value
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let digest = unsafe SHA256.hash(Array(bytes)).bytes
        return hashedMark | digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } >> 2
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-".utf8)

    /// 1…64.
    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0")) + 1
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(byte - UInt8(ascii: "A")) + 11
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte - UInt8(ascii: "a")) + 37
        case UInt8(ascii: "_"): 63
        case UInt8(ascii: "-"): 64
        default: nil
        }
    }
}
