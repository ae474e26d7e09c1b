import Glibc

/// What the operating system refused, or what a file turned out not to be.
package enum IOError: Error, Equatable, CustomStringConvertible {
    /// The call, what it was for (a path, mostly), and the `errno` it failed with.
    case systemCall(String, subject: String, errno: Int32)
    /// The process may not run on this core, or there is none of that number.
    case noSuchCore(Int)
    /// A compressed file whose bytes make no sense; `offset` counts bytes of the file read so far.
    case corrupt(path: String, offset: Int, reason: String)
    /// A compressed file that ends in the middle of a frame.
    case truncated(path: String, offset: Int)
    case lineTooLong(path: String, line: Int, bytesMax: Int)
    /// A file for the owner alone that group or others may touch, or that is no plain file.
    case notPrivate(path: String, permissions: UInt32)

    /// Whoever read what was written has gone: no failure of the writer's.
    package var isBrokenPipe: Bool {
        if case .systemCall(_, _, EPIPE) = self { true } else { false }
    }

    package var description: String {
        switch self {
        case .systemCall(let name, let subject, let code): "\(subject): \(unsafe String(cString: strerror(code))) (\(name))"
        case .noSuchCore(let core): "core \(core): this process may not run there"
        case .corrupt(let path, let offset, let reason): "\(path): damaged near byte \(offset): \(reason)"
        case .truncated(let path, let offset): "\(path): ends in the middle of a compressed frame, at byte \(offset)"
        case .lineTooLong(let path, let line, let bytesMax): "\(path):\(line): longer than \(bytesMax) bytes"
        case .notPrivate(let path, let permissions):
            "\(path): must be a plain file that only its owner may read and write (chmod 600), has permissions \(String(permissions, radix: 8))"
        }
    }
}
