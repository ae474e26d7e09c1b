import History
import Engine
import HTTP
import IO
import Journaling
import Market
import Synchronization
import Wire

// Where an order goes.
//
//  1  Connection           reads what its socket has: one system call, however many messages that is
//  2  HTTP1Session, HTTP2Session, WebSocketSession, FrameReader       bytes → requests, messages, frames
//  3  Reception.received   to the facade or, frames, to FrameDesk.received and the session; on the engine's loop
//  4  AgentExchange, BinarySession     authenticate, limit, decode; say no, or →
//  5  Desk.submit          appended to the batch of this turn
//  6  Desk.endTurn         the batch goes to the exchange: once a turn, however many connections were read
//  7  Exchange             sequence, match, settle, log; Engine/Exchange+Apply.swift goes on with twelve steps of its own
//  8  Desk.published       the log has confirmed: followers (blotter, reports, market data) see every record
//  9  Answerer.answer      the record becomes the answer of whoever asked
// 10  Connection.flush     one system call with everything for it, at the end of the turn

/// Where the gateway meets the exchange. Lives on the engine's loop, with everything that knows any state: there are no locks.
package final class Desk: ExchangeListener, @unchecked Sendable {
    package let exchange: Exchange
    package let loop: EventLoop
    package let clock: any Clock

    /// Commands of this turn, and those on their way through the exchange.
    private var filling = CommandBatch(capacity: 1 << 12)
    private var sending = CommandBatch(capacity: 1 << 12)
    private var pending = PendingQueue(capacity: 1 << 13)
    /// How many at the end of `pending` are in `filling`, and how many before them in `sending`.
    private var fillingCount = 0
    private var sendingCount = 0
    private var isSubmitting = false
    private var isPublishing = false

    private var answerers: [any Answerer] = []
    package private(set) var followers: [any RecordFollower] = []
    /// Who asked for the record that is being published.
    private(set) var asked = PendingQueue.Entry()
    private var held: [HeldAnswer] = []
    private var heldFirst = 0
    private var later: [() -> Void] = []
    private var ends: [() -> Void] = []

    package private(set) var durable: SequenceNumber
    package let connections: ConnectionTable
    package let metrics = GatewayMetrics()
    /// Called once, when the log has failed: nothing more will be acknowledged.
    package var onFence: (JournalError) -> Void = { _ in }
    package private(set) var failure: JournalError?

    /// Commands that may wait for their records; more are refused as `overloaded`, cancels are not.
    package static let pendingMax = 1 << 17
    /// Commands handed over at once: a longer turn than the log's batches hold would wait for the disk.
    static let batchMax = 1 << 13
    /// Answers that were held back and have been sent, kept until there are so many to forget at once.
    static let heldKeptMax = 1 << 10

    private struct HeldAnswer {
        var sequence: SequenceNumber
        var body: () -> Void
    }

    /// On the loop of `exchange`, which must be open.
    package init(_ exchange: Exchange, clock: any Clock, durable: SequenceNumber) {
        self.exchange = exchange
        self.clock = clock
        self.durable = durable
        loop = exchange.loop
        connections = ConnectionTable(loop)
        loop.checkIsolated()
        exchange.assumeIsolated { $0.setListener(self) }
        loop.atTurnEnd { [unowned self] in endTurn() }
    }

    package func add(_ follower: any RecordFollower) { followers.append(follower) }

    /// Makes room for an answerer; what it gets back goes with each of its commands.
    package func add(_ answerer: any Answerer) -> UInt8 {
        precondition(answerers.count < Int(UInt8.max), "more answerers than a byte counts")
        answerers.append(answerer)
        return UInt8(answerers.count - 1)
    }

    /// Lets go of everybody, for a process that goes on without it: desk, exchange, answerers and followers refer to each other.
    package func dissolve() {
        exchange.assumeIsolated { $0.setListener(nil) }
        (answerers, followers, held, later, ends) = ([], [], [], [], [])
        onFence = { _ in }
    }

    // MARK: commands

    /// Commands that have not been answered yet.
    package var pendingCount: Int { pending.count }
    /// Whether a new order has to be turned away; cancels never are.
    package var isFull: Bool { pending.count >= Self.pendingMax }

    @inline(__always) package func submit(_ order: EnterOrder, by answerer: UInt8, _ ticket: Ticket, note: UInt64 = 0) {
        filling.append(order)
        expect(answerer, ticket, note)
    }

    @inline(__always) package func submit(_ cancel: CancelOrder, by answerer: UInt8, _ ticket: Ticket, note: UInt64 = 0) {
        filling.append(cancel)
        expect(answerer, ticket, note)
    }

    package func submit(_ command: Command, by answerer: UInt8, _ ticket: Ticket, note: UInt64 = 0) {
        filling.append(command)
        expect(answerer, ticket, note)
    }

    @inline(__always) private func expect(_ answerer: UInt8, _ ticket: Ticket, _ note: UInt64) {
        pending.append(PendingQueue.Entry(note: note, ticket: ticket, answerer: answerer))
        fillingCount += 1
        if fillingCount >= Self.batchMax, !isSubmitting, !isPublishing { handOver() }
    }

    /// Gives the exchange everything submitted so far, so that what is asked next sees it.
    package func handOver() {
        guard fillingCount > 0, !isSubmitting, !isPublishing else { return }
        swap(&filling, &sending)
        sendingCount = fillingCount
        fillingCount = 0
        isSubmitting = true
        let (count, start) = (sendingCount, clock.monotonicNanoseconds)
        // Both are on this loop, and the exchange suspends nowhere in it.
        let last = exchange.assumeIsolated { exchange in
            do throws(EngineError) { try exchange.submit(sending) } catch {
                if case .fenced(let failure) = error { fenced(failure) } else { preconditionFailure("the exchange: \(error)") }
            }
            return exchange.sequence
        }
        isSubmitting = false
        if failure == nil { metrics.handedOver(count, at: start, last: last) }
        if last <= durable { metrics.published(durable, at: clock.monotonicNanoseconds) }
        number()
        sending.removeAll()
        sendingCount = 0
    }

    /// Gives the commands in `sending` the numbers the exchange gave them so far, and tells of those it refused.
    private func number() {
        let before = pending.count - fillingCount - sendingCount
        let from = sending.count - sendingCount
        var numbered = 0
        while numbered < sendingCount {
            let fate = sending.fate(from + numbered)
            guard fate.sequence != 0 || fate.refusal != .none || !isSubmitting else { break }
            pending.number(before + numbered, fate.sequence == 0 ? Self.refusedMark | UInt64(fate.refusal.rawValue) : fate.sequence)
            numbered += 1
        }
        sendingCount -= numbered
        tellRefused()
    }

    /// Set in the number of a command that was refused, with the reason beside it; 2^63 commands come later than anybody.
    private static let refusedMark: UInt64 = 1 << 63

    private func tellRefused() {
        while !pending.isEmpty, pending.first.sequence & Self.refusedMark != 0 {
            let entry = pending.first
            pending.removeFirst()
            metrics.commandsRefused += 1
            let reason = RejectReason(rawValue: UInt8(truncatingIfNeeded: entry.sequence)) ?? .none
            answerers[Int(entry.answerer)].refused(reason == .none ? .overloaded : reason, entry.ticket, note: entry.note)
        }
    }

    // MARK: what becomes durable

    package func published(_ batch: borrowing PublishedBatch) {
        isPublishing = true
        defer { isPublishing = false }
        var reader = batch.records()
        var sequence = batch.first
        var seenAhead = 0
        while true {
            if seenAhead == 0 {
                for follower in followers { follower.lookAhead(reader) }
                seenAhead = Blotter.recordsAhead
            }
            guard let record = next(&reader) else { break }
            seenAhead -= 1
            asked = takePending(sequence)
            for follower in followers { follower.follow(record, sequence: sequence) }
            answer(record, sequence, batch.durability)
            sequence += 1
        }
        durable = batch.last
        for follower in followers { follower.endOfBatch(durable: durable) }
        if metrics.hasBatchUnderWay { metrics.published(durable, at: clock.monotonicNanoseconds) }
    }

    private func next(_ reader: inout RecordReader) -> Record? {
        do { return try reader.next() } catch { preconditionFailure("the exchange published a record nobody can read: \(error)") }
    }

    /// Who asked for the record of this sequence; nobody, with sequence 0, for what the exchange did by itself.
    @inline(__always) private func takePending(_ sequence: SequenceNumber) -> PendingQueue.Entry {
        if !pending.isEmpty, pending.first.sequence == 0, isSubmitting { number() }
        guard !pending.isEmpty, pending.first.sequence == sequence else {
            // Else nobody would be answered any more, and nobody would know.
            precondition(
                pending.isEmpty || pending.first.sequence == 0 || pending.first.sequence > sequence, "a record was published before its command had its number")
            return PendingQueue.Entry()
        }
        let entry = pending.first
        pending.removeFirst()
        return entry
    }

    @inline(__always) private func answer(_ record: Record, _ sequence: SequenceNumber, _ durability: Durability) {
        guard asked.sequence != 0 else { return }
        answerers[Int(asked.answerer)].answer(
            Answer(sequence: sequence, record: record, durability: durability, ticket: asked.ticket, note: asked.note))
        tellRefused()
    }

    package func fenced(_ error: JournalError) {
        guard failure == nil else { return }
        failure = error
        onFence(error)
    }

    // MARK: turns

    /// Once a turn: what was submitted goes to the exchange, what has become durable is sent.
    func endTurn() {
        repeat {
            repeat {
                handOver()
                release()
                runLater()
            } while fillingCount > 0
            for end in ends { end() }
            connections.flush()
            // A connection that could send goes on with requests it had put aside; nothing else may wake the loop for them.
        } while fillingCount > 0 || !later.isEmpty || connections.hasMore
    }

    /// Runs `body` at the end of every turn, before connections are flushed.
    package func atTurnEnd(_ body: @escaping () -> Void) { ends.append(body) }

    /// Runs `body` in this turn, once the exchange is neither submitting nor publishing.
    package func afterwards(_ body: @escaping () -> Void) { later.append(body) }

    private func runLater() {
        while !later.isEmpty {
            let bodies = later
            later.removeAll(keepingCapacity: true)
            for body in bodies { body() }
        }
    }

    // MARK: questions

    /// Asks the exchange about its state as it is behind everything submitted so far; the answer may leave once that is durable.
    package func ask<Success>(_ question: (isolated Exchange) -> Success) -> (Success, sequence: SequenceNumber) {
        handOver()
        nonisolated(unsafe) var success: Success?
        nonisolated(unsafe) let question = question
        let sequence = exchange.assumeIsolated { exchange in
            unsafe success = unsafe question(exchange)
            return exchange.sequence
        }
        guard let success = unsafe success else { preconditionFailure("the exchange did not answer") }
        return (success, sequence)
    }

    /// Runs `body` (which sends an answer) once everything up to `sequence` is durable; at once if it is.
    package func hold(until sequence: SequenceNumber, _ body: @escaping () -> Void) {
        guard sequence > durable else { return body() }
        held.append(HeldAnswer(sequence: sequence, body: body))
    }

    private func release() {
        while heldFirst < held.count, held[heldFirst].sequence <= durable {
            let body = held[heldFirst].body
            heldFirst += 1
            body()
        }
        // Under load there is always one more: what has been sent is let go of long before none is left.
        guard heldFirst == held.count || (heldFirst >= Self.heldKeptMax && heldFirst > held.count / 2) else { return }
        held.removeFirst(heldFirst)
        heldFirst = 0
    }
}
