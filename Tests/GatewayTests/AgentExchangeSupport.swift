import History
import Engine
import Foundation
import IO
import JSON
import Market
import Synchronization
import Testing

@testable import Gateway
@testable import HTTP
@testable import Identity

/// A clock that goes only when told.
final class VenueClock: IO.Clock {
    private let time = Atomic<Int64>(1_760_000_000_000_000_000)
    var monotonicNanoseconds: Int64 { time.load(ordering: .acquiring) }
    var wallNanoseconds: Int64 { monotonicNanoseconds }
    func advance(seconds: Int64) { time.add(seconds * 1_000_000_000, ordering: .acquiringAndReleasing) }
}

/// An answer as a client sees it.
struct Reply {
    let status: Int
    let headers: [String: String]
    let body: String
    var json: [String: Any] { object(body) }
    var code: String { (json["error"] as? [String: Any])?["code"] as? String ?? "" }
    var details: [String: Any] { (json["error"] as? [String: Any])?["details"] as? [String: Any] ?? [:] }
    subscript(_ key: String) -> String { json[key] as? String ?? "\(json[key] ?? "absent")" }
}

func object(_ text: String) -> [String: Any] {
    do {
        return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    } catch {
        Issue.record("not JSON: \(text)")
        return [:]
    }
}

/// Where answers and pushes go instead of sockets.
final class VenueOutlet: Outlet, @unchecked Sendable {
    struct Contents {
        var responses: [Ticket: HTTPResponse] = [:]
        var channels: [Ticket: any Channel] = [:]
        var messages: [Ticket: [String]] = [:]
        var ends: [Ticket: UInt16] = [:]
        var queued: [Ticket: Int] = [:]
    }

    private let lock = NSCondition()
    private var contents = Contents()

    func with<Value>(_ body: (inout Contents) -> Value) -> Value {
        lock.lock()
        defer { lock.unlock() }
        let value = body(&contents)
        lock.broadcast()
        return value
    }

    /// Waits until `body` says something; nil after ten seconds.
    func wait<Value>(_ body: (inout Contents) -> Value?) -> Value? {
        lock.lock()
        defer { lock.unlock() }
        let deadline = Date().addingTimeInterval(10)
        while true {
            if let value = body(&contents) { return value }
            if !lock.wait(until: deadline) { return nil }
        }
    }

    func respond(_ ticket: Ticket, _ response: HTTPResponse) {
        with { contents in
            if contents.responses[ticket] != nil { Issue.record("answered twice") }
            contents.responses[ticket] = response
        }
    }
    func accept(_ ticket: Ticket, _ channel: any Channel) { with { $0.channels[ticket] = channel } }
    func send(_ ticket: Ticket, text: [UInt8]) { with { $0.messages[ticket, default: []].append(String(decoding: text, as: UTF8.self)) } }
    func end(_ ticket: Ticket, code: UInt16, reason: StaticString) { with { $0.ends[ticket] = code } }
    func queuedBytes(_ ticket: Ticket) -> Int { with { $0.queued[ticket] ?? 0 } }
}

/// The interface over a real exchange without a log, on a loop of its own, driven by requests as values.
final class Venue: @unchecked Sendable {
    let clock = VenueClock()
    let outlet = VenueOutlet()
    let loop: EventLoop
    private(set) var desk: Desk!
    private(set) var facade: AgentExchange!
    private(set) var keeper: BlotterKeeper!
    let directory: String
    private var tickets: UInt32 = 0

    init(
        limits: RateLimits = .none, listings: [InstrumentListing] = Array(InstrumentListing.standard.prefix(2)),
        settings: AgentExchangeSettings = AgentExchangeSettings(), traces: String? = nil, memory: Blotter.Limits = Blotter.Limits(),
        catchUp: Historian.CatchUp? = nil
    ) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("walras-venue-\(Foundation.UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        loop = try EventLoop()
        try loop.start()
        let failure: (any Error)? = onLoop { [self] in
            do { try build(limits, listings, settings, traces, memory, catchUp) } catch { return error }
            return nil
        }
        if let failure { throw failure }
    }

