import Gateway

/// One connection between a client and a server: bytes in order, none lost but those after which it breaks.
final class VirtualConnection {
    let number: Int
    let client: Int
    /// The server's end; nil once that is closed.
    var session: BinarySession?
    /// The client does not hear of it any more.
    var isDead = false
    /// Bytes under way, and when the next may arrive at the earliest: they never overtake each other.
    var toServerAt: Int64 = 0
    var toClientAt: Int64 = 0
    var toClient: [[UInt8]] = []
    var bytesToClient = 0

    /// Bytes under way to a client before the server has to keep the rest.
    static let windowBytes = 2048

    init(number: Int, client: Int, session: BinarySession) {
        self.number = number
        self.client = client
        self.session = session
    }
}
