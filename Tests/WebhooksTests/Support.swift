import Database
import Foundation
import History
import IO
import Market
import Security
import Synchronization
import Testing

@testable import Identity
@testable import Webhooks

final class ScriptedClock: IO.Clock {
    private let time = Atomic<Int64>(1_760_000_000_000_000_000)
    var monotonicNanoseconds: Int64 { time.load(ordering: .acquiring) }
    var wallNanoseconds: Int64 { monotonicNanoseconds }
    func advance(milliseconds: Int64) { time.add(milliseconds * 1_000_000, ordering: .acquiringAndReleasing) }
}

/// Answers by itself, or as a test says.
final class ScriptedTransport: WebhookTransport, @unchecked Sendable {
    struct Pending {
        let post: WebhookPost
        let then: (WebhookOutcome) -> Void
    }

    // On the loop alone.
    var pending: [Pending] = []
    var posts: [WebhookPost] = []
    var verdict = ProbeOutcome.allowed
    var probed: [String] = []
    var isClosed = false

    func post(_ post: WebhookPost, then: @escaping (WebhookOutcome) -> Void) {
        posts.append(post)
        pending.append(Pending(post: post, then: then))
    }

    func probe(_ url: String, then: @escaping (ProbeOutcome) -> Void) {
        probed.append(url)
        then(verdict)
    }

    func close() { isClosed = true }
}

/// A sender over real files, with a clock and a transport that do what a test says.
final class Post: @unchecked Sendable {
    let clock = ScriptedClock()
    let directory: String
    private(set) var loop: EventLoop
    private(set) var transport = ScriptedTransport()
    private(set) var sender: WebhookSender!
    let history: DatabaseConnection
    let terms: WebhookTerms
    let style = WebhookStyle.agentExchange
    var queuedPerHookMax = WebhookSender.queuedPerHookMax
    var queuedMax = WebhookSender.queuedMax
    /// Account of the engine → who trades with it.
    let traders = Mutex<[UInt32: (account: AccountIndex, agent: AgentIndex)]>([:])

    init(waits: [Int64] = [10, 30, 60], failuresMax: Int = 10, perAccount: Int = 25, queuedPerHookMax: Int? = nil, queuedMax: Int? = nil) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("walras-post-\(Foundation.UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        history = try DatabaseConnection(path: directory + "/history.sqlite", migrations: HistorySchema.migrations)
        terms = WebhookTerms(
            retryWaits: waits.map { $0 * 1_000_000_000 }, failuresMax: failuresMax, hooksPerAccountMax: perAccount, historyEvents: ["order", "fill", "account"]
        ) { event, id, signature in [("X-Event", event), ("X-Id", id.description), ("X-Signature", signature)] }
        if let queuedPerHookMax { self.queuedPerHookMax = queuedPerHookMax }
        if let queuedMax { self.queuedMax = queuedMax }
        loop = try EventLoop(clock: clock)
        try start()
    }

    deinit {
        stop()
        do { try FileManager.default.removeItem(atPath: directory) } catch { Issue.record("\(directory): \(error)") }
    }

    private var isRunning = false

    private func start() throws {
        transport = ScriptedTransport()
        let voice = WebhookVoice(
            accounts: { [unowned self] owners, reply in
                let traders = traders.withLock { $0 }
                reply(traders.filter { _, who in owners.contains { $0.mayTouch(HookOwner(who.account, agent: who.agent)) } }.keys.map { AccountID(rawValue: $0) })
            },
            messages: { [unowned self] events, wanted, reply in
                let traders = traders.withLock { $0 }
                reply(events.compactMap { event in
                    guard let who = traders[event.account.rawValue], let names = wanted[style] else { return nil }
                    let name = switch event { case .order: "order"; case .fill: "fill"; case .account: "account" }
                    guard names.contains(name) else { return nil }
                    return WebhookMessage(
                        style: style, account: who.account, agent: who.agent, event: name,
                        eventID: WebhookEventID.make(instance: 7, name, number: event.number), time: event.time, body: Array("\(name) \(event.number)".utf8))
                })
            })
        let places = WebhookSender.Places(directory: directory, history: directory + "/history.sqlite", instanceID: 7)
        sender = try WebhookSender(
            places, loop: loop, clock: clock, transport: transport, secret: try ServerSecret.open(directory: directory), terms: [style: terms], voice: voice,
            queuedPerHookMax: queuedPerHookMax, queuedMax: queuedMax)
        try loop.start()
        isRunning = true
        try on { sender in Result { () throws(WebhooksError) in try sender.begin() } }.get()
    }

    func stop() {
        guard isRunning else { return }
        isRunning = false
        on { $0.close() }
        loop.stop()
        loop.join()
    }

    /// As a crash would: nothing under way is finished, nothing else is written.
    func restart() throws {
        stop()
        loop = try EventLoop(clock: clock)
        try start()
    }

    @discardableResult func on<Value: Sendable>(_ body: @escaping @Sendable (isolated WebhookSender) -> Value) -> Value {
        let sender = sender!
        return loop.performAndWait { sender.assumeIsolated { body($0) } }
    }

