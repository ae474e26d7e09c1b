import Foundation

/// The settings in force, and where each came from: built in < file < environment < command line.
struct EffectiveConfiguration: Sendable {
    enum Origin: Equatable, Sendable, CustomStringConvertible {
        case builtIn
        case file(String)
        case variable(String)
        case flag(String)

        var description: String {
            switch self {
            case .builtIn: "built in"
            case .file(let path): path
            case .variable(let name): name
            case .flag(let name): "--\(name)"
            }
        }
    }

    private(set) var configuration = Configuration()
    private var origins: [String: Origin] = [:]
    private(set) var file: String?

    /// The variable and the option that name a file.
    static let fileVariable = "WALRAS_CONFIG"
    static let fileOption = Option(
        name: "config", value: .text(placeholder: "FILE", default: nil), summary: "Settings in JSON5. Without it, \(fileVariable) or what is built in.")
    /// For every subcommand that serves or explains the settings.
    static let options = [fileOption] + Setting.all.map(\.option)

    /// Reads everything there is to read; throws all faults of file and variables at once.
    init(_ invocation: Invocation, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        file = invocation.optionalText(Self.fileOption.name) ?? environment[Self.fileVariable]
        var faults: [String] = []
        if let file {
            do {
                for (setting, value) in try ConfigurationFile(path: file).values { put(setting, value, .file(file)) }
            } catch let error as ConfigurationError {
                faults += error.faults
            }
        }
        readVariables(environment, &faults)
        try readFlags(invocation)
        faults += configuration.contradictions
        guard faults.isEmpty else { throw ConfigurationError(faults) }
    }

    func origin(of setting: Setting) -> Origin { origins[setting.path] ?? .builtIn }

    private mutating func put(_ setting: Setting, _ value: SettingValue, _ origin: Origin) {
        setting.put(&configuration, value)
        origins[setting.path] = origin
    }

    private mutating func readVariables(_ environment: [String: String], _ faults: inout [String]) {
        let known = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.variable, $0) })
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("WALRAS_") && name != Self.fileVariable {
            if let setting = known[name] {
                if let value = setting.parse(text) {
                    put(setting, value, .variable(name))
                } else {
                    faults.append("\(name): must be \(setting.expectation), is '\(text)'")
                }
            } else if let meant = nearestMatch(String(name.dropFirst(7)), among: known.keys.sorted().map { String($0.dropFirst(7)) }) {
                // Others may use the prefix; what is nearly a setting's is a typing error.
                faults.append("unknown variable \(name); did you mean WALRAS_\(meant)?")
            }
        }
    }

    private mutating func readFlags(_ invocation: Invocation) throws(UsageError) {
        for setting in Setting.all {
            let text = invocation.optionalText(setting.flag) ?? invocation.optionalInteger(setting.flag).map { "\($0)" }
            guard let text else { continue }
            guard let value = setting.parse(text) else { throw UsageError("--\(setting.flag): must be \(setting.expectation), is '\(text)'") }
            put(setting, value, .flag(setting.flag))
        }
    }

    /// Opens what the settings name, as serving would: faults that only the machine knows.
    func checkFiles() throws {
        _ = try configuration.tlsContext()
    }
}
