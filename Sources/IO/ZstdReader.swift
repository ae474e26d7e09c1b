import CZstd
import Glibc

/// Reads a file from start to end, decompressing it if it begins with zstd's magic number.
///
/// Concatenated frames read as one. Nothing is kept beyond one block of input, so files of any size stream through.
@safe package struct ZstdReader: ~Copyable {
    /// Bytes read from the file at a time; zstd recommends its own block size (128 KiB) or more.
    private static let inputBytes = 128 << 10
    private static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    package let path: String
    private let file: Int32
    /// Nil for a plain file.
    private var stream: OpaquePointer?
    private var input: [UInt8]
    private var inputStart = 0
    private var inputEnd = 0
    /// Bytes of the file taken in so far.
    private var fileOffset = 0
    private var atEnd = false
    /// Whether the first bytes were looked at.
    private var detected = false
    /// Whether the last frame was decoded to its end.
    private var betweenFrames = true

    package init(path: String) throws(IOError) {
        self.path = path
        file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .systemCall("open", subject: path, errno: errno) }
        input = [UInt8](repeating: 0, count: Self.inputBytes)
        unsafe stream = nil
    }

    deinit {
        unsafe ZSTD_freeDStream(stream)
        close(file)
    }

    /// Fills the front of `output` and returns how many bytes it put there; 0 only at the end of the file.
    package mutating func read(into output: inout [UInt8], from start: Int = 0) throws(IOError) -> Int {
        precondition(start < output.count, "no room to read into")
        if !detected { try detect() }
        guard let stream = unsafe stream else { return try readPlain(into: &output, from: start) }
        while true {
            if inputStart == inputEnd, !atEnd { try fill() }
            // Without input the decoder may still hold output, unless its frame is complete.
            let drained = inputStart == inputEnd
            if drained, betweenFrames { return 0 }
            let (code, taken, put) = unsafe input.withUnsafeBytes { source in
                unsafe output.withUnsafeMutableBytes { target in
                    var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: inputEnd, pos: inputStart)
                    var to = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: start)
                    let code = unsafe ZSTD_decompressStream(stream, &to, &from)
                    return unsafe (code, from.pos, to.pos - start)
                }
            }
            inputStart = taken
            guard ZSTD_isError(code) == 0 else {
                let reason = unsafe String(cString: ZSTD_getErrorName(code))
                throw .corrupt(path: path, offset: fileOffset - (inputEnd - inputStart), reason: reason)
            }
            betweenFrames = code == 0
            if put > 0 { return put }
            if drained, !betweenFrames { throw .truncated(path: path, offset: fileOffset) }
        }
    }

    private mutating func detect() throws(IOError) {
        while inputEnd < Self.magic.count, !atEnd { try fill() }
        detected = true
        guard input[0..<inputEnd].starts(with: Self.magic) else { return }
        unsafe stream = ZSTD_createDStream()
        guard unsafe stream != nil else { throw .systemCall("ZSTD_createDStream", subject: path, errno: ENOMEM) }
    }

    private mutating func readPlain(into output: inout [UInt8], from start: Int) throws(IOError) -> Int {
        if inputStart == inputEnd, !atEnd { try fill() }
        let count = min(inputEnd - inputStart, output.count - start)
        output.replaceSubrange(start..<start + count, with: input[inputStart..<inputStart + count])
        inputStart += count
        return count
    }

    /// Reads one block behind what is there, from the front once everything before was taken.
    private mutating func fill() throws(IOError) {
        if inputStart == inputEnd {
            inputStart = 0
            inputEnd = 0
        }
        var count: Int
        repeat {
            count = unsafe input.withUnsafeMutableBytes { [file, inputEnd] buffer in
                unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: inputEnd), buffer.count - inputEnd)
            }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw .systemCall("read", subject: path, errno: errno) }
        atEnd = count == 0
        inputEnd += count
        fileOffset += count
    }
}
