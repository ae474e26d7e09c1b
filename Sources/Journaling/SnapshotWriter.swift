package import IO

/// Writes one snapshot, which exists under its name only once it is whole and was read back.
///
///     add section … → finish: directory, trailer → sync → read back → rename → sync directory
@safe package final class SnapshotWriter {
    private let storage: any Storage
    private let directory: String
    private let instanceID: UInt64
    private let sequence: UInt64
    private let file: any StorageFile
    private var offset = 0
    private var sections: [SnapshotSection] = []
    private var checksums: [UInt32] = []
    private var unsyncedBytes = 0

    /// - Parameter sequence: the last one whose effect the sections will hold. It must be durable in the log.
    package init(_ directory: String, storage: any Storage, instanceID: UInt64, sequence: UInt64) throws(JournalError) {
        self.storage = storage
        self.directory = directory
        self.instanceID = instanceID
        self.sequence = sequence
        let path = "\(directory)/\(SnapshotFormat.name(sequence, SnapshotFormat.temporarySuffix))"
        file = try lifting { () throws(StorageError) in
            try storage.createDirectory(directory)
            // There is one writer at a time: what others began is left from a crash.
            for name in try storage.list(directory) where name.hasSuffix(SnapshotFormat.temporarySuffix) { try storage.remove("\(directory)/\(name)") }
            return try storage.open(path, .create)
        }
        try unsafe write(SnapshotFormat.headerBytes) { bytes in
            unsafe bytes.put(SnapshotFormat.headerMagic, 0)
            unsafe bytes.put(SnapshotFormat.version, 8)
            unsafe bytes.put(UInt32(SnapshotFormat.blockBytes), 12)
            unsafe bytes.put(instanceID, 16)
            unsafe bytes.put(sequence, 24)
            unsafe bytes.put(Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[0..<60])), 60)
        }
    }

    /// Adds a section from memory, without another copy of it.
    /// - Parameters:
    ///   - id: unique in the snapshot.
    ///   - stride: size of an element; `bytes` is whole elements.
    package func add(id: UInt32, stride: Int, _ bytes: UnsafeRawBufferPointer) throws(JournalError) {
        precondition(stride > 0 && bytes.count % stride == 0, "a section is whole elements")
        precondition(sections.count < SnapshotFormat.sectionsMax, "a snapshot has too many sections")
        precondition(!sections.contains { $0.id == id }, "a section is added once")
        offset = (offset + SnapshotFormat.sectionAlignment - 1) / SnapshotFormat.sectionAlignment * SnapshotFormat.sectionAlignment
        sections.append(SnapshotSection(id: id, stride: stride, bytes: bytes.count, offset: offset, firstBlock: checksums.count))
        var start = 0
        while start < bytes.count {
            let block = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + SnapshotFormat.blockBytes, bytes.count)])
            unsafe checksums.append(Checksum.crc32c(block))
            try unsafe write(block)
            start += block.count
        }
    }

    /// Completes the snapshot and gives it its name.
    /// - Parameter confirm: reads back what was written before it gets its name, and throws if it is not right; it must read every section.
    /// - Returns: its path.
    package func finish(
        stateHash: UInt64, chain: UInt64,
        confirm: (SnapshotReader) throws(JournalError) -> Void = { reader throws(JournalError) in try reader.verify() }
    ) throws(JournalError) -> String {
        let directoryOffset = offset
        let directoryBytes = sections.count * SnapshotFormat.entryBytes + checksums.count * 4
        var directoryCRC: UInt32 = 0
        try unsafe write(directoryBytes) { bytes in
            unsafe encodeDirectory(bytes)
            directoryCRC = unsafe Checksum.crc32c(UnsafeRawBufferPointer(bytes))
        }
        try unsafe write(SnapshotFormat.trailerBytes) { bytes in
            unsafe bytes.put(SnapshotFormat.trailerMagic, 0)
            unsafe bytes.put(SnapshotFormat.version, 8)
            unsafe bytes.put(UInt32(sections.count), 12)
            unsafe bytes.put(UInt64(directoryOffset), 16)
            unsafe bytes.put(UInt64(directoryBytes), 24)
            unsafe bytes.put(instanceID, 32)
            unsafe bytes.put(sequence, 40)
            unsafe bytes.put(stateHash, 48)
            unsafe bytes.put(chain, 56)
            unsafe bytes.put(UInt64(offset + SnapshotFormat.trailerBytes), 64)
            unsafe bytes.put(directoryCRC, 72)
            unsafe bytes.put(Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[0..<92])), 92)
        }
        try lifting { () throws(StorageError) in try file.sync() }
        try confirm(SnapshotReader(file))
        let path = "\(directory)/\(SnapshotFormat.name(sequence))"
        try lifting { () throws(StorageError) in
            try storage.rename(file.path, to: path)
            try storage.syncDirectory(directory)
        }
        return path
    }

    /// Removes what was written, for a snapshot that will not be finished.
    package func abandon() throws(JournalError) {
        try lifting { () throws(StorageError) in try storage.remove(file.path) }
    }

    private func encodeDirectory(_ bytes: UnsafeMutableRawBufferPointer) {
        for (index, section) in sections.enumerated() {
            let entry = index * SnapshotFormat.entryBytes
            unsafe bytes.put(section.id, entry)
            unsafe bytes.put(UInt32(section.stride), entry + 4)
            unsafe bytes.put(UInt64(section.offset), entry + 8)
            unsafe bytes.put(UInt64(section.bytes), entry + 16)
            unsafe bytes.put(UInt64(section.firstBlock), entry + 24)
        }
        let table = sections.count * SnapshotFormat.entryBytes
        for (index, checksum) in checksums.enumerated() { unsafe bytes.put(checksum, table + 4 * index) }
    }

    /// Writes bytes that are made up here, zero where `fill` leaves them.
    private func write(_ count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) throws(JournalError) {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
        defer { unsafe bytes.deallocate() }
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe fill(bytes)
        try unsafe write(UnsafeRawBufferPointer(bytes))
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(JournalError) {
        try lifting { () throws(StorageError) in
            try unsafe file.write(bytes, at: offset)
            offset += bytes.count
            unsyncedBytes += bytes.count
            if unsyncedBytes >= SnapshotFormat.syncBytes {
                try file.syncData()
                unsyncedBytes = 0
            }
        }
    }
}
