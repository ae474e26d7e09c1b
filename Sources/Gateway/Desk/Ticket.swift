/// Who asked: a connection and, where it carries several, the stream on it. Outlives the connection; what is sent to it then goes nowhere.
package struct Ticket: Hashable, Sendable, BitwiseCopyable {
    /// Place in the desk's table of connections.
    package var connection: UInt32
    /// Tells a connection from an earlier one in the same place.
    package var generation: UInt32
    /// HTTP/2: the stream. HTTP/1.1: the number of the request. Otherwise 0.
    package var stream: Int32

    package init(connection: UInt32, generation: UInt32, stream: Int32 = 0) {
        self.connection = connection
        self.generation = generation
        self.stream = stream
    }

    /// The same asker, another stream.
    package func on(_ stream: Int32) -> Ticket { Ticket(connection: connection, generation: generation, stream: stream) }

    /// Nobody: for commands of the house.
    package static let none = Ticket(connection: .max, generation: 0)
}
