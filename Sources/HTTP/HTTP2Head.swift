import CNGHTTP2

/// The head of a message as nghttp2 takes it: names and values in place, nothing allocated here.
enum HTTP2Head {
    /// Three for the status, twenty for the length.
    static let digitsCount = 32

    /// Hands out the fields of an answer; `length` nil: none is said.
    static func withFields(
        _ response: borrowing HTTPResponse, _ length: Int?, _ date: HTTPDate?, _ digits: UnsafeMutablePointer<UInt8>,
        _ body: (UnsafePointer<nghttp2_nv>?, Int) -> Int32
    ) -> Int32 {
        let count = response.extra.lengths.count + 4
        return unsafe withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: count) { fields in
            unsafe response.extra.bytes.withUnsafeBufferPointer { extra in
                unsafe (date?.line ?? []).withUnsafeBufferPointer { line in
                    var used = 0
                    func add(_ field: nghttp2_nv) {
                        unsafe fields.initializeElement(at: used, to: field)
                        used += 1
                    }
                    unsafe add(field(":status", digits, decimal(Int(response.status), digits)))
                    if response.contentType != .none, response.hasBody { unsafe add(field("content-type", response.contentType.name)) }
                    if let length { unsafe add(field("content-length", digits + 4, decimal(length, digits + 4))) }
                    if line.count > HTTPDate.valueOffset, let start = line.baseAddress {
                        unsafe add(field("date", start + HTTPDate.valueOffset, HTTPDate.valueBytes))
                    }
                    if var place = extra.baseAddress {
                        for lengths in response.extra.lengths {
                            let (name, value) = (Int(lengths.name), Int(lengths.value))
                            unsafe add(nghttp2_nv(name: mutable(place), value: mutable(place + name + 2), namelen: name, valuelen: value, flags: 0))
                            unsafe place += name + value + 4
                        }
                    }
                    return unsafe body(UnsafePointer(fields.baseAddress), used)
                }
            }
        }
    }

    static func field(_ name: StaticString, _ value: UnsafePointer<UInt8>, _ count: Int) -> nghttp2_nv {
        unsafe nghttp2_nv(
            name: mutable(name.utf8Start), value: mutable(value), namelen: name.utf8CodeUnitCount, valuelen: count,
            flags: UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue))
    }

    static func field(_ name: StaticString, _ value: StaticString) -> nghttp2_nv {
        var field = unsafe field(name, value.utf8Start, value.utf8CodeUnitCount)
        unsafe field.flags |= UInt8(NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue)
        return unsafe field
    }

    /// nghttp2 takes pointers to mutable bytes and does not change them.
    private static func mutable(_ bytes: UnsafePointer<UInt8>) -> UnsafeMutablePointer<UInt8> { unsafe UnsafeMutablePointer(mutating: bytes) }

    /// Writes the digits and returns how many.
    private static func decimal(_ value: Int, _ target: UnsafeMutablePointer<UInt8>) -> Int {
        var count = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        rest = value
        for place in stride(from: count - 1, through: 0, by: -1) {
            unsafe target[place] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        return count
    }
}
