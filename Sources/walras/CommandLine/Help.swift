/// The texts of `--help`.
enum Help {
    /// Columns the text is wrapped at.
    private static let width = 96

    static func overview(_ subcommands: [Subcommand], version: String) -> String {
        """
        walras \(version): a self-hosted exchange: an in-memory matching engine with a write-ahead log.

        Usage: walras SUBCOMMAND [ARGUMENT]... [--OPTION [VALUE]]...

        Subcommands:
        \(table(subcommands.map { ($0.name, $0.summary) }))

        Options:
        \(table([("--help", "Show this help, or that of a subcommand: walras bench book --help."), ("--version", "Show the version and exit.")]))

        \(exitStatuses(note: ""))
        """
    }

    /// The subcommands that begin with the same word.
    static func group(_ name: String, _ subcommands: [Subcommand]) -> String {
        """
        Usage: walras \(name) SUBCOMMAND [ARGUMENT]... [--OPTION [VALUE]]...

        Subcommands:
        \(table(subcommands.map { ($0.name, $0.summary) }))

        `walras \(name) SUBCOMMAND --help` explains one of them.
        """
    }

    static func subcommand(_ subcommand: Subcommand) -> String {
        var usage = "walras \(subcommand.name)"
        for argument in subcommand.arguments { usage += " \(argument.name)" }
        for option in subcommand.options { usage += option.isRequired ? " \(option.synopsis)" : " [\(option.synopsis)]" }
        var sections = ["Usage: " + wrap(usage, indent: 7), wrap(subcommand.discussion, indent: 0)]
        if !subcommand.arguments.isEmpty {
            sections.append("Arguments:\n" + table(subcommand.arguments.map { argument in
                (argument.name, argument.summary + (argument.choices.map { " One of \($0.joined(separator: ", "))." } ?? ""))
            }))
        }
        sections.append("Options:\n" + table((subcommand.options + [.help]).map { option in
            let note = option.defaultText.map { " Default: \($0)." } ?? (option.isRequired ? " Required." : "")
            return (option.synopsis, option.summary + note)
        }))
        let examples = subcommand.examples.map { "  \($0)" }.joined(separator: "\n")
        sections.append((subcommand.examples.count == 1 ? "Example:\n" : "Examples:\n") + examples)
        sections.append(exitStatuses(note: subcommand.exitNote))
        return sections.joined(separator: "\n\n")
    }

    private static func exitStatuses(note: String) -> String {
        """
        Exit status:
        \(table([
            ("0", "done"), ("1", note.isEmpty ? "failed, or checked and found different" : note), ("2", "the command line is wrong"),
        ]))
        """
    }

    /// Two columns; the second wraps under itself.
    private static func table(_ rows: [(String, String)]) -> String {
        let column = min(30, (rows.map(\.0.count).max() ?? 0) + 4)
        return rows.map { left, right in
            let gap = left.count + 4 > column
                ? "\n" + String(repeating: " ", count: column) : String(repeating: " ", count: column - left.count - 2)
            return "  \(left)\(gap)\(wrap(right, indent: column))"
        }.joined(separator: "\n")
    }

    private static func wrap(_ text: String, indent: Int) -> String {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                if !line.isEmpty, indent + line.count + 1 + word.count > width {
                    lines.append(line)
                    line = ""
                }
                line += line.isEmpty ? String(word) : " \(word)"
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}
