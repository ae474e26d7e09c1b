import Foundation
import Testing

@testable import IO

/// A file that goes away with the test.
@discardableResult
private func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("walras-io-\(UUID().uuidString)")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

private func readAll(_ path: String, chunk: Int = 1 << 12) throws -> [UInt8] {
    var reader = try ZstdReader(path: path)
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: chunk)
    while true {
        let count = try reader.read(into: &buffer)
        if count == 0 { return all }
        all += buffer[..<count]
    }
}

private func lines(_ path: String, lineBytesMax: Int = ZstdLineReader.lineBytesMax) throws -> [String] {
    var reader = try ZstdLineReader(path: path, lineBytesMax: lineBytesMax)
    var lines: [String] = []
    while let line = try reader.next({ String(decoding: $0, as: UTF8.self) }) { lines.append(line) }
    return lines
}

/// `hello\nworld\n`, compressed.
private let helloFrame: [UInt8] = [
    0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x68, 0x61, 0x00, 0x00, 0x68, 0x65, 0x6C, 0x6C, 0x6F, 0x0A, 0x77, 0x6F, 0x72, 0x6C, 0x64, 0x0A, 0xB5, 0x0E,
    0x87, 0x17,
]

/// 100,000 times `walras\n`, compressed: far more output than input.
private let manyLinesFrame: [UInt8] = [
    0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x68, 0x7C, 0x00, 0x00, 0x38, 0x77, 0x61, 0x6C, 0x72, 0x61, 0x73, 0x0A, 0x01, 0x00, 0xF6, 0xFF, 0xCA, 0x8B,
    0x11, 0x44, 0x00, 0x00, 0x00, 0x01, 0x00, 0xFD, 0xFF, 0xCA, 0x0B, 0x10, 0x44, 0x00, 0x00, 0x00, 0x01, 0x00, 0xFD, 0xFF, 0x39, 0x00, 0x02,
    0x44, 0x00, 0x00, 0x00, 0x01, 0x00, 0xFD, 0xFF, 0x39, 0x00, 0x02, 0x44, 0x00, 0x00, 0x00, 0x01, 0x00, 0xFD, 0xFF, 0x39, 0x00, 0x02, 0x45,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x5D, 0x2E, 0x1D, 0x00, 0x01, 0x47, 0xF8, 0x53, 0x06,
]

@Suite struct ZstdReaderTests {
    @Test func `a plain file reads as it is, whatever the size of the buffer`() throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try withFile(bytes) { path throws in
            for chunk in [1_000, 1 << 17, 1 << 20] { #expect(try readAll(path, chunk: chunk) == bytes) }
        }
    }

    @Test(arguments: [0, 1, 3]) func `a file shorter than the magic number is a plain file`(count: Int) throws {
        let bytes = Array(helloFrame.prefix(count))
        #expect(try withFile(bytes) { try readAll($0) } == bytes)
    }

    @Test(arguments: [1, 5, 4_096]) func `frames in a row read as one file`(chunk: Int) throws {
        let text = try withFile(helloFrame + helloFrame) { String(decoding: try readAll($0, chunk: chunk), as: UTF8.self) }
        #expect(text == "hello\nworld\nhello\nworld\n")
    }

    @Test func `a frame cut at any byte is an error, never a short file`() throws {
        for count in ZstdReaderTests.magicBytes..<helloFrame.count {
            try withFile(Array(helloFrame.prefix(count))) { path in
                #expect(throws: IOError.truncated(path: path, offset: count)) { try readAll(path) }
            }
        }
    }

    private static let magicBytes = 4

    @Test func `a flipped bit in the content fails the checksum of the frame`() throws {
        var bytes = helloFrame
        bytes[10] ^= 1
        try withFile(bytes) { path in
            let error = #expect(throws: IOError.self) { try readAll(path) }
            guard case .corrupt(path, _, _)? = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
        }
    }

    @Test func `garbage after the last frame is an error`() throws {
        try withFile(helloFrame + Array("garbage!".utf8)) { path in
            #expect(throws: IOError.self) { try readAll(path) }
        }
    }

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: IOError.self) { _ = try ZstdReader(path: "/no/such/file") }
        #expect(error?.description.contains("/no/such/file") == true)
    }

    @Test func `lines come without their ends, the last one even if it has none`() throws {
        #expect(try withFile(Array("a\r\nb\n\nc".utf8)) { try lines($0) } == ["a", "b", "", "c"])
        #expect(try withFile([]) { try lines($0) } == [])
        #expect(try withFile(Array("\n".utf8)) { try lines($0) } == [""])
    }

    @Test func `lines may straddle every buffer boundary`() throws {
        #expect(try withFile(manyLinesFrame) { try lines($0) } == Array(repeating: "walras", count: 100_000))
        let long = (0..<5).map { String(repeating: "\($0)", count: 70_000) }
        #expect(try withFile(Array(long.joined(separator: "\n").utf8)) { try lines($0) } == long)
    }

    @Test func `a line may be as long as the limit, and not longer`() throws {
        try withFile(Array("ok\n12345678\n".utf8)) { path throws in
            #expect(try lines(path, lineBytesMax: 8) == ["ok", "12345678"])
            #expect(throws: IOError.lineTooLong(path: path, line: 2, bytesMax: 7)) { try lines(path, lineBytesMax: 7) }
        }
    }

    @Test func `a written file maps back, and a failed write leaves nothing behind`() throws {
        try withFile([9]) { path in
            try unsafe [UInt8](1...5).withUnsafeBytes { try unsafe MemoryMappedFile.write([$0, $0], to: path) }
            let file = try MemoryMappedFile(path: path)
            #expect(unsafe file.withBytes { unsafe Array($0) } == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
        }
        #expect(throws: IOError.self) { try unsafe MemoryMappedFile.write([], to: "/no/such/directory/file") }
        #expect(throws: IOError.self) { _ = try MemoryMappedFile(path: "/no/such/file") }
        #expect(try withFile([]) { path in try MemoryMappedFile(path: path).count } == 0)
    }
}
