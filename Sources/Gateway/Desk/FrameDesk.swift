import Engine
import HTTP
import Identity
import IO
import Journaling
import Market
import Matching
import Risk
import Security
import Wire

/// Does what binary sessions ask: their requests become commands, the records of these their reports.
package final class FrameDesk: RequestHandler, Answerer, RecordFollower {
    let desk: Desk
    let reception: Reception
    let catalog: Catalog
    package let table: SessionTable
    let reports: ExecutionReports
    let marketData = MarketDataDesk()
    private var id: UInt8 = 0
    private var channels: [UInt64: FrameChannel] = [:]
    private var nextTag: UInt64 = 1
    private var paused: [Ticket] = []

    /// Whose key it is; the exchange's account it trades for.
    package var logOn: (LogonAttempt) -> LogonOutcome = { _ in .refused(.unknownKey) }
    /// Limits and load shedding; admits everything unless told otherwise.
    package var admit: (RequestKind, RateKey?) -> Admission = { _, _ in .admitted }

    /// Commands waiting for their records above which the sockets of sessions are no longer read, and below which they are again.
    static let pendingHigh = 1 << 16
    static let pendingLow = 1 << 15

    package init(_ desk: Desk, _ reception: Reception, _ catalog: Catalog, durability: Durability, outputBytesMax: Int = BinarySession.outputBytesMax) {
        self.desk = desk
        self.reception = reception
        self.catalog = catalog
        table = SessionTable(
            epoch: UInt64(truncatingIfNeeded: desk.clock.wallNanoseconds), durability: DurabilityMode(durability), outputBytesMax: outputBytesMax)
        reports = ExecutionReports(table: table)
        // The exchange is on this very loop.
        nonisolated(unsafe) let reports = reports
        desk.exchange.assumeIsolated { exchange in exchange.forEachOpenOrder { unsafe reports.adopt($0) } }
        id = desk.add(self)
        desk.add(self as any RecordFollower)
        desk.atTurnEnd { [unowned self] in endTurn() }
        reception.makeFrameChannel = { [unowned self] in open($0, $1, $2) }
        tickLater()
    }

    // MARK: connections

    private func open(_ ticket: Ticket, _ peer: Peer, _ transport: FrameTransport) -> (any Channel)? {
        let nonce: Nonce
        do throws(SecurityError) { nonce = Nonce(bytes: try SecureRandom.bytes(32)) } catch { return nil }
        table.instruments = UInt16(catalog.instruments.count)
        guard let session = table.open(nonce: nonce, isPrivate: peer.isPrivate, address: ClientAddress(peer.address), now: desk.clock.monotonicNanoseconds) else {
            // Over HTTP a status says it.
            if transport == .socket {
                desk.metrics.connectionsRefused += 1
                unsafe SessionTable.noRoom.withUnsafeBytes { unsafe desk.connections.write(ticket, $0) }
            }
            return nil
        }
        session.tag = nextTag
        nextTag += 1
        let channel = FrameChannel(self, session, ticket)
        channels[session.tag] = channel
        return channel
    }

    func received(_ bytes: UnsafeRawBufferPointer, _ channel: FrameChannel) {
        unsafe channel.session.receive(bytes, now: desk.clock.monotonicNanoseconds, self)
        guard desk.pendingCount > Self.pendingHigh, !channel.isPaused else { return }
        // What the exchange has not done yet waits in the client's socket, not here.
        channel.isPaused = true
        paused.append(channel.ticket)
        desk.connections.with(channel.ticket) { $0.setHeldBack(true) }
    }

    func closed(_ channel: FrameChannel) {
        guard channels.removeValue(forKey: channel.session.tag) != nil else { return }
        table.close(channel.session, self)
    }

    /// Moves what a session wants to send to its connection, as far as that keeps up.
    func drain(_ channel: FrameChannel) {
        let session = channel.session
        let ticket = channel.ticket
        if session.outputBytes > 0, desk.connections.queuedBytes(ticket) < FrameChannel.queuedBytesMax {
            unsafe session.writeOutput { output in
                let piece = unsafe UnsafeRawBufferPointer(rebasing: output.prefix(FrameChannel.pieceBytesMax))
                unsafe desk.connections.write(ticket, piece)
                return piece.count
            }
        }
        if session.outputBytes > 0, !channel.isAwaitingRoom {
            // The session may have nothing more to add, so the connection has to say when there is room for the rest.
            channel.isAwaitingRoom = true
            desk.connections.with(ticket) { $0.isBehind = true }
        }
        if session.closesAfterOutput, session.outputBytes == 0, !channel.isEnding {
            channel.isEnding = true
            desk.connections.with(ticket) { $0.end(ticket.stream, code: 1000, reason: "logged out") }
        }
    }

    private func endTurn() {
        table.takeDirty { session in if let channel = channels[session.tag] { drain(channel) } }
        guard !paused.isEmpty, desk.pendingCount < Self.pendingLow else { return }
        for ticket in paused {
            (desk.connections.channel(ticket) as? FrameChannel)?.isPaused = false
            desk.connections.with(ticket) { $0.setHeldBack(false) }
        }
        paused.removeAll(keepingCapacity: true)
    }

    private func tickLater() {
        // Everything here is on the engine's loop.
        nonisolated(unsafe) let desk = self
        self.desk.loop.schedule(at: self.desk.clock.monotonicNanoseconds + SessionTable.tickInterval) { unsafe desk.tick() }
    }

    private func tick() {
        table.timePassed(now: desk.clock.monotonicNanoseconds, self)
        marketData.sendDue(durable: desk.durable)
        tickLater()
    }

    /// Tells every session why it ends. For a shutdown.
    package func logOutAll() { table.logOutAll(.shuttingDown, self) }

    /// Ends the sessions whose keys open nothing any more.
    package func logOutRevoked(opens: (Name) -> Bool) { table.logOutRevoked(self, opens: opens) }

    /// Ends the sessions that trade for an account: the wallet behind it is another one now.
    package func logOut(_ account: AccountID) { table.logOut(account, .accountReset, self) }

    // MARK: requests

    package func account(for attempt: LogonAttempt) -> LogonOutcome { logOn(attempt) }
    package func admission(_ kind: RequestKind, of account: AccountID, _ caller: RateKey?) -> Admission {
        let admission = kind != .question && desk.isFull ? .wait(.overload, milliseconds: 10) : admit(kind, caller)
        if case .wait(let limit, _) = admission {
            if limit == .overload { desk.metrics.shed(.frames) } else { desk.metrics.throttled(.frames, kind == .question ? .general : .orders) }
        }
        return admission
    }

    @inline(__always) package func enter(_ order: EnterOrder, origin: RequestOrigin) {
        if order.seenSequence > desk.durable { return refuseUnseen(origin) }
        desk.submit(order, by: id, Ticket(origin), note: origin.request)
    }

    @inline(__always) package func cancel(_ cancel: CancelOrder, origin: RequestOrigin) {
        desk.submit(cancel, by: id, Ticket(origin), note: origin.request)
    }

    /// Nobody can have seen what has not happened.
    private func refuseUnseen(_ origin: RequestOrigin) {
        table.log(of: origin.account)?.reject(
            origin, template: Message.NewAdvancedOrder.templateID, reason: .invalidField,
            field: Schema.fieldNumber("seenSequence", of: "NewAdvancedOrder"))
    }

    package func command(_ command: Command, origin: RequestOrigin) {
        desk.submit(command, by: id, Ticket(origin), note: origin.request)
    }

    // MARK: what becomes durable

    /// Reports were made in `follow`, which saw the same record.
    package func answer(_ answer: borrowing Answer) {}

    package func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64) {
        reports.refused(RequestOrigin(ticket, note), reason: reason)
    }

    @inline(__always) package func follow(_ record: borrowing Record, sequence: SequenceNumber) {
        let asked = desk.asked
        let origin = asked.answerer == id && asked.sequence == sequence ? RequestOrigin(asked.ticket, asked.note) : .none
        do throws(WireError) {
            try reports.apply(copy record, sequence: sequence, origin: origin)
            try marketData.apply(copy record, sequence: sequence)
        } catch {
            preconditionFailure("the exchange published an event nobody can read: \(error)")
        }
    }

    package func endOfBatch(durable: SequenceNumber) {
        marketData.endOfBatch(durable: durable)
        // What one command could not cancel of what a session left behind, the next does.
        while let account = reports.leftBehind.popLast() { 
            command(.cancelAll(CancelAll(account: account)), origin: RequestOrigin(request: 0, account: account, stream: 0))
        }
    }
}

