internal import IO

/// The files of one log: which there are, and how they open.
struct SegmentDirectory {
    let storage: any Storage
    let path: String

    static let lockName = "lock"

    func path(ofSegment number: UInt64) -> String { "\(path)/\(Format.segmentName(number))" }
    func temporaryPath(ofSegment number: UInt64) -> String {
        path(ofSegment: number).dropLast(Format.segmentSuffix.utf8.count) + Format.temporarySuffix
    }

    /// Numbers of the segments there are, ascending.
    func segments() throws(JournalError) -> [UInt64] {
        let names = try lifting { () throws(StorageError) in try storage.list(path) }
        return names.compactMap(Format.segmentNumber).sorted()
    }

    /// The same, none if the directory does not exist.
    func segmentsIfAny() throws(JournalError) -> [UInt64] {
        do { return try segments() } catch {
            if case .storage(let cause) = error, cause.isNotFound { return [] }
            throw error
        }
    }

    /// Takes the lock file, which keeps a second writer out for as long as the returned file lives.
    func lock() throws(JournalError) -> any StorageFile {
        let file = try lifting { () throws(StorageError) in try storage.open("\(path)/\(Self.lockName)", .openOrCreate) }
        guard try lifting({ () throws(StorageError) in try file.tryLock() }) else { throw .locked(directory: path) }
        return file
    }

    func open(_ number: UInt64, _ mode: StorageOpenMode) throws(JournalError) -> any StorageFile {
        try lifting { () throws(StorageError) in try storage.open(path(ofSegment: number), mode) }
    }

    /// Removes what an interrupted preparation left behind.
    func removeTemporaries() throws(JournalError) {
        let names = try lifting { () throws(StorageError) in try storage.list(path) }
        let temporaries = names.filter { $0.hasSuffix(Format.temporarySuffix) }
        for name in temporaries { try lifting { () throws(StorageError) in try storage.remove("\(path)/\(name)") } }
        if !temporaries.isEmpty { try lifting { () throws(StorageError) in try storage.syncDirectory(path) } }
    }
}

/// Writes zeros, a slice at a time.
@safe struct ZeroFill {
    /// Large enough for full disk speed, small enough that a commit next to it waits for a few milliseconds at most.
    static let sliceBytes = 1 << 20
    /// Never written to, so that all share it.
    private nonisolated(unsafe) static let zeros: UnsafeRawBufferPointer = {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: sliceBytes, alignment: 4096)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
        return UnsafeRawBufferPointer(memory)
    }()

    /// Fills `range` of `file`, and syncs every slice, so that no long queue forms in front of the log's own syncs.
    /// - Returns: false if `isCancelled` answered true in between.
    static func fill(_ file: any StorageFile, _ range: Range<Int>, isCancelled: () -> Bool = { false }) throws(StorageError) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            if isCancelled() { return false }
            let bytes = min(sliceBytes, range.upperBound - offset)
            try unsafe file.write(UnsafeRawBufferPointer(rebasing: zeros[0..<bytes]), at: offset)
            try file.syncData()
            offset += bytes
        }
        try file.sync()
        return true
    }
}
