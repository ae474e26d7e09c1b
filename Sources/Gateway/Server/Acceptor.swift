import IO

/// Takes the connections of one listener, on the engine's loop, and spreads them over the gateway loops.
final class Acceptor: Watcher {
    let listener: Listener
    private let door: Door
    private unowned let server: Server

    /// Connections taken in one turn: who floods us with them must not hold up those who are in.
    static let acceptsPerTurnMax = 64

    init(_ listener: consuming Listener, _ door: Door, _ server: Server) {
        self.listener = listener
        self.door = door
        self.server = server
    }

    func descriptorIsReady(_ readiness: Readiness) {
        for _ in 0..<Self.acceptsPerTurnMax {
            guard let socket = listener.accept() else { return }
            // Who is gone before we look was not here.
            guard let address = socket.peer else { continue }
            server.admit(socket, address, door)
        }
    }
}
