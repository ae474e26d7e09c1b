import HTTP
import IO
import JSON
import Security

/// Whoever sends requests over one connection. Called on the loop.
protocol LoadClient: AnyObject {
    var inFlight: Int { get }
    func open() throws
    /// Sends as many requests as the run and its own window allow.
    func fill()
    func flush()
    /// Once a second: for signs of life.
    func tick()
    /// The run is over: says goodbye.
    func close()
    /// Whether an answer is still to come, and for what; nil if all came.
    var missing: String? { get }
    /// The connection has ended, whoever ended it.
    var isOver: Bool { get }
    /// Writes down what was sent and not answered.
    func recordPending(_ record: LoadRecord)
}

/// One run of the load tool, on one loop.
///
///     enrolling ─→ connecting ─→ issuing ─→ draining ─→ done
///         └────────────┴───────────────────────→ failed
///
/// Everything here is touched by the loop's thread alone.
@safe final class LoadRun: @unchecked Sendable {
    enum Phase { case enrolling, connecting, issuing, draining, done }

    let options: LoadOptions
    let loop: EventLoop
    let statistics = LoadStatistics()
    /// What sockets read into: as much as the kernel is likely to hold.
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    let tls: TLSContext?
    /// What the server has promised; nil if nobody asked for it.
    let record: LoadRecord?
    private(set) var phase = Phase.enrolling
    private(set) var failure: LoadError?
    private(set) var issued = 0
    private(set) var instruments: [LoadInstrument] = []
    /// When what is being handled was read, and then, when what is being sent was begun: a clock is read once for all of it.
    private(set) var now: Int64 = 0
    private let clock = SystemClock()
    private var clients: [any LoadClient] = []
    private var enrollment: Enrollment?
    // Shared by clients of one kind.
    private let contexts = WebSocketContexts()
    private let reader = JSONReader()
    private lazy var bodies = OrderBodies(instruments)
    private var ready = 0
    private var nextClient = 0
    private var began: Int64 = 0
    private var lastAnswer: Int64 = 0
    private var drainEnds: Int64 = 0
    private var requestsMax: Int
    private var keys: [String] = []
    private var funding: Funding?
    private var script: LoadScript?
    /// Commands have times of their own, or a rate.
    private var isPaced: Bool { options.rate != nil || script?.isPaced == true }
    private var measureFrom: Int64 = 0
    private let progress: (Double) throws -> Void

    /// How long answers may take after the last request was sent.
    static let drainNanoseconds: Int64 = 5_000_000_000
    private static let watchNanoseconds: Int64 = 10_000_000
    /// How often it is looked whether a connection can take what is overdue, and whether a script has something to send.
    private static let paceNanoseconds: Int64 = 50_000

    init(_ options: LoadOptions, on loop: EventLoop, progress: @escaping (Double) throws -> Void = { _ in }) throws {
        self.options = options
        self.loop = loop
        self.progress = progress
        requestsMax = options.requests ?? .max
        record = try options.record.map { try LoadRecord($0) }
        tls = try options.encryption(options.target, options.target.transport.isHTTP2 ? .http2 : .http11)
    }

    deinit { unsafe input.deallocate() }

    /// Runs to the end, on the calling thread.
    func perform() throws -> LoadReport {
        // The lateness of a timer would count as latency of the server. Without it the run is right, only less exact.
        ThreadAttributes.setTimerSlack(nanoseconds: 1)
        loop.schedule(at: .min) { [self] in
            let enrollment = Enrollment(self)
            self.enrollment = enrollment
            do { try enrollment.open() } catch { fail("\(options.http.authority): \(error)") }
        }
        loop.run()
        try record?.finish()
        if let failure { throw failure }
        return LoadReport(
            target: "\(options.target.transport.rawValue)://\(options.target.authority)", connections: options.connections, inFlight: options.inFlight,
            rate: options.rate, script: options.script, nanoseconds: lastAnswer - measureFrom, issued: issued, statistics: statistics)
    }

    func readClock() { now = clock.monotonicNanoseconds }

    /// A connection ended that was still needed. Before the first request there is no run; after it, a promise is broken.
    func fail(_ reason: String) {
        switch phase {
        case .enrolling, .connecting:
            failure = .failed(reason)
            finish()
        case .issuing, .draining: statistics.check(false, reason)
        case .done: break
        }
    }

    // MARK: start

    func enrolled(_ instruments: [LoadInstrument], _ keys: [String], _ agents: [String]) {
        self.instruments = instruments
        self.keys = keys
        let funding = Funding(self)
        self.funding = funding
        do { try funding.open(instruments, agents) } catch { fail("administration: \(error)") }
    }

