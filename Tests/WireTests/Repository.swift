import Foundation
import Testing

/// Files of the repository this test was built from, and the tools beside it.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let schema = root.appendingPathComponent("proto/walras.xml")

    /// An executable product of the package, built together with the tests.
    static func executable(_ name: String) -> URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(name)
    }

    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs a program to its end. Its output goes through files, so that no pipe can fill up.
    static func run(_ program: URL, _ arguments: [String]) throws -> Outcome {
        try withTemporaryDirectory { directory in
            let process = Process()
            process.executableURL = program
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try emptyFile(directory.appendingPathComponent("output"))
            process.standardError = try emptyFile(directory.appendingPathComponent("errors"))
            try process.run()
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus,
                output: try String(contentsOf: directory.appendingPathComponent("output"), encoding: .utf8),
                errors: try String(contentsOf: directory.appendingPathComponent("errors"), encoding: .utf8))
        }
    }

    static func withTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("walras-wire-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        let result = Swift.Result { try body(directory) }
        try FileManager.default.removeItem(at: directory)
        return try result.get()
    }

    private static func emptyFile(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }
}
