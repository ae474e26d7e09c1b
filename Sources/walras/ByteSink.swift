import IO
import Wire

/// Bytes on their way to a file or to standard output, in large writes.
///
/// After the first failed write nothing more is written, and `finish` throws that failure: so it can be fed from where nothing may throw.
final class ByteSink {
    /// What piles up before a write, in bytes: large against a system call, small against a cache.
    static let bufferBytes = 1 << 18

    /// What is to be written next; append to it and call `flushIfFull` every so often.
    var bytes: [UInt8] = []
    private let file: (any StorageFile)?
    private var offset = 0
    private var failure: (any Error)?

    var hasFailed: Bool { failure != nil }

    /// - Parameter path: an existing file is replaced; `-` is standard output.
    init(_ path: String, storage: any Storage = FileStorage()) throws {
        file = path == "-" ? nil : try storage.open(path, .create)
        bytes.reserveCapacity(Self.bufferBytes * 2)
    }

    @inline(__always) func flushIfFull() {
        if bytes.count >= Self.bufferBytes { flush() }
    }

    func finish() throws {
        flush()
        if let failure { throw failure }
    }

    private func flush() {
        defer { bytes.removeAll(keepingCapacity: true) }
        guard failure == nil, !bytes.isEmpty else { return }
        do {
            if let file {
                try unsafe bytes.withUnsafeBytes { try unsafe file.write($0, at: offset) }
                offset += bytes.count
            } else {
                try Terminal.output.write(bytes)
            }
        } catch { failure = error }
    }
}

/// JSON, byte by byte, for documents too long to be held as a whole.
extension [UInt8] {
    mutating func append(_ text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(decimal: number.magnitude)
    }

    mutating func append(decimal number: UInt64) { appendDecimal(number) }

    /// A JSON string.
    mutating func append(json text: String) { append(contentsOf: JSONValue.string(text).text.utf8) }
}