    /// Every account has what it is to begin with.
    func funded() {
        if options.admin != nil {
            let sharers = Int64((options.connections + keys.count - 1) / max(1, keys.count))
            for index in instruments.indices {
                instruments[index].heldLots = Funding.lots(instruments[index], of: instruments.count, balance: options.startingBalance) / max(1, sharers)
            }
        }
        phase = .connecting
        do {
            script = try options.script.map { try LoadScript($0, instruments, connections: options.connections) }
            if let script {
                requestsMax = min(requestsMax, script.count)
                if script.left > 0 { statistics.failed("skipped: no command here", times: UInt64(script.left)) }
            }
            for index in 0..<options.connections {
                clients.append(makeClient(index, key: keys.isEmpty ? "" : keys[index % keys.count], stream: index / max(1, keys.count)))
            }
            for index in 0..<options.slowReaders {
                // The orders are not its own: they stay when it is thrown out.
                let session = FrameSession(
                    self, key: keys[0], stream: UInt8(FrameSession.streamsMax - 1 - index), isAlone: false, cancelsOnDisconnect: false, RandomSource(seed: 0))
                clients.append(FrameClient(self, session, isSlow: true))
            }
            for client in clients { try client.open() }
        } catch { fail("\(error)") }
    }

    private func makeClient(_ index: Int, key: String, stream: Int) -> any LoadClient {
        let random = RandomSource(seed: options.seed &+ UInt64(index))
        let account = keys.isEmpty ? 0 : index % keys.count
        func frames() -> FrameSession {
            let cursor = script.map { ScriptCursor($0, part: index, tag: RandomSource.unpredictable()) }
            let session = FrameSession(self, key: key, stream: UInt8(stream), isAlone: options.accounts == options.connections, script: cursor, random)
            session.account = account
            return session
        }
        switch options.target.transport {
        case .sbe: return FrameClient(self, frames())
        case .ws where options.isIdle: return WebSocketLoadClient(self, nil, path: "/ws/v1?api_key=\(key)", contexts)
        case .ws: return WebSocketLoadClient(self, frames(), contexts)
        case .http, .https, .h2c, .h2: return HTTPLoadClient(self, key: key, account: account, bodies, reader, random)
        }
    }

    /// A client may send requests. Once all may, the run begins.
    func isReady() {
        ready += 1
        guard ready == clients.count, phase == .connecting else { return }
        phase = .issuing
        readClock()
        began = now
        measureFrom = began + options.warmUpNanoseconds
        lastAnswer = measureFrom
        watch()
        if !isPaced {
            for client in clients {
                client.fill()
                client.flush()
            }
        } else {
            pace()
        }
    }

    // MARK: requests

    /// When the next request was to be sent, if one may be sent now: this moment, or earlier in an open loop.
    @inline(__always) func take() -> Int64? {
        guard phase == .issuing, issued < requestsMax, !options.isIdle else { return nil }
        guard let rate = options.rate else {
            issued += 1
            return now
        }
        let due = began + Int64(Double(issued) * 1e9 / Double(rate))
        guard due <= now else { return nil }
        issued += 1
        return due
    }

    /// When a request with a time of its own was to be sent, `offset` after the start; nil if that is still to come.
    func take(after offset: Int64) -> Int64? {
        guard phase == .issuing, issued < requestsMax, began + offset <= now else { return nil }
        issued += 1
        return began + offset
    }

    /// Sends what is due, a request per connection in turn, as far as their windows go.
    private func pace() {
        guard phase == .issuing else { return }
        readClock()
        var idle = 0
        let before = issued
        while idle < clients.count {
            let client = clients[nextClient]
            nextClient = (nextClient + 1) % clients.count
            let sent = issued
            client.fill()
            idle = issued == sent ? idle + 1 : 0
        }
        if issued > before { for client in clients { client.flush() } }
        // What is not due yet is woken up for, what could not be sent is tried again.
        let next = options.rate.map { began + Int64(Double(issued) * 1e9 / Double($0)) } ?? .min
        loop.schedule(at: next > now ? next : now + Self.paceNanoseconds) { [self] in pace() }
    }

    @inline(__always) func answered(sent: Int64) {
        guard sent >= measureFrom else { return }
        statistics.answered(after: now - sent)
        lastAnswer = now
    }

    // MARK: end

    private func watch() {
        readClock()
        let elapsed = now - began
        for client in clients { client.tick() }
        if phase == .issuing, issued >= requestsMax || elapsed >= options.nanoseconds ?? .max || clients.allSatisfy(\.isOver) {
            phase = .draining
            drainEnds = now + Self.drainNanoseconds
        }
        do {
            let byTime = options.nanoseconds.map { Double(elapsed) / Double($0) } ?? 0
            try progress(max(byTime, Double(issued) / Double(requestsMax)))
        } catch { failure = .failed("\(error)") }
        if phase == .draining, now >= drainEnds || clients.allSatisfy({ $0.inFlight == 0 || $0.isOver }) || failure != nil { return finish() }
        loop.schedule(at: now + Self.watchNanoseconds) { [self] in watch() }
    }

    private func finish() {
        guard phase != .done else { return }
        if phase == .draining {
            for client in clients {
                let missing = client.missing
                statistics.check(missing == nil, missing ?? "")
            }
        }
        phase = .done
        if let record { for client in clients { client.recordPending(record) } }
        for client in clients { client.close() }
        loop.stop()
    }
}
