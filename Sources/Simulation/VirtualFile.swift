import IO

extension VirtualDisk.Node {
    /// What is read in a range; what lies behind the end reads as zeros.
    func content(_ range: Range<Int>) -> [UInt8] {
        let end = min(cached.count, range.upperBound)
        let inside = range.lowerBound < end ? Array(cached[range.lowerBound..<end]) : []
        return inside + [UInt8](repeating: 0, count: range.count - inside.count)
    }

    private func sector(_ index: Int, of bytes: [UInt8]) -> [UInt8] {
        let start = index * VirtualDisk.sectorBytes
        return start < bytes.count ? Array(bytes[start..<min(start + VirtualDisk.sectorBytes, bytes.count)]) : []
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        guard bytes.count > 0 else { return }
        let end = offset + bytes.count
        for index in (offset / VirtualDisk.sectorBytes)...((end - 1) / VirtualDisk.sectorBytes) {
            if let versions = dirty[index] {
                if versions.count < VirtualDisk.versionsMax { dirty[index] = versions + [sector(index, of: cached)] }
            } else {
                dirty[index] = []
            }
        }
        if end > cached.count { cached.append(contentsOf: [UInt8](repeating: 0, count: end - cached.count)) }
        unsafe cached.withUnsafeMutableBytes { unsafe UnsafeMutableRawBufferPointer(rebasing: $0[offset..<end]).copyMemory(from: bytes) }
    }

    mutating func truncate(to size: Int) {
        if size < cached.count {
            cached.removeLast(cached.count - size)
            dirty = dirty.filter { $0.key * VirtualDisk.sectorBytes < size }
            cutTo = min(cutTo ?? size, size)
        } else {
            cached.append(contentsOf: [UInt8](repeating: 0, count: size - cached.count))
        }
    }

    mutating func sync() {
        cut()
        for index in dirty.keys { store(sector(index, of: cached), index) }
        dirty = [:]
        if durable.count < cached.count { durable.append(contentsOf: [UInt8](repeating: 0, count: cached.count - durable.count)) }
    }

    private mutating func cut() {
        if let cutTo, cutTo < durable.count { durable.removeLast(durable.count - cutTo) }
        cutTo = nil
    }

    private mutating func store(_ bytes: [UInt8], _ index: Int) {
        let start = index * VirtualDisk.sectorBytes
        if durable.count < start + bytes.count { durable.append(contentsOf: [UInt8](repeating: 0, count: start + bytes.count - durable.count)) }
        unsafe durable.withUnsafeMutableBytes { unsafe UnsafeMutableRawBufferPointer(rebasing: $0[start..<(start + bytes.count)]).copyBytes(from: bytes) }
    }

    /// What waits to be written is taken for written.
    mutating func forget() {
        dirty = [:]
        cutTo = nil
    }

    /// - Parameter choose: which of so many contents of a sector the disk has: 0 is the synced one.
    mutating func losePower(choose: (_ count: Int) -> Int) {
        let size = cached.count
        if cutTo != nil, choose(2) == 1 { cut() }
        cutTo = nil
        for (index, versions) in dirty.sorted(by: { $0.key < $1.key }) {
            let choice = choose(versions.count + 2)
            guard choice > 0 else { continue }
            store(choice <= versions.count ? versions[choice - 1] : sector(index, of: cached), index)
        }
        // The length may be new where the content is not.
        if durable.count < size, choose(2) == 1 { durable.append(contentsOf: [UInt8](repeating: 0, count: size - durable.count)) }
        cached = durable
        dirty = [:]
    }
}

final class VirtualFile: StorageFile, @unchecked Sendable {
    private let disk: VirtualDisk
    private let node: Int
    let path: String
    private let process: Int
    private var holdsLock = false

    init(_ disk: VirtualDisk, _ node: Int, _ path: String) {
        self.disk = disk
        self.node = node
        self.path = path
        process = disk.process
    }

    deinit { if holdsLock, process == disk.process { disk.nodes[node].isLocked = false } }

    private func checkOpen(_ operation: StorageError.Operation) throws(StorageError) {
        if disk.isOff || process != disk.process { throw StorageError(operation, path, code: StorageErrorCode.inputOutput) }
    }

    func size() throws(StorageError) -> Int { disk.nodes[node].cached.count }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int {
        try checkOpen(.read)
        let available = max(0, min(buffer.count, disk.nodes[node].cached.count - offset))
        return try File.transfer(.read, path, bytes: available) { done in
            let count = piece(available - done)
            unsafe disk.nodes[node].cached.withUnsafeBytes { cached in
                unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done..<(done + count)])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: cached[(offset + done)..<(offset + done + count)]))
            }
            return count
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StorageError) {
        try checkOpen(.write)
        let growth = max(0, offset + bytes.count - disk.nodes[node].cached.count)
        if growth > 0, disk.weather.bytesMax < .max, disk.bytesUsed + growth > disk.weather.bytesMax {
            throw StorageError(.write, path, code: StorageErrorCode.noSpace)
        }
        do throws(StorageError) { try disk.operate(.write, path) } catch {
            // Some part of it is there.
            let part = disk.random.below(bytes.count + 1)
            unsafe disk.nodes[node].write(UnsafeRawBufferPointer(rebasing: bytes[0..<part]), at: offset)
            throw error
        }
        unsafe disk.noteWrite(path, node, offset, bytes)
        _ = try File.transfer(.write, path, bytes: bytes.count) { done in
            let count = piece(bytes.count - done)
            let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[done..<(done + count)])
            if let onOperation = disk.onOperation { unsafe onOperation(.write(node: node, offset: offset + done, bytes: Array(piece))) }
            unsafe disk.nodes[node].write(piece, at: offset + done)
            return count
        }
    }

    /// How much of what is left goes through at once.
    private func piece(_ left: Int) -> Int {
        disk.weather.shorts > 0 && left > 1 && disk.random.chance(disk.weather.shorts) ? 1 + disk.random.below(left) : left
    }

    func syncData() throws(StorageError) { try sync() }

    func sync() throws(StorageError) {
        try checkOpen(.sync)
        do throws(StorageError) { try disk.operate(.sync, path) } catch {
            if disk.weather.forgets, !disk.isOff { disk.nodes[node].forget() }
            throw error
        }
        disk.perform(.sync(node: node))
        disk.trace.note(.sync, UInt64(node))
    }

    func truncate(to bytes: Int) throws(StorageError) {
        try checkOpen(.truncate)
        try disk.operate(.truncate, path)
        disk.perform(.truncate(node: node, size: bytes))
    }

    func tryLock() throws(StorageError) -> Bool {
        guard !disk.nodes[node].isLocked else { return false }
        disk.nodes[node].isLocked = true
        holdsLock = true
        return true
    }
}
