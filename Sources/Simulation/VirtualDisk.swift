import IO

/// A disk under a page cache: what was written can be read at once, but outlives a power cut only once it was synced.
///
/// A power cut keeps of each sector that was not synced one of the contents it has had since; creations, renames and removals are undone
/// unless their directory was synced. One thread at a time uses it.
final class VirtualDisk: Storage, @unchecked Sendable {
    /// What a disk writes in one piece, in bytes.
    static let sectorBytes = 512
    /// Earlier contents of a sector remembered between two syncs.
    static let versionsMax = 4

    struct Node {
        /// As it is read.
        var cached: [UInt8] = []
        /// As it is on the disk.
        var durable: [UInt8] = []
        /// Sectors that differ, with what was written to them in between.
        var dirty: [Int: [[UInt8]]] = [:]
        var isLocked = false
    }

    /// How often faults happen, in a thousand operations; and when the power fails.
    struct Weather {
        var errors = 0
        var shorts = 0
        var forgets = false
        /// Operations until the power is cut.
        var cutAfter: Int?
        /// Bytes the disk has room for.
        var bytesMax = Int.max
    }

    var nodes: [Node] = []
    var names: [String: Int] = [:]
    var durableNames: [String: Int] = [:]
    var weather = Weather()
    private(set) var isOff = false
    /// Counts the processes that have used the disk; what an earlier one left open is closed.
    private(set) var process = 0
    private(set) var operations = 0
    var random: SeededRandom
    let trace: Trace
    /// The latest writes, for those that go elsewhere.
    private(set) var writes: [(path: String, offset: Int, bytes: [UInt8], old: [UInt8])] = []
    static let writesMax = 32

    init(random: SeededRandom, trace: Trace) {
        self.random = random
        self.trace = trace
    }

    /// Another disk with the same content, without locks and faults.
    func copy() -> VirtualDisk {
        let copy = VirtualDisk(random: random, trace: Trace(keepsLines: false))
        (copy.nodes, copy.names, copy.durableNames, copy.writes) = (nodes, names, durableNames, writes)
        for index in copy.nodes.indices { copy.nodes[index].isLocked = false }
        return copy
    }

    // MARK: power

    /// The power is back, or another process begins.
    func switchOn() {
        isOff = false
        process += 1
        weather.cutAfter = nil
        for index in nodes.indices { nodes[index].isLocked = false }
    }

    /// The power fails now.
    /// - Parameter isTorn: some of what was not synced is kept; otherwise none is.
    func losePower(isTorn: Bool) {
        names = durableNames
        for index in nodes.indices {
            nodes[index].losePower { count in isTorn ? random.below(count) : 0 }
        }
        forgetUnnamed()
    }

    /// Gives up the content of files that have no name any more.
    private func forgetUnnamed() {
        let named = Set(names.values).union(durableNames.values)
        for index in nodes.indices where !named.contains(index) { nodes[index] = Node() }
    }

    /// Counts an operation, which may be the last before the power fails, or fail by itself.
    func operate(_ operation: StorageError.Operation, _ path: String, canFail: Bool = true) throws(StorageError) {
        operations += 1
        if let left = weather.cutAfter {
            weather.cutAfter = left - 1
            if left <= 0, !isOff {
                isOff = true
                trace.note(.fault, 1, UInt64(operations))
                trace.line("        the power fails at \(operation.rawValue) \(path)")
            }
        }
        if isOff { throw StorageError(operation, path, code: StorageErrorCode.inputOutput) }
        if canFail, weather.errors > 0, random.chance(weather.errors) {
            trace.note(.fault, 2, UInt64(operations))
            trace.line("        \(operation.rawValue) \(path) fails")
            throw StorageError(operation, path, code: StorageErrorCode.inputOutput)
        }
    }

    // MARK: Storage

    func open(_ path: String, _ mode: StorageOpenMode) throws(StorageError) -> any StorageFile {
        if mode == .create { try operate(.open, path) }
        if isOff { throw StorageError(.open, path, code: StorageErrorCode.inputOutput) }
        if let node = names[path] {
            if mode == .create { nodes[node].truncate(to: 0) }
            return VirtualFile(self, node, path)
        }
        guard mode == .create || mode == .openOrCreate else { throw StorageError(.open, path, code: StorageErrorCode.notFound) }
        nodes.append(Node())
        names[path] = nodes.count - 1
        return VirtualFile(self, nodes.count - 1, path)
    }

    func list(_ directory: String) throws(StorageError) -> [String] {
        let prefix = directory + "/"
        return names.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.filter { !$0.contains("/") }.sorted()
    }

    func rename(_ path: String, to newPath: String) throws(StorageError) {
        try operate(.rename, path)
        guard let node = names.removeValue(forKey: path) else { throw StorageError(.rename, path, code: StorageErrorCode.notFound) }
        names[newPath] = node
        trace.note(.name, UInt64(node), UInt64(operations))
    }

    func remove(_ path: String) throws(StorageError) {
        try operate(.remove, path)
        guard names.removeValue(forKey: path) != nil else { throw StorageError(.remove, path, code: StorageErrorCode.notFound) }
    }

    /// Directories need no names here: whoever makes one has it synced.
    func createDirectory(_ path: String) throws(StorageError) {}

    func syncDirectory(_ path: String) throws(StorageError) {
        try operate(.syncDirectory, path)
        let prefix = path + "/"
        durableNames = durableNames.filter { !$0.key.hasPrefix(prefix) }
        for (name, node) in names where name.hasPrefix(prefix) { durableNames[name] = node }
        trace.note(.sync, UInt64(operations))
    }

    // MARK: what happened

    func noteWrite(_ path: String, _ node: Int, _ offset: Int, _ bytes: UnsafeRawBufferPointer) {
        trace.note(.write, UInt64(node), UInt64(offset), UInt64(bytes.count))
        unsafe trace.note(.write, bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(256)))
        guard bytes.count <= 1 << 14 else { return }
        if writes.count == Self.writesMax { writes.removeFirst() }
        writes.append((path, offset, unsafe Array(bytes), nodes[node].content(offset..<(offset + bytes.count))))
    }

    /// Bytes of all files that have a name.
    var bytesUsed: Int { names.values.reduce(0) { $0 + nodes[$1].cached.count } }
}
