import HTTP
import JSON
import Security

/// Requests over one HTTP connection: `http://` and `https://` pipelined, `h2c://` and `h2://` as streams.
final class HTTPLoadClient: LoadClient, LoadSpeaker, HTTPClientHandler {
    /// A request under way.
    private struct Request {
        var stream: Int32 = 0
        var isAnswered = true
        var sent: Int64 = 0
        var kind = LoadMix.Kind.health
        var isBuy = false
        var instrument = 0
        var quantity: Int64 = 0
        /// Of a limit order, in units of 10^-8.
        var limit: Int64?
        /// Of a cancel.
        var orderID: [UInt8] = []
        /// Of an order, and what was sent, if acknowledgements are recorded.
        var name: UInt64 = 0
        var body: [UInt8] = []
    }

    private enum Session {
        case one(HTTP1ClientSession)
        case two(HTTP2ClientSession)
    }

    private let run: LoadRun
    /// Which of the run's accounts it is.
    private let account: Int
    /// Upper half of the names that orders get; no other connection or run has it.
    private let tag = LoadRecord.tag()
    private let session: Session
    private var socket: LoadSocket?
    private let window: Int
    private(set) var inFlight = 0
    private var requests: [Request]
    private var nextIndex = 1
    private var random: RandomSource
    private let bodies: OrderBodies
    private var holdings: [Int64]
    private let reader: JSONReader
    private var order: HTTPClientRequest
    private var cancel: HTTPClientRequest
    private var reads: [LoadMix.Kind: HTTPClientRequest] = [:]
    /// Ids of orders that rest, the oldest first.
    private var resting = RestingOrders()
    private var isOpen = false

    /// `bodies` and `reader` are shared by all connections of a run.
    init(_ run: LoadRun, key: String, account: Int, _ bodies: OrderBodies, _ reader: JSONReader, _ random: RandomSource) {
        self.run = run
        self.account = account
        self.bodies = bodies
        self.reader = reader
        self.random = random
        window = run.options.inFlight
        session = run.options.target.transport.isHTTP2 ? .two(HTTP2ClientSession()) : .one(HTTP1ClientSession())
        var size = 16
        while size < 4 * window { size *= 2 }
        requests = Array(repeating: Request(), count: size)
        holdings = run.instruments.map { $0.heldLots * $0.lotUnits }
        let authority = run.options.target.authority
        order = HTTPClientRequest(.post, "/api/v1/trade/order", authority: authority)
        order.add("content-type", "application/json")
        order.add("x-api-key", key)
        cancel = HTTPClientRequest(.delete, RestingOrders.path, authority: authority)
        cancel.add("x-api-key", key)
        reads[.health] = HTTPClientRequest(.get, "/health", authority: authority)
        reads[.price] = HTTPClientRequest(.get, "/api/v1/market/price/\(run.options.symbols[0])", authority: authority)
    }

    var missing: String? {
        let unanswered = requests.filter { !$0.isAnswered }.sorted { $0.sent < $1.sent }
        guard let oldest = unanswered.first else { return nil }
        let kinds = unanswered.map { "\($0.kind)" }.joined(separator: ", ")
        return "\(inFlight) requests of a connection (\(kinds)) were not answered, the first not for \((run.now - oldest.sent) / 1_000_000) ms"
    }
    var isOver: Bool { socket?.isOver ?? false }

    func open() throws {
        let target = run.options.target
        socket = try LoadSocket(target.address, run, self, tls: run.options.session(run.tls, target))
    }

    func flush() { socket?.flush() }
    func tick() {}

    func close() {
        isOpen = false
        socket?.close()
    }

    // MARK: requests

    func fill() {
        // What it took to look at the answers is not the server's.
        if inFlight < window { run.readClock() }
        while isOpen, inFlight < window, requests[nextIndex & (requests.count - 1)].isAnswered {
            guard let due = run.take() else { return }
            send(due)
        }
    }

    private func send(_ due: Int64) {
        var request = Request(isAnswered: false, sent: due, kind: run.options.mix.draw(&random))
        if request.kind == .limit, resting.isFull { request.kind = .cancel }
        if request.kind == .cancel, resting.isEmpty { request.kind = .limit }
        let stream: Int32?
        switch request.kind {
        case .limit, .market:
            let entry = bodies.draw(&random, isMarket: request.kind == .market, holdings)
            request.isBuy = entry.isBuy
            request.instrument = entry.instrument
            request.quantity = entry.quantity
            request.limit = entry.limit
            if !entry.isBuy { holdings[entry.instrument] -= entry.quantity }
            order.body = entry.body
            if run.record != nil {
                request.name = tag | UInt64(UInt32(truncatingIfNeeded: nextIndex))
                LoadRecord.add(name: request.name, to: &order.body)
                request.body = order.body
            }
            stream = pass(order)
        case .cancel:
            resting.takeOldest(into: &cancel.target)
            request.orderID = Array(cancel.target.dropFirst(RestingOrders.path.utf8.count))
            stream = pass(cancel)
        case .health, .price: stream = reads[request.kind].flatMap { pass($0) }
        }
        guard let stream else { return run.fail("the connection takes no more requests") }
        request.stream = stream
        requests[nextIndex & (requests.count - 1)] = request
        nextIndex += 1
        inFlight += 1
    }

