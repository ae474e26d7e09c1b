// A snapshot on disk, byte by byte. All integers are little-endian.
//
//     | header, 64 bytes | section | section | … | directory | trailer, 96 bytes |
//
// Header
//
//      0  8  magic       "WALRASSN"
//      8  4  version     3
//     12  4  blockBytes  1 MiB
//     16  8  instanceID  of the log
//     24  8  sequence    the last one whose effect the sections hold
//     32 28  reserved    0
//     60  4  CRC-32C of bytes 0..<60
//
// Section: its bytes as they are in memory, from an offset that is a multiple of 64.
//
// Directory: for every section 32 bytes, then for every block of every section, in order, the CRC-32C of the block. A section's
// blocks are `blockBytes` long from its start, the last one shorter.
//
//      0  4  id          what it is; the reader of the snapshot knows
//      4  4  stride      size of its elements; the section is whole elements
//      8  8  offset      in the file
//     16  8  bytes
//     24  8  firstBlock  index of the first block's CRC
//
// Trailer: that it is there and right says that the file is whole.
//
//      0  8  magic            "WALRASSE"
//      8  4  version          3
//     12  4  sectionCount
//     16  8  directoryOffset
//     24  8  directoryBytes
//     32  8  instanceID
//     40  8  sequence
//     48  8  stateHash        of the state in the sections
//     56  8  chain            chain value of the log behind `sequence`
//     64  8  fileBytes
//     72  4  directoryCRC     CRC-32C of the directory
//     76 16  reserved         0
//     92  4  CRC-32C of bytes 0..<92

/// A named piece of state: an arena's elements, for example.
package struct SnapshotSection: Equatable, Sendable {
    package var id: UInt32
    package var stride: Int
    package var bytes: Int
    var offset: Int
    var firstBlock: Int
}

/// What a snapshot says of itself.
package struct SnapshotInfo: Equatable, Sendable {
    package var instanceID: UInt64
    package var sequence: UInt64
    package var stateHash: UInt64
    package var chain: UInt64
}

package enum SnapshotFormat {
    static let version: UInt32 = 3
    static let headerMagic: UInt64 = 0x4E53_5341_524C_4157
    static let trailerMagic: UInt64 = 0x4553_5341_524C_4157
    static let headerBytes = 64
    static let trailerBytes = 96
    static let entryBytes = 32
    static let sectionAlignment = 64
    /// What one checksum covers: small against a cache, large against a system call.
    static let blockBytes = 1 << 20
    /// Sections of one snapshot, 32 bytes each in the directory, so that a damaged count cannot make a reader allocate without bound. More than
    /// an exchange with as many instruments as there can be has.
    package static let sectionsMax = 1 << 19
    /// A snapshot writer syncs after so many bytes, so that it never piles up work in front of the log's own syncs.
    static let syncBytes = 8 << 20

    private static let prefix = "snapshot-"
    private static let suffix = ".walras"
    static let temporarySuffix = ".walras.tmp"

    static func name(_ sequence: UInt64, _ suffix: String = suffix) -> String {
        let digits = String(sequence)
        return prefix + String(repeating: "0", count: 20 - digits.count) + digits + suffix
    }

    /// The sequence in a snapshot's name, or nil if it is not one.
    static func sequence(ofName name: String) -> UInt64? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix),
            let sequence = UInt64(name.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count))
        else { return nil }
        return Self.name(sequence) == name ? sequence : nil
    }

    static func blocks(_ bytes: Int) -> Int { (bytes + blockBytes - 1) / blockBytes }
}
