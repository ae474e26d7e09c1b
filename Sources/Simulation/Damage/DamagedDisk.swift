import IO

/// Files in memory that can be damaged, and put back as they were at once. One thread at a time uses it.
final class DamagedDisk: Storage, @unchecked Sendable {
    private struct Content {
        var names: [String: Int] = [:]
        var nodes: [[UInt8]] = []
    }

    private var now = Content()
    private var whole = Content()
    private var locked: Set<Int> = []

    init(_ files: [String: [UInt8]] = [:]) {
        for (path, bytes) in files { self[path] = bytes }
        whole = now
    }

    /// Goes back to how it was made.
    func restore() {
        now = whole
        locked = []
    }

    var files: [String: [UInt8]] { now.names.mapValues { now.nodes[$0] } }

    subscript(path: String) -> [UInt8]? {
        get { now.names[path].map { now.nodes[$0] } }
        set {
            now.names[path] = newValue == nil ? nil : now.nodes.count
            if let newValue { now.nodes.append(newValue) }
        }
    }

    func flip(_ path: String, bit: Int) {
        guard let node = now.names[path] else { return }
        now.nodes[node][bit / 8] ^= 1 << UInt8(bit % 8)
    }

    /// Writes what fits into the file.
    func put(_ bytes: some Collection<UInt8>, _ path: String, at offset: Int) {
        guard let node = now.names[path], offset < now.nodes[node].count else { return }
        let fitting = bytes.prefix(now.nodes[node].count - offset)
        now.nodes[node].replaceSubrange(offset..<(offset + fitting.count), with: fitting)
    }

    func cut(_ path: String, to bytes: Int) {
        if let node = now.names[path] { now.nodes[node].removeLast(max(0, now.nodes[node].count - bytes)) }
    }

    func open(_ path: String, _ mode: StorageOpenMode) throws(StorageError) -> any StorageFile {
        if mode == .create, let node = now.names[path] { now.nodes[node] = [] }
        if now.names[path] == nil, mode == .create || mode == .openOrCreate { self[path] = [] }
        guard let node = now.names[path] else { throw StorageError(.open, path, code: StorageErrorCode.notFound) }
        return DamagedFile(self, node, path)
    }

    func list(_ directory: String) throws(StorageError) -> [String] {
        let prefix = directory + "/"
        return now.names.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.filter { !$0.contains("/") }
    }

    func rename(_ path: String, to newPath: String) throws(StorageError) {
        guard let node = now.names.removeValue(forKey: path) else { throw StorageError(.rename, path, code: StorageErrorCode.notFound) }
        now.names[newPath] = node
    }

    func remove(_ path: String) throws(StorageError) {
        guard now.names.removeValue(forKey: path) != nil else { throw StorageError(.remove, path, code: StorageErrorCode.notFound) }
    }

    func createDirectory(_ path: String) throws(StorageError) {}
    func syncDirectory(_ path: String) throws(StorageError) {}

    private final class DamagedFile: StorageFile, @unchecked Sendable {
        let disk: DamagedDisk
        let node: Int
        let path: String
        private var isLocked = false

        init(_ disk: DamagedDisk, _ node: Int, _ path: String) {
            self.disk = disk
            self.node = node
            self.path = path
        }

        deinit { if isLocked { disk.locked.remove(node) } }

        func size() throws(StorageError) -> Int { disk.now.nodes[node].count }

        func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int {
            unsafe disk.now.nodes[node].withUnsafeBytes { file in
                let count = max(0, min(buffer.count, file.count - offset))
                if count > 0 { unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: file[offset..<(offset + count)])) }
                return count
            }
        }

        func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StorageError) {
            let end = offset + bytes.count
            if disk.now.nodes[node].count < end { try truncate(to: end) }
            unsafe disk.now.nodes[node].withUnsafeMutableBytes { file in
                unsafe UnsafeMutableRawBufferPointer(rebasing: file[offset..<end]).copyMemory(from: bytes)
            }
        }

        func syncData() throws(StorageError) {}
        func sync() throws(StorageError) {}

        func truncate(to bytes: Int) throws(StorageError) {
            let count = disk.now.nodes[node].count
            if bytes < count { disk.now.nodes[node].removeLast(count - bytes) } else {
                disk.now.nodes[node].append(contentsOf: repeatElement(0, count: bytes - count))
            }
        }

        func tryLock() throws(StorageError) -> Bool {
            guard disk.locked.insert(node).inserted else { return false }
            isLocked = true
            return true
        }
    }
}
