import HTTP
import IO

/// Which listener somebody came in by.
package enum Door: UInt8, Sendable {
    case agentExchange, admin, binary
}

/// Who is at the other end of a connection.
package struct Peer: Sendable {
    package let door: Door
    package let address: SocketAddress
    package let isEncrypted: Bool

    /// Whether a key may be shown here in clear.
    package var isPrivate: Bool { isEncrypted || address.isLoopback }

    package init(door: Door, address: SocketAddress, isEncrypted: Bool) {
        self.door = door
        self.address = address
        self.isEncrypted = isEncrypted
    }
}

/// One of the HTTP interfaces the daemon speaks: a router, an envelope for errors, a way to tell who asks.
package protocol Facade: AnyObject {
    /// A complete request. Exactly one response, or an acceptance of the WebSocket it asks for, must follow, now or later.
    func handle(_ request: borrowing HTTPRequest, _ ticket: Ticket, _ peer: Peer)
    /// How it words what HTTP itself refuses, before anybody can be asked: on any loop. Nil for plain text.
    var refusals: RefusalWriter? { get }
}

/// Makes the answer to a fault of the protocol: status, reason, and what was understood of the request.
package typealias RefusalWriter = @Sendable (_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest) -> HTTPResponse

/// The desk's end of something that goes on: a binary session, a WebSocket.
package protocol Channel: AnyObject {
    /// Bytes of a stream, or a whole message of a WebSocket.
    func received(_ bytes: UnsafeRawBufferPointer, isText: Bool)
    /// What waited to be sent has been.
    func drained()
    /// Gone, or closed by the other side: nothing can be sent any more.
    func closed()
}

extension Channel {
    package func drained() {}
}

/// Where requests arrive on the engine's loop, and are told apart.
package final class Reception: @unchecked Sendable {
    package let desk: Desk
    /// By door.
    private var facades = InlineArray<3, (any Facade)?>(repeating: nil)
    /// Makes the channel for frames, over the binary port, HTTP/2 and WebSocket alike; nil if there is no room for one more.
    package var makeFrameChannel: ((Ticket, Peer, FrameTransport) -> (any Channel)?)?

    /// Where frames go over HTTP.
    package static let framesPath: StaticString = "/v1/stream"
    private static let tooMany: StaticString = "too many sessions"

    package init(_ desk: Desk) { self.desk = desk }

    package func serve(_ facade: any Facade, at door: Door) { facades[Int(door.rawValue)] = facade }

    func refusals(at door: Door) -> RefusalWriter? { facades[Int(door.rawValue)]?.refusals }

    private func refuse(_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest, _ ticket: Ticket, _ peer: Peer) {
        let response = refusals(at: peer.door)?(status, reason, request)
        respond(ticket, response ?? HTTPResponse(status, .text, text: "\(reason)\n"))
    }

    // MARK: requests

    /// What comes from a connection that has ended is not looked at: there would be nobody to tell what became of it.
    func received(_ request: borrowing HTTPRequest, _ ticket: Ticket, _ peer: Peer) {
        guard desk.connections.isOpen(ticket) else { return }
        if request.isWebSocket, request.equals(request.path, Self.framesPath), let makeFrameChannel {
            guard let channel = makeFrameChannel(ticket, peer, .webSocket) else { return refuse(503, Self.tooMany, request, ticket, peer) }
            return accept(ticket, channel)
        }
        guard let facade = facades[Int(peer.door.rawValue)] else {
            return refuse(404, "nothing is served here", request, ticket, peer)
        }
        facade.handle(request, ticket, peer)
    }

    func openedStream(_ request: HTTPRequest, _ ticket: Ticket, _ peer: Peer) {
        guard desk.connections.isOpen(ticket) else { return }
        guard let makeFrameChannel else {
            return refuse(404, "no frames are taken here", request, ticket, peer)
        }
        guard let channel = makeFrameChannel(ticket, peer, .stream) else { return refuse(503, Self.tooMany, request, ticket, peer) }
        desk.connections.add(channel, ticket)
        desk.connections.with(ticket) { $0.start(ticket.stream, HTTPResponse(200, .sbe)) }
    }

    func openedFrames(_ ticket: Ticket, _ peer: Peer) {
        guard let channel = makeFrameChannel?(ticket, peer, .socket) else { return close(ticket) }
        desk.connections.add(channel, ticket)
    }

    func data(_ bytes: UnsafeRawBufferPointer, _ ticket: Ticket) {
        unsafe desk.connections.channel(ticket)?.received(bytes, isText: false)
    }

    func message(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ ticket: Ticket) {
        unsafe desk.connections.channel(ticket)?.received(bytes, isText: isText)
    }

    /// A stream has ended; a socket's is the whole connection.
    func ended(_ ticket: Ticket) { desk.connections.removeChannel(ticket)?.closed() }

    /// The peer has said all it had to say on a stream: so have we.
    func finished(_ ticket: Ticket) {
        ended(ticket)
        desk.connections.with(ticket) { $0.end(ticket.stream, code: 1000, reason: "") }
    }

    func drained(_ ticket: Ticket) { desk.connections.forEachChannel(ticket) { $0.drained() } }
    func closed(_ ticket: Ticket) { desk.connections.remove(ticket) }

    // MARK: answers

    package func respond(_ ticket: Ticket, _ response: HTTPResponse) {
        desk.connections.respond(ticket, response)
    }

    /// Accepts the WebSocket a request asked for; what comes over it goes to `channel`.
    package func accept(_ ticket: Ticket, _ channel: any Channel) {
        desk.connections.add(channel, ticket)
        // Its session may be in the middle of reading the request.
        desk.afterwards { [desk] in desk.connections.with(ticket) { $0.acceptWebSocket(ticket.stream) } }
    }

    package func close(_ ticket: Ticket) { desk.connections.with(ticket) { $0.finish() } }
}

/// What carries frames.
package enum FrameTransport: Sendable {
    case socket, stream, webSocket
}