    func recordPending(_ record: LoadRecord) {
        for request in requests where !request.isAnswered && request.name != 0 { record.pending(body: request.body, account: account, name: request.name) }
    }

    private func pass(_ request: HTTPClientRequest) -> Int32? {
        switch session {
        case .one(let session): session.send(request)
        case .two(let session): session.send(request)
        }
    }

    // MARK: answers

    func response(_ response: borrowing HTTPClientResponse, stream: Int32) {
        guard let request = answer(stream) else { return }
        let statistics = run.statistics
        let wanted: UInt16 = request.kind == .limit || request.kind == .market ? 201 : 200
        guard response.status == wanted else {
            statistics.failed(status: response.status)
            return giveBack(request)
        }
        switch request.kind {
        case .limit, .market: take(response, request)
        case .cancel:
            run.record?.canceled(request.orderID, account: account)
            statistics.check(Self.begins(response, Self.canceled(request.orderID)), "a cancel was answered with another order, or status")
        case .health: statistics.check(Self.begins(response, Self.healthy), "the exchange is not well")
        case .price: statistics.check(Self.begins(response, price), "the price of another symbol came")
        }
    }

    /// How the answers to simple questions begin: looking at that costs next to nothing.
    private static let healthy = Array(#"{"status":"ok","#.utf8)
    private static func canceled(_ id: [UInt8]) -> [UInt8] { Array(#"{"order_id":""#.utf8) + id + Array(#"","status":"cancelled","#.utf8) }
    private lazy var price = Array(#"{"symbol":"\#(run.options.symbols[0])","price":""#.utf8)

    private static func begins(_ response: borrowing HTTPClientResponse, _ expected: [UInt8]) -> Bool {
        response.body.count > expected.count && response.bytes[response.body.lowerBound..<response.body.lowerBound + expected.count].elementsEqual(expected)
    }

    /// The request under way that an answer is for; nil if there is none, which breaks a promise.
    private func answer(_ stream: Int32) -> Request? {
        // Streams of HTTP/2 are odd.
        let number = if case .two = session { Int(stream + 1) / 2 } else { Int(stream) }
        let index = number & (requests.count - 1)
        let request = requests[index]
        let isFirst = request.stream == stream && !request.isAnswered
        run.statistics.check(isFirst, "stream \(stream) was answered twice, or never asked")
        guard isFirst else { return nil }
        requests[index].isAnswered = true
        inFlight -= 1
        run.answered(sent: request.sent)
        return request
    }

    private func giveBack(_ request: Request) {
        if request.quantity > 0, !request.isBuy { holdings[request.instrument] += request.quantity }
    }

    private func take(_ response: borrowing HTTPClientResponse, _ request: Request) {
        let statistics = run.statistics
        let answer: OrderAnswer
        do { answer = try OrderAnswer(reader.read(response.bytes, response.body)) } catch { return statistics.check(false, "an order's answer cannot be read: \(error)") }
        run.record?.answer(answer, account: account, name: request.name)
        let fault = answer.fault(
            OrderAnswer.Asked(symbol: run.instruments[request.instrument].name, isBuy: request.isBuy, quantity: request.quantity, limit: request.limit))
        statistics.check(fault == nil, "order \(answer.id): \(fault ?? "")")
        if answer.executed > 0 { statistics.fills += 1 }
        if request.isBuy { holdings[request.instrument] += answer.executed }
        if answer.isOpen { resting.append(answer.id) } else if !request.isBuy { holdings[request.instrument] += request.quantity - answer.executed }
    }

    func head(_ response: borrowing HTTPClientResponse, stream: Int32) {}
    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) {}
    func end(stream: Int32) {}
    func aborted(stream: Int32) {
        guard isOpen, answer(stream) != nil else { return }
        run.statistics.failed("aborted")
    }

    // MARK: LoadSpeaker

    func opened() {
        isOpen = true
        run.isReady()
    }

    func received(_ bytes: UnsafeRawBufferPointer) {
        switch session {
        case .one(let session): _ = unsafe session.receive(bytes, self)
        case .two(let session): unsafe session.receive(bytes, self)
        }
        fill()
    }

    func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int {
        switch session {
        case .one(let session): unsafe session.writeOutput(sink)
        case .two(let session): unsafe session.writeOutput(sink)
        }
    }

    func ended(_ reason: String) {
        isOpen = false
        run.fail("HTTP connection: \(reason)")
    }
}
