import HTTP
import IO

/// An HTTP/1.1 connection, up to the WebSocket it may become.
///
/// However the bytes are cut, the same is understood and the same is answered; what was understood, written anew, is understood again.
final class HTTP1Fuzz: FuzzedParser {
    static let name = "http1"
    static let words = [
        "GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "\r\n", "\r\n\r\n", "Host: ", "Content-Length: ", "Transfer-Encoding: ",
        "chunked", "Connection: ", "close", "keep-alive", "upgrade", "Upgrade: websocket\r\n", "Expect: 100-continue\r\n", "Sec-WebSocket-Version: 13\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "http://", "https://", "0\r\n\r\n", ";a=b", "X-API-Key: ", "Authorization: ", "/later", "/stream", "/refused", "/socket",
    ]

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        let socket = "GET /socket HTTP/1.1\nHost: x\nConnection: upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n"
        return [
            "GET /a?b=c HTTP/1.1\nHost: x\nAccept: */*\nX-Two:\ta b \n\n", "POST /later HTTP/1.1\nHost: x:80\nContent-Length: 3\n\nabcGET / HTTP/1.1\nHost: y\n\n",
            "GET / HTTP/1.0\n\n", "PUT /p HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\nabc\n0A;e=f\n0123456789\n0\nT: r\n\n",
            "POST /stream HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nExpect: 100-continue\n\n5\nabcde\n0\n\nHEAD /later HTTP/1.1\nHost: x\n\n",
            "DELETE /x%20y HTTP/1.1\nHost: [::1]\nConnection: close\n\n", "OPTIONS * HTTP/1.1\nHost: x\n\n", "GET http://h:1/p?q HTTP/1.1\nHost: x\nConnection: keep-alive\n\n",
            "POST /refused HTTP/1.1\nHost: x\nContent-Length: 5\n\n12345GET / HTTP/1.1\nHost: x\n\n", socket, "GET /later HTTP/1.1\nHost: x\n\n" + socket,
        ].map { Array($0.replacing("\n", with: "\r\n").utf8) } + [Array(socket.replacing("\n", with: "\r\n").utf8) + [0x81, 0x82, 1, 2, 3, 4, 0x60, 0x60, 0x88, 0x80, 0, 0, 0, 0]]
    }

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        let bytes = unsafe Array(bytes)
        let whole = HTTP1Conversation()
        whole.receive(bytes[...])
        let cut = HTTP1Conversation()
        for piece in Pieces(bytes) { cut.receive(piece) }
        hold(whole.told == cut.told, "whole: \(whole.told)\nin pieces: \(cut.told)")
        hold(whole.output == cut.output, "whole: \(String(decoding: whole.output, as: UTF8.self))\nin pieces: \(String(decoding: cut.output, as: UTF8.self))")
        for (written, meaning) in whole.rewritten {
            let again = HTTP1Conversation()
            again.receive(written[...])
            hold(again.told.last == meaning, "\(meaning) written anew is \(again.told)")
        }
    }
}

/// One connection, answered at once or, under `/later`, once all that has arrived is read.
final class HTTP1Conversation: HTTPHandler, WebSocketHandler {
    /// What the handler was told, pieces of a body put together.
    private(set) var told: [String] = []
    private(set) var output: [UInt8] = []
    /// Requests written anew, and what is to be understood of them.
    private(set) var rewritten: [(bytes: [UInt8], meaning: String)] = []
    private let session = HTTP1Session()
    private var socket: WebSocketSession?
    private var pending: [UInt8] = []
    private var waiting: [Int32] = []
    private var bodies: [Int32: [UInt8]] = [:]
    private var offered: Int32?
    /// Bytes of a body that is collected; enough to get over it with a short input.
    private static let bodyBytesMax = 64

    func receive(_ bytes: ArraySlice<UInt8>) {
        pending += bytes
        var goesOn = true
        while goesOn {
            if let socket {
                unsafe pending.withUnsafeBytes { unsafe socket.receive($0, self) }
                pending = []
            }
            let taken = session.isUpgraded || session.isBlocked ? 0 : unsafe pending.withUnsafeBytes { unsafe session.receive($0, self) }
            hold(taken <= pending.count, "took \(taken) of \(pending.count) bytes")
            pending.removeFirst(taken)
            goesOn = turn() || taken > 0 && !pending.isEmpty
        }
        hold(session.outstanding <= HTTPLimits.pipelinedRequestsMax + 1, "\(session.outstanding) requests are owed an answer")
    }

