import Foundation
import IO
import Market
import Synchronization
import Testing

@testable import Identity

/// A clock that goes only when told.
final class ManualClock: IO.Clock {
    private let time = Atomic<Int64>(1_700_000_000_000_000_000)
    var monotonicNanoseconds: Int64 { time.load(ordering: .acquiring) }
    var wallNanoseconds: Int64 { monotonicNanoseconds }
    var seconds: Int64 { wallNanoseconds / 1_000_000_000 }
    func advance(seconds: Int64) { time.add(seconds * 1_000_000_000, ordering: .acquiringAndReleasing) }
}

/// A registry in a directory of its own, on a loop of its own; both end with the test.
final class Office {
    let path: String
    let clock = ManualClock()
    let loop: EventLoop
    private(set) var registry: Registry

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("walras-identity-\(Foundation.UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        loop = try EventLoop()
        try loop.start()
        registry = try Registry(directory: path, loop: loop, clock: clock)
    }

    deinit {
        loop.stop()
        loop.join()
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(path): \(error)") }
    }

    /// Another registry on the same files.
    func opened(in directory: String? = nil) throws -> Registry { try Registry(directory: directory ?? path, loop: loop, clock: clock) }

    func register(_ name: String = "Alpha", email: String? = nil, password: String? = nil) async throws -> Registration {
        try await registry.register(NewAccount(displayName: name, email: email, password: password, startingBalance: Amount(units: 10_000_00000000)))
    }

    func table() async throws -> KeyTableBox { KeyTableBox(try await registry.load()) }

    /// Every file below the directory.
    func files() throws -> [(name: String, bytes: Data)] {
        let names = try #require(FileManager.default.enumerator(atPath: path)).compactMap { $0 as? String }.sorted()
        return try names.compactMap { name in
            let kind = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.type] as? FileAttributeType
            guard kind == .typeRegular else { return nil }
            return (name, try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
        }
    }

    func permissions(_ name: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions] as? Int)
    }

    /// The token in the letter of this kind to this account.
    func letter(_ kind: String, to account: AccountRow) throws -> String {
        let text = try String(contentsOfFile: "\(path)/outbox/\(kind)-\(account.uuid).txt", encoding: .utf8)
        return String(text.split(separator: "\n", omittingEmptySubsequences: false)[3])
    }
}

/// A table that a test may hold as a constant: macros cannot borrow what cannot be copied.
final class KeyTableBox {
    private var table = KeyTable()
    init(_ rows: RegistryRows) { table.apply(rows) }
    func apply(_ rows: RegistryRows) { table.apply(rows) }

    func authenticate(_ key: String) -> Principal? { table.authenticate(Array(key.utf8).span) }
    func authenticate(token: [UInt8], _ secret: ServerSecret, now: Int64) throws(IdentityError) -> Principal {
        try table.authenticate(token: token.span, secret: secret, now: now)
    }
    func verify(signature: [UInt8], challenge: [UInt8], keyID: String) -> Principal? {
        table.verify(signature: signature.span, challenge: challenge.span, keyID: Array(keyID.utf8).span)
    }
    func logIn(_ key: String, _ secret: String) throws(IdentityError) -> AccountRow {
        try table.logIn(apiKey: Array(key.utf8).span, secret: Array(secret.utf8).span)
    }
    func acting(_ principal: Principal, choosing uuid: Identity.UUID? = nil) throws(IdentityError) -> AgentIndex { try table.acting(principal, choosing: uuid) }
    func account(_ uuid: Identity.UUID) -> AccountIndex? { table.account(uuid) }
    func account(_ index: AccountIndex) -> AccountRow? { table.account(index) }
    func agent(_ uuid: Identity.UUID) -> AgentIndex? { table.agent(uuid) }
    func agent(_ index: AgentIndex) -> AgentRow? { table.agent(index) }
    func agents(of account: AccountIndex) -> [AgentIndex] { table.agents(of: account) }
    func sessions(of agent: AgentIndex) -> [SessionRow] { table.sessions(of: agent) }
    func agent(trading account: AccountID) -> AgentIndex? { table.agent(trading: account) }
}
