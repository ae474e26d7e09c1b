import Market
import Wire

/// Which request of which client caused something. Request 0: the client's session did, when it ended or fell silent.
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

/// The reports of one account: numbered from 1, sent to all its sessions as they happen, the latest kept for those who come back.
/// With it, how far its streams of requests have come. Outlives connections.
///
/// Reports lie in slots of one size, so a number says where its report is.
@safe final class ReportLog {
    /// Bytes of a slot: the frame of an `ExecutionReport`, the longest report, and nearly nothing more.
    static let slotBytes = 144
    /// Reports kept; older ones are gone. 2.25 MiB; memory is taken as it is needed.
    static let reportsMax = 1 << 14
    static let reportsMin = 1 << 6
    /// Streams of requests: sessions an account can have at a time.
    static let streamsMax = 8
    /// Requests of a stream whose answers can be found again.
    static let answersMax = 4096

    @safe private struct State {
        /// Number of the next report.
        var next: UInt64 = 1
        var slots: UnsafeMutableRawPointer
        var slotCount = ReportLog.reportsMin
        /// Those in `holders`.
        var sessions: [BinarySession] = []
    }

    /// The first report that answered a request; `unnumbered` if the answer was none.
    private struct Answer: BitwiseCopyable {
        var request: UInt64
        var report: UInt64
    }

    /// No report has this number: stands for the answer to a question, which is not kept.
    private static let unnumbered = UInt64.max

    let account: AccountID
    private let state: Cell<State>
    /// `answersMax` for every stream.
    private let answers: Arena<Answer>
    /// Numbers of the latest requests taken, by stream.
    private let lastRequests: Arena<UInt64>
    /// Sessions by stream.
    private var holders = [BinarySession?](repeating: nil, count: ReportLog.streamsMax)

    init(account: AccountID) {
        self.account = account
        state = unsafe Cell(State(slots: .allocate(byteCount: Self.reportsMin * Self.slotBytes, alignment: 16)))
        answers = Arena(count: Self.streamsMax * Self.answersMax)
        lastRequests = Arena(count: Self.streamsMax)
    }

    deinit {
        unsafe state.value.slots.deallocate()
        answers.deallocate()
        lastRequests.deallocate()
    }

    // MARK: reports

    @inline(__always) var next: UInt64 { state.value.next }

    /// Number of the oldest report kept; `next` if there is none.
    var first: UInt64 { next > UInt64(state.value.slotCount) ? next - UInt64(state.value.slotCount) : 1 }

    /// Keeps a report and sends it to every session of the account. `message` has the number `next`.
    @inline(__always) func publish<M: SessionMessage>(_ message: M, origin: RequestOrigin) {
        let frameBytes = Framing.frameBytes(M.self)
        assert(frameBytes <= Self.slotBytes, "a report is longer than its slot")
        let number = next
        if number > UInt64(state.value.slotCount), state.value.slotCount < Self.reportsMax { grow() }
        let slot = unsafe self.slot(number)
        unsafe Framing.write(message, at: slot)
        if origin.request != 0, origin.account == account { note(origin, answeredBy: number) }
        state.value.next = number + 1
        for index in 0..<state.value.sessions.count {
            unsafe state.value.sessions[index].deliver(UnsafeRawBufferPointer(start: slot, count: frameBytes))
        }
    }

    /// Sends report `number` to one session again; false if it is gone.
    func repeatReport(_ number: UInt64, to session: BinarySession) -> Bool {
        guard number >= first, number < next else { return false }
        let slot = unsafe self.slot(number)
        unsafe session.deliver(UnsafeRawBufferPointer(start: slot, count: Framing.frameBytes(at: slot)))
        return true
    }

    @inline(__always) private func slot(_ number: UInt64) -> UnsafeMutableRawPointer {
        unsafe state.value.slots + (Int(truncatingIfNeeded: number) & (state.value.slotCount - 1)) * Self.slotBytes
    }

    /// Doubles the slots. Until then none was written twice, so report n lies in slot n, the last in slot 0.
    private func grow() {
        let bytes = state.value.slotCount * Self.slotBytes
        let grown = UnsafeMutableRawPointer.allocate(byteCount: bytes * 2, alignment: 16)
        unsafe grown.copyMemory(from: state.value.slots, byteCount: bytes)
        unsafe (grown + bytes).copyMemory(from: state.value.slots, byteCount: Self.slotBytes)
        unsafe state.value.slots.deallocate()
        unsafe state.value.slots = grown
        state.value.slotCount *= 2
    }

    // MARK: requests

    /// Number of the latest request of a stream.
    @inline(__always) func lastRequest(_ stream: UInt8) -> UInt64 { lastRequests[Int(stream)] }
    @inline(__always) func take(_ request: UInt64, _ stream: UInt8) { lastRequests[Int(stream)] = request }

    @inline(__always) private func index(_ request: UInt64, _ stream: UInt8) -> Int {
        Int(stream) * Self.answersMax + Int(truncatingIfNeeded: request) & (Self.answersMax - 1)
    }

    @inline(__always) private func note(_ origin: RequestOrigin, answeredBy report: UInt64) {
        let index = index(origin.request, origin.stream)
        if answers[index].request != origin.request { answers[index] = Answer(request: origin.request, report: report) }
    }

    /// A question of the session was taken: what answers it is not kept, unless it was turned away by a report.
    func noteQuestion(_ request: UInt64, _ stream: UInt8) {
        note(RequestOrigin(request: request, account: account, stream: stream), answeredBy: Self.unnumbered)
    }

    /// Number of the report that answered a request; 0 if none has, and one that never comes if the answer was not kept.
    func report(for request: UInt64, _ stream: UInt8) -> UInt64 {
        let answer = answers[index(request, stream)]
        return answer.request == request ? answer.report : 0
    }

    /// Whether the answer of a request taken would still be remembered.
    func remembers(_ request: UInt64, _ stream: UInt8) -> Bool { lastRequest(stream) - request < Self.answersMax }

    // MARK: sessions

    var hasSessions: Bool { !state.value.sessions.isEmpty }

    /// The session that uses a stream now.
    func session(on stream: UInt8) -> BinarySession? { holders[Int(stream)] }

    func add(_ session: BinarySession) {
        holders[Int(session.streamID)] = session
        list()
    }

    func remove(_ session: BinarySession) {
        guard holders[Int(session.streamID)] === session else { return }
        holders[Int(session.streamID)] = nil
        list()
    }

    private func list() { state.value.sessions = holders.compactMap { $0 } }
}
