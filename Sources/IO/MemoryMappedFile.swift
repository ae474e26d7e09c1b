import Glibc

/// A whole file as read-only memory.
///
/// The file must not shrink while it is mapped: reading past its new end would end the process.
@safe package struct MemoryMappedFile: ~Copyable {
    package let path: String
    package let count: Int
    private let base: UnsafeMutableRawPointer?

    package init(path: String) throws(IOError) {
        let (mapped, bytes) = unsafe try Self.map(path)
        self.path = path
        unsafe base = mapped
        count = bytes
    }

    private static func map(_ path: String) throws(IOError) -> (UnsafeMutableRawPointer?, Int) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .systemCall("open", subject: path, errno: errno) }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw .systemCall("fstat", subject: path, errno: errno) }
        let count = Int(status.st_size)
        // An empty mapping is an error to the kernel, an empty file is none to us.
        guard count > 0 else { return (nil, 0) }
        let mapped = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0)
        guard unsafe mapped != MAP_FAILED else { throw .systemCall("mmap", subject: path, errno: errno) }
        return unsafe (mapped, count)
    }

    deinit {
        if let base = unsafe base { unsafe munmap(base, count) }
    }

    package func withBytes<Result, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Result) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Replaces or creates the file at `path` with `parts` in order, all of them or none: a temporary file beside it is renamed into place.
    package static func write(_ parts: [UnsafeRawBufferPointer], to path: String) throws(IOError) {
        let temporary = "\(path).\(getpid()).tmp"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .systemCall("open", subject: temporary, errno: errno) }
        do throws(IOError) {
            for unsafe part in unsafe parts { unsafe try write(part, to: file, temporary) }
        } catch {
            close(file)
            unsafe unlink(temporary)
            throw error
        }
        guard close(file) == 0, unsafe rename(temporary, path) == 0 else {
            let code = errno
            unsafe unlink(temporary)
            throw .systemCall("rename", subject: path, errno: code)
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, _ path: String) throws(IOError) {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe Glibc.write(file, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            if count >= 0 {
                offset += count
            } else if errno != EINTR {
                throw .systemCall("write", subject: path, errno: errno)
            }
        }
    }
}
