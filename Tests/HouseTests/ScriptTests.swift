import Foundation
import Testing

/// The scripts a newcomer begins with, in a directory of their own and with a compiler that only says it was called.
struct ScriptTests {
    private struct Outcome {
        var status: Int32
        var output: String
    }

    /// Everything here that is to be called by hand.
    private static let scripts = ["ops", "bench", "Tests/Proofs"].flatMap { folder in
        (try? FileManager.default.contentsOfDirectory(at: Tree.root.appending(path: folder), includingPropertiesForKeys: [.isDirectoryKey]))?.filter {
            (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == false && FileManager.default.isExecutableFile(atPath: $0.path)
        }.map { "\(folder)/\($0.lastPathComponent)" } ?? []
    }

    /// Runs a script with these programs before those of the machine.
    private func run(_ script: String, _ arguments: [String] = [], _ programs: [String: String] = [:]) throws -> Outcome {
        let files = FileManager.default
        let root = files.temporaryDirectory.appending(path: "walras-scripts-\(UUID().uuidString)")
        try files.createDirectory(at: root.appending(path: ".build/venv/bin"), withIntermediateDirectories: true)
        defer { try? files.removeItem(at: root) }
        for folder in Set(["ops", script.split(separator: "/").dropLast().joined(separator: "/")]) {
            try files.createDirectory(at: root.appending(path: folder).deletingLastPathComponent(), withIntermediateDirectories: true)
            try files.copyItem(at: Tree.root.appending(path: folder), to: root.appending(path: folder))
        }
        let standard = ["bin/swift": "echo called swift", "bin/dpkg-query": "echo installed", ".build/venv/bin/python": "exit 0"]
        try files.createDirectory(at: root.appending(path: "bin"), withIntermediateDirectories: true)
        for (path, body) in standard.merging(programs, uniquingKeysWith: { $1 }) {
            try Data("#!/bin/sh\n\(body)\n".utf8).write(to: root.appending(path: path))
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: root.appending(path: path).path)
        }
        let process = Process()
        process.executableURL = root.appending(path: script)
        process.arguments = arguments
        process.environment = ["PATH": "\(root.path)/bin:/usr/bin:/bin"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: text)
    }

    @Test(arguments: scripts) func `every script says how it is used, and refuses what it does not know, before it does anything`(_ script: String) throws {
        let text = try String(contentsOf: Tree.root.appending(path: script), encoding: .utf8)
        let comment = text.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("#") }.map { $0.dropFirst(2) }
        for argument in ["--help", "-h"] {
            let help = try run(script, [argument])
            #expect(help.status == 0 && help.output.split(separator: "\n") == comment.filter { !$0.isEmpty } && !comment.isEmpty, "\(help)")
        }
        // `run` hands on what it does not know; what is written in Python has a parser that refuses.
        guard script != "ops/run", text.contains(" refuse \"") else { return }
        let refused = try run(script, ["--nonsense"])
        #expect(refused.status == 2 && refused.output.hasPrefix("\(script.split(separator: "/").last ?? ""): "), "\(refused)")
    }

    @Test func `run says how it is used before it builds anything`() throws {
        let help = try run("ops/run", ["--help"])
        #expect(help.status == 0 && help.output.contains("ops/run --check") && !help.output.contains("called swift"), "\(help)")
    }

    @Test(arguments: [
        "--data", "--listen off", "--listen=off", "--listen agentexchange=127.0.0.1:0", "--binary off", "--admin off", "--demo off", "--data there --check",
    ])
    func `run refuses at once what its examples could not follow`(_ arguments: String) throws {
        let refused = try run("ops/run", arguments.split(separator: " ").map(String.init))
        #expect(refused.status == 2 && refused.output.hasPrefix("run: ") && !refused.output.contains("called swift"), "\(refused)")
    }

    @Test(arguments: ["6.2": 0, "6.2.1": 0, "6.10": 0, "7.0": 0, "6.1.3": 1, "5.10": 1, "": 1] as [String: Int32])
    func `setup wants a compiler that is new enough`(_ version: String, _ status: Int32) throws {
        let outcome = try run("ops/setup", [], ["bin/swift": "echo 'Swift version \(version) (swift-RELEASE)'"])
        #expect(outcome.status == status && (status == 0) == outcome.output.isEmpty, "\(outcome)")
        #expect(status == 0 || outcome.output.contains("swift 6.2 or newer is needed"), "\(outcome)")
    }

    @Test func `setup asks nothing while it installs, as root through sudo`() throws {
        let outcome = try run("ops/setup", [], [
            "bin/dpkg-query": "exit 1", "bin/id": "echo 1000", "bin/sudo": "unset DEBIAN_FRONTEND; exec \"$@\"",
            "bin/apt-get": "echo \"$1 $DEBIAN_FRONTEND\"", "bin/swift": "echo Swift version 6.2",
        ])
        #expect(outcome.status == 0 && outcome.output.contains("install noninteractive"), "\(outcome)")
    }
}
