import Foundation
import IO
import Market
import Security
import Testing

@testable import Identity

@Suite struct KeyTableTests {
    @Test func `a key opens its own account or agent, and nothing else does`() async throws {
        let office = try Office()
        let made = try await office.register("A")
        _ = try await office.register("B")
        let table = try await office.table()
        #expect(table.authenticate(made.apiKey.revealed) == Principal(account: made.account.index, agent: nil, accountStatus: .active))
        #expect(table.authenticate(made.agentKey.revealed) == Principal(account: made.account.index, agent: made.agent.index, accountStatus: .active))
        let key = made.apiKey.revealed
        let wrong = [
            "", "ak_live_", String(key.dropLast()), key + "A", made.apiSecret.revealed, "ak_live_" + String(repeating: "A", count: 64),
            String(key.prefix(24)) + String(repeating: "A", count: 48), key.replacingOccurrences(of: "ak_live_", with: "ak_test_"),
        ]
        for key in wrong { #expect(table.authenticate(key) == nil) }
    }

    @Test func `another key replaces the one before`() async throws {
        let office = try Office()
        let made = try await office.register()
        let table = try await office.table()
        let again = try await office.registry.regenerateKey(of: made.agent.index)
        table.apply(again.rows)
        #expect(table.authenticate(made.agentKey.revealed) == nil)
        #expect(table.authenticate(again.key.revealed)?.agent == made.agent.index)
        #expect(again.key.revealed.hasPrefix(again.agent.keyID.preview.dropLast()))
    }

    @Test func `what was applied one by one equals what is loaded at once`() async throws {
        let office = try Office()
        let table = KeyTableBox(RegistryRows())
        var keys: [String] = []
        for number in 0..<20 {
            let made = try await office.register("\(number)")
            table.apply(made.rows)
            table.apply(try await office.registry.setStatus(number % 3 == 0 ? .suspended : .active, of: made.account.index))
            keys += [made.apiKey.revealed, made.agentKey.revealed]
        }
        let loaded = try await office.table()
        for key in keys {
            let principal = try #require(table.authenticate(key))
            #expect(principal == loaded.authenticate(key))
            #expect(table.account(principal.account) == loaded.account(principal.account))
        }
        #expect(Set(keys.compactMap { table.authenticate($0)?.keyNumber }).count == keys.count)
    }

    @Test func `a binary log-on signs the challenge with the hash of the key`() async throws {
        let office = try Office()
        let made = try await office.register()
        let table = try await office.table()
        let challenge = try SecureRandom.bytes(32)
        let signature = HMACSHA256.authenticate(challenge, key: SHA256.hash(made.agentKey.bytes)).bytes
        let keyID = made.agentKey.keyID.description
        #expect(table.verify(signature: signature, challenge: challenge, keyID: keyID)?.agent == made.agent.index)
        #expect(table.verify(signature: signature, challenge: challenge + [0], keyID: keyID) == nil)
        #expect(table.verify(signature: signature, challenge: challenge, keyID: made.apiKey.keyID.description) == nil)
        #expect(table.verify(signature: signature, challenge: challenge, keyID: String(repeating: "A", count: 16)) == nil)
        #expect(table.verify(signature: signature, challenge: challenge, keyID: "short") == nil)
        #expect(table.verify(signature: Array(signature.dropLast()), challenge: challenge, keyID: keyID) == nil)
        // Under the key of nobody.
        let nobody = HMACSHA256.authenticate(challenge, key: SHA256.hash([])).bytes
        #expect(table.verify(signature: nobody, challenge: challenge, keyID: String(repeating: "A", count: 16)) == nil)
    }

    @Test func `a log-in needs the account's key and its secret`() async throws {
        let office = try Office()
        let (made, other) = (try await office.register("A"), try await office.register("B"))
        let table = try await office.table()
        let (key, secret) = (made.apiKey.revealed, made.apiSecret.revealed)
        #expect(try table.logIn(key, secret) == made.account)
        #expect(throws: IdentityError.wrongCredentials) { try table.logIn(key, other.apiSecret.revealed) }
        #expect(throws: IdentityError.wrongCredentials) { try table.logIn(key, "x") }
        #expect(throws: IdentityError.wrongCredentials) { try table.logIn("x", secret) }
        #expect(throws: IdentityError.accountNotFound) { try table.logIn(made.agentKey.revealed, secret) }
        #expect(throws: IdentityError.accountNotFound) { try table.logIn("ak_live_" + String(repeating: "A", count: 64), secret) }
        table.apply(try await office.registry.setStatus(.suspended, of: made.account.index))
        #expect(throws: IdentityError.suspended(account: made.account.uuid)) { try table.logIn(key, secret) }
        #expect(table.authenticate(key)?.accountStatus == .suspended)
    }

    @Test func `a token stands for its account until it ends`() async throws {
        let office = try Office()
        let made = try await office.register()
        let table = try await office.table()
        let secret = try ServerSecret.open(directory: office.path)
        let (token, expiresAt) = secret.token(for: made.account, now: 1_000)
        #expect(expiresAt == 4_600)
        #expect(try table.authenticate(token: token, secret, now: 4_599) == Principal(account: made.account.index, agent: nil, accountStatus: .active))
        #expect(throws: IdentityError.security(.tokenExpired(at: 4_600))) { try table.authenticate(token: token, secret, now: 4_600) }
        let key = try SecureRandom.bytes(32)
        let forged = WebToken.encode(TokenClaims(subject: made.account.uuid.description, issuedAt: 0, expiresAt: 9_999), key: key)
        #expect(throws: IdentityError.security(.tokenSignature)) { try table.authenticate(token: forged, secret, now: 1_000) }
        #expect(throws: IdentityError.accountNotFound) { try KeyTableBox(RegistryRows()).authenticate(token: token, secret, now: 1_000) }
    }

    @Test func `an account's key may choose an agent of its own, and nobody else's`() async throws {
        let office = try Office()
        let (made, other) = (try await office.register("A"), try await office.register("B"))
        let second = try await office.registry.createAgent(of: made.account.index, AgentProfile(displayName: "second"))
        let table = try await office.table()
        let account = try #require(table.authenticate(made.apiKey.revealed))
        #expect(try table.acting(account) == made.agent.index)
        #expect(try table.acting(account, choosing: second.agent.uuid) == second.agent.index)
        #expect(try table.acting(account, choosing: made.account.uuid) == made.agent.index)
        #expect(throws: IdentityError.foreignAgent) { try table.acting(account, choosing: other.agent.uuid) }
        let agent = try #require(table.authenticate(second.key.revealed))
        #expect(try table.acting(agent, choosing: made.agent.uuid) == second.agent.index)
        #expect(table.account(made.account.uuid) == made.account.index)
        #expect(table.account(made.agent.uuid) == nil)
    }

    @Test func `printing a key or the secret shows neither`() async throws {
        let office = try Office()
        let made = try await office.register()
        let secret = try ServerSecret.open(directory: office.path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: office.path + "/secret"))
        var dumped = ""
        dump(made.apiKey, to: &dumped)
        dump(secret, to: &dumped)
        let printed = "\(made.apiKey) \(made) \(String(reflecting: made.apiSecret)) \(secret) \(String(reflecting: secret))" + dumped
        #expect(!printed.contains(made.apiKey.revealed.dropFirst(24)))
        #expect(!printed.contains(made.apiSecret.revealed.dropFirst(24)))
        #expect(!printed.contains("\(bytes[0]), \(bytes[1]), \(bytes[2])"))
    }
}

