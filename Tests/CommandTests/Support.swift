import Foundation
import Synchronization

@testable import walras

/// A directory that goes away with the test.
@discardableResult func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("walras-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

@discardableResult func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("walras-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(url.path)
}

func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

func bytes(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

/// What a program printed.
final class Printed: Sendable {
    private let text = Mutex("")
    var all: String { text.withLock { $0 } }
    func add(_ more: String) { text.withLock { $0 += more } }
}

/// Runs the real program with the given words and returns what it said.
func run(_ words: String..., program: Program = Walras.program) async -> (status: ExitStatus, output: String, errors: String) {
    let (output, errors) = (Printed(), Printed())
    var program = program
    program.output = { output.add($0) }
    program.errors = { errors.add($0) }
    let status = await program.run(words)
    return (status, output.all, errors.all)
}

let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The page newcomers begin with.
var readme: String { get throws { try String(contentsOf: package.appending(path: "README.md"), encoding: .utf8) } }

/// The directory with recorded order flow: `WALRAS_DATA`, or `data` in the package, or `shared/data` beside it.
let recordedFlow: String? = {
    let beside = [package.appendingPathComponent("data").path, package.deletingLastPathComponent().appendingPathComponent("shared/data").path]
    let candidates = ProcessInfo.processInfo.environment["WALRAS_DATA"].map { [$0] } ?? beside
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/goog_20120621_orders.csv.zst") }
}()