/// The desk's end of one binary session's connection.
final class FrameChannel: Channel {
    private unowned let frames: FrameDesk
    let session: BinarySession
    let ticket: Ticket
    var isPaused = false
    var isEnding = false
    /// More waits in the session; the connection will tell when it has room.
    var isAwaitingRoom = false

    /// Bytes that may wait in a connection; more stays in its session, which knows when it is too much.
    static let queuedBytesMax = 1 << 20
    /// Bytes that go to a connection at a time: on top of `queuedBytesMax`, they leave it well below where it ends (`Connection.outputBytesMax`).
    static let pieceBytesMax = 4 << 20

    init(_ frames: FrameDesk, _ session: BinarySession, _ ticket: Ticket) {
        self.frames = frames
        self.session = session
        self.ticket = ticket
    }

    func received(_ bytes: UnsafeRawBufferPointer, isText: Bool) {
        guard !isText else { return session.end(.badFrame, frames) }
        unsafe frames.received(bytes, self)
    }

    func drained() {
        isAwaitingRoom = false
        frames.drain(self)
    }
    func closed() { frames.closed(self) }
}

// A ticket of this answerer carries an origin: its commands have no connection to answer to, their account has.
extension Ticket {
    @inline(__always) init(_ origin: RequestOrigin) {
        self.init(connection: origin.account.rawValue, generation: .max, stream: Int32(origin.stream))
    }
}

extension RequestOrigin {
    @inline(__always) init(_ ticket: Ticket, _ note: UInt64) {
        self.init(request: note, account: AccountID(rawValue: ticket.connection), stream: UInt8(truncatingIfNeeded: ticket.stream))
    }
}

extension DurabilityMode {
    init(_ durability: Durability) {
        switch durability {
        case .always: self = .always
        case .interval: self = .interval
        case .none: self = .none
        }
    }
}
