internal import IO
#if WALRAS_PLANTED_BUGS
internal import Market
#endif

/// What stands at a place where a frame could begin.
@safe enum FrameVerdict {
    case frame(FrameHeader, chain: UInt64, payload: UnsafeRawBufferPointer)
    /// Zeros, or no room for another header.
    case end
    /// Not a frame, as an interrupted write may leave it.
    case torn(String)
    /// An intact header that does not belong here, as no interrupted write leaves it.
    case wrong(String)
}

/// Where a reader stands in the chain of frames.
struct ChainState: Equatable {
    var salt: UInt64 = 0
    var chain: UInt64 = 0
    var nextSequence: UInt64 = 0
    /// The highest sequence that some frame read so far calls durable.
    var durableSequence: UInt64 = 0
    /// The last frame was a seal: only the next segment may follow.
    var isSealed = false
    /// Whether the first sequence and chain value are still to be learned from the first header.
    var isStart = true

    mutating func advance(over header: FrameHeader, chain newChain: UInt64) {
        chain = newChain
        nextSequence = header.nextSequence
        durableSequence = max(durableSequence, header.durableSequence)
        isSealed = header.type == .seal
    }

    mutating func enter(_ header: SegmentHeader, chain newChain: UInt64) {
        salt = header.salt
        chain = newChain
        nextSequence = header.firstSequence
        isSealed = false
        isStart = false
    }
}

/// A view of one segment file through a buffer that holds a piece of it.
///
/// Pointers it hands out are valid until the next call.
@safe final class SegmentWindow {
    let file: any StorageFile
    let number: UInt64
    /// Size of the file when last looked at.
    private(set) var fileBytes: Int
    /// Where frames end at the latest; the header's own word, once it was read.
    private(set) var segmentBytes: Int
    private var memory: UnsafeMutableRawBufferPointer
    private var start = 0
    private var filled = 0

    /// Read ahead at least this much, in bytes.
    static let readBytes = 1 << 20

    /// - Parameter readBytes: what to read at a time; a segment's header alone needs no more than its size.
    init(_ directory: SegmentDirectory, _ number: UInt64, readBytes: Int = readBytes) throws(JournalError) {
        let file = try directory.open(number, .read)
        let size = try lifting { () throws(StorageError) in try file.size() }
        self.file = file
        self.number = number
        fileBytes = size
        segmentBytes = size
        unsafe memory = .allocate(byteCount: min(readBytes, max(size, Format.headerBytes)), alignment: 64)
    }

    deinit { unsafe memory.deallocate() }

    /// Forgets what was read, for a file that is being written to.
    func refresh() throws(JournalError) {
        filled = 0
        fileBytes = try lifting { () throws(StorageError) in try file.size() }
    }

    /// The given bytes of the file, or nil if it ends before.
    func bytes(at offset: Int, _ count: Int) throws(JournalError) -> UnsafeRawBufferPointer? {
        guard offset + count <= fileBytes else { return nil }
        if offset < start || offset + count > start + filled {
            guard try load(offset, count) else { return nil }
        }
        return unsafe UnsafeRawBufferPointer(rebasing: memory[(offset - start)..<(offset - start + count)])
    }

