/// A value a request may carry: its name, what it may be, and what it is if it is absent. Documents and decoding read the same one.
package struct Parameter: Sendable {
    package enum Place: Sendable { case path, query, body }

    package enum Kind: Sendable {
        /// At most this many characters, trimmed of white space.
        case text(min: Int, max: Int)
        case choice([String])
        case integer(ClosedRange<Int>)
        /// A decimal number above zero, as text or as a JSON number; an exponent is understood.
        case decimal
        case boolean
        case timestamp
        case uuid
        case symbol
        /// Texts separated by commas in a query, an array in a body.
        case list(max: Int)
        /// An array of numbers in a body.
        case numbers(min: Int, max: Int)
        case object
    }

    package let name: String
    package let place: Place
    package let kind: Kind
    package let isRequired: Bool
    /// As it would be written; empty if absence has a meaning of its own.
    package let absent: String
    package let summary: String
    /// Other names it is understood under.
    package let aliases: [String]

    package init(
        _ place: Place, _ name: String, _ kind: Kind, required: Bool = false, absent: String = "", aliases: [String] = [], _ summary: String
    ) {
        self.place = place
        self.name = name
        self.kind = kind
        self.isRequired = required
        self.absent = absent
        self.aliases = aliases
        self.summary = summary
    }

    package static func path(_ name: String, _ kind: Kind, _ summary: String) -> Parameter {
        Parameter(.path, name, kind, required: true, summary)
    }

    package static func query(
        _ name: String, _ kind: Kind, required: Bool = false, absent: String = "", aliases: [String] = [], _ summary: String
    ) -> Parameter {
        Parameter(.query, name, kind, required: required, absent: absent, aliases: aliases, summary)
    }

    package static func body(
        _ name: String, _ kind: Kind, required: Bool = false, absent: String = "", aliases: [String] = [], _ summary: String
    ) -> Parameter {
        Parameter(.body, name, kind, required: required, absent: absent, aliases: aliases, summary)
    }
}
