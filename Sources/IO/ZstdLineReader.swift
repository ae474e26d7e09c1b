/// The lines of a plain or zstd-compressed text file, one at a time, without an allocation per line.
package struct ZstdLineReader: ~Copyable {
    /// Bytes of one line. A snapshot of a deep book as one JSON line stays below it; beyond, it is not the text file it was taken for.
    package static let lineBytesMax = 1 << 20

    private var reader: ZstdReader
    private var buffer: [UInt8]
    private var start = 0
    private var end = 0
    /// The number of the line last returned, from 1.
    package private(set) var line = 0
    private let bytesMax: Int

    package init(path: String, lineBytesMax: Int = Self.lineBytesMax) throws(IOError) {
        reader = try ZstdReader(path: path)
        bytesMax = lineBytesMax
        buffer = [UInt8](repeating: 0, count: min(lineBytesMax, 1 << 16) + 1)
    }

    package var path: String { reader.path }

    /// Calls `body` with the next line, without its line end (LF or CRLF); nil at the end of the file.
    package mutating func next<Result>(_ body: (ArraySlice<UInt8>) throws -> Result) throws -> Result? {
        var searched = start
        while true {
            if let newline = buffer[searched..<end].firstIndex(of: 0x0A) {
                defer { start = newline + 1 }
                return try finish(start..<newline, body)
            }
            searched = end
            guard end - start <= bytesMax else { throw IOError.lineTooLong(path: path, line: line + 1, bytesMax: bytesMax) }
            if start > 0 {
                buffer.replaceSubrange(0..<end - start, with: buffer[start..<end])
                searched -= start
                end -= start
                start = 0
            } else if end == buffer.count {
                buffer.append(contentsOf: repeatElement(0, count: min(buffer.count, bytesMax + 1 - buffer.count)))
            }
            let count = try reader.read(into: &buffer, from: end)
            end += count
            if count == 0 {
                guard end > start else { return nil }
                defer { start = end }
                return try finish(start..<end, body)
            }
        }
    }

    private mutating func finish<Result>(_ range: Range<Int>, _ body: (ArraySlice<UInt8>) throws -> Result) rethrows -> Result {
        line += 1
        let line = buffer[range]
        return try body(line.last == 0x0D ? line.dropLast() : line)
    }
}
