/// Frames over a socket of their own: `sbe://`.
final class FrameClient: LoadClient, LoadSpeaker {
    private let run: LoadRun
    private let session: FrameSession
    private var socket: LoadSocket?

    init(_ run: LoadRun, _ session: FrameSession) {
        self.run = run
        self.session = session
    }

    var inFlight: Int { session.inFlight }
    var missing: String? { session.missing }

    func open() throws { socket = try LoadSocket(run.options.target.address, run, self) }
    func fill() { session.fill() }
    func flush() { socket?.flush() }
    func tick() {
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
    func received(_ bytes: UnsafeRawBufferPointer) { unsafe session.received(bytes) }
    func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int { unsafe session.output.write(sink) }
    func ended(_ reason: String) { run.fail("binary session: \(reason)") }
}
