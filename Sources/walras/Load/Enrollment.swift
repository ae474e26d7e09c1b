import HTTP
import JSON
import Security

/// What everybody needs before the load begins, asked over HTTP: instruments with their prices, and an account for each who trades.
final class Enrollment: LoadSpeaker, HTTPClientHandler {
    private enum Step { case pairs, prices, accounts }

    /// Registrations under way at a time.
    private static let pipelined = 16

    private let run: LoadRun
    private let session = HTTP1ClientSession()
    private let reader = JSONReader(large: true)
    private var socket: LoadSocket?
    private var step = Step.pairs
    private var asked = 0
    private(set) var instruments: [LoadInstrument] = []
    /// API keys.
    private(set) var keys: [String] = []
    /// Whose wallets the keys trade with.
    private(set) var agents: [String] = []

    init(_ run: LoadRun) { self.run = run }

    func open() throws {
        let target = run.options.http
        socket = try LoadSocket(target.address, run, self, tls: run.options.session(run.options.encryption(target, .http11), target))
    }

    func opened() { get("/api/v1/market/pairs") }

    private func get(_ path: String) {
        session.send(HTTPClientRequest(.get, path, authority: run.options.http.authority))
    }

    func received(_ bytes: UnsafeRawBufferPointer) { _ = unsafe session.receive(bytes, self) }
    func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int { unsafe session.writeOutput(sink) }
    func ended(_ reason: String) { run.fail("\(run.options.http.authority): \(reason)") }

    // MARK: answers

    func response(_ response: borrowing HTTPClientResponse, stream: Int32) {
        do {
            guard (200...299).contains(response.status) else {
                throw LoadError.answer(response.status, response.text(response.body))
            }
            let document = try reader.read(response.bytes, response.body)
            switch step {
            case .pairs: try takePairs(document)
            case .prices: try takePrices(document)
            case .accounts: try takeAccount(document)
            }
        } catch { run.fail("\(run.options.http.authority): \(error)") }
    }

    private func takePairs(_ document: JSONDocument) throws {
        let pairs = document["pairs"]?.elements
        for name in run.options.symbols {
            guard let pair = pairs?.first(where: { $0["symbol"]?.string == name }) else { throw LoadError.notListed(name) }
            guard let base = pair["base_asset"]?.string else { throw LoadError.missing("base_asset") }
            func units(_ key: StaticString) throws -> Int64 {
                guard let node = pair[key] else { throw LoadError.missing("\(key)") }
                return try node.decimal(scale: LoadInstrument.scale)
            }
            instruments.append(LoadInstrument(
                name: name, base: base, priceUnits: 0, tickUnits: try units("tick_size"), lotUnits: try units("step_size"), minNotionalUnits: try units("min_notional")))
        }
        step = .prices
        get("/api/v1/market/prices?format=map")
    }

    private func takePrices(_ document: JSONDocument) throws {
        for index in instruments.indices {
            guard let price = document["prices"]?[instruments[index].name] else { throw LoadError.noPrice(instruments[index].name) }
            instruments[index].priceUnits = try price.decimal(scale: LoadInstrument.scale)
        }
        step = .accounts
        register()
    }

    private func register() {
        while asked < run.options.accounts, asked - keys.count < Self.pipelined {
            asked += 1
            var request = HTTPClientRequest(.post, "/api/v1/auth/register", authority: run.options.http.authority)
            request.add("content-type", "application/json")
            request.body = Array(#"{"display_name":"load \#(asked)","starting_balance":"\#(run.options.startingBalance)"}"#.utf8)
            session.send(request)
        }
        socket?.flush()
        guard keys.count == run.options.accounts else { return }
        socket?.close()
        run.enrolled(instruments, keys, agents)
    }

    private func takeAccount(_ document: JSONDocument) throws {
        guard let key = document["api_key"]?.string else { throw LoadError.missing("api_key") }
        guard let agent = document["agent_id"]?.string else { throw LoadError.missing("agent_id") }
        keys.append(key)
        agents.append(agent)
        run.record?.account(agents.count - 1, agent: agent, key: key)
        register()
    }

    func head(_ response: borrowing HTTPClientResponse, stream: Int32) {}
    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) {}
    func end(stream: Int32) {}
    func aborted(stream: Int32) { run.fail("\(run.options.http.authority): a request was not answered") }
}

/// Why there is no load.
enum LoadError: Error, CustomStringConvertible {
    case answer(UInt16, String)
    case notListed(String)
    case noPrice(String)
    case missing(String)
    /// A connection failed before the first request.
    case failed(String)

    var description: String {
        switch self {
        case .answer(let status, let body): "answered \(status): \(body)"
        case .notListed(let name): "lists no \(name)"
        case .noPrice(let name): "has no price of \(name)"
        case .missing(let field): "answered without '\(field)'"
        case .failed(let reason): reason
        }
    }
}