    deinit {
        loop.stop()
        loop.join()
        do { try FileManager.default.removeItem(atPath: directory) } catch { Issue.record("\(directory): \(error)") }
    }

    private func build(
        _ limits: RateLimits, _ listings: [InstrumentListing], _ settings: AgentExchangeSettings, _ traces: String?, _ memory: Blotter.Limits,
        _ catchUp: Historian.CatchUp?
    ) throws {
        let exchange = Exchange(loop: loop, clock: clock)
        keeper = BlotterKeeper(Blotter(memory))
        let commands: [Command] = (["USDT"] + listings.map(\.base)).map { .addAsset(Asset(name: Name($0)!, scale: 8)) }
            + listings.enumerated().map { .addInstrument($1.instrument(base: AssetID(rawValue: UInt32($0 + 1)), quote: AssetID(rawValue: 0))!) }
        desk = Desk(exchange, clock: clock, durable: 0)
        let catalog = Catalog()
        desk.add(catalog)
        desk.add(keeper)
        try exchange.assumeIsolated { _ = try $0.submit(commands) }
        let registry = try Registry(directory: directory, loop: loop, clock: clock)
        let rows = try registry.assumeIsolated { try $0.load() }
        let members = Membership(desk, registry, rows, try ServerSecret.open(directory: directory), quote: AssetID(rawValue: 0))
        let files = try catchUp.map { Historian.Files(reader: try HistoryReader(directory: directory, loop: loop), catchUp: $0) }
        facade = AgentExchange(desk, outlet, catalog, keeper, members, PublicIDs(instanceID: 42), settings, limits: limits,
            traces: try traces.map { path throws(StorageError) in try TraceLog(path) }, files: files)
    }

    /// Runs `body` on the loop and waits for it.
    func onLoop<Value>(_ body: @escaping () -> Value) -> Value {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var value: Value?
        nonisolated(unsafe) let body = body
        loop.schedule(at: .min) {
            unsafe value = unsafe body()
            done.signal()
        }
        done.wait()
        return unsafe value!
    }

    /// Lets what is on its way arrive.
    func settle() { onLoop {} }

    // MARK: requests

    func request(_ method: HTTPMethod, _ target: String, _ body: String = "", headers: [String: String] = [:], webSocket: Bool = false) -> HTTPRequest {
        var request = HTTPRequest()
        request.method = method
        request.isWebSocket = webSocket
        request.bytes = Array("GET \(target)".utf8)
        _ = request.setTarget(4..<request.bytes.count)
        for (name, value) in headers {
            let start = request.bytes.count
            request.bytes += Array(name.utf8)
            let middle = request.bytes.count
            request.bytes += Array(value.utf8)
            #expect(request.add(name: start..<middle, value: middle..<request.bytes.count) == nil)
        }
        let start = request.bytes.count
        request.bytes += Array(body.utf8)
        request.body = start..<request.bytes.count
        return request
    }

    func ticket() -> Ticket {
        tickets += 1
        return Ticket(connection: tickets, generation: 1)
    }

    func send(_ method: HTTPMethod, _ target: String, _ body: String = "", key: String? = nil, headers: [String: String] = [:]) -> Reply {
        var headers = headers
        if let key { headers["x-api-key"] = key }
        let request = request(method, target, body, headers: headers)
        let ticket = ticket()
        onLoop { [self] in facade.handle(request, ticket, Self.peer) }
        guard let response = outlet.wait({ $0.responses[ticket] }) else {
            Issue.record("no answer to \(method) \(target)")
            return Reply(status: 0, headers: [:], body: "{}")
        }
        return Self.reply(response)
    }

    static let peer = Peer(door: .agentExchange, address: SocketAddress("127.0.0.1:4711")!, isEncrypted: false)

    static func reply(_ response: HTTPResponse) -> Reply {
        var headers: [String: String] = [:]
        for line in String(decoding: response.fields, as: UTF8.self).split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[String(parts[0])] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        return Reply(status: Int(response.status), headers: headers, body: String(decoding: response.body, as: UTF8.self))
    }

