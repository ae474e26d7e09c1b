import CLZ4
internal import IO
import Market

/// Where a log goes on, as recovery found it.
struct LogEnd: Equatable {
    struct Segment: Equatable {
        var number: UInt64
        var bytes: Int
        var salt: UInt64
        var offset: Int
    }

    var instanceID: UInt64
    var nextSequence: UInt64
    var chain: UInt64
    /// The segment to append to; nil if the next frame begins one.
    var segment: Segment?
}

/// Turns batches into frames in segments. Used by one thread at a time: who holds `Journal.writing`.
///
/// Whoever gets an error from it must not write with it again: what is on disk past the last sync is unknown then.
@safe final class FrameWriter: @unchecked Sendable {
    private let preparer: SegmentPreparer
    private let acceleration: Int32
    private let saltSeed: UInt64
    private let instanceID: UInt64
    /// Whether a segment must be on disk before the next one begins.
    private let syncsSegments: Bool

    /// Sealed segments that may not be on disk yet: mode `none` only, and bounded, since each is an open file.
    private var unsyncedSegments: [(file: any StorageFile, lastSequence: UInt64)] = []
    private static let unsyncedSegmentsMax = 16
    private var file: (any StorageFile)?
    private var segment: LogEnd.Segment?
    private var chain: UInt64
    /// Of the next record.
    private(set) var nextSequence: UInt64
    /// The highest sequence on disk.
    private(set) var syncedSequence: UInt64
    /// Whether all that was written is on disk; the header of the current segment aside, which goes with its first frame.
    private(set) var isSynced = true
    /// Whether a mark would say something new.
    private(set) var wantsMark = false

    /// Header and payload of the frame being built.
    private var output: UnsafeMutableRawBufferPointer
    private let outputBytes: Int
    /// LZ4's working memory.
    private let compressor: UnsafeMutableRawPointer
    /// Raw and stored payload bytes so far.
    private(set) var rawBytes = 0
    private(set) var storedBytes = 0

    init(_ end: LogEnd, file: (any StorageFile)?, preparer: SegmentPreparer, options: JournalOptions) {
        self.file = file
        self.preparer = preparer
        acceleration = options.compressionAcceleration
        saltSeed = options.saltSeed
        instanceID = end.instanceID
        syncsSegments = options.durability != .none
        segment = end.segment
        chain = end.chain
        nextSequence = end.nextSequence
        syncedSequence = end.nextSequence - 1
        outputBytes = Format.headerBytes + Format.aligned(options.batchBytes)
        unsafe output = Self.allocate(outputBytes)
        unsafe compressor = .allocate(byteCount: Int(LZ4_sizeofState()), alignment: 16)
    }

    deinit {
        unsafe output.deallocate()
        unsafe compressor.deallocate()
    }

