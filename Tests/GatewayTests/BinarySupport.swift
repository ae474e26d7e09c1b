import History
import Foundation
import IO
import Market
import Matching
import Security
import Testing
import Wire

@testable import Engine
@testable import Gateway

/// An exchange's state behind the binary protocol: requests take effect at once, and their records are reported at once.
final class BinaryFloor: RequestHandler {
    var state: ExchangeState
    let table = SessionTable(epoch: 7, durability: .always)
    let reports: ExecutionReports
    let proof: OnLoop
    var time = Bazaar.noon
    /// Monotonic.
    var now: Int64 = 1_000_000_000_000
    var memory = [UInt8](repeating: 0, count: 1 << 16)
    var admission = Admission.admitted
    /// Commands are kept back instead of applied.
    var holdsBack = false
    var heldBack: [(command: Command, origin: RequestOrigin)] = []
    var questions: [(question: Question, request: UInt64)] = []
    var calls: [String] = []
    var failure: (any Error)?

    static let keyID = Bazaar.name("0123456789abcdef")
    static let key = Array("ak_live_0123456789abcdef000000000000000000000000000000000000000000000000".utf8)
    static let otherKeyID = Bazaar.name("fedcba9876543210")
    static let otherKey = Array("ak_live_fedcba9876543210000000000000000000000000000000000000000000000000".utf8)

    init(_ loop: EventLoop, accounts: UInt32 = 2, cancelsPerRecordMax: Int = 4096) {
        var options = EngineOptions()
        options.cancelsPerRecordMax = cancelsPerRecordMax
        state = ExchangeState(options)
        proof = OnLoop(loop)
        reports = ExecutionReports(table: table)
        for command in Bazaar.opening(accounts: accounts) { apply(command) }
        table.instruments = 3
    }

    func apply(_ command: Command, origin: RequestOrigin = .none) {
        if holdsBack { return heldBack.append((command, origin)) }
        do {
            while state.needsTick(at: time) { try step(.tick, .none) }
            try step(command, origin)
        } catch {
            failure = error
        }
    }

    func release() {
        holdsBack = false
        for entry in heldBack { apply(entry.command, origin: entry.origin) }
        heldBack = []
    }

    private func step(_ command: Command, _ origin: RequestOrigin) throws {
        state.apply(command, sequence: state.sequence + 1, time: time, on: proof)
        if memory.count < state.recordBytesMax { memory = [UInt8](repeating: 0, count: state.recordBytesMax) }
        try unsafe memory.withUnsafeMutableBytes { bytes in
            var writer = unsafe RecordWriter(into: bytes)
            state.encode(command, into: &writer)
            var reader = unsafe RecordReader(UnsafeRawBufferPointer(rebasing: bytes[0..<writer.bytesWritten]))
            while let record = try reader.next() { try reports.apply(record, sequence: state.sequence, origin: origin) }
        }
    }

    // MARK: RequestHandler

    func account(for attempt: LogonAttempt) -> LogonOutcome {
        let keys = [(Self.keyID, Self.key, Bazaar.alice), (Self.otherKeyID, Self.otherKey, Bazaar.bob)]
        guard let known = keys.first(where: { $0.0 == attempt.keyID }) else { return .refused(.unknownKey) }
        let hash = SHA256.hash(known.1)
        let isRight = attempt.key.isEmpty
            ? HMACSHA256.authenticate(attempt.nonce.bytes, key: hash) == Digest(attempt.signature.bytes) : SHA256.hash(attempt.key.bytes) == hash
        return isRight ? .account(known.2) : .refused(.wrongCredential)
    }

    func admission(_ kind: RequestKind, of account: AccountID, _ caller: RateKey?) -> Admission { admission }
    func enter(_ order: EnterOrder, origin: RequestOrigin) { apply(.enterOrder(order), origin: origin) }
    func cancel(_ cancel: CancelOrder, origin: RequestOrigin) { apply(.cancelOrder(cancel), origin: origin) }

    func command(_ command: Command, origin: RequestOrigin) {
        if origin.request == 0 { calls.append("\(command)") }
        apply(command, origin: origin)
    }

    func ask(_ question: Question, request: UInt64, of session: BinarySession) { questions.append((question, request)) }

    func subscribe(_ symbol: SymbolID, _ feeds: Feeds, for session: BinarySession) -> Subscription {
        symbol.rawValue < 3 ? Subscription(feeds: feeds) : Subscription(feeds: [], refusal: .unknownSymbol)
    }

