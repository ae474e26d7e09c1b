import Database
import Foundation
import IO
import Market
import Testing

@testable import Identity

@Suite struct RegistryTests {
    @Test func `reopening gives the same rows`() async throws {
        let office = try Office()
        let first = try await office.register("Alpha", email: "Alpha@Example.org")
        let second = try await office.register("Ωmega")
        var profile = AgentProfile(displayName: "Scalper")
        profile.llmModel = "model"
        profile.framework = "none"
        profile.strategyTags = ["fast", "två ord"]
        profile.risk = RiskProfile(
            dailyLossLimitPercent: 1, ordersPerMinuteMax: 2, minOrderValue: Amount(units: 5_000_000_000_000), maxOrderPercent: 3, maxPositionPercent: 4, maxOpenOrders: 5)
        profile.avatarURL = "https://example.org/a.png"
        profile.color = "#00fF7a"
        let agent = try await office.registry.createAgent(of: first.account.index, profile, startingBalance: Amount(units: 7))
        _ = try await office.registry.startSessions([
            NewSession(agent: agent.agent.index, engineAccount: AccountID(rawValue: 9), startingBalance: Amount(units: 8))
        ])
        _ = try await office.registry.setMode(.backtest, label: "v2", of: second.account.index)
        let rows = try await office.registry.load()
        #expect(rows.accounts.map(\.mode) == [.live, .backtest] && rows.accounts.map(\.strategyLabel) == [nil, "v2"])
        #expect(rows.accounts.map(\.uuid) == [first.account.uuid, second.account.uuid])
        #expect(rows.accounts[0].email == "alpha@example.org")
        #expect(rows.agents.map(\.profile.displayName) == ["Alpha", "Ωmega", "Scalper"])
        #expect(rows.agents[2].profile == profile)
        #expect(rows.agents[2].engineAccount == AccountID(rawValue: 9))
        #expect(rows.sessions.count == 1)
        #expect(try await office.opened().load() == rows)
    }

