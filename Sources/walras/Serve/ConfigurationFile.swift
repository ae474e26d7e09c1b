import IO

/// Everything that is wrong with a configuration, each fault naming its place.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    var faults: [String]
    init(_ faults: [String]) { self.faults = faults }

    var description: String { faults.joined(separator: "\nwalras: ") }
}

/// A file of settings in JSON5.
struct ConfigurationFile {
    /// Settings with comments are a few KiB.
    static let bytesMax = 1 << 20

    let path: String
    /// Settings that are there, with their values.
    private(set) var values: [(setting: Setting, value: SettingValue)] = []

    /// Throws all faults at once, each as `FILE:LINE:COLUMN: SETTING: what about it`.
    init(path: String) throws {
        self.path = path
        var (bytes, count) = ([UInt8](repeating: 0, count: Self.bytesMax + 1), 0)
        do throws(IOError) {
            var file = try ZstdReader(path: path)
            while count <= Self.bytesMax, case let more = try file.read(into: &bytes, from: count), more > 0 { count += more }
        } catch { throw ConfigurationError(["\(error)"]) }
        guard count <= Self.bytesMax else { throw ConfigurationError(["\(path): more than \(Self.bytesMax) bytes"]) }
        guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else { throw ConfigurationError(["\(path): is not UTF-8"]) }
        let root: JSON5Node
        do {
            root = try JSON5Reader.read(text)
        } catch {
            throw ConfigurationError(["\(path):\(error.place): \(error.reason)"])
        }
        guard case .group(let members) = root.content else {
            throw ConfigurationError(["\(path):\(root.place): must be an object, is \(root.description)"])
        }
        var faults: [String] = []
        read(members, [], &faults)
        guard faults.isEmpty else { throw ConfigurationError(faults) }
    }

    private mutating func read(_ members: [JSON5Node.Member], _ outer: [String], _ faults: inout [String]) {
        for member in members {
            let names = outer + [member.name]
            let shown = names.joined(separator: ".")
            if let setting = Setting.all.first(where: { $0.names == names }) {
                if let value = member.node.value.flatMap(setting.checked) {
                    values.append((setting, value))
                } else {
                    faults.append("\(path):\(member.node.place): \(shown): must be \(setting.expectation), is \(member.node.description)")
                }
            } else if Setting.all.contains(where: { $0.names.starts(with: names) }) {
                if case .group(let inner) = member.node.content {
                    read(inner, names, &faults)
                } else {
                    faults.append("\(path):\(member.node.place): \(shown): must be an object, is \(member.node.description)")
                }
            } else {
                let candidates = Setting.all.map(\.path) + Setting.groups.keys.sorted()
                let words = shown.split(separator: ".")
                // Known, but with its dots in one name.
                let hint = candidates.contains(shown)
                    ? "; it is written " + words.dropLast().map { "{\($0): " }.joined() + "{\(words[words.count - 1]): …}" + String(repeating: "}", count: words.count - 1)
                    : suggestion(for: shown, among: candidates)
                faults.append("\(path):\(member.place): unknown setting '\(shown)'" + hint)
            }
        }
    }
}

extension JSON5Node {
    /// For messages.
    fileprivate var description: String {
        switch content {
        case .null: "null"
        case .flag(let value): "\(value)"
        case .number(let digits): digits
        case .text(let text): "'\(text)'"
        case .list(let nodes): "[" + nodes.map(\.description).joined(separator: ", ") + "]"
        case .group: "an object"
        }
    }

    /// Nil for what no setting is.
    fileprivate var value: SettingValue? {
        switch content {
        case .null: .null
        case .flag(let value): .flag(value)
        case .number(let digits): Int64(digits).map(SettingValue.integer)
        case .text(let text): .text(text)
        case .list(let nodes):
            nodes.reduce(SettingValue.texts([])) { list, node in
                guard case .texts(let texts)? = list, case .text(let text) = node.content else { return nil }
                return .texts(texts + [text])
            }
        case .group: nil
        }
    }
}
