import Market

/// The block of a session's message, as far as framing needs to know it. Generated from the schema.
@usableFromInline package protocol MessageBlock: BitwiseCopyable, Sendable {
    static var templateID: UInt16 { get }
    /// Bytes of this version's block.
    static var blockLength: Int { get }
    /// Header and block.
    static var encodedBytes: Int { get }
    /// Writes `encodedBytes` bytes at `base`, header first.
    func encode(into base: UnsafeMutableRawPointer)
    /// Reads the block at `base`; `offset` is its place, for the error.
    init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError)
}

/// A message that is its block.
@usableFromInline package protocol SessionMessage: MessageBlock {}

/// A message with a repeating group behind its block: a `GroupSize`, then the entries.
@usableFromInline package protocol GroupedMessage: MessageBlock {
    associatedtype Entry: GroupEntry
}

/// One entry of a repeating group.
@usableFromInline package protocol GroupEntry: BitwiseCopyable, Sendable {
    static var blockLength: Int { get }
    /// Writes `blockLength` bytes at `base`.
    func encode(into base: UnsafeMutableRawPointer)
    init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError)
}

/// The four bytes before the entries of a group: `groupSizeEncoding` of the schema.
@usableFromInline package struct GroupSize: Hashable, Sendable {
    @inlinable package static var encodedBytes: Int { 4 }
    /// Entries a group can have.
    @inlinable package static var entriesMax: Int { Int(UInt16.max) }

    /// Bytes of one entry.
    @usableFromInline package var blockLength: UInt16
    @usableFromInline package var count: UInt16

    @inlinable package init(blockLength: UInt16, count: UInt16) {
        self.blockLength = blockLength
        self.count = count
    }

    @inlinable package init(loading base: UnsafeRawPointer) {
        blockLength = UInt16(littleEndian: unsafe base.loadUnaligned(as: UInt16.self))
        count = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }

    @inlinable package func encode(into base: UnsafeMutableRawPointer) {
        unsafe base.storeBytes(of: blockLength.littleEndian, as: UInt16.self)
        unsafe base.storeBytes(of: count.littleEndian, toByteOffset: 2, as: UInt16.self)
    }
}

/// An API key as a logon carries it: up to 72 bytes, padded with zeros. Never printed.
@usableFromInline package struct KeyText: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    @usableFromInline package var word0: UInt64, word1: UInt64, word2: UInt64
    @usableFromInline package var word3: UInt64, word4: UInt64, word5: UInt64
    @usableFromInline package var word6: UInt64, word7: UInt64, word8: UInt64
    @inlinable package static var bytesMax: Int { 72 }
    package static let empty = KeyText(word0: 0, word1: 0, word2: 0, word3: 0, word4: 0, word5: 0, word6: 0, word7: 0, word8: 0)

    package init(
        word0: UInt64, word1: UInt64, word2: UInt64, word3: UInt64, word4: UInt64, word5: UInt64, word6: UInt64, word7: UInt64, word8: UInt64
    ) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
        self.word4 = word4
        self.word5 = word5
        self.word6 = word6
        self.word7 = word7
        self.word8 = word8
    }

    /// Nil unless there are 1 to 72 bytes, none of them zero.
    package init?(_ bytes: [UInt8]) {
        guard (1...Self.bytesMax).contains(bytes.count), !bytes.contains(0) else { return nil }
        self = .empty
        unsafe withUnsafeMutableBytes(of: &self) { unsafe $0.copyBytes(from: bytes) }
    }

    package var isEmpty: Bool { self == .empty }

    /// The bytes before the first zero.
    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: self) { unsafe Array($0.prefix { $0 != 0 }) } }

    @usableFromInline package var description: String { isEmpty ? "no key" : "a key" }
}