    func unsubscribe(_ symbol: SymbolID, _ feeds: Feeds, for session: BinarySession) -> Subscription { Subscription(feeds: []) }
    func unsubscribeAll(_ session: BinarySession) { calls.append("unsubscribeAll") }
}

/// Runs `body` on a floor of its own; nothing may have gone wrong behind the requests.
func onFloor(cancelsPerRecordMax: Int = 4096, _ body: (BinaryFloor) throws -> Void) throws {
    try EventLoop.perform { loop in
        let floor = BinaryFloor(loop, cancelsPerRecordMax: cancelsPerRecordMax)
        try body(floor)
        #expect(floor.failure == nil)
    }
}

/// A client on a connection of its own.
struct BinaryPeer {
    let floor: BinaryFloor
    let session: BinarySession
    static let nonce = Nonce(bytes: (0..<32).map { UInt8($0) })

    init(_ floor: BinaryFloor, isPrivate: Bool = false) throws {
        self.floor = floor
        session = try #require(floor.table.open(nonce: Self.nonce, isPrivate: isPrivate, now: floor.now))
    }

    /// One that has logged on, and read what came until then.
    static func loggedOn(_ floor: BinaryFloor, _ change: (inout Message.Logon) -> Void = { _ in }) throws -> BinaryPeer {
        let peer = try BinaryPeer(floor)
        peer.logOn(change)
        let messages = try peer.read()
        try #require(messages.contains { $0.hasPrefix(#"{"message":"LogonAccepted""#) }, "\(messages)")
        return peer
    }

    func send(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe session.receive($0, now: floor.now, floor) } }
    func send<M: SessionMessage>(_ message: M) { send(sbeFrame(message)) }

    func logOn(_ change: (inout Message.Logon) -> Void = { _ in }) {
        let signature = Nonce(bytes: HMACSHA256.authenticate(Self.nonce.bytes, key: SHA256.hash(BinaryFloor.key)).bytes)
        var logon = Message.Logon(
            keyID: BinaryFloor.keyID, key: .empty, signature0: signature.word0, signature1: signature.word1, signature2: signature.word2,
            signature3: signature.word3, epoch: 7, nextReport: 0, heartbeatInterval: 10_000, deadMansTimer: 0, protocolVersion: 1, stream: 0,
            flags: [])
        change(&logon)
        send(logon)
    }

    /// Logs on with the other account's key.
    static func other(_ floor: BinaryFloor) throws -> BinaryPeer {
        try loggedOn(floor) { logon in
            logon.keyID = BinaryFloor.otherKeyID
            let signature = Nonce(bytes: HMACSHA256.authenticate(nonce.bytes, key: SHA256.hash(BinaryFloor.otherKey)).bytes)
            (logon.signature0, logon.signature1, logon.signature2, logon.signature3) =
                (signature.word0, signature.word1, signature.word2, signature.word3)
        }
    }

    func enter(_ request: UInt64, _ side: Side, _ lots: Int64, at ticks: Int64, name: UInt64 = 0) {
        send(Message.NewOrder(
            request: request, clientOrderID: name, price: ticks, quantity: lots, symbol: 0, side: side, type: .limit, timeInForce: .gtc,
            selfTradePrevention: .none, flags: []))
    }

    /// What waits to be written, as bytes.
    func readBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        unsafe session.writeOutput { output in
            bytes = unsafe Array(output)
            return output.count
        }
        floor.table.takeDirty { _ in }
        return bytes
    }

    /// What waits to be written, a message per line.
    func read() throws -> [String] {
        try sbeFrames(readBytes()).map { frame in try unsafe frame.withUnsafeBytes { try unsafe Schema.json(sessionMessage: UnsafeRawBufferPointer(rebasing: $0[6...])) } }
    }
}

func sbeFrame<M: SessionMessage>(_ message: M) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Framing.frameBytes(M.self))
    unsafe bytes.withUnsafeMutableBytes { unsafe Framing.write(message, at: $0.baseAddress!) }
    return bytes
}

/// Splits bytes into frames by their lengths; the rest that is no whole frame is left out.
func sbeFrames(_ bytes: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var offset = 0
    while bytes.count - offset >= 14 {
        let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length >= 14, bytes.count - offset >= length else { break }
        result.append(Array(bytes[offset..<offset + length]))
        offset += length
    }
    return result
}

/// The value of a field in a line of JSON, as text.
func sbeValue(_ field: String, in line: String) -> String? {
    guard let start = line.range(of: "\"\(field)\":") else { return nil }
    let rest = line[start.upperBound...]
    guard rest.first == "[" else { return String(rest.prefix { $0 != "," && $0 != "}" }) }
    return String(rest.prefix { $0 != "]" }) + "]"
}
