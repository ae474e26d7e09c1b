import HTTP
import IO

/// An HTTP/2 connection. However the bytes are cut, a request that is understood is the same; each is told once.
///
/// Which are understood may depend on the pieces, once a peer breaks the protocol: between them answers go out, and frames for a stream that is closed are passed
/// over, while for one that is half closed they are an error (RFC 9113 §5.1).
/// The first byte says whether the preface goes before the rest.
final class HTTP2Fuzz: FuzzedParser {
    static let name = "http2"
    static let words = ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ":method", ":path", ":authority", ":scheme", ":protocol", "websocket", "content-length", "te", "trailers"]
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for count in 1...3 {
            let client = HTTP2ClientSession()
            for number in 0..<count {
                var request = HTTPClientRequest(number == 1 ? .post : .get, "/\(number)?a=b", authority: "walras")
                request.add("x-api-key", "ak_live_\(number)")
                if number == 1 { request.body = Array(#"{"symbol":"BTCUSDT"}"#.utf8) }
                _ = client.send(request)
            }
            if count == 3 { _ = client.openWebSocket(HTTPClientRequest(.get, "/socket", authority: "walras")) }
            var bytes: [UInt8] = []
            while client.hasOutput {
                unsafe client.writeOutput { piece in
                    unsafe bytes.append(contentsOf: piece)
                    return piece.count
                }
            }
            hold(bytes.starts(with: preface), "our client begins with the preface")
            seeds.append([1] + bytes.dropFirst(preface.count))
        }
        return seeds
    }

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        guard let first = unsafe bytes.first else { return }
        let bytes = unsafe (first & 1 == 1 ? Self.preface : []) + Array(bytes.dropFirst())
        let whole = HTTP2Conversation()
        whole.receive(bytes)
        let cut = HTTP2Conversation()
        for piece in Pieces(bytes) { cut.receive(Array(piece)) }
        for (what, request) in whole.told {
            if let other = cut.told[what] { hold(request == other, "whole: \(request)\nin pieces: \(other)") }
        }
        whole.end()
    }
}

/// One connection, every request of which is answered at once.
private final class HTTP2Conversation: HTTPHandler {
    /// What was told of a stream, under the stream and what it was.
    private(set) var told: [String: String] = [:]
    private let session = HTTP2Session()
    private var bodies: [Int32: [UInt8]] = [:]

    func receive(_ bytes: [UInt8]) {
        let taken = unsafe bytes.withUnsafeBytes { unsafe session.receive($0, self) }
        hold(taken == bytes.count, "took \(taken) of \(bytes.count) bytes")
        hold(session.outstanding <= HTTPLimits.concurrentStreamsMax + 1, "\(session.outstanding) streams at a time")
        write()
    }

    private func write() {
        while session.hasOutput { unsafe session.writeOutput { $0.count } }
    }

    /// The connection is lost.
    func end() {
        session.drain()
        write()
        session.abandon(self)
    }

    private func describe(_ request: borrowing HTTPRequest) -> String {
        let fields = (0..<request.fieldCount).map { request.field(at: $0) }.map { "\(request.text($0.name))=\(request.bytes[$0.value])" }
        return "\(request.method) \(request.text(request.path)) \(request.bytes[request.query]) @\(request.text(request.authority)) \(fields) \(request.bytes[request.body])"
    }

    private func tell(_ what: String, _ stream: Int32, _ text: String) {
        hold(told.updateValue(text, forKey: "\(what) \(stream)") == nil, "\(what) of stream \(stream) twice")
    }

    func head(_ request: borrowing HTTPRequest, stream: Int32) -> BodyMode {
        tell("head", stream, describe(request))
        if request.isWebSocket { return .webSocket }
        if request.equals(request.path, "/stream") { return .stream }
        if request.equals(request.path, "/refused") { return .refuse(HTTPResponse(403, .text, text: "refused")) }
        return .collect(bytesMax: 64)
    }

    func request(_ request: borrowing HTTPRequest, stream: Int32) {
        tell("request", stream, describe(request))
        session.respond(stream, HTTPResponse(200, .text, text: "now \(stream)"))
    }

    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) { unsafe bodies[stream, default: []].append(contentsOf: bytes) }

    func end(stream: Int32) {
        tell("end", stream, "\(bodies.removeValue(forKey: stream) ?? [])")
        session.respond(stream, HTTPResponse(200, .text, text: "read \(stream)"))
    }

    func aborted(stream: Int32) { bodies[stream] = nil }

    func refusal(_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest) -> HTTPResponse { HTTPResponse(status, .text, text: "\(reason)") }
}
