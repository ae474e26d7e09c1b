import HTTP
import IO

/// One loop that carries connections, and its way to the desk: straight if it is the engine's own, else by one delivery a turn.
@safe package final class GatewayLoop: @unchecked Sendable {
    package let loop: EventLoop
    package let reception: Reception
    package let timeouts: GatewayTimeouts
    let counters = LoopCounters()
    /// Whether the desk lives here too.
    package let isLocal: Bool
    /// Read into by one connection at a time.
    let input: UnsafeMutableRawBufferPointer
    /// What answers say of the time; set at every sweep, so it is never more than half a second behind.
    let date = HTTPDate()
    let contexts = WebSocketContexts()
    private var letters: [@Sendable () -> Void] = []
    private let box: LetterBox
    private var connections: [ObjectIdentifier: Connection] = [:]

    /// Bytes taken from a socket at a time. What is left waits for the next turn, so that one busy connection does not hold up the others.
    static let readBytesMax = 64 * 1024
    /// How often connections are looked at for having waited too long.
    static let sweepInterval: Int64 = 500_000_000

    /// On `loop`, or before it runs.
    package init(_ loop: EventLoop, _ reception: Reception, _ timeouts: GatewayTimeouts) {
        self.loop = loop
        self.reception = reception
        self.timeouts = timeouts
        isLocal = loop === reception.desk.loop
        box = LetterBox(to: reception.desk.loop)
        unsafe input = .allocate(byteCount: Self.readBytesMax, alignment: 64)
    }

    deinit { unsafe input.deallocate() }

    /// On the loop, once.
    package func start() {
        date.set(secondsSince1970: reception.desk.clock.wallNanoseconds / 1_000_000_000)
        if !isLocal { loop.atTurnEnd { [unowned self] in deliver() } }
        sweepLater()
    }

    /// Runs `body` on the engine's loop: now if that is this one, else with everything else of this turn.
    @inline(__always) func post(_ body: @escaping @Sendable (Reception) -> Void) {
        if isLocal { return body(reception) }
        letters.append { [reception] in body(reception) }
    }

    private func deliver() {
        guard !letters.isEmpty else { return }
        let count = box.put(letters)
        letters.removeAll(keepingCapacity: true)
        // What the engine has not looked at yet waits in the clients' sockets, not here.
        if count > LetterBox.lettersMax { loop.pause(milliseconds: LetterBox.waitMilliseconds) }
    }

    // MARK: connections

    func add(_ connection: Connection) { connections[ObjectIdentifier(connection)] = connection }
    func remove(_ connection: Connection) { connections[ObjectIdentifier(connection)] = nil }

    private func sweepLater() {
        loop.schedule(at: reception.desk.clock.monotonicNanoseconds + Self.sweepInterval) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        let now = reception.desk.clock.monotonicNanoseconds
        date.set(secondsSince1970: reception.desk.clock.wallNanoseconds / 1_000_000_000)
        for connection in connections.values { connection.assumeIsolated { $0.sweep(now) } }
        sweepLater()
    }

    /// On the loop: takes nothing new, answers what has begun.
    package func drain() { for connection in connections.values { connection.assumeIsolated { $0.drain() } } }
    package func closeAll() { for connection in connections.values { connection.assumeIsolated { $0.close() } } }
    package var connectionCount: Int { connections.count }
}

/// How long a peer may take, in nanoseconds.
package struct GatewayTimeouts: Sendable {
    /// From the first byte of a request to the end of its head.
    package var head: Int64 = 10_000_000_000
    /// For the body after it; and without any progress of a write.
    package var body: Int64 = 30_000_000_000
    /// Between requests.
    package var idle: Int64 = 120_000_000_000
    package init() {}
}
