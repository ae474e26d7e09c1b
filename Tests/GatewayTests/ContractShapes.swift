import History
import Foundation

/// The JSON examples of the AgentExchange contract, and what it takes to have their shape.
enum Contract {
    struct Example {
        /// What the client makes of it: `Price`, `Candle[] at candles`, ….
        let name: String
        let json: Any
    }

    /// The contract's text: in `WALRAS_CONTRACTS`, or `shared/contracts` beside the package or one further up; nil if it is not there.
    static let text: String? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let above = package.deletingLastPathComponent()
        let beside = [above, above.deletingLastPathComponent()].map { $0.appendingPathComponent("shared/contracts").path }
        let candidates = ProcessInfo.processInfo.environment["WALRAS_CONTRACTS"].map { [$0] } ?? beside
        for directory in candidates {
            let path = directory + "/agentexchange.md"
            if let data = FileManager.default.contents(atPath: path) { return String(decoding: data, as: UTF8.self) }
        }
        print("no contracts: set WALRAS_CONTRACTS to the directory that holds agentexchange.md")
        return nil
    }()

    static func examples() throws -> [Example] {
        guard let text else { return [] }
        var examples: [Example] = []
        var name: String?
        var block: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("<!-- sdk: ") {
                name = String(line.dropFirst(10).prefix { $0 != "-" && $0 != "(" }).trimmingCharacters(in: .whitespaces)
            } else if line == "```json", name != nil {
                block = []
            } else if line == "```", let lines = block, let known = name {
                examples.append(Example(name: known, json: try JSONSerialization.jsonObject(with: Data(lines.joined().utf8))))
                (name, block) = (nil, nil)
            } else {
                block?.append(line)
            }
        }
        return examples
    }

    /// Where `actual` lacks a key of `expected`, or has another kind of value there. Further keys are allowed, and so is null where the
    /// example happens to have a value, or the other way round; of lists the first elements are compared.
    static func faults(_ expected: Any, _ actual: Any, at path: String = "") -> [String] {
        if expected is NSNull || actual is NSNull { return [] }
        switch (expected, actual) {
        case (let expected as [String: Any], let actual as [String: Any]):
            return expected.keys.sorted().flatMap { key -> [String] in
                guard let wanted = expected[key], let found = actual[key] else { return ["\(path).\(key) is missing"] }
                return faults(wanted, found, at: "\(path).\(key)")
            }
        case (let expected as [Any], let actual as [Any]):
            guard let wanted = expected.first, let found = actual.first else { return [] }
            return faults(wanted, found, at: path + "[]")
        default:
            let (wanted, found) = (kind(expected), kind(actual))
            return wanted == found || (wanted, found) == ("a number", "an integer") ? [] : ["\(path) is \(found), not \(wanted)"]
        }
    }

    /// What a client parses a value as.
    static func kind(_ value: Any) -> String {
        switch value {
        case is [String: Any]: return "an object"
        case is [Any]: return "a list"
        case let number as NSNumber:
            if isBoolean(number) { return "a boolean" }
            return number.doubleValue == number.doubleValue.rounded() && !"\(number)".contains(".") ? "an integer" : "a number"
        case let text as String:
            if text.wholeMatch(of: #/-?[0-9]+(\.[0-9]+)?/#) != nil { return "a decimal" }
            if text.wholeMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/#) != nil { return "a UUID" }
            // No other count of fractional digits is parsed everywhere.
            if text.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z/#) != nil { return "a time" }
            return "a text"
        default: return "\(type(of: value))"
        }
    }

    /// JSON's true and false are numbers of their own type.
    private static func isBoolean(_ number: NSNumber) -> Bool { unsafe String(cString: number.objCType) == "c" }
}
