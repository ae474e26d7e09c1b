import Database
import Market

/// Writes a blotter's image into the rows of a checkpoint, piece by piece.
@safe struct CheckpointWriter: ArenaVisitor {
    /// Bytes of a row: far below what SQLite takes as one value.
    static let chunkBytes = 1 << 18

    let isReading = false
    private let path: String
    private let statement: Statement
    private let sequence: SequenceNumber
    private var chunk: [UInt8] = []
    private var chunks: Int64 = 0
    private var hasher = StateHasher()

    init(_ connection: DatabaseConnection, at sequence: SequenceNumber) throws(HistoryError) {
        path = connection.path
        self.sequence = sequence
        do { statement = try connection.prepare("INSERT INTO checkpoint (sequence, chunk, bytes) VALUES (?, ?, ?)") } catch {
            throw .database(path: path, error)
        }
        chunk.reserveCapacity(Self.chunkBytes)
    }

    mutating func visit<Value: BitwiseCopyable>(bits value: inout Value) throws(HistoryError) {
        try unsafe withBytes(of: &value) { (bytes) throws(HistoryError) in try unsafe append(UnsafeRawBufferPointer(bytes)) }
    }

    mutating func visit<Element: BitwiseCopyable>(_ arena: inout Arena<Element>) throws(HistoryError) {
        var shape = ArenaShape(arena)
        try visit(bits: &shape)
        try unsafe arena.withBytes { (bytes) throws(HistoryError) in
            try unsafe append(UnsafeRawBufferPointer(rebasing: bytes[0..<Int(shape.bytes)]))
        }
    }

    /// Writes what is left and a hash of it all.
    mutating func finish() throws(HistoryError) {
        var hash = hasher.finalize()
        try visit(bits: &hash)
        if !chunk.isEmpty { try put() }
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) throws(HistoryError) {
        unsafe hasher.combine(bytes: bytes)
        var offset = 0
        while offset < bytes.count {
            let count = min(bytes.count - offset, Self.chunkBytes - chunk.count)
            unsafe chunk.append(contentsOf: bytes[offset..<(offset + count)])
            offset += count
            if chunk.count == Self.chunkBytes { try put() }
        }
    }

    private mutating func put() throws(HistoryError) {
        do throws(DatabaseError) {
            try statement.bind(Int64(bitPattern: sequence), at: 0)
            try statement.bind(chunks, at: 1)
            try statement.bind(chunk, at: 2)
            try statement.run()
        } catch { throw .database(path: path, error) }
        chunks += 1
        chunk.removeAll(keepingCapacity: true)
    }
}

/// Reads back what a `CheckpointWriter` wrote.
@safe struct CheckpointReader: ArenaVisitor {
    let isReading = true
    private let path: String
    private let statement: Statement
    private var chunk: [UInt8] = []
    private var offset = 0
    private var hasher = StateHasher()

    init(_ connection: DatabaseConnection, at sequence: SequenceNumber) throws(HistoryError) {
        path = connection.path
        do throws(DatabaseError) {
            statement = try connection.prepare("SELECT bytes FROM checkpoint WHERE sequence = ? ORDER BY chunk")
            try statement.bind([.integer(Int64(bitPattern: sequence))])
        } catch { throw .database(path: path, error) }
    }

    mutating func visit<Value: BitwiseCopyable>(bits value: inout Value) throws(HistoryError) {
        try unsafe withBytes(of: &value) { (bytes) throws(HistoryError) in try unsafe read(into: bytes) }
    }

    mutating func visit<Element: BitwiseCopyable>(_ arena: inout Arena<Element>) throws(HistoryError) {
        var shape = ArenaShape(arena)
        let own = shape
        try visit(bits: &shape)
        guard shape.stride == own.stride, shape.isPossible else { throw .image("its layout is another, or it is damaged") }
        try unsafe arena.replace(count: Int(shape.count)) { (bytes) throws(HistoryError) in
            try unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[0..<Int(shape.bytes)]))
        }
    }

    /// Compares the hash of what was read with the one that was written.
    mutating func finish() throws(HistoryError) {
        let own = hasher.finalize()
        var hash: UInt64 = 0
        try visit(bits: &hash)
        guard hash == own else { throw .image("its bytes are not those that were written") }
    }

    private mutating func read(into bytes: UnsafeMutableRawBufferPointer) throws(HistoryError) {
        var done = 0
        while done < bytes.count {
            if offset == chunk.count { try fetch() }
            let count = min(bytes.count - done, chunk.count - offset)
            unsafe chunk.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done..<(done + count)])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<(offset + count)]))
            }
            done += count
            offset += count
        }
        unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }

    /// The next row.
    private mutating func fetch() throws(HistoryError) {
        let isThere: Bool
        do { isThere = try statement.step() } catch { throw .database(path: path, error) }
        guard isThere else { throw .image("it ends too early") }
        chunk = statement.blob(0)
        offset = 0
    }
}

/// What stands before the elements of an arena.
private struct ArenaShape: BitwiseCopyable {
    var stride: UInt64
    var count: UInt64
    /// Bytes up to the last that is not zero: rings that are not full yet have none behind it.
    var bytes: UInt64

    init<Element: BitwiseCopyable>(_ arena: Arena<Element>) {
        stride = UInt64(MemoryLayout<Element>.stride)
        count = UInt64(arena.count)
        bytes = unsafe arena.withBytes { bytes in
            var end = bytes.count
            while end >= 8, unsafe bytes.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self) == 0 { end -= 8 }
            return UInt64(end)
        }
    }

    /// An arena of that many bytes may be asked for: more is no checkpoint of ours, and no memory to give.
    var isPossible: Bool {
        let (whole, overflow) = stride.multipliedReportingOverflow(by: count)
        return count <= UInt64(UInt32.max) && !overflow && bytes <= whole && whole <= Self.bytesMax
    }
    /// 64 GiB.
    static let bytesMax: UInt64 = 1 << 36
}

/// `withUnsafeMutableBytes` with a typed error.
private func withBytes<Value: BitwiseCopyable, Failure: Error>(
    of value: inout Value, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
) throws(Failure) {
    let result = unsafe withUnsafeMutableBytes(of: &value) { bytes -> Result<Void, Failure> in
        do throws(Failure) { return .success(try unsafe body(bytes)) } catch { return .failure(error) }
    }
    try result.get()
}
