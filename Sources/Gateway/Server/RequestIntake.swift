import HTTP

/// What a connection's session hands over goes to the reception from here; with it, whether a body is collected or streamed.
///
/// Only the connection's loop calls it.
final class RequestIntake: HTTPHandler, @unchecked Sendable {
    private unowned let connection: Connection
    private let home: GatewayLoop
    private let ticket: Ticket
    private let peer: Peer

    init(_ connection: Connection) {
        self.connection = connection
        home = connection.home
        ticket = connection.ticket
        peer = connection.peer
    }

    func head(_ request: borrowing HTTPRequest, stream: Int32) -> BodyMode {
        if !request.isWebSocket, request.method == .post || request.method == .get, request.equals(request.path, Reception.framesPath) {
            guard request.isHTTP2, request.method == .post else { return .refuse(framesRefusal(request)) }
            let copy = copy request
            home.post { [ticket, peer] in $0.openedStream(copy, ticket.on(stream), peer) }
            return .stream
        }
        if request.isWebSocket {
            self.request(request, stream: stream)
            return .webSocketLater
        }
        return .collect(bytesMax: HTTPLimits.bodyBytesMax)
    }

    func refusal(_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest) -> HTTPResponse {
        connection.refusal(status, reason, request)
    }

    /// Over HTTP/1.1 a request ends before its answer begins: frames that go both ways at a time need more.
    private func framesRefusal(_ request: borrowing HTTPRequest) -> HTTPResponse {
        guard !request.isHTTP2 else {
            var response = refusal(405, "frames go by POST, or by a WebSocket", request)
            response.add("allow", "POST")
            return response
        }
        var response = refusal(426, "frames are spoken over HTTP/2 (POST), or over a WebSocket at this path", request)
        response.add("upgrade", "websocket")
        return response
    }

    func request(_ request: borrowing HTTPRequest, stream: Int32) {
        if home.isLocal {
            home.reception.received(request, ticket.on(stream), peer)
        } else {
            let copy = copy request
            home.post { [ticket, peer] in $0.received(copy, ticket.on(stream), peer) }
        }
    }

    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) {
        // The connection is on this very loop.
        nonisolated(unsafe) let bytes = unsafe bytes
        let isTunnel = connection.assumeIsolated { connection in
            guard let tunnel = connection.tunnels[stream] else { return false }
            unsafe tunnel.receive(bytes, self)
            // Pings are answered whether or not anybody reads the answers.
            connection.measure()
            return true
        }
        if isTunnel { return }
        if home.isLocal { return unsafe home.reception.data(bytes, ticket.on(stream)) }
        let copy = unsafe Array(bytes)
        home.post { [ticket] reception in unsafe copy.withUnsafeBytes { unsafe reception.data($0, ticket.on(stream)) } }
    }

    func end(stream: Int32) {
        connection.assumeIsolated { $0.endTunnel(stream) }
        home.post { [ticket] in $0.finished(ticket.on(stream)) }
    }

    func aborted(stream: Int32) {
        connection.assumeIsolated { $0.tunnels[stream] = nil }
        home.post { [ticket] in $0.ended(ticket.on(stream)) }
    }
}

// The messages of a WebSocket; which one, its session knows.
extension RequestIntake: WebSocketHandler {
    func message(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ session: WebSocketSession) {
        let ticket = ticket.on(session.stream)
        if home.isLocal { return unsafe home.reception.message(bytes, isText: isText, ticket) }
        let copy = unsafe Array(bytes)
        home.post { reception in unsafe copy.withUnsafeBytes { unsafe reception.message($0, isText: isText, ticket) } }
    }

    func pong(_ bytes: UnsafeRawBufferPointer, _ session: WebSocketSession) {}

    func closed(code: UInt16, _ session: WebSocketSession) { home.post { [ticket, stream = session.stream] in $0.ended(ticket.on(stream)) } }
}
