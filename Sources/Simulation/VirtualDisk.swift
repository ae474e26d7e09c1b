import IO

/// A disk under a page cache: what was written can be read at once, but outlives a power cut only once it was synced.
///
/// A torn power cut keeps of each sector that was not synced one of the contents it has had since; of the creations, renames and removals
/// whose directory was not synced any; and the old or the new length of a file that was cut. One thread at a time uses it.
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
        /// The least it was cut to since the last sync.
        var cutTo: Int?
        var isLocked = false
    }

    /// What became of a name, and is not on the disk yet.
    private struct NameChange {
        var path: String
        var oldPath: String?
        /// Nil if the name is gone.
        var node: Int?
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
    /// Oldest first.
    private var nameChanges: [NameChange] = []
    /// Told of every change, before it is made.
    var onOperation: ((DiskOperation) -> Void)?
    /// What others do before an operation of somebody's.
    var meanwhile: (() -> Void)?
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
        (copy.nodes, copy.names, copy.durableNames, copy.nameChanges, copy.writes) = (nodes, names, durableNames, nameChanges, writes)
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
        let fate = Fate(&random, isTorn: isTorn)
        for change in nameChanges where fate.choose(2, &random) == 1 { keep(change) }
        nameChanges = []
        names = durableNames
        for index in nodes.indices {
            let fate = Fate(&random, isTorn: isTorn)
            nodes[index].losePower { count in fate.choose(count, &random) }
        }
        forgetUnnamed()
    }

    /// How much of what was not synced a power cut keeps, in one file or of all names: what is rare by the sector would never be seen.
    private enum Fate {
        case nothing, everything, almostNothing, almostEverything, anything

        init(_ random: inout SeededRandom, isTorn: Bool) {
            self = isTorn ? random.pick([.nothing, .everything, .almostNothing, .almostEverything, .anything, .anything]) : .nothing
        }

        /// Which of so many contents, the oldest first.
        func choose(_ count: Int, _ random: inout SeededRandom) -> Int {
            switch self {
            case .nothing: 0
            case .everything: count - 1
            case .almostNothing: random.chance(100) ? random.below(count) : 0
            case .almostEverything: random.chance(100) ? random.below(count) : count - 1
            case .anything: random.below(count)
            }
        }
    }

    /// Puts a change of names on the disk; it need not be the oldest.
    private func keep(_ change: NameChange) {
        if let node = change.node {
            durableNames[change.path] = node
            if let oldPath = change.oldPath, durableNames[oldPath] == node { durableNames[oldPath] = nil }
        } else {
            durableNames[change.path] = nil
        }
    }

    /// Gives up the content of files that have no name any more.
    private func forgetUnnamed() {
        let named = Set(names.values).union(durableNames.values)
        for index in nodes.indices where !named.contains(index) { nodes[index] = Node() }
    }

    /// Counts an operation, which may be the last before the power fails, or fail by itself.
    func operate(_ operation: StorageError.Operation, _ path: String) throws(StorageError) {
        meanwhile?()
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
        if weather.errors > 0, random.chance(weather.errors) {
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
            if mode == .create { perform(.truncate(node: node, size: 0)) }
            return VirtualFile(self, node, path)
        }
        guard mode == .create || mode == .openOrCreate else { throw StorageError(.open, path, code: StorageErrorCode.notFound) }
        let node = nodes.count
        perform(.create(path: path, node: node))
        return VirtualFile(self, node, path)
    }

    func list(_ directory: String) throws(StorageError) -> [String] {
        let prefix = directory + "/"
        return names.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.filter { !$0.contains("/") }.sorted()
    }

    func rename(_ path: String, to newPath: String) throws(StorageError) {
        try operate(.rename, path)
        guard let node = names[path] else { throw StorageError(.rename, path, code: StorageErrorCode.notFound) }
        perform(.rename(path: path, newPath: newPath))
        trace.note(.name, UInt64(node), UInt64(operations))
    }

    func remove(_ path: String) throws(StorageError) {
        try operate(.remove, path)
        guard names[path] != nil else { throw StorageError(.remove, path, code: StorageErrorCode.notFound) }
        perform(.remove(path: path))
    }

    /// Directories need no names here: whoever makes one has it synced.
    func createDirectory(_ path: String) throws(StorageError) {}

    func syncDirectory(_ path: String) throws(StorageError) {
        try operate(.syncDirectory, path)
        perform(.syncDirectory(path: path))
        trace.note(.sync, UInt64(operations))
    }

    // MARK: changes

    func perform(_ operation: DiskOperation) {
        onOperation?(operation)
        apply(operation)
    }

    /// Makes a change; what `onOperation` was told of one disk gives another the same content.
    func apply(_ operation: DiskOperation) {
        switch operation {
        case .create(let path, let node):
            precondition(node == nodes.count, "files are numbered in order")
            nodes.append(Node())
            change(NameChange(path: path, node: node))
        case .write(let node, let offset, let bytes): unsafe bytes.withUnsafeBytes { unsafe nodes[node].write($0, at: offset) }
        case .sync(let node): nodes[node].sync()
        case .truncate(let node, let size): nodes[node].truncate(to: size)
        case .rename(let path, let newPath): change(NameChange(path: newPath, oldPath: path, node: names[path]))
        case .remove(let path): change(NameChange(path: path))
        case .syncDirectory(let path):
            let prefix = path + "/"
            let isInside = { (change: NameChange) in change.path.hasPrefix(prefix) && !change.path.dropFirst(prefix.count).contains("/") }
            for change in nameChanges where isInside(change) { keep(change) }
            nameChanges.removeAll(where: isInside)
        }
    }

    private func change(_ change: NameChange) {
        if let oldPath = change.oldPath { names[oldPath] = nil }
        names[change.path] = change.node
        nameChanges.append(change)
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