    // MARK: people

    struct Trader {
        let accountID: String
        let key: String
        let secret: String
        let agentID: String
        let agentKey: String
    }

    func register(_ name: String = "Alpha", balance: String = "1000000", email: String? = nil, password: String? = nil) -> Trader {
        var body = #"{"display_name":"\#(name)","starting_balance":"\#(balance)""#
        if let email { body += #","email":"\#(email)""# }
        if let password { body += #","password":"\#(password)""# }
        let reply = send(.post, "/api/v1/auth/register", body + "}")
        #expect(reply.status == 201, "\(reply.body)")
        return Trader(
            accountID: reply["account_id"], key: reply["api_key"], secret: reply["api_secret"], agentID: reply["agent_id"], agentKey: reply["agent_api_key"])
    }

    func order(_ trader: Trader, _ body: String) -> Reply { send(.post, "/api/v1/trade/order", body, key: trader.key) }

    /// A limit order of BTCUSDT.
    func limit(_ trader: Trader, _ side: String, _ quantity: String, _ price: String) -> Reply {
        order(trader, #"{"symbol":"BTCUSDT","side":"\#(side)","type":"limit","quantity":"\#(quantity)","price":"\#(price)"}"#)
    }

    /// A buyer who bought 0.02 at 64,000 and sold half of it at 65,000.
    static func traded() throws -> (Venue, Trader) {
        let venue = try Venue()
        let (alpha, other) = (venue.register("Alpha", balance: "10000"), venue.register("Other"))
        venue.deposit(other, 1, units: 100 * 100_000_000)
        _ = venue.limit(other, "sell", "0.02", "64000")
        #expect(venue.limit(alpha, "buy", "0.02", "64000")["status"] == "filled")
        _ = venue.limit(venue.register("Buyer"), "buy", "0.01", "65000")
        #expect(venue.order(alpha, #"{"symbol":"BTCUSDT","side":"sell","type":"market","quantity":"0.01"}"#)["status"] == "filled")
        return (venue, alpha)
    }

    func suspend(_ trader: Trader) {
        let done = DispatchSemaphore(value: 0)
        loop.schedule(at: .min) { [self] in
            let index = facade.members.keys.account(UUID(trader.accountID)!)!
            facade.members.change({ registry throws(IdentityError) in try registry.setStatus(.suspended, of: index) }) { _ in done.signal() }
        }
        done.wait()
    }

    /// A command of the house, whose answer nobody waits for.
    func submit(_ command: Command) {
        onLoop { [self] in
            desk.submit(command, by: desk.add(Indifferent()), .none, note: 0)
            desk.handOver()
        }
    }

    /// An order for 0.01 BTC at 60,000 under a name as a log may have it.
    func enter(_ trader: Trader, name: UInt64) {
        let account = onLoop { [self] in
            facade.members.keys.engineAccount(of: facade.members.keys.agent(UUID(trader.agentID)!)!)!
        }
        let instrument = onLoop { [self] in facade.catalog.instruments[0].instrument }
        var order = EnterOrder(
            account: account, symbol: SymbolID(rawValue: 0), side: .buy, type: .limit, price: Price(ticks: 60_000 * 100_000_000 / instrument.tickUnits),
            quantity: Quantity(lots: 1_000_000 / instrument.lotUnits))
        order.clientOrderID = name
        submit(.enterOrder(order))
        // Records are told of in the turn after.
        settle()
    }

    private final class Indifferent: Answerer {
        func answer(_ answer: borrowing Answer) {}
        func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64) {}
    }

    /// Gives a trader base assets, as only the house can.
    func deposit(_ trader: Trader, _ asset: UInt32, units: Int64) {
        let agent = onLoop { [self] in
            let members = facade.members
            let index = members.keys.agent(UUID(trader.agentID)!)!
            let account = members.keys.engineAccount(of: index)!
            members.run(.deposit(account: account, asset: AssetID(rawValue: asset), amount: Amount(units: units))) { _ in }
            desk.handOver()
            return account
        }
        #expect(agent != .house)
    }
}
