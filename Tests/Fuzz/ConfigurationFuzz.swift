import IO

@testable import walras

/// A file of settings. Refused with places and reasons, or: written again with every setting, it says the same.
final class ConfigurationFuzz: FuzzedParser {
    static let name = "configuration"
    static let words = Setting.all.flatMap(\.names) + ["//", "/*", "*/", "null", "true", "0x1F", "'unix:a'", "\"127.0.0.1:1\"", "[::1]:0", "https://a.example", "\\u0041", "\u{2028}"]

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        [
            ConfigurationText.commented(), "{limits: {orders: 5, enabled: false,}, // a comment\n 'loops': 0x2, tls: {certificate: null}}", "{}",
            "{\"listen\":{\"binary\":\"[::1]:9000\",admin:'unix:DIR/a'},corsOrigins:['https://a.example'],demo:{seed:7}}", "[1,]", "/* no end",
        ].map { Array($0.utf8) }
    }

    private let file = ScratchFile()

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        file.write(unsafe Array(bytes))
        do {
            let settings = try effective()
            do throws(ConfigurationError) { _ = try settings.configuration.daemonOptions() } catch { hold(!error.faults.isEmpty, "a refusal names what it is about") }
            file.write(Array(ConfigurationText.origins(settings).utf8))
            do {
                hold(try effective().configuration == settings.configuration, "written again, it says something else:\n\(ConfigurationText.origins(settings))")
            } catch {
                hold(false, "written again, it is refused: \(error)\n\(ConfigurationText.origins(settings))")
            }
        } catch let error as ConfigurationError {
            hold(!error.faults.isEmpty && error.faults.allSatisfy { !$0.isEmpty }, "a refusal names what it is about")
        } catch {
            hold(false, "an error of another kind: \(error)")
        }
    }

    private func effective() throws -> EffectiveConfiguration {
        guard let invocation = try Subcommand.configCheck.parse(["--config", file.path]) else { preconditionFailure("these words ask for no help") }
        return try EffectiveConfiguration(invocation, environment: [:])
    }
}
