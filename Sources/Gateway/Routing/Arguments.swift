/// What a request says in its path and its query, as typed values: text in, checked against its `Parameter`, values out.
///
/// Empty values count as absent, unknown names are ignored, and a name given twice has to say the same.
package struct Arguments {
    private let bytes: [UInt8]
    private let path: InlineArray<3, Range<Int>>
    private let query: Range<Int>

    /// Pairs a query may have; what comes after them is not looked at.
    package static let pairsMax = 64

    package init(_ bytes: [UInt8], path: InlineArray<3, Range<Int>>, query: Range<Int>) {
        self.bytes = bytes
        self.path = path
        self.query = query
    }

    /// The bytes of the path's parameter, undecoded.
    package func rawPath(_ index: Int) -> Range<Int> { path[index] }

    /// The path's parameter, decoded; a broken escape is no name of anything.
    package func path(_ index: Int) -> String { PercentCoding.decode(bytes, path[index], plusIsSpace: false) ?? "" }

    // MARK: query

    package func text(_ parameter: Parameter) throws(ArgumentFault) -> String? {
        guard let range = try value(of: parameter) else {
            if parameter.isRequired { throw ArgumentFault(parameter.name, "is required") }
            return parameter.absent.isEmpty ? nil : parameter.absent
        }
        guard let text = PercentCoding.decode(bytes, range, plusIsSpace: true) else {
            throw ArgumentFault(parameter.name, "is not percent-encoded UTF-8")
        }
        return try parameter.text(text)
    }

    package func choice(_ parameter: Parameter) throws(ArgumentFault) -> String? {
        guard let text = try text(parameter) else { return nil }
        return try parameter.choice(text)
    }

    package func integer(_ parameter: Parameter) throws(ArgumentFault) -> Int? {
        guard let text = try text(parameter) else { return nil }
        guard let number = Int(text) else { throw ArgumentFault(parameter.name, "is not an integer") }
        return try parameter.integer(number)
    }

    package func boolean(_ parameter: Parameter) throws(ArgumentFault) -> Bool? {
        switch try text(parameter)?.lowercased() {
        case nil: nil
        case "true", "1", "yes", "on": true
        case "false", "0", "no", "off": false
        default: throw ArgumentFault(parameter.name, "is neither true nor false")
        }
    }

    /// Nanoseconds since 1970.
    package func timestamp(_ parameter: Parameter) throws(ArgumentFault) -> Int64? {
        guard let text = try text(parameter) else { return nil }
        guard let time = ISOTime.parse(text) else { throw ArgumentFault(parameter.name, "is not an ISO 8601 time") }
        return time
    }

    /// Values between commas, trimmed, empty ones left out.
    package func list(_ parameter: Parameter) throws(ArgumentFault) -> [String]? {
        guard let text = try text(parameter) else { return nil }
        let values = text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
        return try parameter.list(values)
    }

    /// Where the value of a name or of one of its aliases lies; nil if there is none or it is empty.
    private func value(of parameter: Parameter) throws(ArgumentFault) -> Range<Int>? {
        var found: Range<Int>?
        var start = query.lowerBound
        for _ in 0..<Self.pairsMax where start < query.upperBound {
            var stop = start
            var equals = -1
            while stop < query.upperBound, bytes[stop] != UInt8(ascii: "&") {
                if equals < 0, bytes[stop] == UInt8(ascii: "=") { equals = stop }
                stop += 1
            }
            if equals > 0, equals + 1 < stop, isName(start..<equals, of: parameter) {
                let value = equals + 1..<stop
                guard found.map({ bytes[$0].elementsEqual(bytes[value]) }) ?? true else { throw ArgumentFault(parameter.name, "is given twice, with different values") }
                found = value
            }
            start = stop + 1
        }
        return found
    }

    private func isName(_ range: Range<Int>, of parameter: Parameter) -> Bool {
        bytes[range].elementsEqual(parameter.name.utf8) || parameter.aliases.contains { bytes[range].elementsEqual($0.utf8) }
    }
}

// The checks that path, query and body have in common.
extension Parameter {
    func text(_ text: String) throws(ArgumentFault) -> String {
        let text = text.trimmed
        if case .text(let min, let max) = kind {
            guard text.count >= min else { throw ArgumentFault(name, min == 1 ? "is empty" : "has fewer than \(min) characters") }
            guard text.count <= max else { throw ArgumentFault(name, "has more than \(max) characters") }
        }
        return text
    }

    func choice(_ text: String) throws(ArgumentFault) -> String {
        guard case .choice(let choices) = kind else { preconditionFailure("\(name) is no choice") }
        guard choices.contains(text) else { throw ArgumentFault(name, "is none of \(choices.joined(separator: ", "))") }
        return text
    }

    func integer(_ number: Int) throws(ArgumentFault) -> Int {
        guard case .integer(let range) = kind else { preconditionFailure("\(name) is no integer") }
        guard range.contains(number) else {
            let limit = range.upperBound == .max ? "is below \(range.lowerBound)" : "is not within \(range.lowerBound)…\(range.upperBound)"
            throw ArgumentFault(name, limit)
        }
        return number
    }

    func list(_ values: [String]) throws(ArgumentFault) -> [String] {
        guard case .list(let max) = kind else { preconditionFailure("\(name) is no list") }
        guard values.count <= max else { throw ArgumentFault(name, "has more than \(max) values") }
        return values
    }
}
