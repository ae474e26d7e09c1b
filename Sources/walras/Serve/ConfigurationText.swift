/// Settings written as a file that can be read again.
enum ConfigurationText {
    /// Columns that comments are wrapped at.
    private static let width = 110

    /// Every setting with the value it has, and behind it where that came from.
    static func origins(_ effective: EffectiveConfiguration) -> String {
        write(effective.configuration, above: { _ in nil }) { "  // \(effective.origin(of: $0))" }
    }

    /// Every setting with the value it has when nobody sets it, and above it what it is.
    static func commented() -> String {
        let head = """
            // Settings of `walras serve --config FILE`, in JSON5, with the values they have when nobody sets them.
            // Each can be given as a variable and as a flag as well; a flag counts before a variable, a variable before this file:
            // limits.orders is WALRAS_LIMITS_ORDERS=200 and --limits-orders 200. There null is `off` and a list has commas.
            // `walras config check` says what is wrong with a file, `walras config show` where each setting in force comes from.

            """
        return head + write(Configuration(), above: { "\($0.summary) \(note($0))" }) { _ in "" }
    }

    private static func note(_ setting: Setting) -> String {
        switch setting.kind {
        case .integer(let range) where range.upperBound < .max: "(\(range.lowerBound)...\(range.upperBound))"
        case .choice(let choices): "(\(choices.joined(separator: ", ")))"
        default: ""
        }
    }

    private static func write(_ configuration: Configuration, above: (Setting) -> String?, behind: (Setting) -> String) -> String {
        var text = "{\n"
        var group: String?
        for (index, setting) in Setting.all.enumerated() {
            let next = setting.names.count > 1 ? setting.names[0] : nil
            if next != group {
                if group != nil { text += "  },\n" }
                if let next {
                    if above(setting) != nil, let summary = Setting.groups[next] { text += comment(summary, indent: 2, isFirst: false) }
                    text += "  \(next): {\n"
                }
                group = next
            }
            let indent = next == nil ? 2 : 4
            if let summary = above(setting) { text += comment(summary, indent: indent, isFirst: index == 0 || indent == 4) }
            text += String(repeating: " ", count: indent) + "\(setting.names.last ?? ""): \(setting.text(in: configuration)),\(behind(setting))\n"
        }
        return text + (group == nil ? "" : "  },\n") + "}\n"
    }

    /// Wrapped, with an empty line before it except at the beginning of a block.
    private static func comment(_ text: String, indent: Int, isFirst: Bool) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent + 4 + line.count + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        let margin = String(repeating: " ", count: indent) + "// "
        return (isFirst ? "" : "\n") + (lines + [line]).map { margin + $0 + "\n" }.joined()
    }

    /// One JSON object: path → value and origin.
    static func json(_ effective: EffectiveConfiguration) -> JSONValue {
        .object(Setting.all.map { setting in
            let value: JSONValue =
                switch setting.get(effective.configuration) {
                case .null: .null
                case .flag(let value): .boolean(value)
                case .integer: .decimal(setting.text(in: effective.configuration))
                case .text(let text): .string(text)
                case .texts(let texts): .array(texts.map(JSONValue.string))
                }
            return (setting.path, .object([("value", value), ("from", .string("\(effective.origin(of: setting))"))]))
        })
    }
}