    @Test func `no key, secret, password or token is on disk in clear, outside the letters`() async throws {
        let office = try Office()
        let made = try await office.register("Alpha", email: "a@b.c", password: "correct horse")
        let again = try await office.registry.regenerateKey(of: made.agent.index)
        try await office.registry.requestPasswordReset(for: "a@b.c")
        let tokens = try [office.letter("verify-email", to: made.account), office.letter("reset-password", to: made.account)]
        var secrets = [made.apiKey, made.apiSecret, made.agentKey, again.key].flatMap { [$0.revealed, String($0.revealed.dropFirst(24))] }
        secrets += tokens + ["correct horse"]
        let files = try office.files().filter { !$0.name.hasPrefix("outbox/") }
        #expect(files.contains { $0.name.hasPrefix("registry.sqlite") && $0.bytes.contains(Data(made.apiKey.keyID.description.utf8)) })
        for file in files {
            for secret in secrets { #expect(file.bytes.range(of: Data(secret.utf8)) == nil, "\(file.name)") }
        }
    }

    @Test func `every file is for its owner alone`() async throws {
        let office = try Office()
        _ = try await office.register(email: "a@b.c")
        let names = try office.files().map(\.name)
        #expect(names.contains("registry.sqlite") && names.contains("registry.sqlite-wal") && names.contains { $0.hasPrefix("outbox/verify-email") })
        for name in names { #expect(try office.permissions(name) == 0o600, "\(name)") }
    }

    @Test func `a registry that others may read is refused`() async throws {
        let office = try Office()
        let path = "\(office.path)/registry.sqlite"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: IdentityError.file(.notPrivate(path: path, permissions: 0o640))) { try office.opened() }
    }

    @Test func `a crash loses no committed row, and a torn write only what was never committed`() async throws {
        let office = try Office()
        var states: [RegistryRows] = []
        for number in 0..<8 {
            _ = try await office.register("Agent \(number)")
            states.append(try await office.registry.load())
        }
        // What a crash leaves: the files as they are, nothing closed.
        let copy = office.path + "/copy"
        func take(cutting bytes: Int) throws -> RegistryRows? {
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
            defer { do { try FileManager.default.removeItem(atPath: copy) } catch { Issue.record("\(error)") } }
            for name in ["registry.sqlite", "registry.sqlite-wal"] {
                var data = try Data(contentsOf: URL(fileURLWithPath: "\(office.path)/\(name)"))
                if name.hasSuffix("wal") { data.removeLast(min(bytes, data.count)) }
                let made = FileManager.default.createFile(atPath: "\(copy)/\(name)", contents: data, attributes: [.posixPermissions: 0o600])
                #expect(made)
            }
            return try EventLoop.perform { loop in
                let registry = try Registry(directory: copy, loop: loop, clock: office.clock)
                return try registry.assumeIsolated { try $0.load() }
            }
        }
        #expect(try take(cutting: 0) == states.last)
        for cut in [1, 100, 4_096, 10_000, 30_000] {
            let rows = try #require(try take(cutting: cut))
            #expect(rows == RegistryRows() || states.contains(rows), "cut by \(cut)")
        }
    }

    @Test func `accounts of a registry before modes are live ones`() async throws {
        let office = try Office()
        let made = try await office.register("Alpha")
        for column in ["mode", "strategy_label"] { try await office.registry.run("ALTER TABLE accounts DROP COLUMN \(column)", []) }
        try await office.registry.run("PRAGMA user_version = 1", [])
        let accounts = try await office.opened().load().accounts
        #expect(accounts == [made.account] && accounts[0].mode == .live && accounts[0].strategyLabel == nil)
    }

    @Test func `an empty database of version 0 gets the schema, and one of a later version is refused`() async throws {
        let office = try Office()
        let path = office.path + "/other"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: "\(path)/registry.sqlite", contents: Data(), attributes: [.posixPermissions: 0o600]))
        #expect(try await office.opened(in: path).load() == RegistryRows())
        try await office.registry.run("PRAGMA user_version = 3", [])
        #expect(throws: IdentityError.database(.newerSchema(path: office.path + "/registry.sqlite", version: 3, known: 2))) { try office.opened() }
    }

    @Test func `the registry belongs to one log`() async throws {
        let office = try Office()
        try await office.registry.adopt(instanceID: .max)
        try await office.registry.adopt(instanceID: .max)
        await #expect(throws: IdentityError.otherInstance(registry: .max, log: 7)) { try await office.registry.adopt(instanceID: 7) }
    }

    @Test func `an e-mail address registers once, whatever its case`() async throws {
        let office = try Office()
        _ = try await office.register(email: "A@b.c")
        await #expect(throws: IdentityError.duplicateAccount(email: "a@b.c")) { try await office.register(email: "a@B.c") }
        #expect(try await office.registry.load().accounts.count == 1)
    }

    @Test(arguments: [
        (NewAccount(displayName: "", startingBalance: Amount(units: 1)), "display_name"),
        (NewAccount(displayName: String(repeating: "x", count: 101), startingBalance: Amount(units: 1)), "display_name"),
        (NewAccount(displayName: "a\nb", startingBalance: Amount(units: 1)), "display_name"),
        (NewAccount(displayName: "a", email: "nobody", startingBalance: Amount(units: 1)), "email"),
        (NewAccount(displayName: "a", email: "a@b\nTo: c", startingBalance: Amount(units: 1)), "email"),
        (NewAccount(displayName: "a", email: String(repeating: "x", count: 254) + "@b", startingBalance: Amount(units: 1)), "email"),
        (NewAccount(displayName: "a", password: "1234567", startingBalance: Amount(units: 1)), "password"),
        (NewAccount(displayName: "a", password: String(repeating: "x", count: 73), startingBalance: Amount(units: 1)), "password"),
        (NewAccount(displayName: "a", startingBalance: .zero), "starting_balance"),
    ]) func `what is entered against the rules is refused by its field`(account: NewAccount, field: String) async throws {
        let office = try Office()
        await #expect {
            try await office.registry.register(account)
        } throws: { error in
            if case .invalid(field, _)? = error as? IdentityError { true } else { false }
        }
        #expect(try await office.registry.load() == RegistryRows())
    }

    @Test func `a log-in with address and password tells right from wrong, and nothing else`() async throws {
        let office = try Office()
        let made = try await office.register(email: "a@b.c", password: "correct horse")
        _ = try await office.register(email: "nopassword@b.c")
        #expect(try await office.registry.logIn(email: "A@b.c", password: "correct horse") == made.account)
        for (email, password) in [("a@b.c", "wrong horse"), ("b@b.c", "correct horse"), ("nopassword@b.c", ""), ("a@b.c", "")] {
            await #expect(throws: IdentityError.wrongCredentials) { try await office.registry.logIn(email: email, password: password) }
        }
        _ = try await office.registry.setStatus(.suspended, of: made.account.index)
        await #expect(throws: IdentityError.wrongCredentials) { try await office.registry.logIn(email: "a@b.c", password: "wrong horse") }
        await #expect(throws: IdentityError.suspended(account: made.account.uuid)) {
            try await office.registry.logIn(email: "a@b.c", password: "correct horse")
        }
    }
}