    // MARK: hooks

    func create(_ owner: HookOwner, _ events: [String], url: String = "https://example.com/hook") throws -> CreatedHook {
        let outcome = Mutex<Result<CreatedHook, WebhooksError>?>(nil)
        let new = NewHook(style: style, owner: owner, url: url, events: events, description: "")
        on { $0.create(new) { result in outcome.withLock { $0 = result } } }
        return try #require(outcome.withLock { $0 }).get()
    }

    func change(_ hook: Hook, _ body: (inout HookChanges) -> Void) throws -> Hook {
        let outcome = Mutex<Result<Hook, WebhooksError>?>(nil)
        var changes = HookChanges()
        body(&changes)
        let (style, what) = (style, changes)
        on { $0.change(hook.uuid, of: hook.owner, style, what) { result in outcome.withLock { $0 = result } } }
        return try #require(outcome.withLock { $0 }).get()
    }

    func hook(_ hook: Hook) throws -> Hook {
        let style = style
        return try on { sender in Result { () throws(WebhooksError) in try sender.hook(hook.uuid, of: hook.owner, style) } }.get()
    }

    func list(_ who: HookOwner) -> [Hook] { on { [style] in $0.hooks(of: who, style) } }

    func secret(of hook: Hook) -> String { on { hook.secret($0.secret) } }

    /// What names resolve to from now on.
    func resolve(_ verdict: ProbeOutcome) { on { [transport] _ in transport.verdict = verdict } }

    func ask(_ hook: Hook, as who: HookOwner) throws {
        _ = try on { [style] sender in Result { () throws(WebhooksError) in try sender.hook(hook.uuid, of: who, style) } }.get()
    }

    func post(_ event: String, to account: UInt32, agent: UInt32? = nil, _ text: String) throws {
        let message = WebhookMessage(
            style: style, account: AccountIndex(rawValue: account), agent: agent.map { AgentIndex(rawValue: $0) }, event: event,
            eventID: try UUID.random(), time: clock.wallNanoseconds, body: Array(text.utf8))
        try on { sender in Result { () throws(WebhooksError) in try sender.post(message) } }.get()
    }

    var counters: WebhookStatus.Counters { sender.status.counters }

    // MARK: the other side

    /// Bodies of what is under way.
    var underWay: [String] { on { [transport] _ in transport.pending.map { String(decoding: $0.post.body, as: UTF8.self) } } }

    /// Everything that was ever sent.
    var sent: [WebhookPost] { on { [transport] _ in transport.posts } }

    /// Answers the delivery that has been under way longest.
    func answer(_ outcome: WebhookOutcome) {
        on { [transport] _ in transport.pending.removeFirst().then(outcome) }
    }

    func answer(_ status: Int) { answer(.answered(status: status)) }

    /// Lets time go by and what is due happen.
    func pass(milliseconds: Int64) {
        clock.advance(milliseconds: milliseconds)
        // Once to wake up, once for what that set going.
        for _ in 0..<3 { on { _ in } }
    }

    // MARK: history

    func addOrder(_ number: Int64, account: UInt32, at time: Int64? = nil) throws(DatabaseError) {
        try history.run(
            """
            INSERT INTO ended_order VALUES (?, ?, ?, 4294967297, 0, 0, 0, 0, 0, 0, 0, 100, 0, 10, 10, 1000, 1, 2, 0, ?, ?, NULL)
            """, [.integer(number), .integer(Int64(account)), .integer(number), .integer(time ?? clock.wallNanoseconds), .integer(time ?? clock.wallNanoseconds)])
    }

    func addFill(_ number: Int64, account: UInt32, at time: Int64? = nil) throws(DatabaseError) {
        try history.run(
            "INSERT INTO fill VALUES (?, ?, ?, 4294967297, 0, 1, 100, 10, 1000, 1, NULL, ?)",
            [.integer(number), .integer(Int64(account)), .integer(number), .integer(time ?? clock.wallNanoseconds)])
    }

    func addChange(_ number: Int64, account: UInt32) throws {
        try history.run("INSERT INTO account_event VALUES (?, ?, ?, 2, 0, ?)", [.integer(number), .integer(number), .integer(Int64(account)), .integer(clock.wallNanoseconds)])
    }

    /// What the row in history says was read.
    func noted() throws -> [Int64] {
        try history.query("SELECT ended_order, fill, account_event FROM reader WHERE name = 'webhooks'") { row throws(DatabaseError) in
            [row.integer(0), row.integer(1), row.integer(2)]
        }.first ?? []
    }

    func trade(_ engine: UInt32, account: UInt32, agent: UInt32) {
        traders.withLock { $0[engine] = (AccountIndex(rawValue: account), AgentIndex(rawValue: agent)) }
    }
}

func owner(_ account: UInt32, agent: UInt32? = nil) -> HookOwner {
    HookOwner(AccountIndex(rawValue: account), agent: agent.map { AgentIndex(rawValue: $0) })
}
