import Foundation
import Matching
import Testing

/// Scripts with their expected answers, in `testdata`. Both books must give them.
///
/// With `WALRAS_REWRITE=1` the answers are written anew, from the naive book. Only commit the changes if you understand what caused them.
struct GoldenTests {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "testdata")
    static let rewrites = ProcessInfo.processInfo.environment["WALRAS_REWRITE"] == "1"

    static var names: [String] {
        let files = FileManager.default.subpaths(atPath: directory.path()) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }

    /// Too much for linear searches in an unoptimized build.
    static func isTooLargeForNaiveBook(_ name: String) -> Bool {
        #if DEBUG
        name.contains("large") && !rewrites
        #else
        false
        #endif
    }

    @Test func `there are scripts`() { #expect(Self.names.count >= 20) }

    @Test(arguments: names) func `both books answer a script as written`(name: String) throws {
        let url = Self.directory.appending(path: name)
        let text = try String(contentsOf: url, encoding: .utf8)
        let halves = text.components(separatedBy: "----\n")
        let script = try Script(Substring(halves[0]))
        var fast = ScriptRun(OrderBook(symbol: scriptSymbol, instrument: script.instrument))
        try fast.run(script)
        if !Self.isTooLargeForNaiveBook(name) {
            var naive = ScriptRun(NaiveBook(symbol: scriptSymbol, instrument: script.instrument))
            try naive.run(script)
            if Self.rewrites { try (halves[0] + "----\n" + naive.output).write(to: url, atomically: true, encoding: .utf8) }
            expect(naive.output, is: Self.rewrites ? naive.output : halves.last ?? "", in: name, "naive book")
            expect(fast.output, is: naive.output, in: name, "fast book against naive")
        }
        if !Self.rewrites { expect(fast.output, is: halves.last ?? "", in: name, "fast book") }
    }

    /// One issue with the first line that differs.
    private func expect(_ output: String, is expected: String, in name: String, _ book: String) {
        if output == expected { return }
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        let others = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let first = (0..<max(lines.count, others.count)).first { $0 >= lines.count || $0 >= others.count || lines[$0] != others[$0] } ?? 0
        let context = lines[max(0, first - 3)..<min(first, lines.count)].joined(separator: "\n")
        Issue.record(
            """
            \(name), \(book), line \(first + 1) of the answer:
            \(context)
            expected: \(first < others.count ? others[first] : "the end")
            answered: \(first < lines.count ? lines[first] : "the end")
            """)
    }
}