@Suite struct ServerSecretTests {
    @Test func `the secret is made once, for its owner alone`() async throws {
        let office = try Office()
        let made = try await office.register()
        let token = try ServerSecret.open(directory: office.path).token(for: made.account, now: 0).text
        #expect(try ServerSecret.open(directory: office.path).claims(of: token.span, now: 1).subject == made.account.uuid.description)
        #expect(try office.permissions("secret") == 0o600)
        #expect(try office.files().first { $0.name == "secret" }?.bytes.count == 32)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644]) func `a secret that others may read is refused`(permissions: Int) throws {
        let office = try Office()
        _ = try ServerSecret.open(directory: office.path)
        let path = office.path + "/secret"
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
        #expect(throws: IdentityError.file(.notPrivate(path: path, permissions: UInt32(permissions)))) { try ServerSecret.open(directory: office.path) }
    }

    @Test func `a secret of another length, or behind a link, is refused`() throws {
        let office = try Office()
        let path = office.path + "/secret"
        try PrivateFile.write(path, [1, 2, 3])
        #expect(throws: IdentityError.secretFile(path: path, reason: "3 bytes instead of 32")) { try ServerSecret.open(directory: office.path) }
        try PrivateFile.write(path, [UInt8](repeating: 0, count: 33))
        #expect(throws: IdentityError.self) { try ServerSecret.open(directory: office.path) }
        try FileManager.default.removeItem(atPath: path)
        try PrivateFile.write(office.path + "/elsewhere", [UInt8](repeating: 0, count: 32))
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: office.path + "/elsewhere")
        #expect(throws: IdentityError.self) { try ServerSecret.open(directory: office.path) }
    }

    @Test func `a leftover of an interrupted write is no obstacle`() throws {
        let office = try Office()
        #expect(FileManager.default.createFile(atPath: office.path + "/secret.new", contents: Data([1])))
        _ = try ServerSecret.open(directory: office.path)
        #expect(try office.permissions("secret") == 0o600)
        #expect(!FileManager.default.fileExists(atPath: office.path + "/secret.new"))
    }
}
