/// A value of a configuration file, before anybody knows what it means, and where it stands.
struct JSON5Node: Equatable {
    enum Content: Equatable {
        case null
        case flag(Bool)
        /// As it is written: no setting needs more of a number than whether it is a whole one.
        case number(String)
        case text(String)
        case list([JSON5Node])
        case group([Member])
    }

    struct Member: Equatable {
        var name: String
        var place: TextPlace
        var node: JSON5Node
    }

    var content: Content
    var place: TextPlace
}

/// Counted from 1, columns in characters.
struct TextPlace: Equatable, CustomStringConvertible {
    var line = 1
    var column = 1
    var description: String { "\(line):\(column)" }
}

/// What is no JSON5, and where.
struct JSON5Error: Error, Equatable {
    var place: TextPlace
    var reason: String
}

/// JSON5 (spec.json5.org): JSON with comments, bare names, single quotes, and commas at the end.
///
/// Of its numbers only decimal and hexadecimal ones: no setting is infinite. A name twice in an object is refused. Written here because
/// Foundation's decoder does not say where it stopped, and keeps one of two equal names silently.
struct JSON5Reader {
    /// Settings have two levels.
    static let depthMax = 16

    private var rest: Substring
    private var place = TextPlace()
    private var depth = 0

    static func read(_ text: String) throws(JSON5Error) -> JSON5Node {
        var reader = JSON5Reader(rest: text[...])
        let node = try reader.value()
        try reader.skipSpace()
        if let extra = reader.rest.first { throw reader.error("'\(extra)' behind the end of the value") }
        return node
    }

    private init(rest: Substring) { self.rest = rest }

    private func error(_ reason: String) -> JSON5Error { JSON5Error(place: place, reason: reason) }

    // MARK: characters

    private mutating func take() -> Character? {
        guard let character = rest.popFirst() else { return nil }
        if character.isNewline {
            place = TextPlace(line: place.line + 1, column: 1)
        } else {
            place.column += 1
        }
        return character
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        _ = take()
        return true
    }

    private mutating func skipSpace() throws(JSON5Error) {
        while let next = rest.first {
            if next.isWhitespace || next == "\u{FEFF}" {
                _ = take()
            } else if rest.hasPrefix("//") {
                while let character = rest.first, !character.isNewline { _ = take() }
            } else if rest.hasPrefix("/*") {
                let start = error("a comment that does not end")
                (_, _) = (take(), take())
                while !rest.hasPrefix("*/") { if take() == nil { throw start } }
                (_, _) = (take(), take())
            } else {
                return
            }
        }
    }

    // MARK: values

    private mutating func value() throws(JSON5Error) -> JSON5Node {
        try skipSpace()
        let start = place
        guard let first = rest.first else { throw error("the text ends where a value is expected") }
        switch first {
        case "{": return JSON5Node(content: .group(try nested { reader throws(JSON5Error) in try reader.members() }), place: start)
        case "[": return JSON5Node(content: .list(try nested { reader throws(JSON5Error) in try reader.elements() }), place: start)
        case "\"", "'": return JSON5Node(content: .text(try string()), place: start)
        default: break
        }
        let word = scan { $0.isLetter || $0.isNumber || "+-._$".contains($0) }
        switch word {
        case "null": return JSON5Node(content: .null, place: start)
        case "true": return JSON5Node(content: .flag(true), place: start)
        case "false": return JSON5Node(content: .flag(false), place: start)
        default:
            guard Self.isNumber(word) else {
                throw JSON5Error(place: start, reason: "a value is expected, found '\(word.isEmpty ? String(first) : word)'")
            }
            return JSON5Node(content: .number(word), place: start)
        }
    }

    private mutating func scan(while belongs: (Character) -> Bool) -> String {
        var word = ""
        while let next = rest.first, belongs(next) {
            word.append(next)
            _ = take()
        }
        return word
    }

    private static func isNumber(_ word: String) -> Bool {
        word.wholeMatch(of: #/[+-]?(0[xX][0-9a-fA-F]+|((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?)/#) != nil
    }

    private mutating func nested<Content>(_ body: (inout JSON5Reader) throws(JSON5Error) -> Content) throws(JSON5Error) -> Content {
        guard depth < Self.depthMax else { throw error("nested deeper than \(Self.depthMax)") }
        depth += 1
        _ = take()
        let content = try body(&self)
        depth -= 1
        return content
    }

    private mutating func elements() throws(JSON5Error) -> [JSON5Node] {
        var nodes: [JSON5Node] = []
        while true {
            try skipSpace()
            if take("]") { return nodes }
            nodes.append(try value())
            try separate(before: "]")
        }
    }

    private mutating func members() throws(JSON5Error) -> [JSON5Node.Member] {
        var members: [JSON5Node.Member] = []
        while true {
            try skipSpace()
            if take("}") { return members }
            let start = place
            let name = try self.name()
            guard !members.contains(where: { $0.name == name }) else { throw JSON5Error(place: start, reason: "'\(name)' twice in one object") }
            try skipSpace()
            guard take(":") else { throw error("a colon is expected behind '\(name)'") }
            members.append(.init(name: name, place: start, node: try value()))
            try separate(before: "}")
        }
    }

    /// A comma, or nothing where the bracket follows.
    private mutating func separate(before bracket: Character) throws(JSON5Error) {
        try skipSpace()
        guard take(",") || rest.first == bracket else {
            throw error("a comma or '\(bracket)' is expected" + (rest.first.map { ", found '\($0)'" } ?? ", the text ends"))
        }
    }

    private mutating func name() throws(JSON5Error) -> String {
        if rest.first == "\"" || rest.first == "'" { return try string() }
        guard let first = rest.first, first.isLetter || first == "_" || first == "$" else {
            throw error("a name is expected" + (rest.first.map { ", found '\($0)'" } ?? ", the text ends"))
        }
        return scan { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
    }

    // MARK: strings

    private mutating func string() throws(JSON5Error) -> String {
        let start = error("a string that does not end on its line")
        guard let quote = take() else { throw start }
        var text = ""
        while let next = take() {
            if next == quote { return text }
            if next.isNewline { throw start }
            text += next == "\\" ? try escape() : String(next)
        }
        throw start
    }

    private mutating func escape() throws(JSON5Error) -> String {
        let start = error("an escape there is none of")
        guard let next = take() else { throw start }
        switch next {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "u": return try unicode(start)
        case _ where next.isNewline: return ""
        case _ where next.isLetter || next.isNumber: throw start
        default: return String(next)
        }
    }

    /// UTF-16 code units as JSON has them: a pair for what is beyond the first 65,536.
    private mutating func unicode(_ start: JSON5Error) throws(JSON5Error) -> String {
        var units = [try codeUnit(start)]
        if UTF16.isLeadSurrogate(units[0]) {
            guard take("\\"), take("u") else { throw start }
            units.append(try codeUnit(start))
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw start }
        return text
    }

    private mutating func codeUnit(_ start: JSON5Error) throws(JSON5Error) -> UInt16 {
        let digits = rest.prefix(4)
        guard digits.count == 4, digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else { throw start }
        for _ in digits { _ = take() }
        return unit
    }
}
