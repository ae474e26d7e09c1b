import HTTP
import Synchronization

// What the desk says to a connection. The end of the turn flushes it.
extension Connection {
    /// The server speaks first, so this waits for the handshake where there is one.
    func openFrames() {
        transport = .frames
        home.post { [ticket, peer] in $0.openedFrames(ticket, peer) }
    }

    package func respond(_ stream: Int32, _ response: HTTPResponse) {
        guard case .http(let session) = transport else { return }
        session.respond(stream, response)
        home.counters.answered(peer.door, response.status)
    }

    /// The answer to what HTTP itself refuses, as the listener's interface words it.
    nonisolated func refusal(_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest) -> HTTPResponse {
        home.counters.answered(peer.door, status)
        return refusals?(status, reason, request) ?? HTTPResponse(status, .text, text: "\(reason)\n")
    }

    func start(_ stream: Int32, _ response: HTTPResponse) {
        guard case .http(let session) = transport else { return }
        session.start(stream, response)
    }

    func acceptWebSocket(_ stream: Int32) {
        guard case .http(let session) = transport, session.acceptWebSocket(stream) else { return }
        if let session = session as? HTTP2Session {
            let tunnel = webSocket(stream)
            tunnels[stream] = tunnel
            // A client need not wait for the acceptance.
            let (bytes, isComplete) = session.takeHeld(stream)
            unsafe bytes.withUnsafeBytes { unsafe tunnel.receive($0, intake) }
            if isComplete { intake.end(stream: stream) }
        } else {
            upgrade(session, stream)
        }
    }

    /// What the old session still has to send (the acceptance) goes first.
    private func upgrade(_ session: any HTTPSession, _ stream: Int32) {
        while session.hasOutput { unsafe session.writeOutput { unsafe put($0) } }
        transport = .webSocket(webSocket(stream))
        // What came behind the handshake is the WebSocket's.
        feedRest()
        setReading(true)
    }

    private func webSocket(_ stream: Int32) -> WebSocketSession {
        let session = WebSocketSession(.server, contexts: home.contexts)
        session.stream = stream
        return session
    }

    /// Bytes of frames, over whatever carries them.
    package func write(_ stream: Int32, _ bytes: UnsafeRawBufferPointer) {
        switch transport {
        case .frames: unsafe append(bytes)
        case .webSocket(let session): unsafe session.send(binary: bytes)
        case .http(let session):
            if let tunnel = tunnels[stream] { unsafe tunnel.send(binary: bytes) } else { unsafe session.send(stream, bytes) }
        case .undecided, .lingering, .ended: break
        }
        measure()
    }

    /// A text message of a WebSocket.
    package func send(_ stream: Int32, text: [UInt8]) {
        unsafe text.withUnsafeBytes { bytes in
            switch transport {
            case .webSocket(let session): unsafe session.send(text: bytes)
            case .http: unsafe tunnels[stream]?.send(text: bytes)
            case .undecided, .frames, .lingering, .ended: break
            }
        }
        measure()
    }

    /// Ends a WebSocket or a stream of frames, not the connection beneath it unless that is all it carries.
    package func end(_ stream: Int32, code: UInt16, reason: StaticString) {
        switch transport {
        case .webSocket(let session): session.close(code: code, reason: reason)
        case .http(let session):
            if let tunnel = tunnels[stream] { tunnel.close(code: code, reason: reason) } else { session.finish(stream) }
        case .frames: finish()
        case .undecided, .lingering, .ended: break
        }
    }

    /// The peer has sent its last byte. Whoever has asked may still listen (RFC 9112 §9.6): whole requests are answered first. False if none are.
    func hangUp() -> Bool {
        guard case .http(let session) = transport, session is HTTP1Session, session.phase == .idle, !hasHungUp,
            session.outstanding > 0 || queuedBytes > 0
        else { return false }
        hasHungUp = true
        // Its end would be told again and again; that it is gone will be told nevertheless.
        setHeldBack(true)
        session.drain()
        flush()
        return true
    }

    /// The stream of a WebSocket over HTTP/2 ends, and with it what went on over it.
    func endTunnel(_ stream: Int32) {
        guard case .http(let session) = transport, tunnels.removeValue(forKey: stream) != nil else { return }
        session.finish(stream)
        home.post { [ticket] in $0.ended(ticket.on(stream)) }
    }

    /// Bytes that wait to be sent, wherever they do.
    var queuedBytes: Int {
        switch transport {
        case .webSocket(let session): output.count + session.queuedBytes
        case .http(let session) where tunnels.isEmpty: output.count + session.queuedBytes
        case .http(let session): tunnels.values.reduce(output.count + session.queuedBytes) { $0 + $1.queuedBytes }
        case .frames, .undecided, .lingering, .ended: output.count
        }
    }

    /// Channels hold back what is more than this, until they are told that it is less: the socket or a window of HTTP/2 has opened.
    static let behindBytes = FrameChannel.queuedBytesMax

    func countWaiting() {
        let waiting = queuedBytes
        setQueued(waiting)
        guard isBehind != (waiting >= Self.behindBytes) else { return }
        isBehind.toggle()
        if !isBehind { home.post { [ticket] in $0.drained(ticket) } }
    }

    func setQueued(_ bytes: Int) {
        home.counters.queued(bytes - queued.load(ordering: .relaxed))
        queued.store(bytes, ordering: .relaxed)
    }

    /// What waits for a reader who does not read: over the limit the connection ends, before memory does.
    func measure() {
        guard isOpen else { return }
        let bytes = queuedBytes
        setQueued(bytes)
        if bytes > Self.outputBytesMax { close() }
    }
}
