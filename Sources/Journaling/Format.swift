import CChecksum

// The log on disk, byte by byte. All integers are little-endian.
//
// A log is a directory of segments named by ten decimal digits and `.wal`, numbered without gaps; the digits are the segment number.
// A segment is a file of fixed size, zero-filled before it gets its name, so that a write to it changes no metadata:
//
//     | segment header, 64 bytes | frame | frame | … | zeros to the end of the file |
//
// Segment header (all zero while the segment is only prepared)
//
//      0  8  magic           "WALRASWL"
//      8  4  version         3
//     12  4  segmentBytes    size of the file
//     16  8  instanceID      random, one per log
//     24  8  segmentNumber   as in the file name
//     32  8  firstSequence   of the next record to be written
//     40  8  salt            random, one per segment
//     48  8  previousChain   chain value of what came before; 0 at the start of the log
//     56  4  flags           bit 1 `afterSync`, as in a frame
//     60  4  headerCRC       CRC-32C of bytes 0..<60
//
// Frame: a header, then `storedBytes` of payload, then zeros up to a multiple of 8.
//
//      0  4  magic           "WFRM"
//      4  1  type            1 records, 2 state hash, 3 mark, 4 seal
//      5  1  flags           bit 0 `lz4`: the payload is one LZ4 block; bit 1 `afterSync`: all that stands before was on disk when this was written
//      6  2  reserved        0
//      8  4  storedBytes     payload as stored
//     12  4  rawBytes        payload after decompression; equal to storedBytes without `lz4`
//     16  4  recordCount     0 unless type 1
//     20  4  payloadCRC      CRC-32C of the stored bytes
//     24  8  firstSequence   type 1: of its first record, the others follow without gaps; else: of the next record to be written
//     32  8  durableSequence the highest sequence that was on disk when this was written
//     40  8  salt            of the segment
//     48  8  previousChain   chain value of the frame or segment header before
//     56  4  reserved        0
//     60  4  headerCRC       CRC-32C of bytes 0..<60
//
// Payloads: records are opaque and stand one after another; a state hash is 8 bytes; a mark (it says how far the log is on disk)
// and a seal (the last frame of a segment: the next segment exists) have none.
//
// The chain value of a header is a 64-bit hash of its 64 bytes (`Chain.value`). Since these hold the chain value before and the
// payload's CRC, whatever is missing, repeated, reordered or from another life of the log breaks the chain.

package enum Format {
    package static let version: UInt32 = 3
    static let segmentMagic: UInt64 = 0x4C57_5341_524C_4157
    static let frameMagic: UInt32 = 0x4D52_4657
    static let headerBytes = 64
    /// Alignment of frames, in bytes; what is searched for frames is searched in these steps.
    static let alignment = 8
    /// The most a raw payload may be, so that a damaged length cannot make a reader allocate without bound.
    package static let frameBytesMax = 32 << 20
    /// Small enough for 32-bit offsets with room to spare.
    package static let segmentBytesMax = 1 << 30
    /// One page; tests use segments of this order.
    package static let segmentBytesMin = 1 << 12
    /// Below this size a payload is not worth compressing.
    static let compressionBytesMin = 2 << 10
    /// Sequences and segment numbers end here: a billion a second for centuries, and no sum of two of them overflows.
    static let sequenceMax: UInt64 = 1 << 62
    static let segmentSuffix = ".wal"
    static let temporarySuffix = ".wal.tmp"

    @inline(__always) static func aligned(_ bytes: Int) -> Int { (bytes + alignment - 1) & ~(alignment - 1) }

    static func segmentName(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits + segmentSuffix
    }

    /// The number in a segment's name, or nil if it is not one.
    static func segmentNumber(ofName name: String) -> UInt64? {
        guard name.hasSuffix(segmentSuffix) else { return nil }
        let digits = name.dropLast(segmentSuffix.utf8.count)
        guard digits.utf8.count >= 10, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt64(digits),
            (1...sequenceMax).contains(number)
        else { return nil }
        return segmentName(number) == name ? number : nil
    }
}

enum Checksum {
    /// CRC-32C as in iSCSI: `123456789` gives `E3069283`.
    @inline(__always) static func crc32c(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        guard let base = bytes.baseAddress else { return 0 }
        return unsafe ~walras_crc32c_update(0xFFFF_FFFF, base, bytes.count)
    }
}

enum Chain {
    /// Folds the eight words of a header, each by a bijection, so that one changed bit always changes the value.
    static func value(_ header: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        for offset in stride(from: 0, to: Format.headerBytes, by: 8) {
            hash ^= UInt64(littleEndian: unsafe header.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            hash = (hash << 29 | hash >> 35) &* 0xBF58_476D_1CE4_E5B9
        }
        return hash ^ hash >> 32
    }
}

struct HeaderFlags: OptionSet {
    var rawValue: UInt8
    static let lz4 = HeaderFlags(rawValue: 1)
    static let afterSync = HeaderFlags(rawValue: 2)
    static let all: HeaderFlags = [.lz4, .afterSync]
}

package enum FrameType: UInt8, Sendable {
    case records = 1
    case stateHash = 2
    /// Says how far the log was on disk, once there is nothing else to write, and on closing.
    case mark = 3
    /// Ends a segment.
    case seal = 4
}

struct SegmentHeader: Equatable {
    var segmentBytes: Int
    var instanceID: UInt64
    var number: UInt64
    var firstSequence: UInt64
    var salt: UInt64
    var previousChain: UInt64
    var flags: HeaderFlags

