import IO

/// The program: finds the subcommand, runs it, and turns what went wrong into a message and an exit status.
struct Program: Sendable {
    static let version = "0.1.0"

    var subcommands: [Subcommand]
    var output: @Sendable (String) throws -> Void = { try Terminal.output.write($0) }
    var errors: @Sendable (String) throws -> Void = { try Terminal.error.write($0) }

    func run(_ words: [String]) async -> ExitStatus {
        do {
            do {
                return try await dispatch(words)
            } catch let error as UsageError {
                let topic = error.topic.isEmpty ? "" : " \(error.topic)"
                try errors("walras: \(error.message)\nTry: walras\(topic) --help\n")
                return .usage
            } catch {
                try errors("walras: \(error)\n")
                return .failed
            }
        } catch {
            // Standard error itself is gone: the status is all that is left to say it with.
            return .failed
        }
    }

    private func dispatch(_ words: [String]) async throws -> ExitStatus {
        guard let first = words.first else {
            try errors(Help.overview(subcommands, version: Self.version) + "\n")
            return .usage
        }
        if first == "--version" {
            try output("walras \(Self.version)\n")
            return .done
        }
        if first == "--help" || first == "-h" || first == "help" {
            return try help(Array(words.dropFirst()))
        }
        let subcommand = try find(words)
        guard let subcommand else {
            // A group alone, `walras bench`: show what is in it.
            let asked = words.dropFirst().first.map { $0 == "--help" || $0 == "-h" } ?? false
            try (asked ? output : errors)(Help.group(first, subcommands.filter { $0.path.first == first }) + "\n")
            return asked ? .done : .usage
        }
        do {
            guard var invocation = try subcommand.parse(words.dropFirst(subcommand.path.count)) else {
                try output(Help.subcommand(subcommand) + "\n")
                return .done
            }
            invocation.print = output
            return try await subcommand.run(invocation)
        } catch var error as UsageError {
            error.topic = subcommand.name
            throw error
        }
    }

    private func help(_ words: [String]) throws -> ExitStatus {
        guard let first = words.first else {
            try output(Help.overview(subcommands, version: Self.version) + "\n")
            return .done
        }
        if let subcommand = try find(words) {
            try output(Help.subcommand(subcommand) + "\n")
        } else {
            try output(Help.group(first, subcommands.filter { $0.path.first == first }) + "\n")
        }
        return .done
    }

    /// The subcommand the words begin with; nil if they name only a group. Throws for words that name neither, with the nearest that exists.
    private func find(_ words: [String]) throws(UsageError) -> Subcommand? {
        guard let first = words.first else { return nil }
        if let whole = subcommands.first(where: { words.starts(with: $0.path) }) { return whole }
        let group = subcommands.filter { $0.path.count > 1 && $0.path[0] == first }
        guard !group.isEmpty else {
            if first.hasPrefix("-") { throw .init("unknown option '\(first)'" + suggestion(for: first, among: ["--help", "--version"])) }
            let names = subcommands.map { $0.path[0] } + subcommands.map(\.name)
            throw .init("unknown subcommand '\(first)'" + suggestion(for: first, among: names))
        }
        guard words.count > 1, !words[1].hasPrefix("-") else { return nil }
        var error = UsageError("unknown subcommand '\(first) \(words[1])'" + suggestion(for: "\(first) \(words[1])", among: group.map(\.name)))
        error.topic = first
        throw error
    }
}
