import HTTP
import IO
import Synchronization

/// All connections there are, by ticket. Lives on the engine's loop; the connections on theirs.
///
/// What is sent to a connection of another loop is collected and handed over once at the end of the turn.
package final class ConnectionTable {
    private struct Slot {
        var connection: Connection?
        var generation: UInt32 = 0
        /// Its loop has stood still for too long: the letter that ends it is the last.
        var isGivenUp = false
        var onEnd: () -> Void = {}
        /// What goes on over it, by stream: one for a socket of frames, few over HTTP/2.
        var channels: [(stream: Int32, channel: any Channel)] = []
    }

    private let loop: EventLoop
    private var slots: [Slot] = []
    private var free: [UInt32] = []
    private var dirty: [Connection] = []
    private var flushing: [Connection] = []
    private var mail: [ObjectIdentifier: Mail] = [:]
    package private(set) var count = 0

    private struct Mail {
        let box: LetterBox
        var letters: [@Sendable () -> Void] = []
    }

    init(_ loop: EventLoop) { self.loop = loop }

    /// A place for a new connection.
    func reserve() -> Ticket {
        let slot = free.popLast() ?? UInt32(slots.count)
        if slot == slots.count { slots.append(Slot()) }
        count += 1
        return Ticket(connection: slot, generation: slots[Int(slot)].generation)
    }

    /// `onEnd` is called once it has gone.
    func put(_ connection: Connection, onEnd: @escaping () -> Void) {
        slots[Int(connection.ticket.connection)].connection = connection
        slots[Int(connection.ticket.connection)].onEnd = onEnd
    }

    /// Forgets a connection that has ended, and ends what went on over it: its ticket leads nowhere from now on.
    func remove(_ ticket: Ticket) {
        guard find(ticket) != nil else { return }
        let (channels, onEnd) = (slots[Int(ticket.connection)].channels, slots[Int(ticket.connection)].onEnd)
        slots[Int(ticket.connection)].onEnd = {}
        slots[Int(ticket.connection)].channels = []
        slots[Int(ticket.connection)].connection = nil
        slots[Int(ticket.connection)].isGivenUp = false
        slots[Int(ticket.connection)].generation &+= 1
        free.append(ticket.connection)
        count -= 1
        for entry in channels { entry.channel.closed() }
        onEnd()
    }

    // MARK: channels

    func add(_ channel: any Channel, _ ticket: Ticket) {
        guard find(ticket) != nil else { return channel.closed() }
        slots[Int(ticket.connection)].channels.append((ticket.stream, channel))
    }

    @inline(__always) func channel(_ ticket: Ticket) -> (any Channel)? {
        guard find(ticket) != nil else { return nil }
        return slots[Int(ticket.connection)].channels.first { $0.stream == ticket.stream }?.channel
    }

    func removeChannel(_ ticket: Ticket) -> (any Channel)? {
        guard find(ticket) != nil,
            let index = slots[Int(ticket.connection)].channels.firstIndex(where: { $0.stream == ticket.stream })
        else { return nil }
        return slots[Int(ticket.connection)].channels.remove(at: index).channel
    }

    @inline(__always) func find(_ ticket: Ticket) -> Connection? {
        guard ticket.connection < slots.count, slots[Int(ticket.connection)].generation == ticket.generation else { return nil }
        return slots[Int(ticket.connection)].connection
    }

    /// Lets `body` work on a connection, on its own loop: now if that is this one. What it writes is flushed at the end of the turn.
    ///
    /// Another loop may stand still. What is on its way to a connection there counts like what waits in it, so that feeds leave out what they
    /// may, and over the limit the connection is given up: it ends when its loop looks again, and nothing more is kept for it.
    /// - Parameter bytes: what `body` holds on to.
    @inline(__always) package func with(_ ticket: Ticket, bytes: Int = 0, _ body: @escaping @Sendable (isolated Connection) -> Void) {
        guard let connection = find(ticket) else { return }
        if connection.loop === loop {
            connection.assumeIsolated(body)
            note(connection)
        } else {
            send(connection, ticket, bytes + Self.letterBytes, body)
        }
    }

    /// What a letter takes besides what it carries.
    static let letterBytes = 256

    private func send(_ connection: Connection, _ ticket: Ticket, _ bytes: Int, _ body: @escaping @Sendable (isolated Connection) -> Void) {
        let place = Int(ticket.connection)
        guard !slots[place].isGivenUp else { return }
        guard connection.onItsWay.load(ordering: .relaxed) <= Connection.outputBytesMax else {
            slots[place].isGivenUp = true
            return post(connection.loop) { connection.assumeIsolated { $0.close() } }
        }
        connection.onItsWay.add(bytes, ordering: .relaxed)
        post(connection.loop) {
            connection.assumeIsolated { connection in
                connection.onItsWay.subtract(bytes, ordering: .relaxed)
                body(connection)
                connection.flush()
            }
        }
    }

    /// Whether the connection of a ticket is still there.
    func isOpen(_ ticket: Ticket) -> Bool { find(ticket) != nil }

    /// Remembers that a connection of this loop has something to flush.
    @inline(__always) func note(_ connection: Connection) {
        let isNews = connection.onLoop(()) { connection, _ in
            defer { connection.isNoted = true }
            return !connection.isNoted
        }
        if isNews { dirty.append(connection) }
    }

    func forEachChannel(_ ticket: Ticket, _ body: (any Channel) -> Void) {
        guard find(ticket) != nil else { return }
        for entry in slots[Int(ticket.connection)].channels { body(entry.channel) }
    }

    /// Answers a request.
    func respond(_ ticket: Ticket, _ response: HTTPResponse) {
        guard let connection = find(ticket) else { return }
        if connection.loop === loop {
            connection.onLoop((ticket.stream, response)) { $0.respond($1.0, $1.1) }
            note(connection)
        } else {
            post(response, ticket)
        }
    }

    private func post(_ response: HTTPResponse, _ ticket: Ticket) {
        with(ticket, bytes: response.body.count) { $0.respond(ticket.stream, response) }
    }

    /// Sends bytes of frames, over whatever carries them.
    package func write(_ ticket: Ticket, _ bytes: UnsafeRawBufferPointer) {
        guard let connection = find(ticket) else { return }
        if connection.loop === loop {
            unsafe connection.onLoop((ticket.stream, bytes)) { unsafe $0.write($1.0, $1.1) }
            note(connection)
        } else {
            unsafe post(Array(bytes), ticket)
        }
    }

    private func post(_ frames: [UInt8], _ ticket: Ticket) {
        with(ticket, bytes: frames.count) { connection in unsafe frames.withUnsafeBytes { unsafe connection.write(ticket.stream, $0) } }
    }

    /// Bytes that wait to be sent to somebody: who sends quotes leaves some out when it is too much.
    package func queuedBytes(_ ticket: Ticket) -> Int {
        guard let connection = find(ticket) else { return 0 }
        return connection.queued.load(ordering: .relaxed) + connection.onItsWay.load(ordering: .relaxed)
    }

    private func post(_ other: EventLoop, _ letter: @escaping @Sendable () -> Void) {
        mail[ObjectIdentifier(other), default: Mail(box: LetterBox(to: other))].letters.append(letter)
    }

    package func forEach(_ body: (Connection) -> Void) {
        for slot in slots { if let connection = slot.connection { body(connection) } }
    }

    /// Whether flushing has led to more that is to be flushed.
    var hasMore: Bool { !dirty.isEmpty }

    /// The end of a turn: one write per connection, one delivery per loop.
    func flush() {
        if !dirty.isEmpty {
            // What is noted meanwhile waits for the next time.
            swap(&dirty, &flushing)
            for connection in flushing {
                connection.onLoop(()) { connection, _ in
                    connection.isNoted = false
                    connection.flush()
                }
            }
            flushing.removeAll(keepingCapacity: true)
        }
        for key in mail.keys { deliver(key) }
    }

    private func deliver(_ key: ObjectIdentifier) {
        guard let mail = mail[key], !mail.letters.isEmpty else { return }
        self.mail[key]?.letters.removeAll(keepingCapacity: true)
        mail.box.put(mail.letters)
    }
}
