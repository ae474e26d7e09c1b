internal import CFuzzer
import Foundation
import IO

/// A program of Tests/Proofs/fuzz:
///
///     fuzz list                      the parsers, a name per line
///     fuzz seeds DIR                 writes what each begins with, DIR/PARSER/NUMBER, and the words it is made of, DIR/PARSER.words
///     fuzz run PARSER [argument…]    libFuzzer on one of them: https://llvm.org/docs/LibFuzzer.html says which arguments there are
@main struct Fuzz {
    /// What libFuzzer calls has no context, and runs on this thread alone.
    nonisolated(unsafe) private static var parser: (any FuzzedParser)?

    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        switch words.first {
        case "list" where words.count == 1: print(FuzzedParsers.all.map { $0.name }.joined(separator: "\n"))
        case "seeds" where words.count == 2: try writeSeeds(URL(filePath: words[2]))
        case "run" where words.count >= 2: try run(words[2])
        default:
            print("usage: fuzz list | fuzz seeds DIR | fuzz run PARSER [argument…]")
            exit(2)
        }
    }

    private static func run(_ name: String) throws {
        guard let type = FuzzedParsers.all.first(where: { $0.name == name }) else {
            print("fuzz: there is no parser '\(name)'")
            exit(2)
        }
        // The engine's state lives on a loop; libFuzzer ends the process from inside.
        try EventLoop.perform { loop in
            unsafe parser = type.init(loop)
            var arguments = unsafe (CommandLine.arguments.prefix(1) + CommandLine.arguments.dropFirst(3)).map { unsafe strdup($0) }
            var count = unsafe Int32(arguments.count)
            unsafe arguments.append(nil)
            unsafe arguments.withUnsafeMutableBufferPointer { buffer in
                var base = buffer.baseAddress
                _ = unsafe LLVMFuzzerRunDriver(&count, &base) { data, size in
                    unsafe Fuzz.parser?.take(UnsafeRawBufferPointer(start: data, count: size))
                    return 0
                }
            }
        }
    }

    private static func writeSeeds(_ directory: URL) throws {
        try EventLoop.perform { loop in
            for type in FuzzedParsers.all {
                let place = directory.appending(path: type.name)
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                for (number, seed) in try type.seeds(loop).enumerated() { try Data(seed).write(to: place.appending(path: "\(number)")) }
                // libFuzzer's dictionaries: a quoted word per line, what is not plain in hexadecimal.
                let lines = type.words.map { word in
                    "\"" + word.utf8.map { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) ? String(UnicodeScalar($0)) : "\\x" + hex($0) }.joined() + "\"\n"
                }
                try Data(lines.joined().utf8).write(to: directory.appending(path: "\(type.name).words"))
            }
        }
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
