import IO
import JSON
import Market

/// A value as a file, a variable or a flag gives it.
enum SettingValue: Equatable, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    case text(String)
    case texts([String])
}

/// One setting of the daemon as data: files, variables, flags, help and the commented file all read this.
struct Setting: Sendable {
    enum Kind: Sendable {
        case flag
        case integer(ClosedRange<Int64>)
        /// Money, as a decimal string or a whole number, at most 10^9.
        case amount
        case choice([String])
        case text(placeholder: String)
        /// Text, or null.
        case optionalText(placeholder: String)
        /// Where to listen: `127.0.0.1:8000`, `[::1]:8000`, `unix:PATH`; null for nowhere where that is allowed.
        case address(isOptional: Bool)
        case origins
    }

    /// Names in the file, outermost first: `["limits", "orders"]`.
    let names: [String]
    let kind: Kind
    let summary: String
    /// What the flag is called if not like the setting.
    private let shortFlag: String?
    let get: @Sendable (Configuration) -> SettingValue
    let put: @Sendable (inout Configuration, SettingValue) -> Void

    init(
        _ path: String, _ kind: Kind, _ summary: String, flag: String? = nil, get: @escaping @Sendable (Configuration) -> SettingValue,
        put: @escaping @Sendable (inout Configuration, SettingValue) -> Void
    ) {
        names = path.split(separator: ".").map(String.init)
        self.kind = kind
        self.summary = summary
        shortFlag = flag
        self.get = get
        self.put = put
    }

    /// As messages name it: `limits.orders`.
    var path: String { names.joined(separator: ".") }

    /// The words of its flag and its variable: `limits.enabled` is `--limits` and `WALRAS_LIMITS`.
    private var words: [String] {
        let short = names.count > 1 && ["enabled", "mode"].contains(names.last) ? names.dropLast() : names[...]
        return short.flatMap { name in
            name.reduce(into: [""]) { words, letter in
                if letter.isUppercase { words.append("") }
                words[words.count - 1] += letter.lowercased()
            }
        }
    }

    var flag: String { shortFlag ?? words.joined(separator: "-") }
    var variable: String { "WALRAS_" + words.map { $0.uppercased() }.joined(separator: "_") }

    /// What it takes, for messages: "a whole number from 1 to 16".
    var expectation: String {
        switch kind {
        case .flag: "true or false"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .amount: "an amount from 0 to \(Self.amountMax) with at most 8 places"
        case .choice(let choices): "one of \(choices.joined(separator: ", "))"
        case .text: "text"
        case .optionalText: "text or null"
        case .address(let isOptional): "an address such as 127.0.0.1:8000, [::1]:8000 or unix:PATH\(isOptional ? ", or null" : "")"
        case .origins: "a list of at most \(Self.originsMax) origins such as https://example.org"
        }
    }

    /// Of an amount, in whole units of the currency; keeps sums over a million accounts in 64 bits.
    static let amountMax: Int64 = 1_000_000_000
    /// Digits behind the point of an amount.
    static let amountScale = 8

    /// Origins of web pages: every request of a page is compared with all of them.
    static let originsMax = 64

    // MARK: checking

    /// The value, brought to the form `put` takes; nil if it is none this setting has.
    func checked(_ value: SettingValue) -> SettingValue? {
        switch (kind, value) {
        case (.flag, .flag): value
        case (.integer(let range), .integer(let number)): range.contains(number) ? value : nil
        case (.amount, .integer(let number)): amount("\(number)")
        case (.amount, .text(let text)): amount(text)
        case (.choice(let choices), .text(let text)): choices.contains(text) ? value : nil
        case (.text, .text(let text)), (.optionalText, .text(let text)): text.isEmpty ? nil : value
        case (.optionalText, .null), (.address(isOptional: true), .null): value
        case (.address, .text(let text)): SocketAddress(text) == nil ? nil : value
        case (.origins, .texts(let origins)): origins.count <= Self.originsMax && origins.allSatisfy(Self.isOrigin) ? value : nil
        default: nil
        }
    }

    private func amount(_ text: String) -> SettingValue? {
        do {
            let units = try ScaledDecimal.parse(text, scale: Self.amountScale, rounding: .exact)
            return (0...Self.amountMax * 100_000_000).contains(units) ? .integer(units) : nil
        } catch {
            return nil
        }
    }

    /// Scheme, host and perhaps port, without a path; never `*`, which browsers do not take together with credentials.
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty && !host.contains { "/*?# ".contains($0) }
    }

    /// A value from a variable or a flag: `off` is none where that is allowed, lists have commas.
    func parse(_ text: String) -> SettingValue? {
        switch kind {
        case .flag: ["on": true, "true": true, "off": false, "false": false][text].map(SettingValue.flag)
        case .integer: Int64(text).flatMap { checked(.integer($0)) }
        case .amount, .choice, .text: checked(.text(text))
        case .optionalText: text == "off" ? checked(.null) : checked(.text(text))
        case .address:
            // `--listen agentexchange=127.0.0.1:8000`: each interface will have a listener, and says which it is.
            text == "off" ? checked(.null) : checked(.text(String(text.trimmingPrefix("\(names.last ?? "")="))))
        case .origins: checked(.texts(text == "off" ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
        }
    }

    /// The option that sets it on the command line.
    var option: Option {
        let summary = "\(summary) Default: \(standard)."
        return switch kind {
        case .flag: Option(name: flag, value: .toggle, summary: summary)
        case .integer(let range): Option(name: flag, value: .integer(range, default: nil), summary: summary)
        case .amount: Option(name: flag, value: .text(placeholder: "AMOUNT", default: nil), summary: summary)
        case .choice(let choices): Option(name: flag, value: .choice(choices, default: nil), summary: summary)
        case .text(let placeholder), .optionalText(let placeholder): Option(name: flag, value: .text(placeholder: placeholder, default: nil), summary: summary)
        case .address: Option(name: flag, value: .text(placeholder: "ADDRESS", default: nil), summary: summary)
        case .origins: Option(name: flag, value: .text(placeholder: "ORIGIN,...", default: nil), summary: summary)
        }
    }

    /// The value built in, as a flag takes it, and the range there is.
    private var standard: String {
        switch (kind, get(Configuration())) {
        case (_, .null), (_, .flag(false)), (_, .texts): "off"
        case (_, .flag(true)): "on"
        case (.integer(let range), .integer(let number)) where range.upperBound < .max: "\(number) (\(range.lowerBound)...\(range.upperBound))"
        case (_, .text(let text)): text
        case (_, .integer): text(in: Configuration()).replacing("\"", with: "")
        }
    }

    // MARK: text

    /// The value in a file.
    func text(in configuration: Configuration) -> String {
        switch get(configuration) {
        case .null: "null"
        case .flag(let value): "\(value)"
        case .integer(let units):
            if case .amount = kind {
                Self.written { $0.decimal(units: units, scale: Self.amountScale, trimmed: true) }
            } else {
                "\(units)"
            }
        case .text(let text): Self.written { $0.string(text) }
        case .texts(let texts): Self.written { json in json.array { json in for text in texts { json.string(text) } } }
        }
    }

    private static func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
