/// Header fields of a message that is sent: one run of bytes, as HTTP/1.1 writes them, and the lengths HTTP/2 needs.
@usableFromInline struct HTTPFields: Sendable {
    /// Each `name: value` and a line end.
    private(set) var bytes: [UInt8] = []
    private(set) var lengths: [Lengths] = []

    struct Lengths: Sendable, BitwiseCopyable {
        let name: UInt16
        let value: UInt16
    }

    /// Adds a field; the name in lower case. A byte no value may hold becomes a space (RFC 9110 §5.5), so nobody injects a line.
    ///
    /// - Parameter isSafe: whether it is known that there is no such byte.
    mutating func add(_ name: StaticString, _ value: UnsafeRawBufferPointer, isSafe: Bool = false) {
        precondition(value.count <= HTTPLimits.headBytesMax, "a field value as long as a whole head")
        let nameCount = name.utf8CodeUnitCount
        bytes.append(addingCapacity: nameCount + value.count + 4) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                let line = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                unsafe line.copyMemory(from: UnsafeRawBufferPointer(start: name.utf8Start, count: nameCount))
                unsafe line[nameCount] = UInt8(ascii: ":")
                unsafe line[nameCount + 1] = UInt8(ascii: " ")
                let end = nameCount + 2 + value.count
                unsafe UnsafeMutableRawBufferPointer(rebasing: line[nameCount + 2..<end]).copyMemory(from: value)
                unsafe line[end] = 13
                unsafe line[end + 1] = 10
                count += end + 2
            }
        }
        if !isSafe { blank(bytes.count - 2 - value.count..<bytes.count - 2) }
        lengths.append(Lengths(name: UInt16(nameCount), value: UInt16(value.count)))
    }

    mutating func add(_ name: StaticString, _ value: [UInt8]) { unsafe value.withUnsafeBytes { unsafe add(name, $0) } }

    mutating func add(_ name: StaticString, _ value: String) {
        var value = value
        value.withUTF8 { unsafe add(name, UnsafeRawBufferPointer($0)) }
    }

    mutating func add(_ name: StaticString, decimal value: Int) {
        let text = DecimalText(value)
        unsafe text.withBytes { unsafe add(name, $0, isSafe: true) }
    }

    private mutating func blank(_ value: Range<Int>) {
        guard !bytes.span.isFieldValue(value) else { return }
        for index in value where !bytes[index].isFieldValue { bytes[index] = 0x20 }
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
    }
}
