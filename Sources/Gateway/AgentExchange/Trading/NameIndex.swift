/// From a name in bytes to its number, for small sets of names known in advance: open addressing over length, first and last byte.
struct NameIndex: Sendable {
    private var places: [UInt8]
    private var names: [(text: StaticString, number: UInt8)] = []
    private let mask: Int
    private static var empty: UInt8 { .max }

    /// - Precondition: names are distinct and not empty, and fewer than 120.
    init(_ names: [(StaticString, UInt8)]) {
        precondition(names.count < 120, "more names than a byte counts")
        places = Array(repeating: Self.empty, count: 256)
        mask = 255
        for (text, number) in names {
            precondition(text.hasPointerRepresentation && text.utf8CodeUnitCount > 0, "names are texts")
            let bytes = unsafe UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
            precondition(unsafe find(bytes) == nil, "\(text) twice")
            var place = unsafe Self.place(bytes) & mask
            while places[place] != Self.empty { place = (place + 1) & mask }
            places[place] = UInt8(self.names.count)
            self.names.append((text, number))
        }
    }

    func find(_ bytes: UnsafeRawBufferPointer) -> UInt8? {
        guard bytes.count > 0 else { return nil }
        var place = unsafe Self.place(bytes) & mask
        while places[place] != Self.empty {
            let entry = names[Int(places[place])]
            if unsafe Self.equal(entry.text, bytes) { return entry.number }
            place = (place + 1) & mask
        }
        return nil
    }

    private static func place(_ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe bytes.count &* 31 &+ Int(bytes[0]) &* 7 &+ Int(bytes[bytes.count - 1]) &* 13
    }

    private static func equal(_ text: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard text.utf8CodeUnitCount == bytes.count else { return false }
        for index in 0..<bytes.count where unsafe text.utf8Start[index] != bytes[index] { return false }
        return true
    }
}