    private func load(_ offset: Int, _ count: Int) throws(JournalError) -> Bool {
        if unsafe count > memory.count {
            unsafe memory.deallocate()
            unsafe memory = .allocate(byteCount: count, alignment: 64)
        }
        start = offset
        filled = 0
        filled = try lifting { () throws(StorageError) in
            try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[0..<min(memory.count, fileBytes - offset)]), at: offset)
        }
        return filled >= count
    }

    /// The segment's header: nil if it is not intact.
    /// - Throws: if it is intact and says that the file does not belong here.
    func header(instanceID: UInt64?) throws(JournalError) -> (header: SegmentHeader, chain: UInt64)? {
        guard let bytes = try unsafe bytes(at: 0, Format.headerBytes), let (header, version) = unsafe SegmentHeader.decode(bytes) else { return nil }
        guard version == Format.version else { throw .wrongVersion(segment: number, found: version) }
        if let instanceID, header.instanceID != instanceID {
            throw .wrongInstance(segment: number, expected: instanceID, found: header.instanceID)
        }
        guard header.number == number else { throw wrongHeader("the file holds segment \(Format.segmentName(header.number))", header) }
        guard (Format.segmentBytesMin...Format.segmentBytesMax).contains(header.segmentBytes) else {
            throw wrongHeader("segment size \(header.segmentBytes) is out of bounds", header)
        }
        guard (1...Format.sequenceMax).contains(header.firstSequence) else {
            throw wrongHeader("sequence \(header.firstSequence) is out of bounds", header)
        }
        segmentBytes = header.segmentBytes
        return unsafe (header, Chain.value(bytes))
    }

    /// The log that an intact header names, whatever else it says.
    func identity() throws(JournalError) -> UInt64? {
        try unsafe bytes(at: 0, Format.headerBytes).flatMap { unsafe SegmentHeader.decode($0)?.header.instanceID }
    }

    /// The chain value that an intact header follows.
    func previousChain() throws(JournalError) -> UInt64? {
        try unsafe bytes(at: 0, Format.headerBytes).flatMap { unsafe SegmentHeader.decode($0)?.header.previousChain }
    }

    /// The other copy's header is the one that counts.
    func adopt(segmentBytes bytes: Int) { segmentBytes = bytes }

    /// The end of the last block from `offset` on with a byte other than zero; nil if there is none.
    func lastUsed(from offset: Int) throws(JournalError) -> Int? { try scan(from: offset, salt: nil) { _, _ in false } }

    func wrongHeader(_ what: String, _ header: SegmentHeader) -> JournalError {
        .corrupt(Damage(what, at: JournalPosition(segment: number, offset: 0), sequence: header.firstSequence))
    }

    /// Whether the first bytes are those of a segment that was only prepared.
    func isBlank() throws(JournalError) -> Bool {
        guard let bytes = try unsafe bytes(at: 0, Format.headerBytes) else { return false }
        return unsafe StorageBytes.areZero(bytes)
    }

    /// Judges what stands at `offset`, given what was read so far.
    func examine(_ offset: Int, after state: ChainState) throws(JournalError) -> FrameVerdict {
        guard offset + Format.headerBytes <= segmentBytes else { return .end }
        guard let bytes = try unsafe bytes(at: offset, Format.headerBytes) else { return .torn("the file ends at \(fileBytes) bytes") }
        if unsafe StorageBytes.areZero(bytes) { return .end }
        guard unsafe FrameHeader.isIntact(bytes) else { return .torn("header checksum or magic is wrong") }
        let header: FrameHeader
        do { header = try unsafe FrameHeader.decode(bytes) } catch { return .wrong(error.description) }
        guard header.salt == state.salt else { return .wrong("the frame belongs to another segment or another life of this one") }
        guard header.previousChain == state.chain else { return .wrong("the frame does not follow the one before it") }
        guard header.firstSequence == state.nextSequence else {
            return .wrong("the frame begins at sequence \(header.firstSequence), expected \(state.nextSequence)")
        }
        guard offset + header.frameBytes <= segmentBytes else { return .wrong("the frame reaches past the end of its segment") }
        guard let frame = try unsafe self.bytes(at: offset, header.frameBytes) else { return .torn("the file ends at \(fileBytes) bytes") }
        let payload = unsafe UnsafeRawBufferPointer(rebasing: frame[Format.headerBytes..<(Format.headerBytes + header.storedBytes)])
        #if WALRAS_PLANTED_BUGS
        if PlantedBug.isOn(.skipChecksum) { return unsafe .frame(header, chain: Chain.value(frame), payload: payload) }
        #endif
        guard unsafe Checksum.crc32c(payload) == header.payloadCRC else { return .torn("payload checksum is wrong") }
        return unsafe .frame(header, chain: Chain.value(frame), payload: payload)
    }

    /// Looks for frames from `offset` on, at every place where one could begin, until `isEnough` says so.
    ///
    /// Only the header is checked; with a `salt`, only headers that carry it count.
    /// - Returns: the last place with a byte other than zero, or nil if there is none.
    /// - Complexity: O(bytes); zeros pass at memory speed.
    func scan(from offset: Int, salt: UInt64?, _ isEnough: (FrameHeader, _ offset: Int) -> Bool) throws(JournalError) -> Int? {
        var offset = Format.aligned(offset)
        var lastUsed: Int?
        while offset < fileBytes {
            let block = min(4096, fileBytes - offset)
            guard let bytes = try unsafe bytes(at: offset, block) else { break }
            if unsafe !StorageBytes.areZero(bytes) {
                lastUsed = offset + block - 1
                for place in stride(from: offset, to: offset + block, by: Format.alignment) {
                    if let header = try intactHeader(at: place), salt == nil || header.salt == salt, isEnough(header, place) { return lastUsed }
                }
            }
            offset += block
        }
        return lastUsed
    }

    /// What stands at a place, if it is the intact header of a frame, whether it belongs there or not.
    func intactHeader(at place: Int) throws(JournalError) -> FrameHeader? {
        guard let magic = try unsafe bytes(at: place, 4), unsafe magic.get(UInt32.self, 0) == Format.frameMagic,
            let bytes = try unsafe bytes(at: place, Format.headerBytes), unsafe FrameHeader.isIntact(bytes)
        else { return nil }
        do { return try unsafe FrameHeader.decode(bytes) } catch { return nil }
    }
}
