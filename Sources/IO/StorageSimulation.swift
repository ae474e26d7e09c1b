import Synchronization

/// A file system in memory that can lose power, run full and fail on demand, the same way every time.
///
/// It keeps what real ones promise and no more: a write may be lost, in whole or in sectors, until its file was synced; a creation, rename
/// or removal until its directory was. A failed write has written some part of itself.
package final class SimulatedStorage: Storage {
    /// Which operation fails, and how.
    package struct Fault: Sendable {
        /// The first operation that fails, counted from 0 over all operations that change something or sync.
        package var operation: Int
        package var code: Int32
        /// Whether everything after it fails too.
        package var isPermanent: Bool
        package init(operation: Int, code: Int32, isPermanent: Bool = false) {
            self.operation = operation
            self.code = code
            self.isPermanent = isPermanent
        }
    }

    fileprivate struct Change {
        var offset: Int
        var old: [UInt8]
        var new: [UInt8]
        var oldSize: Int
    }

    /// A file's content, apart from its names.
    fileprivate struct Node {
        var data: [UInt8] = []
        /// Changes since the last sync, oldest first.
        var pending: [Change] = []
        var isLocked = false
    }

    fileprivate struct State {
        var nodes: [Node] = []
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var operations = 0
        var fault: Fault?
        var bytesMax = Int.max
    }

    fileprivate let state = Mutex(State())
    /// What a disk writes in one piece, in bytes.
    fileprivate static let sectorBytes = 512

    package init() {}

    package var fault: Fault? {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }
    /// Operations so far that change something or sync.
    package var operations: Int {
        get { state.withLock { $0.operations } }
        set { state.withLock { $0.operations = newValue } }
    }
    /// Size of the disk in bytes.
    package var bytesMax: Int {
        get { state.withLock { $0.bytesMax } }
        set { state.withLock { $0.bytesMax = newValue } }
    }
    /// A file's bytes as they read now, nil if there is none. Setting them is not an operation and is durable.
    package subscript(path: String) -> [UInt8]? {
        get { state.withLock { state in state.names[path].map { state.nodes[$0].data } } }
        set {
            state.withLock { state in
                guard let newValue else {
                    state.names[path] = nil
                    state.durableNames[path] = nil
                    return
                }
                state.nodes.append(Node(data: newValue))
                state.names[path] = state.nodes.count - 1
                state.durableNames[path] = state.nodes.count - 1
            }
        }
    }
    /// All paths, sorted.
    package var paths: [String] { state.withLock { $0.names.keys.sorted() } }

    /// Another disk with the same durable and volatile content, without locks and faults.
    package func copy() -> SimulatedStorage {
        let copy = SimulatedStorage()
        let snapshot = state.withLock { state in (state.nodes, state.names, state.durableNames) }
        copy.state.withLock { state in
            (state.nodes, state.names, state.durableNames) = snapshot
            for index in state.nodes.indices { state.nodes[index].isLocked = false }
        }
        return copy
    }

    /// Cuts the power: names that were not synced are gone, and of what was not synced in the files each sector is kept or lost by chance.
    package func losePower(using generator: inout some RandomNumberGenerator) {
        var choices: [Int] = []
        for _ in 0..<4096 { choices.append(Int.random(in: 0..<(1 << 30), using: &generator)) }
        state.withLock { state in
            state.names = state.durableNames
            state.fault = nil
            var toss = 0
            for index in state.nodes.indices {
                state.nodes[index].isLocked = false
                state.nodes[index].losePower { upTo in
                    toss += 1
                    return choices[toss % choices.count] % (upTo + 1)
                }
            }
        }
    }

    package func open(_ path: String, _ mode: StorageOpenMode) throws(StorageError) -> any StorageFile {
        if mode == .create { try operate(.open, path) }
        let node: Int? = state.withLock { state in
            if let existing = state.names[path] {
                if mode == .create { state.nodes[existing].truncate(to: 0) }
                return existing
            }
            guard mode == .create || mode == .openOrCreate else { return nil }
            state.nodes.append(Node())
            state.names[path] = state.nodes.count - 1
            return state.nodes.count - 1
        }
        guard let node else { throw StorageError(.open, path, code: StorageErrorCode.notFound) }
        return SimulatedFile(self, node, path)
    }

    package func list(_ directory: String) throws(StorageError) -> [String] {
        let prefix = directory + "/"
        return paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.filter { !$0.contains("/") }
    }

    package func rename(_ path: String, to newPath: String) throws(StorageError) {
        try operate(.rename, path)
        let isThere = state.withLock { state in
            guard let node = state.names.removeValue(forKey: path) else { return false }
            state.names[newPath] = node
            return true
        }
        if !isThere { throw StorageError(.rename, path, code: StorageErrorCode.notFound) }
    }

    package func remove(_ path: String) throws(StorageError) {
        try operate(.remove, path)
        let node = state.withLock { $0.names.removeValue(forKey: path) }
        if node == nil { throw StorageError(.remove, path, code: StorageErrorCode.notFound) }
    }

    package func createDirectory(_ path: String) throws(StorageError) {}

    package func syncDirectory(_ path: String) throws(StorageError) {
        try operate(.syncDirectory, path)
        let prefix = path + "/"
        state.withLock { state in
            state.durableNames = state.durableNames.filter { !$0.key.hasPrefix(prefix) }
            for (name, node) in state.names where name.hasPrefix(prefix) { state.durableNames[name] = node }
        }
    }

    /// Counts an operation and fails it if it is its turn.
    fileprivate func operate(_ operation: StorageError.Operation, _ path: String) throws(StorageError) {
        let code: Int32? = state.withLock { state in
            let index = state.operations
            state.operations += 1
            guard let fault = state.fault else { return nil }
            return index == fault.operation || (fault.isPermanent && index > fault.operation) ? fault.code : nil
        }
        if let code { throw StorageError(operation, path, code: code) }
    }
}

