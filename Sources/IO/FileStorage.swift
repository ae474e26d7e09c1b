import Glibc

/// The real file system.
package struct FileStorage: Storage {
    package init() {}

    package func open(_ path: String, _ mode: StorageOpenMode) throws(StorageError) -> any StorageFile {
        let flags = switch mode {
        case .read: O_RDONLY
        case .readWrite: O_RDWR
        case .create: O_RDWR | O_CREAT | O_TRUNC
        case .openOrCreate: O_RDWR | O_CREAT
        }
        // Without O_NONBLOCK a fifo would be waited for until somebody opens its other end. To files it means nothing.
        let descriptor = Int32(try retrying(.open, path) { unsafe Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o640) })
        let file = File(descriptor: descriptor, path: path)
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw StorageError(.open, path, code: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw StorageError(.open, path, code: EISDIR)
        case S_IFIFO: throw StorageError(.open, path, code: ESPIPE)
        default: return file
        }
    }

    package func list(_ directory: String) throws(StorageError) -> [String] {
        guard let stream = unsafe opendir(directory) else { throw StorageError(.list, directory, code: errno) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw StorageError(.list, directory, code: errno) }
        return names
    }

    package func rename(_ path: String, to newPath: String) throws(StorageError) {
        _ = try retrying(.rename, path) { unsafe Int(Glibc.rename(path, newPath)) }
    }

    package func remove(_ path: String) throws(StorageError) {
        _ = try retrying(.remove, path) { unsafe unlink(path) }
    }

    package func createDirectory(_ path: String) throws(StorageError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            let parent = prefix.isEmpty ? "." : prefix
            prefix += prefix.isEmpty || prefix.hasSuffix("/") ? String(component) : "/\(component)"
            if unsafe mkdir(prefix, 0o750) == 0 {
                // A directory whose parent was not synced is gone after a power cut, with all that was synced in it.
                try syncDirectory(parent)
                continue
            }
            if errno == EEXIST { continue }
            let code = errno
            // A parent that may not be written to is no obstacle if the directory is there.
            var status = stat()
            guard unsafe stat(prefix, &status) == 0 else { throw StorageError(.createDirectory, prefix, code: code) }
        }
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        let descriptor = try retrying(.syncDirectory, path) { unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(Int32(descriptor)) }
        _ = try retrying(.syncDirectory, path) { fsync(Int32(descriptor)) }
    }
}

/// An open descriptor of the real file system.
package final class File: StorageFile {
    private let descriptor: Int32
    package let path: String

    fileprivate init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    package func size() throws(StorageError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw StorageError(.size, path, code: errno) }
        return Int(status.st_size)
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int {
        try Self.transfer(.read, path, bytes: buffer.count) { done in
            unsafe pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
        }
    }

    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StorageError) {
        let written = try Self.transfer(.write, path, bytes: bytes.count) { done in
            unsafe pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
        }
        // A write that makes no progress and names no reason would otherwise loop or pass for done.
        if written < bytes.count { throw StorageError(.write, path, code: EIO) }
    }

    /// Repeats a read or write until all bytes are through, the call makes no progress, or it fails; an interrupted call is made again.
    package static func transfer(
        _ operation: StorageError.Operation, _ path: String, bytes: Int, _ call: (_ done: Int) -> Int
    ) throws(StorageError) -> Int {
        var done = 0
        while done < bytes {
            let step = try retrying(operation, path) { call(done) }
            if step == 0 { break }
            done += step
            #if WALRAS_PLANTED_BUGS
            if operation == .write, unsafe ignoresShortWrites { return bytes }
            #endif
        }
        return done
    }

    #if WALRAS_PLANTED_BUGS
    /// A bug for the simulator to find.
    package nonisolated(unsafe) static var ignoresShortWrites = false
    #endif

    package func syncData() throws(StorageError) { _ = try retrying(.syncData, path) { fdatasync(descriptor) } }
    package func sync() throws(StorageError) { _ = try retrying(.sync, path) { fsync(descriptor) } }
    package func truncate(to bytes: Int) throws(StorageError) { _ = try retrying(.truncate, path) { ftruncate(descriptor, off_t(bytes)) } }

    package func tryLock() throws(StorageError) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw StorageError(.lock, path, code: errno) }
        }
        return true
    }
}

/// Makes a system call again while signals interrupt it, and turns -1 into an error.
private func retrying(_ operation: StorageError.Operation, _ path: String, _ call: () -> some BinaryInteger) throws(StorageError) -> Int {
    while true {
        let result = Int(call())
        if result >= 0 { return result }
        if errno != EINTR { throw StorageError(operation, path, code: errno) }
    }
}

package enum StorageBytes {
    /// Whether every byte is zero.
    /// - Complexity: O(bytes), at memory speed in debug builds too.
    package static func areZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
        return unsafe base.load(as: UInt8.self) == 0 && memcmp(base, base + 1, bytes.count - 1) == 0
    }
}