    /// Answers what waits, and writes. True if more may be read now.
    private func turn() -> Bool {
        let wasBlocked = session.isBlocked
        for stream in waiting { session.respond(stream, HTTPResponse(200, .text, text: "later \(stream)")) }
        waiting = []
        if let stream = offered, session.acceptWebSocket(stream) {
            told.append("\(stream) socket")
            socket = WebSocketSession(.server, contexts: WebSocketContexts())
        }
        offered = nil
        let isNew = session.isUpgraded && !pending.isEmpty && socket != nil
        while session.hasOutput {
            unsafe session.writeOutput { bytes in
                unsafe output.append(contentsOf: bytes)
                return bytes.count
            }
        }
        return isNew || wasBlocked && !session.isBlocked
    }

    private func describe(_ request: borrowing HTTPRequest) -> String {
        let fields = (0..<request.fieldCount).map { request.field(at: $0) }.filter { !request.equals($0.name, "content-length") && !request.equals($0.name, "transfer-encoding") }
        return "\(request.method) \(request.bytes[request.path]) \(request.bytes[request.query]) @\(request.bytes[request.authority]) "
            + fields.map { "\(request.text($0.name))=\(request.bytes[$0.value])" }.joined(separator: " ") + " \(request.bytes[request.body])"
    }

    // MARK: HTTPHandler

    func head(_ request: borrowing HTTPRequest, stream: Int32) -> BodyMode {
        told.append("\(stream) head \(describe(request))")
        if request.isWebSocket {
            offered = stream
            return .webSocketLater
        }
        if request.equals(request.path, "/socket") { return .webSocket }
        if request.equals(request.path, "/refused") { return .refuse(HTTPResponse(403, .text, text: "refused")) }
        if request.equals(request.path, "/stream") { return .stream }
        return .collect(bytesMax: Self.bodyBytesMax)
    }

    func request(_ request: borrowing HTTPRequest, stream: Int32) {
        let meaning = "1 \(describe(request))"
        told.append("\(stream) \(describe(request))")
        if let bytes = written(request) { rewritten.append((bytes, meaning)) }
        if request.equals(request.path, "/later") { waiting.append(stream) } else { session.respond(stream, HTTPResponse(200, .text, text: "now \(stream)")) }
    }

    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) { unsafe bodies[stream, default: []].append(contentsOf: bytes) }

    func end(stream: Int32) {
        told.append("\(stream) end \(bodies.removeValue(forKey: stream) ?? [])")
        session.respond(stream, HTTPResponse(200, .text, text: "read \(stream)"))
    }

    func aborted(stream: Int32) {
        bodies[stream] = nil
        told.append("\(stream) aborted")
    }

    func refusal(_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest) -> HTTPResponse {
        told.append("refused \(status) \(reason)")
        return HTTPResponse(status, .text, text: "\(reason)")
    }

    /// The request as it could have come too. Nil for those that would not mean the same: without a method's name, on the way to another protocol,
    /// or so long that the limits of a head decide.
    private func written(_ request: borrowing HTTPRequest) -> [UInt8]? {
        guard request.method != .other, !request.has(.upgrade), request.fieldCount < 60, request.body.lowerBound < 4096 else { return nil }
        let isOrigin = request.text(request.authority) == request.text(request[.host])
        var target = request.bytes[request.path]
        if !request.query.isEmpty { target += [UInt8(ascii: "?")] + request.bytes[request.query] }
        if !isOrigin { target = Array("http://".utf8) + request.bytes[request.authority] + target }
        var bytes = Array("\(request.method.name) ".utf8) + target + Array(request.has(.host) ? " HTTP/1.1\r\n".utf8 : " HTTP/1.0\r\n".utf8)
        for index in 0..<request.fieldCount {
            let (name, value) = request.field(at: index)
            guard !request.equals(name, "content-length"), !request.equals(name, "transfer-encoding") else { continue }
            bytes += request.bytes[name] + [UInt8(ascii: ":")] + request.bytes[value] + [13, 10]
        }
        bytes += Array("content-length: \(request.body.count)\r\n\r\n".utf8) + request.bytes[request.body]
        return bytes
    }

    // MARK: WebSocketHandler

    func message(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ session: WebSocketSession) { told.append("message \(isText) \(unsafe Array(bytes))") }
    func pong(_ bytes: UnsafeRawBufferPointer, _ session: WebSocketSession) { told.append("pong \(unsafe Array(bytes))") }
    func closed(code: UInt16, _ session: WebSocketSession) { told.append("closed \(code)") }
}
