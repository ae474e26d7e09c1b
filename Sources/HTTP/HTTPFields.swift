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
    mutating func add(_ name: StaticString, _ value: some Sequence<UInt8>) {
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        let start = bytes.count
        for byte in value { bytes.append(byte.isFieldValue ? byte : 0x20) }
        let count = bytes.count - start
        precondition(count <= HTTPLimits.headBytesMax, "a field value as long as a whole head")
        bytes.append(13)
        bytes.append(10)
        lengths.append(Lengths(name: UInt16(name.utf8CodeUnitCount), value: UInt16(count)))
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
    }
}
