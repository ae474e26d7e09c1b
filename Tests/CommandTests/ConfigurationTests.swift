import Foundation
import Gateway
import IO
import Journaling
import Market
import Testing

@testable import walras

@Suite struct ConfigurationTests {
    /// What is in force with this file, these variables and these words of the command line.
    private func effective(_ file: String? = nil, _ environment: [String: String] = [:], _ words: [String] = []) throws -> EffectiveConfiguration {
        try withDirectory { directory in
            var words = words
            if let file {
                try write(Array(file.utf8), to: directory + "/walras.json5")
                words += ["--config", directory + "/walras.json5"]
            }
            return try EffectiveConfiguration(try #require(try Subcommand.configCheck.parse(words[...])), environment: environment)
        }
    }

    /// Without the directory in front of the file's name.
    private func faults(_ file: String? = nil, _ environment: [String: String] = [:], _ words: [String] = []) throws -> [String] {
        do {
            _ = try effective(file, environment, words)
            return []
        } catch let error as ConfigurationError {
            return error.faults.map { $0.replacing(#/^/\S*/(?=walras\.json5)/#, with: "") }
        }
    }

    @Test func `without anything the settings are those built in`() throws {
        let settings = try effective()
        #expect(settings.configuration == Configuration())
        #expect(Setting.all.allSatisfy { settings.origin(of: $0) == .builtIn })
    }

    @Test func `a flag counts before a variable, a variable before the file, the file before what is built in`() throws {
        let file = "{limits: {orders: 1, general: 2, login: 3}}"
        let settings = try effective(file, ["WALRAS_LIMITS_ORDERS": "10", "WALRAS_LIMITS_GENERAL": "20"], ["--limits-orders", "100"])
        #expect(settings.configuration.limits.orders == 100)
        #expect(settings.configuration.limits.general == 20)
        #expect(settings.configuration.limits.login == 3)
        #expect(settings.configuration.limits.register == 3)
        let origins = Setting.all.filter { $0.path.hasPrefix("limits.") }.map { settings.origin(of: $0) }
        #expect(origins.contains(.flag("limits-orders")) && origins.contains(.variable("WALRAS_LIMITS_GENERAL")))
    }

    @Test func `the variable WALRAS_CONFIG names the file when no flag does`() throws {
        try withDirectory { directory in
            try write(Array("{loops: 2}".utf8), to: directory + "/a.json5")
            let invocation = try #require(try Subcommand.configCheck.parse([]))
            let settings = try EffectiveConfiguration(invocation, environment: ["WALRAS_CONFIG": directory + "/a.json5"])
            #expect(settings.configuration.loops == 2)
        }
    }

    @Test func `JSON5 may have comments, bare names, single quotes and commas at the end`() throws {
        let settings = try effective("""
            // a comment
            {
              listen: {agentexchange: '[::1]:0', binary: "unix:binary.sock", admin: null,}, /* another */
              busyPoll: true,
              accounts: {startingBalance: "0.1", minOrderValue: 5},
              corsOrigins: ["https://example.org:8443",],
            }
            """)
        #expect(settings.configuration.listen == .init(agentExchange: "[::1]:0", binary: "unix:binary.sock", admin: nil))
        #expect(settings.configuration.busyPoll)
        #expect(settings.configuration.accounts.startingBalance == Amount(units: 10_000_000))
        #expect(settings.configuration.accounts.risk.minOrderValue == Amount(units: 500_000_000))
        #expect(settings.configuration.corsOrigins == ["https://example.org:8443"])
    }

    @Test func `everything wrong with a file is said at once, each fault with its place`() throws {
        #expect(try faults("""
            {
              lops: 2, loops: 0, busyPoll: 1,
              limits: {ordrs: 5, orders: "many", login: 1.5, general: 99999999999999999999},
              tls: true,
              timeouts: {headMilliseconds: {}},
              listen: {agentexchange: "localhost", admin: 9},
              corsOrigins: ["*", 1], "durability": {mode: "sometimes"}, demo: {seed: -1}, xyzzy: [],
              accounts: {startingBalance: "1e10", minOrderValue: 0.5},
            }
            """) == [
            "walras.json5:2:3: unknown setting 'lops'; did you mean 'loops'?",
            "walras.json5:2:19: loops: must be a whole number from 1 to 64, is 0",
            "walras.json5:2:32: busyPoll: must be true or false, is 1",
            "walras.json5:3:12: unknown setting 'limits.ordrs'; did you mean 'limits.orders'?",
            "walras.json5:3:30: limits.orders: must be a whole number from 0 to 1000000000, is 'many'",
            "walras.json5:3:45: limits.login: must be a whole number from 0 to 1000000000, is 1.5",
            "walras.json5:3:59: limits.general: must be a whole number from 0 to 1000000000, is 99999999999999999999",
            "walras.json5:4:8: tls: must be an object, is true",
            "walras.json5:5:32: timeouts.headMilliseconds: must be a whole number from 100 to 600000, is an object",
            "walras.json5:6:27: listen.agentexchange: must be an address such as 127.0.0.1:8000, [::1]:8000 or unix:PATH, is 'localhost'",
            "walras.json5:6:47: listen.admin: must be an address such as 127.0.0.1:8000, [::1]:8000 or unix:PATH, or null, is 9",
            "walras.json5:7:16: corsOrigins: must be a list of at most 64 origins such as https://example.org, is ['*', 1]",
            "walras.json5:7:47: durability.mode: must be one of always, interval, none, is 'sometimes'",
            "walras.json5:7:74: demo.seed: must be a whole number from 0 to 9223372036854775807, is -1",
            "walras.json5:7:79: unknown setting 'xyzzy'",
            "walras.json5:8:31: accounts.startingBalance: must be an amount from 0 to 1000000000 with at most 8 places, is '1e10'",
            "walras.json5:8:54: accounts.minOrderValue: must be an amount from 0 to 1000000000 with at most 8 places, is 0.5",
        ])
    }

    @Test func `dots in a name are no way into an object, and the message says what is`() throws {
        #expect(try faults("{'demo.enabled': true}") == [
            "walras.json5:1:2: unknown setting 'demo.enabled'; it is written {demo: {enabled: …}}",
        ])
    }

    @Test func `what is no JSON5 is refused with its place`() throws {
        #expect(try faults("{\n  loops: 2\n  busyPoll: true\n}") == ["walras.json5:3:3: a comma or '}' is expected, found 'b'"])
        #expect(try faults("[]") == ["walras.json5:1:1: must be an object, is []"])
        #expect(try faults("") == ["walras.json5:1:1: the text ends where a value is expected"])
    }

    @Test func `a file that is not there, or none, or too long, is refused`() throws {
        #expect(try faults(nil, [:], ["--config", "/nowhere/walras.json5"]) == ["walras.json5: No such file or directory (open)"])
        try withDirectory { directory in
            let faults = try faults(nil, [:], ["--config", directory])
            #expect(faults == ["\(directory): Is a directory (read)"])
        }
        #expect(try faults("{}" + String(repeating: " ", count: ConfigurationFile.bytesMax)) == ["walras.json5: more than \(ConfigurationFile.bytesMax) bytes"])
    }

    @Test func `variables are checked like the file, and one that is nearly a setting's is a typing error`() throws {
        #expect(try faults(nil, ["WALRAS_LOOPS": "two"]) == ["WALRAS_LOOPS: must be a whole number from 1 to 64, is 'two'"])
        #expect(try faults(nil, ["WALRAS_LOPS": "2"]) == ["unknown variable WALRAS_LOPS; did you mean WALRAS_LOOPS?"])
        #expect(try faults(nil, ["WALRAS_REWRITE": "1", "WALRAS_DATA": "x", "WALRAS_PYTHON": "x", "PATH": "/"]) == [])
        let settings = try effective(nil, [
            "WALRAS_LIMITS": "off", "WALRAS_LISTEN_ADMIN": "off", "WALRAS_CORS_ORIGINS": "https://a.example,https://b.example", "WALRAS_DATA_DIRECTORY": "d",
        ])
        #expect(!settings.configuration.limits.isEnabled)
        #expect(settings.configuration.corsOrigins == ["https://a.example", "https://b.example"])
        #expect(settings.configuration.dataDirectory == "d")
    }

    @Test func `the help of a flag says what is built in, and the range`() {
        let summaries = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.path, $0.option.summary) })
        let built = [
            ("limits.orders", "100 (0...1000000000)"), ("history.rows", "0"), ("accounts.startingBalance", "10000"), ("dataDirectory", "data"),
            ("durability.mode", "always"), ("mirror", "off"), ("listen.agentexchange", "127.0.0.1:8000"), ("corsOrigins", "off"), ("limits.enabled", "on"),
            ("demo.enabled", "off"),
        ]
        for (path, value) in built { #expect(summaries[path]?.hasSuffix(" Default: \(value).") == true, "\(path): \(summaries[path] ?? "")") }
    }

    @Test func `a switch alone is on`() throws {
        #expect(try effective(nil, [:], ["--busy-poll=on", "--demo", "--loops", "2"]).configuration.demo.isEnabled)
        #expect(try !effective("{demo: {enabled: true}}", [:], ["--demo", "off"]).configuration.demo.isEnabled)
        #expect(try !effective("{demo: {enabled: true}}", [:], ["--demo=off"]).configuration.demo.isEnabled)
        #expect(throws: UsageError("--demo: 'yes' is neither on nor off")) { try effective(nil, [:], ["--demo=yes"]) }
    }

    @Test func `settings that contradict each other are refused`() throws {
        #expect(try faults("{tls: {key: 'k.pem'}}") == ["tls: certificate and key belong together; only one is set"])
        #expect(try faults("{connections: {max: 10}}") == ["connections.perAddressMax: 15000 is more than connections.max, 10"])
        #expect(try faults("{listen: {binary: '127.0.0.1:8000'}}") == ["listen.binary: 127.0.0.1:8000 is listen.agentexchange's already"])
        #expect(try faults("{listen: {agentexchange: '127.0.0.1:0', binary: '127.0.0.1:0'}}") == [])
        #expect(try faults("{listen: {admin: '0.0.0.0:1'}}") == [
            "listen.admin: 0.0.0.0:1 can be reached from other machines; use 127.0.0.1, [::1] or unix:PATH"
        ])
    }

    @Test func `every setting is read from the file, from its variable and from its flag`() throws {
        #expect(Set(Setting.all.map(\.path)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.flag)).count == Setting.all.count)
        for setting in Setting.all {
            let (text, value) = try #require(Self.other(setting), "\(setting.path)")
            let written = setting.names.reversed().reduce(text.json) { "{\($1): \($0)}" }
            var expected = Configuration()
            setting.put(&expected, value)
            #expect(expected != Configuration(), "\(setting.path) changes nothing")
            #expect(setting.get(expected) == value, "\(setting.path)")
            // Some need others beside them; those faults are not about this one.
            for outcome in [
                Result(catching: { try effective(written) }), Result(catching: { try effective(nil, [setting.variable: text.plain]) }),
                Result(catching: { try effective(nil, [:], ["--\(setting.flag)=\(text.plain)"]) }),
            ] {
                switch outcome {
                case .success(let settings): #expect(settings.configuration == expected, "\(setting.path)")
                case .failure(let error): #expect("\(error)".contains("belong together"), "\(setting.path): \(error)")
                }
            }
        }
    }

    /// A value that is not the one built in: as text in a file, as text elsewhere, and as it is kept.
    private static func other(_ setting: Setting) -> (text: (json: String, plain: String), value: SettingValue)? {
        switch (setting.kind, setting.get(Configuration())) {
        case (.flag, .flag(let isOn)): (("\(!isOn)", isOn ? "off" : "on"), .flag(!isOn))
        case (.integer(let range), .integer(let number)):
            { (("\($0)", "\($0)"), .integer($0)) }(number == range.lowerBound ? number + 1 : number - 1)
        case (.amount, _): (("'7.25'", "7.25"), .integer(725_000_000))
        case (.choice(let choices), .text(let text)): choices.first { $0 != text }.map { (("'\($0)'", $0), .text($0)) }
        case (.text, _), (.optionalText, _): (("'elsewhere'", "elsewhere"), .text("elsewhere"))
        case (.address, _): (("'127.0.0.1:7'", "127.0.0.1:7"), .text("127.0.0.1:7"))
        case (.origins, _): (("['http://a.example']", "http://a.example"), .texts(["http://a.example"]))
        default: nil
        }
    }

    @Test func `the daemon is started with what the settings say`() throws {
        let settings = try effective("""
            {dataDirectory: "d", durability: {mode: "interval", intervalMilliseconds: 5}, listen: {binary: "127.0.0.1:1", admin: "unix:a"},
             timeouts: {headMilliseconds: 100, drainMilliseconds: 0}, limits: {enabled: false}, tls: {certificate: "c", key: "k"},
             lookoutMicroseconds: 7, busyPoll: true, keepProcessorsAwake: 'never', demo: {enabled: true, seed: 9, feed: "f"}}
            """)
        let options = try settings.configuration.daemonOptions()
        #expect(options.data == "d")
        #expect(options.journal.durability == .interval(milliseconds: 5))
        #expect(options.gateway.listen.map { "\($0.door) \($0.address)" } == ["agentExchange 127.0.0.1:8000", "binary 127.0.0.1:1", "admin unix:a"])
        #expect(options.gateway.timeouts.head == 100_000_000)
        #expect(options.gateway.drainNanoseconds == 0)
        #expect(options.gateway.lookoutNanoseconds == 7_000 && options.gateway.busyPoll && options.gateway.processorsAwake == .never)
        #expect(RateGroup.allCases.allSatisfy { options.gateway.limits[$0] == 0 } && options.gateway.limits.inFlightMax == 0)
        #expect(options.demo?.seed == 9 && options.demo?.feed == "f")
        #expect(try Configuration().daemonOptions().demo == nil)
        #expect(options.gateway.tls == TLSFiles(certificate: "c", key: "k"))
    }

    @Test func `what is built in is the same here and where the daemon is started without settings`() throws {
        let (here, there) = (try Configuration().daemonOptions().gateway, GatewayOptions())
        #expect(here.loops == there.loops && here.busyPoll == there.busyPoll && here.processorsAwake == there.processorsAwake && here.lookoutNanoseconds == there.lookoutNanoseconds)
        #expect(here.connectionsMax == there.connectionsMax && here.connectionsPerAddressMax == there.connectionsPerAddressMax)
        #expect(here.timeouts.head == there.timeouts.head && here.timeouts.body == there.timeouts.body && here.timeouts.idle == there.timeouts.idle)
        #expect(here.drainNanoseconds == there.drainNanoseconds)
        #expect(here.tokenLifetimeSeconds == there.tokenLifetimeSeconds)
        #expect(RateGroup.allCases.allSatisfy { here.limits[$0] == there.limits[$0] } && here.limits.inFlightMax == there.limits.inFlightMax)
        #expect(here.accounts == there.accounts)
    }
}

@Suite struct ConfigCommandTests {
    private let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../ops/walras.json5").standardizedFileURL.path

    /// `WALRAS_REWRITE=1 swift test --filter ConfigCommandTests` writes it anew.
    @Test func `the commented file is what the program prints`() async throws {
        let printed = await run("config", "show", "--commented")
        #expect(printed.status == .done)
        if ProcessInfo.processInfo.environment["WALRAS_REWRITE"] == "1" { try write(Array(printed.output.utf8), to: file) }
        #expect(try String(decoding: bytes(of: file), as: UTF8.self) == printed.output)
    }

    @Test func `the commented file sets every setting to what is built in`() throws {
        let values = try ConfigurationFile(path: file).values
        #expect(Set(values.map(\.setting.path)) == Set(Setting.all.map(\.path)))
        var configuration = Configuration()
        configuration.loops = 7
        for (setting, value) in values { setting.put(&configuration, value) }
        #expect(configuration == Configuration())
    }

    @Test func `check says that nothing is wrong, or all that is, with status 1`() async throws {
        let fine = await run("config", "check", "--config", file)
        #expect(fine.status == .done)
        #expect(fine.output == "\(file): nothing wrong; \(Setting.all.count) of \(Setting.all.count) settings set\n")
        try await withDirectory { directory in
            let path = directory + "/bad.json5"
            try write(Array("{lops: 1, busyPoll: 'x'}".utf8), to: path)
            let bad = await run("config", "check", "--config", path)
            #expect(bad.status == .failed)
            #expect(bad.errors == "walras: \(path):1:2: unknown setting 'lops'; did you mean 'loops'?\nwalras: \(path):1:21: busyPoll: must be true or false, is 'x'\n")
        }
    }

    @Test(arguments: [
        ("--listen", "agentexchange=nowhere:80", "an address such as 127.0.0.1:8000, [::1]:8000 or unix:PATH"),
        ("--accounts-min-order-value", "-1", "an amount from 0 to 1000000000 with at most 8 places"),
        ("--cors-origins", "*", "a list of at most 64 origins such as https://example.org"),
    ])
    func `a flag that is none is a wrong command line`(flag: String, text: String, expected: String) async {
        let bad = await run("serve", flag + "=" + text)
        #expect(bad.status == .usage)
        #expect(bad.errors == "walras: \(flag): must be \(expected), is '\(text)'\nTry: walras serve --help\n")
    }

    @Test func `check tries the certificate`() async throws {
        let bad = await run("config", "check", "--tls-cert", "/nowhere/c.pem", "--tls-key", "/nowhere/k.pem")
        #expect(bad.status == .failed)
        #expect(bad.errors.hasPrefix("walras: tls: certificate /nowhere/c.pem: "))
    }

    @Test func `a private key that others may read is refused, one of root's group is not`() async throws {
        try await withDirectory { directory in
            let key = directory + "/key.pem"
            try write(Array("no key".utf8), to: key)
            for (mode, reason) in [(0o644, "644"), (0o606, "606"), (0o660, "660"), (0o600, "certificate"), (0o400, "certificate")] as [(Int, String)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
                let bad = await run("config", "check", "--tls-cert", "/nowhere/c.pem", "--tls-key", key)
                #expect(bad.status == .failed && bad.errors.contains(reason), "\(String(mode, radix: 8)): \(bad.errors)")
            }
        }
    }

    @Test func `show prints a file that means the same, with where each setting comes from`() async throws {
        try await withDirectory { directory in
            let path = directory + "/shown.json5"
            let shown = await run("config", "show", "--loops", "3", "--accounts-starting-balance", "12.50", "--config", file)
            #expect(shown.output.contains("  loops: 3,  // --loops\n"))
            #expect(shown.output.contains("    startingBalance: \"12.5\",  // --accounts-starting-balance\n"))
            #expect(shown.output.contains("  busyPoll: false,  // \(file)\n"))
            try write(Array(shown.output.utf8), to: path)
            var configuration = Configuration()
            for (setting, value) in try ConfigurationFile(path: path).values { setting.put(&configuration, value) }
            #expect(configuration.loops == 3)
            #expect(configuration.accounts.startingBalance == Amount(units: 1_250_000_000))
        }
    }

    @Test func `show --json has a member for each setting`() async throws {
        let shown = await run("config", "show", "--json", "--limits=off")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: [String: Any]])
        #expect(Set(object.keys) == Set(Setting.all.map(\.path)))
        #expect(object["limits.enabled"]?["value"] as? Bool == false)
        #expect(object["limits.enabled"]?["from"] as? String == "--limits")
        #expect(object["loops"]?["from"] as? String == "built in")
    }
}
