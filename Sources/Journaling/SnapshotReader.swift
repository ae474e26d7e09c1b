package import IO

/// An opened snapshot: what it says of itself is checked, its blocks are as they are read.
@safe package final class SnapshotReader {
    package let info: SnapshotInfo
    package let sections: [SnapshotSection]
    private let file: any StorageFile
    package var path: String { file.path }
    private let checksums: [UInt32]

    package convenience init(path: String, storage: any Storage) throws(JournalError) {
        try self.init(lifting { () throws(StorageError) in try storage.open(path, .read) })
    }

    init(_ file: any StorageFile) throws(JournalError) {
        self.file = file
        let fileBytes = try lifting { () throws(StorageError) in try file.size() }
        guard fileBytes >= SnapshotFormat.headerBytes + SnapshotFormat.trailerBytes else { throw .snapshot(path: file.path, what: "\(fileBytes) bytes are too few") }
        let trailerOffset = fileBytes - SnapshotFormat.trailerBytes
        let (info, directory, sectionCount, directoryCRC) = try unsafe Self.withBytes(file, at: 0, SnapshotFormat.headerBytes) {
            header throws(JournalError) in
            try unsafe Self.withBytes(file, at: trailerOffset, SnapshotFormat.trailerBytes) { trailer throws(JournalError) in
                try unsafe Self.decode(header, trailer, fileBytes, file.path)
            }
        }
        (sections, checksums) = try unsafe Self.withBytes(file, at: directory.lowerBound, directory.count) { bytes throws(JournalError) in
            guard unsafe Checksum.crc32c(bytes) == directoryCRC else { throw .snapshot(path: file.path, what: "the directory's checksum is wrong") }
            return try unsafe Self.decodeDirectory(bytes, sectionCount, end: directory.lowerBound, file.path)
        }
        self.info = info
    }

    private static func withBytes<Result>(
        _ file: any StorageFile, at offset: Int, _ count: Int, _ body: (UnsafeRawBufferPointer) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
        defer { unsafe memory.deallocate() }
        let read = try lifting { () throws(StorageError) in try unsafe file.read(into: memory, at: offset) }
        guard read == count else { throw .snapshot(path: file.path, what: "the file ends at offset \(offset + read)") }
        return try unsafe body(UnsafeRawBufferPointer(memory))
    }

    private static func decode(
        _ header: UnsafeRawBufferPointer, _ trailer: UnsafeRawBufferPointer, _ fileBytes: Int, _ path: String
    ) throws(JournalError) -> (SnapshotInfo, directory: Range<Int>, sectionCount: Int, directoryCRC: UInt32) {
        func fail(_ what: String) -> JournalError { .snapshot(path: path, what: what) }
        guard unsafe trailer.get(UInt64.self, 0) == SnapshotFormat.trailerMagic,
            unsafe trailer.get(UInt32.self, 92) == Checksum.crc32c(UnsafeRawBufferPointer(rebasing: trailer[0..<92]))
        else { throw fail("there is no intact trailer at offset \(fileBytes - SnapshotFormat.trailerBytes)") }
        guard unsafe header.get(UInt64.self, 0) == SnapshotFormat.headerMagic,
            unsafe header.get(UInt32.self, 60) == Checksum.crc32c(UnsafeRawBufferPointer(rebasing: header[0..<60]))
        else { throw fail("there is no intact header at offset 0") }
        let version = unsafe trailer.get(UInt32.self, 8)
        guard version == SnapshotFormat.version, unsafe header.get(UInt32.self, 8) == version,
            unsafe header.get(UInt32.self, 12) == UInt32(SnapshotFormat.blockBytes)
        else { throw fail("format version \(version), this build reads \(SnapshotFormat.version)") }
        guard unsafe header.get(UInt64.self, 16) == trailer.get(UInt64.self, 32), unsafe header.get(UInt64.self, 24) == trailer.get(UInt64.self, 40),
            unsafe trailer.get(UInt64.self, 64) == UInt64(fileBytes)
        else { throw fail("header, trailer and file size contradict each other") }
        let start = unsafe Int(truncatingIfNeeded: trailer.get(UInt64.self, 16))
        let count = unsafe Int(truncatingIfNeeded: trailer.get(UInt64.self, 24))
        let sectionCount = unsafe Int(trailer.get(UInt32.self, 12))
        guard start >= SnapshotFormat.headerBytes, count >= 0, start <= fileBytes, count == fileBytes - SnapshotFormat.trailerBytes - start,
            sectionCount <= SnapshotFormat.sectionsMax, count >= sectionCount * SnapshotFormat.entryBytes
        else { throw fail("the directory at offset \(start) is out of bounds") }
        let info = unsafe SnapshotInfo(
            instanceID: trailer.get(UInt64.self, 32), sequence: trailer.get(UInt64.self, 40), stateHash: trailer.get(UInt64.self, 48),
            chain: trailer.get(UInt64.self, 56))
        return unsafe (info, start..<(start + count), sectionCount, trailer.get(UInt32.self, 72))
    }

    private static func decodeDirectory(
        _ bytes: UnsafeRawBufferPointer, _ sectionCount: Int, end: Int, _ path: String
    ) throws(JournalError) -> ([SnapshotSection], [UInt32]) {
        var sections: [SnapshotSection] = []
        var blocks = 0
        var offset = SnapshotFormat.headerBytes
        for entry in stride(from: 0, to: sectionCount * SnapshotFormat.entryBytes, by: SnapshotFormat.entryBytes) {
            let section = unsafe SnapshotSection(
                id: bytes.get(UInt32.self, entry), stride: Int(bytes.get(UInt32.self, entry + 4)),
                bytes: Int(truncatingIfNeeded: bytes.get(UInt64.self, entry + 16)),
                offset: Int(truncatingIfNeeded: bytes.get(UInt64.self, entry + 8)),
                firstBlock: Int(truncatingIfNeeded: bytes.get(UInt64.self, entry + 24)))
            guard section.stride > 0, section.offset >= offset, section.offset <= end, section.bytes >= 0, section.bytes <= end - section.offset,
                section.bytes % section.stride == 0, section.firstBlock == blocks
            else { throw .snapshot(path: path, what: "section \(section.id) is out of bounds") }
            offset = section.offset + section.bytes
            blocks += SnapshotFormat.blocks(section.bytes)
            sections.append(section)
        }
        let table = sectionCount * SnapshotFormat.entryBytes
        guard bytes.count == table + 4 * blocks else { throw .snapshot(path: path, what: "the directory has \(bytes.count) bytes, expected \(table + 4 * blocks)") }
        return (sections, (0..<blocks).map { unsafe bytes.get(UInt32.self, table + 4 * $0) })
    }

    package func section(_ id: UInt32) -> SnapshotSection? { sections.first { $0.id == id } }

    /// Reads a section straight into memory of its size, checking every block while it is in the cache.
    package func read(_ section: SnapshotSection, into memory: UnsafeMutableRawBufferPointer) throws(JournalError) {
        precondition(memory.count == section.bytes, "the memory is as large as the section")
        var start = 0
        while start < section.bytes {
            let block = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<min(start + SnapshotFormat.blockBytes, section.bytes)])
            try unsafe read(section, block, at: start)
            start += block.count
        }
    }

    /// Reads a section into memory that lasts as long as `body`.
    package func withBytes<Result>(
        of section: SnapshotSection, _ body: (UnsafeRawBufferPointer) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: section.bytes, alignment: 64)
        defer { unsafe memory.deallocate() }
        try unsafe read(section, into: memory)
        return try unsafe body(UnsafeRawBufferPointer(memory))
    }

    /// Reads everything once.
    package func verify() throws(JournalError) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: SnapshotFormat.blockBytes, alignment: 64)
        defer { unsafe memory.deallocate() }
        for section in sections {
            for start in stride(from: 0, to: section.bytes, by: SnapshotFormat.blockBytes) {
                let count = min(SnapshotFormat.blockBytes, section.bytes - start)
                try unsafe read(section, UnsafeMutableRawBufferPointer(rebasing: memory[0..<count]), at: start)
            }
        }
    }

    private func read(_ section: SnapshotSection, _ block: UnsafeMutableRawBufferPointer, at start: Int) throws(JournalError) {
        let offset = section.offset + start
        let read = try lifting { () throws(StorageError) in try unsafe file.read(into: block, at: offset) }
        let expected = checksums[section.firstBlock + start / SnapshotFormat.blockBytes]
        guard read == block.count, unsafe Checksum.crc32c(UnsafeRawBufferPointer(block)) == expected else {
            throw .snapshot(path: file.path, what: "the block at offset \(offset), section \(section.id), is damaged")
        }
    }
}
