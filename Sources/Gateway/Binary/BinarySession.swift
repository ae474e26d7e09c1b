import Market
import Wire

/// One connection of the binary protocol: bytes in, requests to the handler, bytes out. No I/O and no clock; on the engine's loop.
///
///                   Challenge                 LogonAccepted
///     (connected) ───────────→ awaiting logon ─────────────→ active
///                                    │ LogonRejected, Logout    │ Logout
///                                    └──────────→ closing ←─────┘
///
/// The same over TCP, WebSocket messages and HTTP/2 streams. `proto/SESSION.md` is the specification.
@safe package final class BinarySession {
    /// Bytes that may wait for a client that does not read; then it is logged out.
    package static let outputBytesMax = 8 << 20
    /// Market data is held back (and conflated by whoever makes it) while more than this waits.
    package static let marketDataBytesMax = 256 << 10
    /// Nanoseconds from the challenge to the logon.
    package static let logonWaitMax: Int64 = 5_000_000_000
    /// Milliseconds between heartbeats a client may ask for.
    package static let heartbeatMillisecondsMin: UInt32 = 100
    package static let heartbeatMillisecondsMax: UInt32 = 60_000
    /// Milliseconds of a dead-man's timer, if not 0.
    package static let deadMansMillisecondsMin: UInt32 = 100
    package static let deadMansMillisecondsMax: UInt32 = 3_600_000
    package static let protocolVersion: UInt16 = 1
    /// Largest number a client may call an order by; what is above it stands for texts of other interfaces.
    package static let clientOrderIDMax: ClientOrderID = (1 << 61) - 1

    /// What changes with every report.
    struct Hot: ~Copyable {
        var output = ByteQueue()
        var state = State.awaitingLogon
        var isDirty = false
        /// More waited than may: to be logged out.
        var isSlow = false
    }

    package enum State: Sendable { case awaitingLogon, active, closing }

    package let number: UInt64
    package internal(set) var account = AccountID.house
    package internal(set) var streamID: UInt8 = 0
    /// Of the key it logged on with.
    var keyID: Name?
    /// As whose its requests count.
    var rateKey: RateKey?
    /// Belongs to the connection: who has to write what `output` holds.
    package var tag: UInt64 = 0

    let hot = Cell(Hot())
    let table: SessionTable
    let nonce: Nonce
    let isPrivate: Bool
    let address: ClientAddress
    var log: ReportLog?
    var flags: LogonFlags = []
    /// Nanoseconds of the monotonic clock, here and below.
    var heartbeatInterval: Int64 = 0
    var deadMansTimer: Int64 = 0
    var deadMansTimerFired = false
    var lastReceived: Int64
    var lastSent: Int64
    private var addedWhenLooked: UInt64 = 0
    private var reader = FrameReader(frameBytesMax: Framing.requestBytesMax)

    init(table: SessionTable, number: UInt64, nonce: Nonce, isPrivate: Bool, address: ClientAddress, now: Int64) {
        self.table = table
        self.number = number
        self.nonce = nonce
        self.isPrivate = isPrivate
        self.address = address
        lastReceived = now
        lastSent = now
    }

    package internal(set) var state: State {
        @inline(__always) get { hot.value.state }
        set { hot.value.state = newValue }
    }

    /// The connection is to be closed once the output is written.
    package var closesAfterOutput: Bool { state == .closing }
    package var isActive: Bool { state == .active }
    /// Whether market data may be added; if not, it is to be held back and the newest sent later.
    package var hasRoomForMarketData: Bool { outputBytes < Self.marketDataBytesMax }

    /// Takes what the peer sent, in any pieces.
    package func receive(_ bytes: UnsafeRawBufferPointer, now: Int64, _ handler: some RequestHandler) {
        guard state != .closing else { return }
        lastReceived = now
        deadMansTimerFired = false
        do throws(FrameError) {
            try unsafe reader.receive(bytes) { message in
                unsafe take(message, handler)
                return state != .closing
            }
        } catch {
            end(.badFrame, handler)
        }
    }

    /// One message: header and block. Requests are nearly all there is.
    @inline(__always) private func take(_ message: UnsafeRawBufferPointer, _ handler: some RequestHandler) {
        // The frame reader lets nothing through that is shorter than a header.
        let base = unsafe message.baseAddress.unsafelyUnwrapped
        let header = unsafe MessageHeader(loading: base)
        guard header.schemaID == Schema.id, Schema.headerBytes + Int(header.blockLength) <= message.count else {
            return end(.badMessage, handler)
        }
        let block = unsafe base + Schema.headerBytes
        if state == .active, Self.requests.contains(header.templateID) {
            unsafe request(header, block, handler)
        } else {
            unsafe sessionMessage(header, block, handler)
        }
    }

    /// Template ids of requests; the session messages are below.
    static let requests: ClosedRange<UInt16> = 144...159

    // MARK: output

    /// Whether so much more may wait. From the first frame that it misses, a client gets none: it has to log on again and resume.
    @inline(__always) private func hasRoom(_ count: Int) -> Bool {
        if hot.value.output.count + count > table.outputBytesMax, isActive { hot.value.isSlow = true }
        return !hot.value.isSlow || !isActive
    }

    /// Adds one frame.
    package func send<M: SessionMessage>(_ message: M) {
        let frameBytes = Framing.frameBytes(M.self)
        guard hasRoom(frameBytes) else { return }
        unsafe Framing.write(message, at: hot.value.output.reserve(frameBytes))
        hot.value.output.commit(frameBytes)
        noteOutput()
    }

    /// Adds one frame of a message with a group.
    package func send<M: GroupedMessage>(_ message: M, _ entries: some Collection<M.Entry>) {
        let frameBytes = Framing.frameBytes(M.self, entries: entries.count)
        precondition(frameBytes <= Framing.frameBytesMax, "a frame too long")
        guard hasRoom(frameBytes) else { return }
        unsafe Framing.write(message, entries, at: hot.value.output.reserve(frameBytes))
        hot.value.output.commit(frameBytes)
        noteOutput()
    }

    /// Adds whole frames made elsewhere: a report, or market data.
    @inline(__always) package func deliver(_ frames: UnsafeRawBufferPointer) {
        guard hot.value.state == .active, hasRoom(frames.count) else { return }
        unsafe hot.value.output.append(frames)
        noteOutput()
    }

    @inline(__always) func noteOutput() {
        guard !hot.value.isDirty else { return }
        hot.value.isDirty = true
        table.noteDirty(self)
    }

    /// Bytes that wait to be written.
    package var outputBytes: Int { hot.value.output.count }

    /// Calls `body` with what waits; takes away as many bytes as it says it wrote.
    package func writeOutput(_ body: (UnsafeRawBufferPointer) -> Int) {
        guard !hot.value.output.isEmpty else { return }
        let written = unsafe hot.value.output.withBytes { unsafe body($0) }
        hot.value.output.removeFirst(written)
    }

    /// Whether anything was sent since it was asked last.
    func hasSent() -> Bool {
        let added = hot.value.output.added
        defer { addedWhenLooked = added }
        return added != addedWhenLooked
    }
}
