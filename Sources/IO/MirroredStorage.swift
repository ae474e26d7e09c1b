import Synchronization

/// Files kept twice: what is written under one directory is written under another as well, before the call returns.
///
/// Reads come from the first copy. A write, sync or rename that fails for one copy fails. Both syncs run at the same time, on two threads:
/// one after the other they take twice as long. What lies elsewhere is passed on as it is.
package final class MirroredStorage: Storage {
    private let directory: String
    private let mirror: String
    private let first: any Storage
    private let second: any Storage
    /// Nil: both syncs on the calling thread.
    private let syncThread: SyncThread?

    /// - Parameters:
    ///   - directory, mirror: neither may lie within the other.
    ///   - second: where the mirror is, if that is another storage.
    ///   - usesThread: false for simulations.
    package init(
        _ directory: String, mirror: String, storage: any Storage, second: (any Storage)? = nil, usesThread: Bool = true
    ) throws(StorageError) {
        self.directory = directory
        self.mirror = mirror
        first = storage
        self.second = second ?? storage
        syncThread = usesThread ? try SyncThread() : nil
    }

    deinit { syncThread?.stop() }

    /// Where the second copy of a path is; nil if there is none.
    private func copy(of path: String) -> String? {
        if path == directory { return mirror }
        return path.hasPrefix(directory + "/") ? mirror + path.dropFirst(directory.utf8.count) : nil
    }

    package func open(_ path: String, _ mode: StorageOpenMode) throws(StorageError) -> any StorageFile {
        let file = try first.open(path, mode)
        guard mode != .read, let copy = copy(of: path) else { return file }
        return MirroredFile(file, try second.open(copy, mode), syncThread)
    }

    package func list(_ directory: String) throws(StorageError) -> [String] { try first.list(directory) }

    package func rename(_ path: String, to newPath: String) throws(StorageError) {
        try first.rename(path, to: newPath)
        if let copy = copy(of: path), let newCopy = self.copy(of: newPath) { try second.rename(copy, to: newCopy) }
    }

    /// A copy that is not there needs no removing, as after a crash between the two.
    package func remove(_ path: String) throws(StorageError) {
        var missing: StorageError?
        do { try first.remove(path) } catch {
            guard error.isNotFound else { throw error }
            missing = error
        }
        guard let copy = copy(of: path) else {
            if let missing { throw missing }
            return
        }
        do { try second.remove(copy) } catch {
            guard error.isNotFound, missing == nil else { throw error }
        }
    }

    package func createDirectory(_ path: String) throws(StorageError) {
        try first.createDirectory(path)
        if let copy = copy(of: path) { try second.createDirectory(copy) }
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        try first.syncDirectory(path)
        if let copy = copy(of: path) { try second.syncDirectory(copy) }
    }
}

/// One file and its copy.
private final class MirroredFile: StorageFile {
    private let first: any StorageFile
    private let second: any StorageFile
    private let syncThread: SyncThread?

    init(_ first: any StorageFile, _ second: any StorageFile, _ syncThread: SyncThread?) {
        self.first = first
        self.second = second
        self.syncThread = syncThread
    }

    var path: String { first.path }
    func size() throws(StorageError) -> Int { try first.size() }
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int { try unsafe first.read(into: buffer, at: offset) }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StorageError) {
        try unsafe first.write(bytes, at: offset)
        try unsafe second.write(bytes, at: offset)
    }

    func syncData() throws(StorageError) { try sync(.data) }
    func sync() throws(StorageError) { try sync(.all) }

    private func sync(_ extent: SyncThread.Extent) throws(StorageError) {
        guard let syncThread else {
            try extent.sync(first)
            return try extent.sync(second)
        }
        try syncThread.sync(second, extent, beside: first)
    }

    func truncate(to bytes: Int) throws(StorageError) {
        try first.truncate(to: bytes)
        try second.truncate(to: bytes)
    }

    /// Both, so that nobody writes to the mirror as a log of its own.
    func tryLock() throws(StorageError) -> Bool {
        guard try first.tryLock() else { return false }
        return try second.tryLock()
    }
}

/// Syncs one file while the caller syncs another.
@safe private final class SyncThread: @unchecked Sendable {
    enum Extent {
        case data, all

        func sync(_ file: any StorageFile) throws(StorageError) {
            switch self {
            case .data: try file.syncData()
            case .all: try file.sync()
            }
        }
    }

    private let gate = ThreadGate()
    /// Held by who has something to sync; others that come meanwhile do both by themselves.
    private let turn = Mutex(())
    // These change only inside `gate.withLock`.
    private var job: (file: any StorageFile, extent: Extent)?
    private var outcome: Result<Void, StorageError>?
    private var isStopping = false
    private var thread: Thread?

    init() throws(StorageError) { thread = try Thread(name: "walras-mirror") { [self] in run() } }

    func stop() {
        gate.withLock { isStopping = true }
        thread?.join()
        thread = nil
    }

    /// - Throws: the other's error before this thread's own.
    func sync(_ file: any StorageFile, _ extent: Extent, beside own: any StorageFile) throws(StorageError) {
        let result = turn.withLockIfAvailable { [self] _ -> Result<Void, StorageError> in
            gate.withLock { job = (file, extent) }
            let mine = Result { () throws(StorageError) in try extent.sync(own) }
            var theirs: Result<Void, StorageError>?
            gate.wait { outcome != nil }
            gate.withLock {
                theirs = outcome
                outcome = nil
            }
            if case .failure? = theirs { return theirs ?? mine }
            return mine
        }
        if let result { return try result.get() }
        try extent.sync(own)
        try extent.sync(file)
    }

    private func run() {
        while true {
            gate.wait { job != nil || isStopping }
            guard let job else { return }
            let result = Result { () throws(StorageError) in try job.extent.sync(job.file) }
            gate.withLock {
                self.job = nil
                outcome = result
            }
        }
    }
}
