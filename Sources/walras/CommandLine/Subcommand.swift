import IO

/// What a run of the program told its caller.
enum ExitStatus: Int32, Sendable {
    case done = 0
    /// Checked and found different, or failed.
    case failed = 1
    case usage = 2
}

/// One thing the program does, with everything needed to parse its arguments and to explain it.
struct Subcommand: Sendable {
    /// The words that select it: `["bench", "book"]`.
    var path: [String]
    /// One line for the list of subcommands.
    var summary: String
    /// What it does, in sentences, for its own help.
    var discussion: String
    var arguments: [Argument] = []
    var options: [Option]
    var examples: [String]
    /// What the exit statuses mean beyond the general rule; empty when there is nothing to add.
    var exitNote = ""
    var run: @Sendable (Invocation) async throws -> ExitStatus

    var name: String { path.joined(separator: " ") }

    /// Reads what follows the subcommand's own words; nil when help was asked for.
    func parse(_ words: ArraySlice<String>) throws(UsageError) -> Invocation? {
        var values: [String: ParsedValue] = [:]
        var positional: [String] = []
        var words = words
        while let word = words.popFirst() {
            if word == "--help" || word == "-h" { return nil }
            if word == "--" {
                positional += words
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                positional.append(word)
                continue
            }
            let (name, attached) = Self.split(word)
            guard let option = options.first(where: { "--\($0.name)" == name }) else {
                throw .init("unknown option '\(name)'" + suggestion(for: name, among: (options + [.help]).map { "--\($0.name)" }))
            }
            guard values[option.name] == nil else { throw .init("\(name) is given twice") }
            if case .flag = option.value, attached == nil {
                values[option.name] = .flag
            } else if case .toggle = option.value, attached == nil {
                let isOff = words.first == "off"
                if isOff || words.first == "on" { words.removeFirst() }
                values[option.name] = .text(isOff ? "off" : "on")
            } else if let text = attached ?? words.popFirst() {
                values[option.name] = try option.parse(text)
            } else {
                throw .init("\(name) needs a value")
            }
        }
        return try check(values, positional)
    }

    private func check(_ given: [String: ParsedValue], _ positional: [String]) throws(UsageError) -> Invocation {
        var values = given
        for option in options where values[option.name] == nil {
            switch option.value {
            case .integer(_, let value?): values[option.name] = .integer(value)
            case .choice(_, let value?), .text(_, let value?): values[option.name] = .text(value)
            default: if option.isRequired { throw .init("\(option.synopsis) is missing") }
            }
        }
        guard positional.count >= arguments.count else { throw .init("\(arguments[positional.count].name) is missing") }
        guard positional.count == arguments.count else { throw .init("unexpected argument '\(positional[arguments.count])'") }
        for (argument, text) in zip(arguments, positional) {
            guard let choices = argument.choices, !choices.contains(text) else { continue }
            throw .init("\(argument.name): '\(text)' is none of \(choices.joined(separator: ", "))" + suggestion(for: text, among: choices))
        }
        return Invocation(values: values, arguments: positional)
    }

    /// `--name=value` in two.
    private static func split(_ word: String) -> (String, String?) {
        guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
}

/// The checked arguments of one run. Asking for an option the subcommand does not declare is a fault.
struct Invocation: Sendable {
    fileprivate var values: [String: ParsedValue]
    var arguments: [String]
    /// Writes to standard output.
    var print: @Sendable (String) throws -> Void = { try Terminal.output.write($0) }

    func flag(_ name: String) -> Bool { values[name] == .flag }

    /// Nil if it was not given and has no default.
    func optionalInteger(_ name: String) -> Int64? {
        if case .integer(let value)? = values[name] { value } else { nil }
    }

    func optionalText(_ name: String) -> String? {
        if case .text(let value)? = values[name] { value } else { nil }
    }

    func integer(_ name: String) -> Int64 {
        guard let value = optionalInteger(name) else { fatalError("--\(name) has neither value nor default") }
        return value
    }

    func text(_ name: String) -> String {
        guard let value = optionalText(name) else { fatalError("--\(name) has neither value nor default") }
        return value
    }
}
