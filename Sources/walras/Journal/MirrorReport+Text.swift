import Journaling

extension Option {
    static let mirror = Option(name: "mirror", value: .text(placeholder: "DIR", default: nil), summary: "The other copy of log and snapshots.")
}

extension MirrorReport {
    /// What was repaired, one place a line, without a line feed at the end.
    var text: String {
        guard !repairs.isEmpty else { return "mirror: both copies are the same" }
        let made = switch remade {
        case .mirror: ", the mirror held nothing and was made"
        case .primary: ", the data directory held no log and was made"
        case nil: ""
        }
        let bytes = repairs.reduce(0) { $0 + $1.bytes }
        let hidden = max(0, repairs.count - Self.linesMax)
        return "mirror: \(repairs.count) places repaired, \(bytes) bytes\(made)\n"
            + repairs.prefix(Self.linesMax).map { "  \($0)" }.joined(separator: "\n") + (hidden > 0 ? "\n  and \(hidden) more" : "")
    }

    /// More are counted only.
    static let linesMax = 20
}

extension MirrorRepair {
    var json: JSONValue {
        .object([("path", .string(path)), ("offset", .integer(Int64(offset))), ("bytes", .integer(Int64(bytes))), ("what", .string(what))])
    }
}