@Suite struct MailTests {
    @Test func `a mailed token sets a new password once, within the hour, and voids the tokens before`() async throws {
        let office = try Office()
        let made = try await office.register("Alpha", email: "a@b.c", password: "correct horse")
        let secret = try ServerSecret.open(directory: office.path)
        let table = try await office.table()
        let before = secret.token(for: made.account, now: office.clock.seconds).text
        #expect(try table.authenticate(token: before, secret, now: office.clock.seconds).account == made.account.index)

        try await office.registry.requestPasswordReset(for: "a@b.c")
        let stale = try office.letter("reset-password", to: made.account)
        try await office.registry.requestPasswordReset(for: "Alpha")
        let token = try office.letter("reset-password", to: made.account)
        await #expect(throws: IdentityError.wrongToken) { try await office.registry.resetPassword(token: stale, newPassword: "battery staple") }
        await #expect(throws: IdentityError.invalid(field: "new_password", reason: "must have 8 to 72 characters")) {
            try await office.registry.resetPassword(token: token, newPassword: "short")
        }
        let rows = try await office.registry.resetPassword(token: token, newPassword: "battery staple")
        await #expect(throws: IdentityError.wrongToken) { try await office.registry.resetPassword(token: token, newPassword: "battery staple") }
        await #expect(throws: IdentityError.wrongCredentials) { try await office.registry.logIn(email: "a@b.c", password: "correct horse") }
        let account = try await office.registry.logIn(email: "a@b.c", password: "battery staple")

        table.apply(rows)
        #expect(throws: IdentityError.self) { try table.authenticate(token: before, secret, now: office.clock.seconds) }
        let after = secret.token(for: account, now: office.clock.seconds).text
        #expect(try table.authenticate(token: after, secret, now: office.clock.seconds).account == made.account.index)
    }

    @Test func `tokens end: an hour for a password, a day for an address`() async throws {
        let office = try Office()
        let made = try await office.register(email: "a@b.c")
        let verify = try office.letter("verify-email", to: made.account)
        try await office.registry.requestPasswordReset(for: "a@b.c")
        let reset = try office.letter("reset-password", to: made.account)
        office.clock.advance(seconds: 3_600)
        await #expect(throws: IdentityError.wrongToken) { try await office.registry.resetPassword(token: reset, newPassword: "battery staple") }
        await #expect(throws: IdentityError.wrongToken) { try await office.registry.verifyEmail(token: reset) }
        #expect(try await office.registry.verifyEmail(token: verify).accounts.map(\.isEmailVerified) == [true])
        await #expect(throws: IdentityError.wrongToken) { try await office.registry.verifyEmail(token: verify) }

        let other = try await office.register(email: "b@b.c")
        office.clock.advance(seconds: 86_400)
        await #expect(throws: IdentityError.wrongToken) { try await office.registry.verifyEmail(token: try office.letter("verify-email", to: other.account)) }
    }

    @Test func `whoever asks about nobody, or about one of several, learns nothing and causes nothing`() async throws {
        let office = try Office()
        _ = try await office.register("Twin", email: "a@b.c")
        _ = try await office.register("Twin", email: "b@b.c")
        _ = try await office.register("Mute")
        for name in ["Twin", "Mute", "Nobody", "c@b.c"] { try await office.registry.requestPasswordReset(for: name) }
        #expect(try office.files().filter { $0.name.contains("reset-password") }.isEmpty)
    }

    @Test func `a registration whose letter cannot be written is none`() async throws {
        let office = try Office()
        #expect(FileManager.default.createFile(atPath: office.path + "/outbox", contents: nil))
        await #expect(throws: IdentityError.self) { try await office.register(email: "a@b.c") }
        #expect(try await office.registry.load() == RegistryRows())
    }
}
