import IO
import Security

/// The daemon's sockets: listeners, gateway loops, connections, and how they end.
package final class Server {
    package let reception: Reception
    private let options: GatewayOptions
    private var loops: [GatewayLoop] = []
    private var threads: [EventLoop] = []
    private var acceptors: [Acceptor] = []
    private var nextLoop = 0
    private let wakefulness: ProcessorWakefulness?
    private var perAddress: [ClientAddress: Int] = [:]
    /// Connections of operators, which those of clients do not keep out.
    private var operators = 0
    /// Connections of clients at a time: what the settings allow, and no more than leaves the daemon descriptors for its files.
    package let connectionsMax: Int
    /// Certificates of new connections; nil serves in clear. The binary port and the HTTP ports share them.
    package var tls: TLSContext?

    /// Connections to the administration at a time: whoever floods the exchange must not keep out who would stop it.
    static let operatorsMax = 64
    /// Descriptors for log, databases, snapshots, webhooks and operators; half of them where the system allows fewer than twice as many.
    static let ownDescriptors = 512

    /// On the engine's loop.
    package init(_ reception: Reception, _ options: GatewayOptions) throws(IOError) {
        self.reception = reception
        self.options = options
        let descriptors = Descriptors.raiseLimit()
        connectionsMax = min(options.connectionsMax, descriptors - min(Self.ownDescriptors, descriptors / 2))
        wakefulness = options.processorsAwake == .always ? try ProcessorWakefulness() : nil
        try wakefulness?.hold()
        let engine = reception.desk.loop
        keepAwake(engine)
        engine.spins = options.busyPoll
        engine.lookoutNanoseconds = options.lookoutNanoseconds
        guard options.loops > 1 else {
            loops = [GatewayLoop(engine, reception, options.timeouts)]
            loops[0].start()
            reception.desk.metrics.add(loops[0].counters)
            return
        }
        for _ in 1..<options.loops {
            let loop = try EventLoop()
            loop.spins = options.busyPoll
            loop.lookoutNanoseconds = options.lookoutNanoseconds
            keepAwake(loop)
            let home = GatewayLoop(loop, reception, options.timeouts)
            loop.schedule(at: .min) { home.start() }
            try loop.start()
            threads.append(loop)
            loops.append(home)
            reception.desk.metrics.add(home.counters)
        }
    }

    /// While the loop is busy, where the daemon may: who may not has slower answers, and no other harm. A loop that never sleeps always is.
    private func keepAwake(_ loop: EventLoop) {
        guard options.processorsAwake == .whileBusy else { return }
        do {
            let wakefulness = try ProcessorWakefulness()
            if options.busyPoll { try wakefulness.hold() }
            loop.wakefulness = wakefulness
        } catch {
            loop.wakefulness = nil
        }
    }

    /// Listens everywhere or nowhere. Returns where: a port of 0 has become a real one.
    package func listen() throws(IOError) -> [(door: Door, address: SocketAddress)] {
        var opened: [(door: Door, address: SocketAddress)] = []
        for (door, address) in options.listen {
            let acceptor = Acceptor(try Listener(address), door, self)
            opened.append((door, acceptor.listener.address))
            acceptors.append(acceptor)
        }
        for acceptor in acceptors { try reception.desk.loop.watch(acceptor.listener.descriptor, for: .read, acceptor) }
        return opened
    }

    func admit(_ socket: consuming Socket, _ address: SocketAddress, _ door: Door) {
        let table = reception.desk.connections
        let client = ClientAddress(address)
        let hasRoom = door == .admin
            ? operators < Self.operatorsMax
            : table.count - operators < connectionsMax && perAddress[client, default: 0] < options.connectionsPerAddressMax
        guard hasRoom else {
            reception.desk.metrics.connectionsRefused += 1
            return
        }
        // Nobody listens in on a Unix socket.
        let certificate = address.port == nil ? nil : tls
        let session: TLSSession?
        do { session = try certificate.map { tls throws(SecurityError) in try TLSSession(tls) } } catch {
            reception.desk.metrics.connectionsRefused += 1
            return
        }
        reception.desk.metrics.connectionsOpened += 1
        if door == .admin { operators += 1 } else { perAddress[client, default: 0] += 1 }
        let home = loops[nextLoop]
        nextLoop = (nextLoop + 1) % loops.count
        let peer = Peer(door: door, address: address, isEncrypted: session != nil)
        let connection = Connection(socket, table.reserve(), peer, on: home, tls: session, refusals: reception.refusals(at: door))
        table.put(connection) { [unowned self] in leave(client, door) }
        if home.isLocal {
            connection.assumeIsolated { $0.open() }
        } else {
            home.loop.schedule(at: .min) { connection.assumeIsolated { $0.open() } }
        }
    }

    private func leave(_ client: ClientAddress, _ door: Door) {
        guard door != .admin else { return operators -= 1 }
        guard let count = perAddress[client] else { return }
        perAddress[client] = count > 1 ? count - 1 : nil
    }

    package var connectionCount: Int { reception.desk.connections.count }

    // MARK: the end

    /// Takes no more connections, answers what has begun, and calls `body` once all are gone or the time is up.
    package func drain(_ body: @escaping @Sendable () -> Void) {
        let desk = reception.desk
        for acceptor in acceptors { desk.loop.unwatch(acceptor.listener.descriptor) }
        acceptors = []
        for home in loops { onLoop(home) { $0.drain() } }
        wait(until: desk.clock.monotonicNanoseconds + options.drainNanoseconds, body)
    }

    static let drainLookInterval: Int64 = 10_000_000

    private func wait(until deadline: Int64, _ body: @escaping @Sendable () -> Void) {
        let desk = reception.desk
        let now = desk.clock.monotonicNanoseconds
        guard connectionCount > 0, now < deadline else {
            for home in loops { onLoop(home) { $0.closeAll() } }
            return body()
        }
        // Everything here is on the engine's loop.
        nonisolated(unsafe) let server = self
        desk.loop.schedule(at: now + Self.drainLookInterval) { unsafe server.wait(until: deadline, body) }
    }

    private func onLoop(_ home: GatewayLoop, _ body: @escaping @Sendable (GatewayLoop) -> Void) {
        home.isLocal ? body(home) : home.loop.schedule(at: .min) { body(home) }
    }

    /// Ends the gateway loops' threads. Not on any of them.
    package func stop() {
        for thread in threads {
            thread.stop()
            thread.join()
        }
        threads = []
    }
}
