import HTTP

/// Frames in the binary messages of a WebSocket: `ws://`.
final class WebSocketLoadClient: LoadClient, LoadSpeaker, HTTPClientHandler, WebSocketHandler {
    private let run: LoadRun
    /// Nil for one that only stays open.
    private let session: FrameSession?
    private let path: String
    private let http = HTTP1ClientSession()
    private let contexts: WebSocketContexts
    private var webSocket: WebSocketSession?
    private var socket: LoadSocket?

    static let framesPath = "/v1/stream"
    /// Bytes of frames in one message: what a session has is cut where it falls, frames included.
    private static let messageBytesMax = 1 << 16

    init(_ run: LoadRun, _ session: FrameSession?, path: String = WebSocketLoadClient.framesPath, _ contexts: WebSocketContexts) {
        self.run = run
        self.session = session
        self.path = path
        self.contexts = contexts
    }

    var inFlight: Int { session?.inFlight ?? 0 }
    var missing: String? { session?.missing }
    var isOver: Bool { socket?.isOver ?? false }
    func recordPending(_ record: LoadRecord) { session?.recordPending(record) }

    func open() throws { socket = try LoadSocket(run.options.target.address, run, self) }
    func fill() { session?.fill() }
    func flush() { socket?.flush() }
    func tick() {
        session?.tick()
        flush()
    }

    func close() {
        session?.logOut()
        webSocket?.close(code: 1000)
        flush()
        socket?.close()
    }

    // MARK: LoadSpeaker

    func opened() { http.openWebSocket(HTTPClientRequest(.get, path, authority: run.options.target.authority)) }

    func received(_ bytes: UnsafeRawBufferPointer) {
        if let webSocket { return unsafe webSocket.receive(bytes, self) }
        let taken = unsafe http.receive(bytes, self)
        guard http.isUpgraded else { return }
        let webSocket = WebSocketSession(.client, contexts: contexts)
        self.webSocket = webSocket
        unsafe webSocket.receive(UnsafeRawBufferPointer(rebasing: bytes[taken...]), self)
        if session == nil { run.isReady() }
    }

    func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int {
        guard let webSocket else { return unsafe http.writeOutput(sink) }
        if let session {
            while !webSocket.hasOutput, unsafe session.output.write({ bytes in
                let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, Self.messageBytesMax)])
                return unsafe webSocket.send(binary: piece) ? piece.count : 0
            }) > 0 {}
        }
        return unsafe webSocket.writeOutput(sink)
    }

    func ended(_ reason: String) { run.fail("WebSocket: \(reason)") }

    // MARK: the handshake

    func head(_ response: borrowing HTTPClientResponse, stream: Int32) {
        if response.status != 101 { run.fail("WebSocket: answered \(response.status)") }
    }

    func response(_ response: borrowing HTTPClientResponse, stream: Int32) {}
    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) {}
    func end(stream: Int32) {}
    func aborted(stream: Int32) { run.fail("WebSocket: the handshake was not answered") }

    // MARK: messages

    func message(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ webSocket: WebSocketSession) {
        guard let session else { return }
        run.statistics.check(!isText, "frames came as text")
        unsafe session.received(bytes)
        session.fill()
    }

    func pong(_ bytes: UnsafeRawBufferPointer, _ session: WebSocketSession) {}
    func closed(code: UInt16, _ session: WebSocketSession) {
        if run.phase != .done { run.fail("WebSocket: closed with \(code)") }
    }
}
