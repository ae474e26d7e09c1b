/// Writes one JSON text after another into bytes that keep their memory.
///
/// Commas come by themselves. What the caller must keep right, and a precondition checks, is that brackets match;
/// that members have keys and elements none is up to the caller.
@usableFromInline package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false
    private var depth = 0

    package init() {}

    /// Goes on behind what `bytes` holds, taking its memory; `finish(into:)` gives it back.
    package init(taking bytes: inout [UInt8]) {
        swap(&self.bytes, &bytes)
    }

    /// Moves the text out, and the old memory of `bytes` in.
    package mutating func finish(into bytes: inout [UInt8]) {
        precondition(depth == 0, "an object or array of the JSON is still open")
        swap(&self.bytes, &bytes)
        reset()
    }

    /// Forgets the text and keeps its memory.
    package mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
        depth = 0
    }

    // MARK: containers

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        beginObject()
        body(&self)
        endObject()
    }

    package mutating func array(_ body: (inout JSONWriter) -> Void) {
        beginArray()
        body(&self)
        endArray()
    }

    /// The name of the next value; it must need no escapes.
    package mutating func key(_ name: StaticString) {
        name.withUTF8Buffer { utf8 in
            unsafe token(Self.mark(needsComma), UInt8(ascii: "\""), UnsafeRawBufferPointer(utf8), UInt8(ascii: "\""), UInt8(ascii: ":"))
        }
        needsComma = false
    }

    /// A name that is known only when it is written. Literals are for the other one, which is many times as fast.
    @_disfavoredOverload
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: values

    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { unsafe string(utf8: UnsafeRawBufferPointer($0)) }
    }

    package mutating func string(_ text: StaticString) {
        text.withUTF8Buffer { unsafe string(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// Bytes that are UTF-8.
    package mutating func string(utf8 text: UnsafeRawBufferPointer) {
        guard unsafe JSONEscapes.areNeeded(in: text) else { return unsafe plain(text) }
        defer { needsComma = true }
        separate()
        bytes.append(UInt8(ascii: "\""))
        var plain = 0
        for offset in text.indices where unsafe JSONEscapes.isNeeded(text[offset]) {
            unsafe bytes.append(contentsOf: text[plain..<offset])
            let byte = unsafe text[offset]
            escape(byte)
            plain = offset + 1
        }
        unsafe bytes.append(contentsOf: text[plain...])
        bytes.append(UInt8(ascii: "\""))
    }

    /// A string that is known to need no escapes.
    package mutating func plain(_ text: UnsafeRawBufferPointer) {
        unsafe token(Self.mark(needsComma), UInt8(ascii: "\""), text, UInt8(ascii: "\""), Self.nothing)
        needsComma = true
    }

    @inlinable package mutating func integer(_ value: some FixedWidthInteger) { integer(UInt64(value.magnitude), isNegative: value < 0) }

    @usableFromInline mutating func integer(_ magnitude: UInt64, isNegative: Bool) {
        number(magnitude, isNegative: isNegative, places: 0, isTrimmed: false, quote: Self.nothing)
    }

    /// `units` of 10^-scale as a string of digits with `scale` places behind the point, or without the zeros at the end.
    package mutating func decimal(units: Int64, scale: Int, trimmed: Bool = false) {
        number(units.magnitude, isNegative: units < 0, places: scale, isTrimmed: trimmed, quote: UInt8(ascii: "\""))
    }

    /// The same as a JSON number, for contracts that want numbers.
    package mutating func decimalNumber(units: Int64, scale: Int, trimmed: Bool = false) {
        number(units.magnitude, isNegative: units < 0, places: scale, isTrimmed: trimmed, quote: Self.nothing)
    }

    /// A statistic, with as many digits as it takes to read it back; JSON has no numbers that are not finite.
    package mutating func number(_ value: Double) {
        precondition(value.isFinite, "JSON has no \(value)")
        raw(value.description.utf8)
    }

    package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
    package mutating func null() { raw("null") }

    /// Something that is one JSON value already.
    package mutating func raw(_ json: StaticString) {
        json.withUTF8Buffer { unsafe token(Self.mark(needsComma), Self.nothing, UnsafeRawBufferPointer($0), Self.nothing, Self.nothing) }
        needsComma = true
    }

    /// Members of an object as they are to stand there, with commas between them: what is always said in the same words.
    package mutating func members(_ json: StaticString) { raw(json) }

    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    // MARK: bytes

    /// Stands for no byte in a token; JSON has no such byte.
    private static let nothing: UInt8 = 0

    private static func mark(_ needsComma: Bool) -> UInt8 { needsComma ? UInt8(ascii: ",") : nothing }

    /// Appends text between marks in one go: growing the array costs more than the copy.
    @inline(__always)
    private mutating func token(_ comma: UInt8, _ before: UInt8, _ text: UnsafeRawBufferPointer, _ after: UInt8, _ end: UInt8) {
        bytes.append(addingCapacity: text.count + 4) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                func put(_ byte: UInt8) {
                    guard byte != Self.nothing else { return }
                    unsafe buffer[count] = byte
                    count += 1
                }
                put(comma)
                put(before)
                unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]).copyMemory(from: text)
                count += text.count
                put(after)
                put(end)
            }
        }
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
        depth += 1
    }

    private mutating func close(_ bracket: UInt8) {
        precondition(depth > 0, "more objects and arrays of the JSON closed than opened")
        bytes.append(bracket)
        needsComma = true
        depth -= 1
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            bytes.append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
        }
    }

    /// At least one digit before the point and, unless trimmed, exactly `places` behind it.
    private mutating func number(_ value: UInt64, isNegative: Bool, places: Int, isTrimmed: Bool, quote: UInt8) {
        precondition((0...ScaledDecimal.scaleMax).contains(places), "a scale of 0 to \(ScaledDecimal.scaleMax)")
        var text = DigitText(value)
        text.begin(withDigits: places + 1)
        if places > 0 { text.insertPoint(places, isTrimmed: isTrimmed) }
        if isNegative { text.insertSign() }
        unsafe text.bytes.span.withUnsafeBytes { buffer in
            unsafe token(Self.mark(needsComma), quote, UnsafeRawBufferPointer(rebasing: buffer[text.start..<text.end]), quote, Self.nothing)
        }
        needsComma = true
    }
}
