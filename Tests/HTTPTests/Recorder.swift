import HTTP

/// A handler that writes down what it is told, and may answer at once.
final class Recorder: HTTPHandler {
    var events: [String] = []
    var mode: (borrowing HTTPRequest) -> BodyMode = { _ in .collect(bytesMax: 1024) }
    /// Called for whole requests; by default nobody answers.
    var answer: ((borrowing HTTPRequest, Int32) -> Void)?
    var onData: ((Int32) -> Void)?
    private var streamed: [Int32: String] = [:]

    func head(_ request: borrowing HTTPRequest, stream: Int32) -> BodyMode { mode(request) }

    func request(_ request: borrowing HTTPRequest, stream: Int32) {
        events.append(Self.describe(request, stream))
        answer?(request, stream)
    }

    static func describe(_ request: borrowing HTTPRequest, _ stream: Int32) -> String {
        var text = "\(stream) \(request.method) \(request.text(request.path))"
        if !request.query.isEmpty { text += "?" + request.text(request.query) }
        text += " @" + request.text(request.authority)
        for index in 0..<request.fieldCount {
            let (name, value) = request.field(at: index)
            text += " \(request.text(name))=\(request.text(value))"
        }
        return request.body.isEmpty ? text : text + " [" + request.text(request.body) + "]"
    }

    /// Pieces of one stream are put together, so that it does not matter how they came.
    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) {
        streamed[stream, default: ""] += unsafe String(decoding: bytes, as: UTF8.self)
        onData?(stream)
    }

    /// What is said of a fault; nil for the plain reason.
    var words: ((UInt16, StaticString, borrowing HTTPRequest) -> HTTPResponse)?

    func refusal(_ status: UInt16, _ reason: StaticString, _ request: borrowing HTTPRequest) -> HTTPResponse {
        words?(status, reason, request) ?? HTTPResponse(status, .text, text: "\(reason)\n")
    }

    func end(stream: Int32) { events.append("\(stream) end [\(streamed.removeValue(forKey: stream) ?? "")]") }
    func aborted(stream: Int32) { events.append("\(stream) aborted") }
}

extension HTTPSession {
    /// Gives all of it; returns how much was taken.
    @discardableResult func receive(_ bytes: [UInt8], _ handler: any HTTPHandler) -> Int {
        unsafe bytes.withUnsafeBytes { unsafe receive($0, handler) }
    }

    @discardableResult func receive(_ text: String, _ handler: any HTTPHandler) -> Int { receive(Array(text.utf8), handler) }

    @discardableResult func send(_ stream: Int32, _ text: String) -> Bool { unsafe Array(text.utf8).withUnsafeBytes { unsafe send(stream, $0) } }

    /// Takes all output there is.
    func takeOutput() -> [UInt8] {
        var bytes: [UInt8] = []
        while hasOutput {
            unsafe writeOutput { piece in
                unsafe bytes.append(contentsOf: piece)
                return piece.count
            }
        }
        return bytes
    }

    func takeText() -> String { String(decoding: takeOutput(), as: UTF8.self) }
}

/// Lines as on the wire.
func lines(_ text: String) -> String { text.replacing("\n", with: "\r\n") }

/// Small, seeded, the same everywhere (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
