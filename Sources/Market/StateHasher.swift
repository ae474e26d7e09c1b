/// A 64-bit hash of state: fast, the same on every machine and in every build. Not for adversaries.
///
/// Four lanes of multiply-and-rotate over 64-bit words, as in the XXH64 family; little-endian.
@usableFromInline package struct StateHasher: Sendable {
    @usableFromInline var lanes: (UInt64, UInt64, UInt64, UInt64) = (0x60EA_27EE_ADC0_B5D6, 0xC2B2_AE3D_27D4_EB4F, 0, 0x61C8_8646_80B5_83EB)
    @usableFromInline var length: UInt64 = 0

    @inlinable package init() {}

    @inlinable package mutating func combine(_ word: UInt64) {
        lanes = (lanes.1, lanes.2, lanes.3, Self.round(lanes.0, word))
        length &+= 8
    }

    @inlinable package mutating func combine(_ word: some FixedWidthInteger) { combine(UInt64(truncatingIfNeeded: word)) }

    /// Hashes the elements in use of an arena, and how many there are.
    package mutating func combine<Element: BitwiseCopyable>(_ arena: Arena<Element>) {
        combine(arena.count)
        unsafe arena.withBytes { unsafe combine(bytes: $0) }
    }

    /// - Complexity: O(bytes), about 0.1 ns per byte.
    package mutating func combine(bytes: UnsafeRawBufferPointer) {
        var offset = 0
        var (a, b, c, d) = lanes
        while offset + 32 <= bytes.count {
            a = Self.round(a, unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            b = Self.round(b, unsafe bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
            c = Self.round(c, unsafe bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
            d = Self.round(d, unsafe bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
            offset += 32
        }
        lanes = (a, b, c, d)
        length &+= UInt64(offset)
        while offset < bytes.count {
            combine(UInt64(unsafe bytes[offset]))
            offset += 1
        }
    }

    @inlinable package func finalize() -> UInt64 {
        var hash = length &* Self.primeA
        for lane in [lanes.0, lanes.1, lanes.2, lanes.3] { hash = Self.round(hash ^ lane, Self.primeB) }
        hash ^= hash >> 33
        hash = hash &* Self.primeB
        hash ^= hash >> 29
        hash = hash &* Self.primeA
        return hash ^ hash >> 32
    }

    @inlinable @inline(__always) static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        let mixed = lane &+ word &* primeB
        return (mixed << 31 | mixed >> 33) &* primeA
    }

    @inlinable static var primeA: UInt64 { 0x9E37_79B1_85EB_CA87 }
    @inlinable static var primeB: UInt64 { 0xC2B2_AE3D_27D4_EB4F }
}
