/// How the body of a request is to be read: what a handler says to a head.
package enum BodyMode: Sendable {
    /// Gather it; over so many bytes the session answers 413 itself.
    case collect(bytesMax: Int)
    /// Hand it over as it comes.
    case stream
    /// Accept the WebSocket the request asks for; if it asks for none, the session answers 426.
    case webSocket
    /// As above, but whether to accept is decided later: by `acceptWebSocket`, or by an answer that says why not.
    case webSocketLater
    /// Answer at once, without the body.
    case refuse(HTTPResponse)
}

/// What a session tells its owner. A stream is a request of a connection: an HTTP/2 stream, or the running number of an HTTP/1.1 request.
package protocol HTTPHandler: AnyObject {
    /// A head is complete.
    func head(_ request: borrowing HTTPRequest, stream: Int32) -> BodyMode
    /// A request is complete: its body was to be collected.
    func request(_ request: borrowing HTTPRequest, stream: Int32)
    /// A piece of a body that is streamed, or of a WebSocket over HTTP/2.
    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32)
    /// The peer has sent all of a body that is streamed.
    func end(stream: Int32)
    /// The peer gave a request up, or the connection failed: no answer to it is wanted. Not for those that were answered completely.
    func aborted(stream: Int32)
    /// The answer to what the protocol itself refuses, in the words of whoever is asked. Of the request, what was understood before the fault.
    func refusal(_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest) -> HTTPResponse
}

extension HTTPHandler {
    /// The reason as plain text.
    package func refusal(_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest) -> HTTPResponse {
        var response = HTTPResponse(status, .text)
        reason.withUTF8Buffer { unsafe response.body.append(contentsOf: $0) }
        response.body.append(10)
        return response
    }

    func refusal(_ fault: HTTPFault, _ request: borrowing HTTPRequest) -> HTTPResponse { refusal(fault.status, fault.reason, request) }
}

/// What a connection is waiting for, to decide how long that may take.
package enum HTTPPhase: Sendable {
    /// Nothing of a next request has come.
    case idle
    /// In the middle of a head.
    case head
    /// In the middle of a body. Of HTTP/2, never: each stream's has a time of its own.
    case body
}

/// The server's end of a connection, whatever version it speaks. Sans-I/O: bytes are given to `receive` and taken from `writeOutput`.
///
/// Errors of the peer are answered inside: a status, GOAWAY or RST_STREAM in the output, then `closesAfterOutput`.
package protocol HTTPSession: AnyObject {
    /// Reads what has arrived. Returns how many bytes it took: the rest is to be given again, with or without more behind it, and even
    /// if it is empty, once `isBlocked` is false.
    func receive(_ bytes: UnsafeRawBufferPointer, _ handler: any HTTPHandler) -> Int
    /// Takes no input for now: too many answers are owed, the stream that is being received is paused, or the connection is upgraded.
    var isBlocked: Bool { get }

    /// A whole answer. False if nobody waits for it (any more).
    @discardableResult func respond(_ stream: Int32, _ response: borrowing HTTPResponse) -> Bool
    /// The head of an answer whose body follows by `send`; the response's own body is its first piece.
    @discardableResult func start(_ stream: Int32, _ response: borrowing HTTPResponse) -> Bool
    /// A piece of a started answer. False if nobody waits for it (any more).
    @discardableResult func send(_ stream: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool
    /// The end of a started answer.
    @discardableResult func finish(_ stream: Int32) -> Bool
    /// Accepts a WebSocket that was left open. False if nobody waits for it (any more), or its handshake is no good: then it is answered so.
    @discardableResult func acceptWebSocket(_ stream: Int32) -> Bool
    /// Bytes of an answer that still wait in the session: who streams stops when it is too much.
    func queuedBytes(_ stream: Int32) -> Int
    /// The same of all answers.
    var queuedBytes: Int { get }
    /// Bytes of answers that wait for nothing but the peer's windows (HTTP/2), and how many such bytes have gone so far, which wraps.
    var windowed: (waiting: Int, gone: Int) { get }
    /// Holds back or goes on with a body that is streamed to the handler.
    func setPaused(_ isPaused: Bool, _ stream: Int32)

    /// Offers what is to be sent; the sink says how many bytes it took. Returns that number.
    @discardableResult func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int
    var hasOutput: Bool { get }
    /// Nothing will follow the output there is: once it is written, the connection is to be closed.
    var closesAfterOutput: Bool { get }

    var phase: HTTPPhase { get }
    /// Requests so far, where they come one after the other: tells a phase from a later one of the same kind.
    var requestCount: Int32 { get }
    /// Bytes received in this phase.
    var phaseBytes: Int { get }
    /// Requests that wait for (the rest of) their answers.
    var outstanding: Int { get }

    /// The phase took too long: 408 or GOAWAY, then the end.
    func timeout(_ handler: any HTTPHandler)
    /// To be called now and then: answers 408 to each collected body that began more than `bodyMax` nanoseconds ago, where several come at a time.
    func expireBodies(_ now: Int64, bodyMax: Int64, _ handler: any HTTPHandler)
    /// Answers what has begun, takes nothing new, then closes.
    func drain()
    /// The connection is gone: tells the handler about every request that was not answered.
    func abandon(_ handler: any HTTPHandler)
}

/// What the first bytes of a connection say about its protocol: one port speaks all.
package enum ProtocolSniffer: Sendable {
    case http1, http2, needMore

    /// Bytes after which it is always decided.
    package static let bytesMax = 24

    /// HTTP/2 with prior knowledge begins with a preface no HTTP/1.1 request begins with (RFC 9113 §3.4).
    package init(_ bytes: UnsafeRawBufferPointer) {
        let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        let isPrefix = preface.withUTF8Buffer { preface in
            for index in 0..<min(bytes.count, preface.count) where unsafe bytes[index] != preface[index] { return false }
            return true
        }
        self = !isPrefix ? .http1 : bytes.count >= Self.bytesMax ? .http2 : .needMore
    }
}
