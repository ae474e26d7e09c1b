import HTTP
import JSON
import Security

/// Requests over one HTTP connection: `http://` and `https://` pipelined, `h2c://` as streams.
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
    }

    private enum Session {
        case one(HTTP1ClientSession)
        case two(HTTP2ClientSession)
    }

    private let run: LoadRun
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
    init(_ run: LoadRun, key: String, _ bodies: OrderBodies, _ reader: JSONReader, _ random: RandomSource) {
        self.run = run
        self.bodies = bodies
        self.reader = reader
        self.random = random
        window = run.options.inFlight
        session = run.options.target.transport == .h2c ? .two(HTTP2ClientSession()) : .one(HTTP1ClientSession())
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

    var missing: String? { inFlight == 0 ? nil : "\(inFlight) requests of a connection were not answered" }

    func open() throws {
        let tls = try run.tls.map { context throws(SecurityError) in try TLSSession(context) }
        socket = try LoadSocket(run.options.target.address, run, self, tls: tls)
    }

    func flush() { socket?.flush() }
    func tick() {}

    func close() {
        isOpen = false
        socket?.close()
    }

    // MARK: requests

    func fill() {
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
            if !entry.isBuy { holdings[entry.instrument] -= entry.quantity }
            order.body = entry.body
            stream = pass(order)
        case .cancel:
            resting.takeOldest(into: &cancel.target)
            stream = pass(cancel)
        case .health, .price: stream = reads[request.kind].flatMap { pass($0) }
        }
        guard let stream else { return run.fail("the connection takes no more requests") }
        request.stream = stream
        requests[nextIndex & (requests.count - 1)] = request
        nextIndex += 1
        inFlight += 1
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
        switch (request.kind, response.status) {
        case (.limit, 201), (.market, 201): check(response, request)
        case (_, 200): break
        default:
            statistics.failed(status: response.status)
            giveBack(request)
        }
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

    /// What an order's answer says must fit what was ordered.
    private func check(_ response: borrowing HTTPClientResponse, _ request: Request) {
        let statistics = run.statistics
        do {
            let document = try reader.read(response.bytes, response.body)
            let executed = document["executed_quantity"].flatMap { $0.kind == .null ? nil : $0 }
            let filled = try executed?.decimal(scale: LoadInstrument.scale) ?? 0
            guard let status = document["status"], let id = document["order_id"] else { throw LoadError.missing("order_id") }
            statistics.check(
                filled >= 0 && filled <= request.quantity && (filled == request.quantity) == status.equals("filled"),
                "an order of \(request.quantity) is \(status.string ?? "?") with \(filled) executed")
            if filled > 0 { statistics.fills += 1 }
            if request.isBuy { holdings[request.instrument] += filled }
            if status.equals("pending") || status.equals("partially_filled") { unsafe resting.append(id.bytes) } else if !request.isBuy {
                holdings[request.instrument] += request.quantity - filled
            }
        } catch { statistics.check(false, "an order's answer cannot be read: \(error)") }
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

/// Ids of resting orders as the paths of their cancels: a ring of texts of one length.
struct RestingOrders {
    static let path = "/api/v1/trade/order/"
    private static let idBytes = 36
    private static let capacity = LoadOptions.openOrdersMax

    private var texts: [UInt8] = []
    private var head = 0
    private var tail = 0

    var isEmpty: Bool { head == tail }
    var isFull: Bool { tail - head >= Self.capacity }

    /// Left out if the ring is full: the order stays open, and is not canceled here.
    mutating func append(_ id: UnsafeRawBufferPointer) {
        guard id.count == Self.idBytes, !isFull else { return }
        let start = tail % Self.capacity * Self.idBytes
        if texts.count < start + Self.idBytes {
            unsafe texts.append(contentsOf: id)
        } else {
            for index in 0..<Self.idBytes { texts[start + index] = unsafe id[index] }
        }
        tail += 1
    }

    mutating func takeOldest(into target: inout [UInt8]) {
        let start = head % Self.capacity * Self.idBytes
        target.removeLast(target.count - Self.path.utf8.count)
        target.append(contentsOf: texts[start..<start + Self.idBytes])
        head += 1
    }
}
