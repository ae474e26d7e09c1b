/// One `--option` of a subcommand, as data: parsing, checking and help all read this.
struct Option: Sendable {
    enum Value: Sendable {
        /// Present or not.
        case flag
        /// `--name` alone, or followed by `on` or `off`, where something else may have switched it on.
        case toggle
        case integer(ClosedRange<Int64>, default: Int64?)
        case choice([String], default: String?)
        /// Any text; `placeholder` names it in the help, as in `--workload FILE`.
        case text(placeholder: String, default: String?)
    }

    var name: String
    var value: Value
    var summary: String
    /// An option without default that must be given.
    var isRequired = false

    static let help = Option(name: "help", value: .flag, summary: "Show this help and exit.")
    static let json = Option(name: "json", value: .flag, summary: "Print one JSON object instead of text.")

    /// As the help shows it: `--passes N`.
    var synopsis: String {
        switch value {
        case .flag: "--\(name)"
        case .toggle: "--\(name) [on|off]"
        case .integer: "--\(name) N"
        case .choice(let choices, _): "--\(name) \(choices.joined(separator: "|"))"
        case .text(let placeholder, _): "--\(name) \(placeholder)"
        }
    }

    var defaultText: String? {
        switch value {
        case .flag, .toggle: nil
        case .integer(_, let value): value.map { "\($0)" }
        case .choice(_, let value): value
        case .text(_, let value): value
        }
    }

    /// Checks a given value; throws naming this option.
    func parse(_ text: String) throws(UsageError) -> ParsedValue {
        switch value {
        case .flag:
            throw .init("--\(name) takes no value")
        case .toggle:
            guard text == "on" || text == "off" else { throw .init("--\(name): '\(text)' is neither on nor off") }
            return .text(text)
        case .integer(let range, _):
            guard let number = Int64(text), range.contains(number) else {
                throw .init("--\(name): '\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return .integer(number)
        case .choice(let choices, _):
            guard choices.contains(text) else {
                throw .init("--\(name): '\(text)' is none of \(choices.joined(separator: ", "))" + suggestion(for: text, among: choices))
            }
            return .text(text)
        case .text:
            guard !text.isEmpty else { throw .init("--\(name): empty") }
            return .text(text)
        }
    }
}

/// One positional argument of a subcommand.
struct Argument: Sendable {
    /// In capitals, as in `FILE`.
    var name: String
    var summary: String
    var choices: [String]? = nil
}

enum ParsedValue: Equatable, Sendable {
    case flag
    case integer(Int64)
    case text(String)
}

/// The command line is wrong: the message says what about it. Exit status 2.
struct UsageError: Error, Equatable {
    var message: String
    /// The subcommand whose help would say more, as typed: `bench book`.
    var topic = ""
    init(_ message: String) { self.message = message }
}
