import History
import Foundation
import IO
import Journaling
import Market
import Testing
import Wire

@testable import Engine
@testable import Gateway

/// Notes what comes back.
private final class Recorder: Answerer {
    var answered: [(sequence: SequenceNumber, note: UInt64)] = []
    var refused: [(reason: RejectReason, note: UInt64)] = []
    var onAnswer: (UInt64) -> Void = { _ in }

    func answer(_ answer: borrowing Answer) {
        answered.append((answer.sequence, answer.note))
        onAnswer(answer.note)
    }

    func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64) { refused.append((reason, note)) }
}

private struct Weak<Object: AnyObject> {
    weak var object: Object?
    init(_ object: Object) { self.object = object }
}

/// A desk over an exchange, with or without a log, and one who submits.
private final class DeskRig {
    let loop: EventLoop
    let desk: Desk
    let recorder = Recorder()
    let answerer: UInt8

    init(_ loop: EventLoop, _ storage: SimulatedStorage? = nil) throws {
        self.loop = loop
        let exchange = Exchange(loop: loop)
        try exchange.assumeIsolated { exchange in
            if let storage {
                var options = JournalOptions()
                options.usesThreads = false
                options.segmentBytes = 1 << 16
                options.allowsSmallSegments = true
                options.batchBytes = 1 << 14
                _ = try exchange.open(log: "log", storage: storage, options: options)
            }
            _ = try exchange.submit(Bazaar.opening())
            try exchange.settleLog()
        }
        desk = Desk(exchange, clock: SystemClock(), durable: exchange.assumeIsolated { $0.sequence })
        answerer = desk.add(recorder)
    }

    func order(_ note: UInt64, price: Int64 = 1_000) {
        let order = EnterOrder(
            account: Bazaar.alice, symbol: Bazaar.btcusdt, side: .buy, type: .limit, price: Price(ticks: price), quantity: Quantity(lots: 1))
        desk.submit(order, by: answerer, .none, note: note)
    }
}

@Suite struct DeskTests {
    @Test(arguments: [false, true]) func `every command is answered once, in the order they were submitted`(_ hasLog: Bool) throws {
        try EventLoop.perform { loop in
            let rig = try DeskRig(loop, hasLog ? SimulatedStorage() : nil)
            let before = rig.desk.durable
            for round in 0..<10 {
                for note in 0..<700 { rig.order(UInt64(round * 700 + note)) }
                rig.desk.handOver()
            }
            try rig.desk.exchange.assumeIsolated { try $0.settleLog() }
            #expect(rig.recorder.answered.map(\.note) == (0..<7_000).map(UInt64.init))
            #expect(rig.recorder.answered.map(\.sequence) == (0..<7_000).map { before + 1 + UInt64($0) })
            #expect(rig.recorder.refused.isEmpty && rig.desk.pendingCount == 0)
        }
    }

    @Test func `what an answer submits is handed over after it`() throws {
        try EventLoop.perform { loop in
            let rig = try DeskRig(loop)
            rig.recorder.onAnswer = { note in if note < 5 { rig.order(note + 1) } }
            rig.order(0)
            for _ in 0..<6 { rig.desk.handOver() }
            #expect(rig.recorder.answered.map(\.note) == [0, 1, 2, 3, 4, 5])
        }
    }

    @Test func `a question sees everything submitted before it, and its answer waits for the log`() throws {
        try EventLoop.perform { loop in
            let rig = try DeskRig(loop, SimulatedStorage())
            rig.order(0)
            let (open, sequence) = rig.desk.ask { $0.openOrders(of: Bazaar.alice).count }
            #expect(open == 1)
            #expect(sequence > rig.desk.durable || rig.recorder.answered.count == 1)
            nonisolated(unsafe) var said = false
            rig.desk.hold(until: sequence) { unsafe said = true }
            try rig.desk.exchange.assumeIsolated { try $0.settleLog() }
            rig.desk.endTurn()
            #expect(unsafe said)
        }
    }

    @Test func `answers that have been sent are forgotten though others always wait`() throws {
        final class Token {}
        try EventLoop.perform { loop in
            let rig = try DeskRig(loop, SimulatedStorage())
            var tokens: [Weak<Token>] = []
            func ask() {
                rig.order(0)
                let token = Token()
                tokens.append(Weak(token))
                let (_, sequence) = rig.desk.ask { $0.sequence }
                rig.desk.hold(until: sequence) { withExtendedLifetime(token) {} }
            }
            ask()
            for _ in 0..<4 * Desk.heldKeptMax {
                try rig.desk.exchange.assumeIsolated { try $0.settleLog() }
                ask()
                rig.desk.endTurn()
            }
            #expect(tokens.count { $0.object != nil } <= Desk.heldKeptMax + 1)
        }
    }

    @Test func `on a full disk orders are refused, cancels are answered, and nothing is mixed up`() throws {
        try EventLoop.perform { loop in
            let storage = SimulatedStorage()
            let rig = try DeskRig(loop, storage)
            storage.bytesMax = 0
            var note: UInt64 = 0
            while rig.recorder.refused.isEmpty, note < 200_000 {
                rig.order(note)
                note += 1
                if note % 64 == 0 {
                    rig.desk.handOver()
                    try rig.desk.exchange.assumeIsolated { try $0.settleLog() }
                }
            }
            #expect(rig.recorder.refused.first?.reason == .storageFull)
            let (first, refusals) = (note, rig.recorder.refused.count)
            rig.order(first)
            rig.desk.submit(CancelOrder(account: Bazaar.alice, clientOrderID: 77), by: rig.answerer, .none, note: first + 1)
            rig.order(first + 2)
            rig.desk.handOver()
            try rig.desk.exchange.assumeIsolated { try $0.settleLog() }
            #expect(rig.recorder.answered.last?.note == first + 1)
            #expect(rig.recorder.refused[refusals...].map(\.note) == [first, first + 2])
            #expect(rig.desk.pendingCount == 0)
        }
    }
}
