import Glibc

/// Small files that only the owner of the process may read: secrets, and databases that hold hashes of them.
package enum PrivateFile {
    private static let permissions: mode_t = 0o600

    /// Whether there is such a file; refused as for `read`.
    package static func exists(_ path: String) throws(IOError) -> Bool {
        guard let file = try open(path) else { return false }
        close(file)
        return true
    }

    /// Makes an empty file if there is none, and takes what there is away from everybody but its owner: for what held nothing that mattered before.
    package static func claim(_ path: String) throws(IOError) {
        let file = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, permissions)
        guard file >= 0 else { throw .systemCall("open", subject: path, errno: errno) }
        defer { close(file) }
        guard fchmod(file, permissions) == 0 else { throw .systemCall("fchmod", subject: path, errno: errno) }
    }

    /// The whole file; nil if there is none. Refused if group or others may touch it, if it is no plain file, or over `bytesMax` bytes.
    package static func read(_ path: String, bytesMax: Int) throws(IOError) -> [UInt8]? {
        guard let file = try open(path) else { return nil }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw .systemCall("fstat", subject: path, errno: errno) }
        guard status.st_size <= bytesMax else { throw .systemCall("read", subject: path, errno: EFBIG) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = try transfer("read", path, bytes.count) { done in
            unsafe bytes.withUnsafeMutableBytes { unsafe pread(file, $0.baseAddress! + done, $0.count - done, off_t(done)) }
        }
        guard count == bytes.count else { throw .systemCall("read", subject: path, errno: EIO) }
        return bytes
    }

    /// Refuses a key that others have: whoever may write it, anybody outside its group, and a group that is not root's to choose.
    ///
    /// Links are followed: what issues certificates leaves them. Whether there is such a file, whoever reads it finds out.
    package static func checkKey(_ path: String) throws(IOError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .systemCall("stat", subject: path, errno: errno)
        }
        let allowed: mode_t = status.st_uid == 0 ? 0o740 : 0o700
        guard status.st_mode & 0o777 & ~allowed == 0 else { throw .notPrivate(path: path, permissions: UInt32(status.st_mode & 0o7777)) }
    }

    /// Open for reading and for the owner alone; nil if there is none.
    private static func open(_ path: String) throws(IOError) -> Int32? {
        let file = unsafe Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw .systemCall("open", subject: path, errno: errno)
        }
        var status = stat()
        let code = unsafe fstat(file, &status) == 0 ? 0 : errno
        guard code == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
            close(file)
            throw code == 0 ? .notPrivate(path: path, permissions: UInt32(status.st_mode & 0o7777)) : .systemCall("fstat", subject: path, errno: code)
        }
        return file
    }

    /// Puts a file with these bytes at `path`, durably, in place of what was there: all of it or, after a crash, nothing.
    package static func write(_ path: String, _ bytes: [UInt8]) throws(IOError) {
        let temporary = path + ".new"
        // A crash may have left one behind; it was never in use.
        if unsafe unlink(temporary) != 0, errno != ENOENT { throw .systemCall("unlink", subject: temporary, errno: errno) }
        let file = unsafe Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, permissions)
        guard file >= 0 else { throw .systemCall("open", subject: temporary, errno: errno) }
        do throws(IOError) {
            defer { close(file) }
            guard fchmod(file, permissions) == 0 else { throw .systemCall("fchmod", subject: temporary, errno: errno) }
            _ = try transfer("write", temporary, bytes.count) { done in
                unsafe bytes.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress! + done, $0.count - done, off_t(done)) }
            }
            guard fsync(file) == 0 else { throw .systemCall("fsync", subject: temporary, errno: errno) }
            guard unsafe rename(temporary, path) == 0 else { throw .systemCall("rename", subject: path, errno: errno) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try syncDirectory(of: path)
    }

    private static func syncDirectory(of path: String) throws(IOError) {
        let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let directory = unsafe Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .systemCall("open", subject: parent, errno: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .systemCall("fsync", subject: parent, errno: errno) }
    }

    private static func transfer(_ name: String, _ path: String, _ bytes: Int, _ call: (_ done: Int) -> Int) throws(IOError) -> Int {
        var done = 0
        while done < bytes {
            let step = call(done)
            if step > 0 {
                done += step
            } else if step == 0 {
                break
            } else if errno != EINTR {
                throw .systemCall(name, subject: path, errno: errno)
            }
        }
        // A write that makes no progress and names no reason would otherwise pass for done.
        if name == "write", done < bytes { throw .systemCall(name, subject: path, errno: EIO) }
        return done
    }
}