    private static func allocate(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 64)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
        return unsafe memory
    }

    /// Bytes left in the current segment; 0 without one.
    var roomInSegment: Int { segment.map { $0.bytes - $0.offset } ?? 0 }

    /// Writes a batch: its records as one frame, its state hash as another.
    func write(_ batch: Batch) throws(JournalError) {
        if batch.recordCount > 0 {
            precondition(batch.firstSequence == nextSequence, "a batch must follow the one before it")
            let compressed = unsafe compress(batch.payload)
            let frame = unsafe compressed == 0 ? batch.memory : output
            try unsafe write(.records, compressed == 0 ? [] : .lz4, frame, compressed == 0 ? batch.bytes : compressed, batch.bytes, batch.recordCount)
            rawBytes += batch.bytes
            storedBytes += compressed == 0 ? batch.bytes : compressed
            if unsafe output.count > outputBytes {
                unsafe output.deallocate()
                unsafe output = Self.allocate(outputBytes)
            }
        }
        if let hash = batch.stateHash {
            unsafe output.put(hash, Format.headerBytes)
            try unsafe write(.stateHash, [], output, 8, 8, 0)
        }
    }

    /// Compresses into `output` behind the place of a header.
    /// - Returns: the compressed size, or 0 if it is not worth it.
    private func compress(_ payload: UnsafeRawBufferPointer) -> Int {
        guard payload.count >= Format.compressionBytesMin else { return 0 }
        if unsafe output.count < Format.headerBytes + Format.aligned(payload.count) {
            unsafe output.deallocate()
            unsafe output = Self.allocate(Format.headerBytes + Format.aligned(payload.count))
        }
        let source = unsafe payload.baseAddress!.assumingMemoryBound(to: CChar.self)
        let target = unsafe (output.baseAddress! + Format.headerBytes).assumingMemoryBound(to: CChar.self)
        // A result that does not fit into one byte less than the source is reported as 0.
        return unsafe Int(LZ4_compress_fast_extState(compressor, source, target, Int32(payload.count), Int32(payload.count - 1), acceleration))
    }

    /// Whether records of so many bytes go into the current segment.
    func hasRoom(_ bytes: Int) -> Bool {
        // Behind them a seal still has to fit.
        roomInSegment >= Format.headerBytes + Format.aligned(bytes) + Format.headerBytes
    }

    /// Says in the log how far it is on disk. To be called, and then synced, when everything is.
    func writeMark() throws(JournalError) {
        try unsafe write(.mark, [], output, 0, 0, 0)
        wantsMark = false
    }

    /// Completes the frame whose payload stands in `frame` behind the place of its header, and writes it.
    private func write(
        _ type: FrameType, _ flags: HeaderFlags, _ frame: UnsafeMutableRawBufferPointer, _ stored: Int, _ raw: Int, _ records: Int
    ) throws(JournalError) {
        let frameBytes = Format.headerBytes + Format.aligned(stored)
        if segment.map({ $0.offset + frameBytes + Format.headerBytes > $0.bytes }) ?? true { try roll() }
        let payloadEnd = Format.headerBytes + stored
        unsafe UnsafeMutableRawBufferPointer(rebasing: frame[payloadEnd..<frameBytes]).initializeMemory(as: UInt8.self, repeating: 0)
        let payloadCRC = unsafe Checksum.crc32c(UnsafeRawBufferPointer(rebasing: frame[Format.headerBytes..<payloadEnd]))
        try unsafe append(type, flags, frame, frameBytes, stored, raw, records, payloadCRC)
        wantsMark = type != .seal
    }

    private func append(
        _ type: FrameType, _ flags: HeaderFlags, _ frame: UnsafeMutableRawBufferPointer, _ frameBytes: Int, _ stored: Int, _ raw: Int,
        _ records: Int, _ payloadCRC: UInt32
    ) throws(JournalError) {
        guard let segment, let file else { throw .closed }
        let header = FrameHeader(
            type: type, flags: isSynced ? flags.union(.afterSync) : flags, storedBytes: stored, rawBytes: raw, recordCount: records,
            payloadCRC: payloadCRC, firstSequence: nextSequence, durableSequence: syncedSequence, salt: segment.salt, previousChain: chain)
        precondition(segment.offset + frameBytes <= segment.bytes, "a frame never spans segments")
        unsafe header.encode(into: frame)
        isSynced = false
        try lifting { () throws(StorageError) in
            try unsafe file.write(UnsafeRawBufferPointer(rebasing: frame[0..<frameBytes]), at: segment.offset)
        }
        chain = unsafe Chain.value(UnsafeRawBufferPointer(rebasing: frame[0..<Format.headerBytes]))
        nextSequence = header.nextSequence
        self.segment?.offset += frameBytes
    }

    /// Puts everything written on disk.
    func sync() throws(JournalError) {
        guard !isSynced, let file else { return }
        for sealed in unsyncedSegments { try lifting { () throws(StorageError) in try sealed.file.syncData() } }
        unsyncedSegments.removeAll(keepingCapacity: true)
        try lifting { () throws(StorageError) in try file.syncData() }
        isSynced = true
        syncedSequence = nextSequence - 1
    }

    /// Seals the current segment and begins the next one.
    private func roll() throws(JournalError) {
        // First of all, since a seal promises that the next segment exists.
        let next = try preparer.take()
        if segment != nil {
            let sealBytes = Format.headerBytes
            try unsafe withUnsafeTemporaryHeader { header throws(JournalError) in
                try unsafe append(.seal, [], header, sealBytes, 0, 0, 0, Checksum.crc32c(UnsafeRawBufferPointer(start: nil, count: 0)))
            }
            if syncsSegments { try sync() } else { try postponeSync() }
        }
        let salt = Salt.value(seed: saltSeed, segment: next.number)
        let header = SegmentHeader(
            segmentBytes: next.bytes, instanceID: instanceID, number: next.number, firstSequence: nextSequence, salt: salt,
            previousChain: chain, flags: isSynced ? .afterSync : [])
        file = next.file
        segment = LogEnd.Segment(number: next.number, bytes: next.bytes, salt: salt, offset: Format.headerBytes)
        try unsafe withUnsafeTemporaryHeader { bytes throws(JournalError) in
            unsafe header.encode(into: bytes)
            try lifting { () throws(StorageError) in try unsafe next.file.write(UnsafeRawBufferPointer(bytes), at: 0) }
            chain = unsafe Chain.value(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Mode `none`: leaves a sealed segment to the system, which has long written the oldest ones.
    private func postponeSync() throws(JournalError) {
        if let file { unsyncedSegments.append((file, nextSequence - 1)) }
        guard unsyncedSegments.count > Self.unsyncedSegmentsMax else { return }
        let oldest = unsyncedSegments.removeFirst()
        try lifting { () throws(StorageError) in try oldest.file.syncData() }
        // Those before it are on disk already: followers learn of it from the frames to come.
        syncedSequence = max(syncedSequence, oldest.lastSequence)
    }

    private func withUnsafeTemporaryHeader(_ body: (UnsafeMutableRawBufferPointer) throws(JournalError) -> Void) throws(JournalError) {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: Format.headerBytes, alignment: 8)
        defer { unsafe bytes.deallocate() }
        try unsafe body(bytes)
    }
}

enum Salt {
    /// SplitMix64 of the seed and the segment's number.
    static func value(seed: UInt64, segment: UInt64) -> UInt64 {
        mixed(seed &+ segment &* 0x9E37_79B9_7F4A_7C15)
    }
}
