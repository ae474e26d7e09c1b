import HTTP
import IO
import Security
import Synchronization

/// One accepted socket: bytes in, requests and messages to the reception, answers out. Lives on its gateway loop.
///
///     socket → (TLS) → sniff → HTTP/1.1 ─┬→ requests
///                           → HTTP/2  ──┼→ WebSocket → messages
///                           → frames (the binary port)
package actor Connection: Watcher {
    package nonisolated let ticket: Ticket
    package nonisolated let peer: Peer
    nonisolated let home: GatewayLoop
    /// What the listener's interface says where HTTP itself refuses; nil for the plain reason.
    nonisolated let refusals: RefusalWriter?
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    enum Transport {
        /// The first bytes will say.
        case undecided
        case http(any HTTPSession)
        /// After an upgrade of HTTP/1.1.
        case webSocket(WebSocketSession)
        case frames
        /// Everything is said; what still arrives is thrown away until the peer closes too, lest a reset overtakes the last answer.
        case lingering
        case ended
    }

    private let socket: Socket
    var transport = Transport.undecided
    private var tls: TLSSession?
    private var plain: [UInt8] = []
    private var cipher: [UInt8] = []
    /// What a session did not take yet.
    private var rest: [UInt8] = []
    /// What is to be sent before anything else: cipher text, frames, what a full socket did not take.
    var output = SendQueue()
    /// WebSockets over HTTP/2, by stream.
    var tunnels: [Int32: WebSocketSession] = [:]
    /// The request that asked for a WebSocket, until it is decided.
    lazy var intake = RequestIntake(self)
    var isNoted = false
    var hasHungUp = false
    private var isReading = true
    private var isHeldBack = false
    var isWriting = false
    /// More waits to be sent than channels add to.
    var isBehind = false
    private var closesWhenWritten = false
    var lastProgress: Int64
    var phaseStart: Int64
    var phase = HTTPPhase.idle
    var requestCount: Int32 = 0
    var windowStart: Int64
    var windowedBytes = 0
    /// Bytes that wait to be sent, for whoever decides what may be left out; from any thread.
    package nonisolated let queued = Atomic<Int>(0)
    /// Bytes of letters from the desk that the connection's loop has not opened yet.
    nonisolated let onItsWay = Atomic<Int>(0)

    /// Bytes that may wait for a reader of a feed or of frames. Over it the connection ends: it has fallen behind for good.
    package static let outputBytesMax = 8 << 20

    init(_ socket: consuming Socket, _ ticket: Ticket, _ peer: Peer, on home: GatewayLoop, tls: TLSSession?, refusals: RefusalWriter? = nil) {
        self.socket = socket
        self.ticket = ticket
        self.peer = peer
        self.home = home
        self.refusals = refusals
        self.tls = tls
        loop = home.loop
        lastProgress = home.reception.desk.clock.monotonicNanoseconds
        phaseStart = lastProgress
        windowStart = lastProgress
    }

    /// Calls `body`, which captures nothing, on the connection's loop, and with it on the connection: `assumeIsolated` allocates at every call.
    @inline(__always)
    nonisolated func onLoop<Argument, Success>(_ argument: Argument, _ body: @escaping (isolated Connection, Argument) -> Success) -> Success {
        loop.checkIsolated()
        // What a function is isolated to is part of its type, not of how it is called.
        return unsafe unsafeBitCast(body, to: ((Connection, Argument) -> Success).self)(self, argument)
    }

    func open() {
        home.add(self)
        do { try loop.watch(socket.descriptor, for: .read, self) } catch { return close() }
        if peer.door == .binary, tls == nil { openFrames() }
    }

    // MARK: in

    package nonisolated func descriptorIsReady(_ readiness: Readiness) {
        onLoop(readiness) { $0.ready($1) }
    }

    private func ready(_ readiness: Readiness) {
        if readiness.contains(.write) { flush() }
        if !readiness.isDisjoint(with: [.read, .failed, .readClosed]) { read() }
    }

    private func read() {
        if case .lingering = transport { return drop() }
        guard isOpen else { return }
        switch unsafe socket.read(into: home.input) {
        case .bytes(let count):
            lastProgress = home.reception.desk.clock.monotonicNanoseconds
            home.counters.received(count)
            unsafe receive(UnsafeRawBufferPointer(rebasing: home.input[..<count]))
        case .later: break
        case .closed: if !hangUp() { close() }
        }
    }

    var isOpen: Bool {
        switch transport {
        case .ended, .lingering: false
        default: true
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) {
        guard let tls else { return unsafe take(bytes) }
        do {
            try unsafe tls.receive(bytes, into: &plain)
            if peer.door == .binary, case .undecided = transport, tls.phase != .handshake { openFrames() }
            if !plain.isEmpty {
                let bytes = plain
                plain.removeAll(keepingCapacity: bytes.count <= SendQueue.keptBytesMax)
                unsafe bytes.withUnsafeBytes { unsafe take($0) }
            }
            if tls.phase == .ended, !hangUp() { closesWhenWritten = true }
        } catch {
            // The alert that says why is on its way.
            closesWhenWritten = true
        }
        flush()
    }

    /// Plain text, behind what was left over.
    private func take(_ bytes: UnsafeRawBufferPointer) {
        if rest.isEmpty {
            let taken = unsafe feed(bytes)
            if taken < bytes.count, isOpen { unsafe rest = Array(bytes[taken...]) }
        } else {
            unsafe rest.append(contentsOf: bytes)
            feedRest()
        }
        home.isLocal ? home.reception.desk.connections.note(self) : flush()
    }

    /// Goes on with what was left over, once it may be taken.
    func feedRest() {
        let bytes = rest
        rest = []
        let taken = unsafe bytes.withUnsafeBytes { unsafe feed($0) }
        if taken < bytes.count, isOpen { rest = Array(bytes[taken...]) + rest }
    }

    /// What was negotiated is what has to be spoken (RFC 9113 §3.2); where nothing was, the first bytes say.
    private var agreed: ProtocolSniffer? {
        switch tls?.applicationProtocol {
        case .http2: .http2
        case .http11: .http1
        case nil: nil
        }
    }

    /// Returns how many bytes were taken.
    private func feed(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch transport {
        case .undecided:
            switch unsafe agreed ?? ProtocolSniffer(bytes) {
            case .needMore: return 0
            case .http1: transport = .http(HTTP1Session(date: home.date))
            case .http2: transport = .http(HTTP2Session(date: home.date))
            }
            return unsafe feed(bytes)
        case .http(let session):
            let taken = unsafe session.receive(bytes, intake)
            setReading(!session.isBlocked)
            return taken
        case .webSocket(let session):
            unsafe session.receive(bytes, intake)
            return bytes.count
        case .frames:
            if home.isLocal {
                unsafe home.reception.data(bytes, ticket)
            } else {
                let copy = unsafe Array(bytes)
                home.post { [ticket] reception in unsafe copy.withUnsafeBytes { unsafe reception.data($0, ticket) } }
            }
            return bytes.count
        case .lingering, .ended: return bytes.count
        }
    }

    private func drop() {
        if case .closed = unsafe socket.read(into: home.input) { close() }
    }

    /// The desk cannot keep up with what comes over this: it is left in the socket, whatever else would be read again.
    func setHeldBack(_ isHeldBack: Bool) {
        self.isHeldBack = isHeldBack
        setReading(!isHeldBack && !isBlocked)
    }

    private var isBlocked: Bool {
        if case .http(let session) = transport { session.isBlocked } else { false }
    }

    func setReading(_ reads: Bool) {
        let reads = reads && !isHeldBack
        guard reads != isReading, isOpen else { return }
        isReading = reads
        rewatch()
    }

    private func rewatch() {
        var interest: Readiness = []
        if isReading { interest.insert(.read) }
        if isWriting { interest.insert(.write) }
        do { try loop.rewatch(socket.descriptor, for: interest) } catch { close() }
    }

    // MARK: out

    /// Sends what there is, in as few system calls as it takes.
    func flush() {
        guard isOpen else { return }
        collect()
        while !output.isEmpty {
            switch unsafe socket.write(output.bytes) {
            case .bytes(let count):
                output.consume(count)
                home.counters.sent(count)
                lastProgress = home.reception.desk.clock.monotonicNanoseconds
                if output.isEmpty { collect() }
            case .later: return wait()
            case .closed: return close()
            }
        }
        if isWriting {
            isWriting = false
            rewatch()
        }
        countWaiting()
        // Who was told that there is room may have used it.
        guard output.isEmpty else { return }
        if closesWhenWritten { return linger() }
        if case .http(let session) = transport, session.closesAfterOutput, !session.hasOutput { return linger() }
        resume()
    }

    private func wait() {
        countWaiting()
        if output.count > Self.outputBytesMax { return close() }
        guard !isWriting else { return }
        isWriting = true
        rewatch()
    }

    /// A session that stopped taking input for what it owed may go on: with what was left over, or with a head it had read before.
    private func resume() {
        guard case .http(let session) = transport, !session.isBlocked else { return }
        if !rest.isEmpty || !isReading {
            feedRest()
            if session.hasOutput { home.isLocal ? home.reception.desk.connections.note(self) : flush() }
        }
        if !session.isBlocked { setReading(true) }
    }

    /// Moves what the sessions want to send into the output, encrypted if the connection is.
    private func collect() {
        if !tunnels.isEmpty { for (stream, tunnel) in tunnels { collect(tunnel, stream) } }
        switch transport {
        case .http(let session):
            while session.hasOutput, output.count < Self.outputBytesMax {
                let taken = unsafe session.writeOutput { unsafe put($0) }
                if taken == 0 { break }
            }
        case .webSocket(let session):
            unsafe session.writeOutput { unsafe put($0) }
            if session.closesAfterOutput { closesWhenWritten = true }
        case .undecided, .frames, .lingering, .ended: break
        }
        if let tls, !tls.output.isEmpty {
            cipher.removeAll(keepingCapacity: true)
            tls.drainOutput(into: &cipher)
            unsafe cipher.withUnsafeBytes { unsafe output.append($0) }
            if cipher.count > SendQueue.keptBytesMax { cipher = [] }
        }
    }

    private func collect(_ tunnel: WebSocketSession, _ stream: Int32) {
        guard case .http(let session) = transport else { return }
        unsafe tunnel.writeOutput { unsafe session.send(stream, $0); return $0.count }
        if tunnel.closesAfterOutput { endTunnel(stream) }
    }

    func put(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let tls else {
            unsafe output.append(bytes)
            return bytes.count
        }
        // Nothing reaches a peer that ended or failed the encryption; the connection ends with it.
        do { try unsafe tls.send(bytes) } catch { closesWhenWritten = true }
        return bytes.count
    }

    /// Frames of the binary port.
    func append(_ bytes: UnsafeRawBufferPointer) { _ = unsafe put(bytes) }

    // MARK: the end

    func drain() {
        switch transport {
        case .undecided: close()
        case .http(let session):
            session.drain()
            flush()
        case .webSocket(let session):
            session.close(code: 1001, reason: "going away")
            flush()
        case .frames, .lingering, .ended: break
        }
    }

    /// Closes once everything written so far has been sent.
    func finish() {
        closesWhenWritten = true
        flush()
    }

    /// How long the other side has to close too, after our last byte.
    static let lingerNanoseconds: Int64 = 1_000_000_000

    private func linger() {
        guard isOpen else { return }
        leave(.lingering)
        sayGoodbye()
        socket.finishWriting()
        lastProgress = home.reception.desk.clock.monotonicNanoseconds
        isWriting = false
        isReading = true
        rewatch()
    }

    /// Over TLS an end has to be said (RFC 8446 §6.1). It is the last of many bytes: if the socket has no room, it is left out.
    private func sayGoodbye() {
        guard let tls, tls.canSend else { return }
        // A failure of the encryption has been said by its alert.
        do { try tls.close() } catch { return }
        cipher.removeAll(keepingCapacity: true)
        tls.drainOutput(into: &cipher)
        if case .bytes(let count) = unsafe cipher.withUnsafeBytes({ unsafe socket.write($0) }) { home.counters.sent(count) }
    }

    func close() {
        if case .ended = transport { return }
        leave(.ended)
        loop.unwatch(socket.descriptor)
        home.remove(self)
        home.post { [ticket] in $0.closed(ticket) }
    }

    /// Gives up whatever the connection carried.
    private func leave(_ next: Transport) {
        let was = transport
        transport = next
        if case .http(let session) = was { session.abandon(intake) }
        tunnels = [:]
        rest = []
        setQueued(0)
    }
}