    func encode(into bytes: UnsafeMutableRawBufferPointer) {
        unsafe bytes.put(Format.segmentMagic, 0)
        unsafe bytes.put(Format.version, 8)
        unsafe bytes.put(UInt32(segmentBytes), 12)
        unsafe bytes.put(instanceID, 16)
        unsafe bytes.put(number, 24)
        unsafe bytes.put(firstSequence, 32)
        unsafe bytes.put(salt, 40)
        unsafe bytes.put(previousChain, 48)
        unsafe bytes.put(UInt32(flags.rawValue), 56)
        unsafe bytes.put(Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[0..<60])), 60)
    }

    /// What 64 bytes hold: nil if they are no intact header of any version.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> (header: SegmentHeader, version: UInt32)? {
        guard unsafe bytes.get(UInt64.self, 0) == Format.segmentMagic,
            unsafe bytes.get(UInt32.self, 60) == Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[0..<60]))
        else { return nil }
        let header = unsafe SegmentHeader(
            segmentBytes: Int(bytes.get(UInt32.self, 12)), instanceID: bytes.get(UInt64.self, 16), number: bytes.get(UInt64.self, 24),
            firstSequence: bytes.get(UInt64.self, 32), salt: bytes.get(UInt64.self, 40), previousChain: bytes.get(UInt64.self, 48),
            flags: HeaderFlags(rawValue: UInt8(truncatingIfNeeded: bytes.get(UInt32.self, 56))))
        return unsafe (header, bytes.get(UInt32.self, 8))
    }
}

struct FrameHeader: Equatable {
    var type: FrameType
    var flags: HeaderFlags
    var storedBytes: Int
    var rawBytes: Int
    var recordCount: Int
    var payloadCRC: UInt32
    var firstSequence: UInt64
    var durableSequence: UInt64
    var salt: UInt64
    var previousChain: UInt64

    /// The sequence of the record after this frame.
    var nextSequence: UInt64 { firstSequence &+ UInt64(recordCount) }
    /// Bytes the frame takes in its segment.
    var frameBytes: Int { Format.headerBytes + Format.aligned(storedBytes) }

    func encode(into bytes: UnsafeMutableRawBufferPointer) {
        unsafe bytes.put(Format.frameMagic, 0)
        unsafe bytes.put(type.rawValue, 4)
        unsafe bytes.put(flags.rawValue, 5)
        unsafe bytes.put(UInt16(0), 6)
        unsafe bytes.put(UInt32(storedBytes), 8)
        unsafe bytes.put(UInt32(rawBytes), 12)
        unsafe bytes.put(UInt32(recordCount), 16)
        unsafe bytes.put(payloadCRC, 20)
        unsafe bytes.put(firstSequence, 24)
        unsafe bytes.put(durableSequence, 32)
        unsafe bytes.put(salt, 40)
        unsafe bytes.put(previousChain, 48)
        unsafe bytes.put(UInt32(0), 56)
        unsafe bytes.put(Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[0..<60])), 60)
    }

    /// Whether 64 bytes are an intact frame header, whatever it says.
    static func isIntact(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe bytes.get(UInt32.self, 0) == Format.frameMagic
            && bytes.get(UInt32.self, 60) == Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[0..<60]))
    }

    /// Reads an intact header. Throws the reason why this version cannot have written it.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws(FormatViolation) -> FrameHeader {
        guard let type = unsafe FrameType(rawValue: bytes.get(UInt8.self, 4)) else { throw .unknownType(unsafe bytes.get(UInt8.self, 4)) }
        let flags = unsafe HeaderFlags(rawValue: bytes.get(UInt8.self, 5))
        guard flags.isSubset(of: .all), unsafe bytes.get(UInt16.self, 6) == 0, unsafe bytes.get(UInt32.self, 56) == 0 else {
            throw .unknownFlags(flags.rawValue)
        }
        let header = unsafe FrameHeader(
            type: type, flags: flags, storedBytes: Int(bytes.get(UInt32.self, 8)), rawBytes: Int(bytes.get(UInt32.self, 12)),
            recordCount: Int(bytes.get(UInt32.self, 16)), payloadCRC: bytes.get(UInt32.self, 20), firstSequence: bytes.get(UInt64.self, 24),
            durableSequence: bytes.get(UInt64.self, 32), salt: bytes.get(UInt64.self, 40), previousChain: bytes.get(UInt64.self, 48))
        let fits = header.rawBytes <= Format.frameBytesMax
            && (flags.contains(.lz4) ? header.storedBytes < header.rawBytes : header.storedBytes == header.rawBytes)
        let agrees = switch type {
        case .records: header.recordCount > 0 && header.recordCount <= header.rawBytes
        case .stateHash: header.rawBytes == 8 && header.recordCount == 0 && !flags.contains(.lz4)
        case .mark, .seal: header.rawBytes == 0 && header.recordCount == 0
        }
        guard (1...Format.sequenceMax).contains(header.firstSequence) else { throw .sequence(header.firstSequence) }
        guard fits && agrees else { throw .lengths(stored: header.storedBytes, raw: header.rawBytes, records: header.recordCount) }
        return header
    }
}

/// A header with a right checksum that nevertheless cannot be right.
enum FormatViolation: Error, CustomStringConvertible {
    case unknownType(UInt8)
    case unknownFlags(UInt8)
    case lengths(stored: Int, raw: Int, records: Int)
    case sequence(UInt64)

    var description: String {
        switch self {
        case .unknownType(let type): "frame type \(type) is unknown"
        case .unknownFlags(let flags): "frame flags \(flags) or reserved fields are unknown"
        case .sequence(let sequence): "sequence \(sequence) is out of bounds"
        case .lengths(let stored, let raw, let records): "frame lengths contradict each other: stored \(stored), raw \(raw), records \(records)"
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    @inline(__always) func put<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, _ offset: Int) {
        unsafe storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always) func get<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type, _ offset: Int) -> Value {
        Value(littleEndian: unsafe loadUnaligned(fromByteOffset: offset, as: type))
    }
}