extension SimulatedStorage.Node {
    mutating func write(_ bytes: [UInt8], at offset: Int) {
        let oldSize = data.count
        if offset + bytes.count > data.count { data.append(contentsOf: repeatElement(0, count: offset + bytes.count - data.count)) }
        let range = offset..<(offset + bytes.count)
        pending.append(SimulatedStorage.Change(offset: offset, old: Array(data[range]), new: bytes, oldSize: oldSize))
        data.replaceSubrange(range, with: bytes)
    }

    /// Shrinking or growing is taken to be durable at once, which is the harder case for whoever relies on the old content.
    mutating func truncate(to size: Int) {
        pending.removeAll()
        if size < data.count { data.removeLast(data.count - size) } else { data.append(contentsOf: repeatElement(0, count: size - data.count)) }
    }

    /// Undoes what was not synced, then redoes of each sector as many of its changes as `choose` says: a sector is written whole, with
    /// all that happened to it so far.
    mutating func losePower(choose: (_ upTo: Int) -> Int) {
        guard let first = pending.first else { return }
        let newest = data
        for change in pending.reversed() { data.replaceSubrange(change.offset..<(change.offset + change.old.count), with: change.old) }
        var size = first.oldSize
        var start = 0
        while start < newest.count {
            let sector = start..<min(start + SimulatedStorage.sectorBytes, newest.count)
            let changes = pending.filter { $0.offset < sector.upperBound && $0.offset + $0.new.count > sector.lowerBound }
            for change in changes.prefix(changes.isEmpty ? 0 : choose(changes.count)) {
                let piece = max(sector.lowerBound, change.offset)..<min(sector.upperBound, change.offset + change.new.count)
                data.replaceSubrange(piece, with: change.new[(piece.lowerBound - change.offset)..<(piece.upperBound - change.offset)])
                size = max(size, piece.upperBound)
            }
            start = sector.upperBound
        }
        data.removeLast(data.count - size)
        pending.removeAll()
    }
}

private final class SimulatedFile: StorageFile {
    let storage: SimulatedStorage
    let node: Int
    let path: String
    private let holdsLock = Atomic<Bool>(false)

    init(_ storage: SimulatedStorage, _ node: Int, _ path: String) {
        self.storage = storage
        self.node = node
        self.path = path
    }

    deinit {
        if holdsLock.load(ordering: .acquiring) { storage.state.withLock { [node] in $0.nodes[node].isLocked = false } }
    }

    func size() throws(StorageError) -> Int { storage.state.withLock { $0.nodes[node].data.count } }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int {
        let piece = storage.state.withLock { state in
            let data = state.nodes[node].data
            return offset < data.count ? Array(data[offset..<min(data.count, offset + buffer.count)]) : []
        }
        unsafe buffer.copyBytes(from: piece)
        return piece.count
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StorageError) {
        let content = unsafe Array(bytes)
        do { try storage.operate(.write, path) } catch {
            storage.state.withLock { $0.nodes[node].write(Array(content.prefix(content.count / 2)), at: offset) }
            throw error
        }
        let fits = storage.state.withLock { state in
            let used = state.names.values.reduce(0) { $0 + state.nodes[$1].data.count }
            let growth = max(0, offset + content.count - state.nodes[node].data.count)
            guard growth == 0 || used + growth <= state.bytesMax else { return false }
            state.nodes[node].write(content, at: offset)
            return true
        }
        if !fits { throw StorageError(.write, path, code: StorageErrorCode.noSpace) }
    }

    func syncData() throws(StorageError) { try sync() }

    func sync() throws(StorageError) {
        try storage.operate(.sync, path)
        storage.state.withLock { $0.nodes[node].pending.removeAll() }
    }

    func truncate(to bytes: Int) throws(StorageError) {
        try storage.operate(.truncate, path)
        storage.state.withLock { $0.nodes[node].truncate(to: bytes) }
    }

    func tryLock() throws(StorageError) -> Bool {
        let isOurs = storage.state.withLock { state in
            if state.nodes[node].isLocked { return false }
            state.nodes[node].isLocked = true
            return true
        }
        if isOurs { holdsLock.store(true, ordering: .releasing) }
        return isOurs
    }
}
