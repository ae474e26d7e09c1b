import IO

/// Takes the connections of one listener, on the engine's loop, and spreads them over the gateway loops.
final class Acceptor: Watcher {
    let listener: Listener
    private let door: Door
    private unowned let server: Server

    /// Connections taken in one turn: who floods us with them must not hold up those who are in.
    static let acceptsPerTurnMax = 64
    /// Between looks when the system has no descriptors left, in nanoseconds.
    static let restNanoseconds: Int64 = 100_000_000

    init(_ listener: consuming Listener, _ door: Door, _ server: Server) {
        self.listener = listener
        self.door = door
        self.server = server
    }

    func descriptorIsReady(_ readiness: Readiness) {
        for _ in 0..<Self.acceptsPerTurnMax {
            switch listener.accept() {
            case .none: return
            case .exhausted: return rest()
            case .socket(let socket):
                // Who is gone before we look was not here.
                if let address = socket.peer { server.admit(socket, address, door) }
            }
        }
    }

    /// Looks away for a while: a listener that cannot be served stays ready, and would be told of in every turn.
    private func rest() {
        let desk = server.reception.desk
        desk.loop.unwatch(listener.descriptor)
        // Everything here is on the engine's loop.
        nonisolated(unsafe) weak let acceptor = self
        desk.loop.schedule(at: desk.clock.monotonicNanoseconds + Self.restNanoseconds) { unsafe acceptor?.wake() }
    }

    private func wake() {
        do { try server.reception.desk.loop.watch(listener.descriptor, for: .read, self) } catch { rest() }
    }
}
