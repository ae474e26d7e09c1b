/// Frames over a socket of their own: `sbe://`.
final class FrameClient: LoadClient, LoadSpeaker {
    private let run: LoadRun
    private let session: FrameSession
    /// Reads nothing once it has logged on, and sends nothing.
    private let isSlow: Bool
    private var socket: LoadSocket?

    init(_ run: LoadRun, _ session: FrameSession, isSlow: Bool = false) {
        self.run = run
        self.isSlow = isSlow
        self.session = session
    }

    var inFlight: Int { session.inFlight }
    var missing: String? { session.missing }
    var isOver: Bool { socket?.isOver ?? false }
    func recordPending(_ record: LoadRecord) { session.recordPending(record) }

    func open() throws { socket = try LoadSocket(run.options.target.address, run, self) }
    func fill() { if !isSlow { session.fill() } }
    func flush() { socket?.flush() }
    func tick() {
        guard !isSlow else { return }
        session.tick()
        flush()
    }

    func close() {
        session.logOut()
        flush()
        socket?.close()
    }

    // MARK: LoadSpeaker

    func opened() {}
    func received(_ bytes: UnsafeRawBufferPointer) {
        unsafe session.received(bytes)
        if !isSlow { session.fill() } else if session.isActive { socket?.setReading(false) }
    }

    func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int { unsafe session.output.write(sink) }
    /// A slow reader may be thrown out.
    func ended(_ reason: String) { if !isSlow || run.phase == .connecting { run.fail("binary session: \(reason)") } }
}
