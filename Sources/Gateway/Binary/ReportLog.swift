import Market
import Wire

/// Which request of which client caused something; of none, if `request` is 0.
package struct RequestOrigin: BitwiseCopyable, Sendable, Hashable {
    package var request: UInt64
    package var account: AccountID
    package var stream: UInt8

    package init(request: UInt64, account: AccountID, stream: UInt8) {
        self.request = request
        self.account = account
        self.stream = stream
    }

    package static let none = RequestOrigin(request: 0, account: .house, stream: 0)
}

/// One numbered sequence of requests of an account, and which report answered each of the latest. Outlives its connection.
final class RequestStream {
    /// Streams of one account: connections it can have at a time.
    static let streamsMax = 8
    /// Requests whose answers can be found again.
    static let answersMax = 4096

    struct Answer: BitwiseCopyable {
        var request: UInt64 = 0
        var report: UInt64 = 0
    }

    let id: UInt8
    /// Number of the latest request taken.
    var lastRequest: UInt64 = 0
    private var answers: [Answer]
    /// The connection it is used on now.
    weak var session: BinarySession?

    init(id: UInt8) {
        self.id = id
        answers = [Answer](repeating: Answer(), count: Self.answersMax)
    }

    /// Remembers the first report that answers a request.
    @inline(__always) func note(_ request: UInt64, answeredBy report: UInt64) {
        let index = Int(truncatingIfNeeded: request) & (Self.answersMax - 1)
        if answers[index].request != request { answers[index] = Answer(request: request, report: report) }
    }

    /// Number of the report that answered a request; 0 if none has.
    func report(for request: UInt64) -> UInt64 {
        let answer = answers[Int(truncatingIfNeeded: request) & (Self.answersMax - 1)]
        return answer.request == request ? answer.report : 0
    }

    /// Whether an answer would still be remembered.
    func remembers(_ request: UInt64) -> Bool { lastRequest - request < Self.answersMax }
}

/// The reports of one account: numbered from 1, sent to all its sessions as they happen, the latest kept for those who come back.
///
/// Reports lie in slots of one size, so a number says where its report is.
@safe final class ReportLog {
    /// Bytes of a slot: the frame of an `ExecutionReport`, the longest report, and nearly nothing more.
    static let slotBytes = 144
    /// Reports kept; older ones are gone. 2.25 MiB; memory is taken as it is needed.
    static let reportsMax = 1 << 14
    static let reportsMin = 1 << 6

    let account: AccountID
    /// Number of the next report.
    private(set) var next: UInt64 = 1
    private(set) var sessions: [BinarySession] = []
    private var streams = [RequestStream?](repeating: nil, count: RequestStream.streamsMax)
    private var slots: UnsafeMutableRawPointer
    private var slotCount = ReportLog.reportsMin

    init(account: AccountID) {
        self.account = account
        unsafe slots = .allocate(byteCount: Self.reportsMin * Self.slotBytes, alignment: 16)
    }

    deinit { unsafe slots.deallocate() }

    /// Number of the oldest report kept; `next` if there is none.
    var first: UInt64 { next > UInt64(slotCount) ? next - UInt64(slotCount) : 1 }

    /// Keeps a report and sends it to every session of the account. `message` has the number `next`.
    @inline(__always) func publish<M: SessionMessage>(_ message: M, origin: RequestOrigin) {
        let frameBytes = Framing.frameBytes(M.self)
        assert(frameBytes <= Self.slotBytes, "a report is longer than its slot")
        if next > UInt64(slotCount), slotCount < Self.reportsMax { grow() }
        let slot = unsafe self.slot(next)
        unsafe Framing.write(message, at: slot)
        if origin.request != 0, origin.account == account { streams[Int(origin.stream)]?.note(origin.request, answeredBy: next) }
        next += 1
        for session in sessions { unsafe session.deliver(UnsafeRawBufferPointer(start: slot, count: frameBytes)) }
    }

    /// Sends report `number` to one session again; false if it is gone.
    func repeatReport(_ number: UInt64, to session: BinarySession) -> Bool {
        guard number >= first, number < next else { return false }
        let slot = unsafe self.slot(number)
        unsafe session.deliver(UnsafeRawBufferPointer(start: slot, count: Framing.frameBytes(at: slot)))
        return true
    }

    @inline(__always) private func slot(_ number: UInt64) -> UnsafeMutableRawPointer {
        unsafe slots + (Int(truncatingIfNeeded: number) & (slotCount - 1)) * Self.slotBytes
    }

    /// Doubles the slots. Until then none was written twice, so report n lies in slot n, the last in slot 0.
    private func grow() {
        let bytes = slotCount * Self.slotBytes
        let grown = UnsafeMutableRawPointer.allocate(byteCount: bytes * 2, alignment: 16)
        unsafe grown.copyMemory(from: slots, byteCount: bytes)
        unsafe (grown + bytes).copyMemory(from: slots, byteCount: Self.slotBytes)
        unsafe slots.deallocate()
        unsafe slots = grown
        slotCount *= 2
    }

    // MARK: sessions

    func stream(_ id: UInt8) -> RequestStream {
        if let stream = streams[Int(id)] { return stream }
        let stream = RequestStream(id: id)
        streams[Int(id)] = stream
        return stream
    }

    func add(_ session: BinarySession) { sessions.append(session) }
    func remove(_ session: BinarySession) { sessions.removeAll { $0 === session } }
}
