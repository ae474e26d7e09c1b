import Foundation

/// The files of the repository, read once.
struct Tree: Sendable {
    struct File: Sendable {
        /// From the root: `Sources/Market/Arena.swift`.
        var path: String
        var text: String
        var isExecutable: Bool
        /// Nil unless it is Swift.
        var code: [String]
        var comments: [String]

        init(path: String, text: String, isExecutable: Bool = false) {
            self.path = path
            self.text = text
            self.isExecutable = isExecutable
            let parts = path.hasSuffix(".swift") ? SwiftText(text) : nil
            code = parts?.code ?? []
            comments = parts?.comments ?? []
        }

        var name: String { String(path.split(separator: "/").last ?? "") }
        var isSwift: Bool { path.hasSuffix(".swift") }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// The module of a file in `Sources`, or the target of one in `Tests`.
        var target: String? {
            let parts = path.split(separator: "/")
            return parts.count > 2 && (parts[0] == "Sources" || parts[0] == "Tests") ? String(parts[1]) : nil
        }
    }

    var files: [File]

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let all = Result { try Tree(readingFrom: root) }

    init(files: [File]) { self.files = files }

    /// What git ignores, and git itself, is left out.
    private static let skipped: Set<String> = [".git", ".build", "data", "__pycache__"]

    private init(readingFrom root: URL) throws {
        files = []
        try read(root, as: "")
        files.sort { $0.path < $1.path }
    }

    private mutating func read(_ directory: URL, as prefix: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) where !Self.skipped.contains(name) {
            let url = directory.appendingPathComponent(name)
            if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
                try read(url, as: "\(prefix)\(name)/")
            } else if let text = String(data: try Data(contentsOf: url), encoding: .utf8) {
                files.append(File(path: prefix + name, text: text, isExecutable: FileManager.default.isExecutableFile(atPath: url.path)))
            }
        }
    }

    /// Swift files below a directory: `Sources`, `Sources/Market`.
    func swift(_ directories: String...) -> [File] {
        files.filter { file in file.isSwift && directories.contains { file.path.hasPrefix($0 + "/") } }
    }

    var modules: Set<String> { Set(swift("Sources").compactMap(\.target)) }
}

/// A place where a rule is broken: `Sources/Market/Arena.swift:12: imports Glibc`.
struct Offence: CustomStringConvertible {
    var path: String
    var line: Int?
    var what: String
    var description: String { line.map { "\(path):\($0): \(what)" } ?? "\(path): \(what)" }
}

extension [Offence] {
    /// One per line, as compilers print them.
    var list: String { "\n" + map(\.description).joined(separator: "\n") }
}
