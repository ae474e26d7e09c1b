import Glibc

/// Standard output or standard error.
package enum Terminal: Int32, Sendable {
    case output = 1
    case error = 2

    /// Whether a person may be watching, as opposed to a file or a pipe.
    package var isInteractive: Bool { isatty(rawValue) == 1 }

    /// Columns of the screen; 80 where there is none.
    package var columns: Int {
        guard isInteractive, let text = unsafe getenv("COLUMNS"), let columns = unsafe Int(String(cString: text)), columns > 0 else { return 80 }
        return columns
    }

    /// Writes all of `text`, unbuffered.
    package func write(_ text: String) throws(IOError) { try write(Array(text.utf8)) }

    package func write(_ bytes: [UInt8]) throws(IOError) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .systemCall("write", subject: self == .output ? "standard output" : "standard error", errno: errno)
            }
            bytes = bytes.dropFirst(count)
        }
    }

    /// From now on writing to a pipe whose reader is gone is an error, `isBrokenPipe`, instead of the end of the process.
    package static func reportBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
}
