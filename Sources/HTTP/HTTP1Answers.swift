/// The answers an HTTP/1.1 connection owes, oldest first, and the bytes on their way out.
///
/// The oldest writes straight to the output; what is said earlier about a later one is held until its turn (RFC 9112 §9.3.2).
struct HTTP1Answers: ~Copyable {
    private struct Answer {
        enum State { case owed, streaming, done }

        var state = State.owed
        let isHead: Bool
        let isVersion10: Bool
        var closes: Bool
        var isChunked = false
        var hasBody = true
        var held: [UInt8] = []
    }

    private var queue: [Answer] = []
    /// Number of the latest request; they count from 1 and wrap.
    private(set) var last: Int32 = 0
    var output = OutputBuffer()
    private var scratch = OutputBuffer(keptBytesMax: 0)
    private let date: HTTPDate?
    /// An answer that ends the connection is among them: no request may follow.
    private(set) var isClosing = false
    /// It has been written, so nothing follows the output.
    private(set) var isEnded = false

    init(date: HTTPDate?) { self.date = date }

    var count: Int { queue.count }
    private var first: Int32 { last &- Int32(queue.count) &+ 1 }

    /// Streams that wait for an answer or for more of one.
    var unfinished: [Int32] {
        queue.indices.filter { queue[$0].state != .done }.map { first &+ Int32($0) }
    }

    mutating func add(isHead: Bool, isVersion10: Bool, closes: Bool) -> Int32 {
        queue.append(Answer(isHead: isHead, isVersion10: isVersion10, closes: closes))
        last &+= 1
        if closes { isClosing = true }
        return last
    }

    /// The connection ends with this answer.
    mutating func closeAfter(_ stream: Int32) {
        isClosing = true
        if let index = index(stream) { queue[index].closes = true } else { isEnded = true }
    }

    private func index(_ stream: Int32) -> Int? {
        let index = Int(stream &- first)
        return queue.indices.contains(index) ? index : nil
    }

    func isOwed(_ stream: Int32) -> Bool { index(stream).map { queue[$0].state == .owed } ?? false }
    func isFinished(_ stream: Int32) -> Bool { index(stream).map { queue[$0].state == .done } ?? true }

    func queuedBytes(_ stream: Int32) -> Int {
        guard let index = index(stream) else { return 0 }
        return index == 0 ? output.count : queue[index].held.count
    }

    var queuedBytes: Int { queue.isEmpty ? output.count : queue.reduce(output.count) { $0 + $1.held.count } }

    // MARK: writing

    mutating func respond(_ stream: Int32, _ response: borrowing HTTPResponse) -> Bool {
        guard let index = index(stream), queue[index].state == .owed else { return false }
        let answer = queue[index]
        if index == 0 {
            Self.writeHead(response, answer, date, isStreamed: false, to: &output)
            if !answer.isHead, response.hasBody { output.append(response.body) }
        } else {
            Self.writeHead(response, answer, date, isStreamed: false, to: &scratch)
            if !answer.isHead, response.hasBody { scratch.append(response.body) }
            hold(index)
        }
        queue[index].state = .done
        advance()
        return true
    }

    mutating func start(_ stream: Int32, _ response: borrowing HTTPResponse) -> Bool {
        guard let index = index(stream), queue[index].state == .owed else { return false }
        queue[index].state = .streaming
        queue[index].hasBody = response.hasBody && !queue[index].isHead
        // Without chunks only the end of the connection ends a body (RFC 9112 §6.3).
        if queue[index].isVersion10 {
            queue[index].closes = true
            isClosing = true
        }
        queue[index].isChunked = !queue[index].isVersion10 && response.hasBody
        let answer = queue[index]
        if index == 0 {
            Self.writeHead(response, answer, date, isStreamed: true, to: &output)
        } else {
            Self.writeHead(response, answer, date, isStreamed: true, to: &scratch)
            hold(index)
        }
        return response.body.isEmpty ? true : unsafe response.body.withUnsafeBytes { unsafe send(stream, $0) }
    }

    mutating func send(_ stream: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let index = index(stream), queue[index].state == .streaming else { return false }
        guard queue[index].hasBody, bytes.count > 0 else { return true }
        let isChunked = queue[index].isChunked
        if index == 0 {
            unsafe Self.writePiece(bytes, isChunked: isChunked, to: &output)
        } else {
            unsafe Self.writePiece(bytes, isChunked: isChunked, to: &scratch)
            hold(index)
        }
        return true
    }

    mutating func finish(_ stream: Int32) -> Bool {
        guard let index = index(stream), queue[index].state == .streaming else { return false }
        if queue[index].hasBody, queue[index].isChunked {
            if index == 0 { output.append("0\r\n\r\n") } else { queue[index].held += Array("0\r\n\r\n".utf8) }
        }
        queue[index].state = .done
        advance()
        return true
    }

    /// Ends an answer in the middle: the connection closes, and the client sees that something is missing.
    mutating func cut(_ stream: Int32) {
        guard let index = index(stream) else { return }
        queue[index].state = .done
        queue[index].closes = true
        isClosing = true
        advance()
    }

    mutating func sendContinue(_ stream: Int32) { interject("HTTP/1.1 100 Continue\r\n\r\n", stream) }

    /// The answer that ends HTTP on this connection; it is the only one owed.
    mutating func switchProtocols(_ stream: Int32, accept: String) {
        interject("HTTP/1.1 101 Switching Protocols\r\n", stream)
        if let date { output.append(date.line) }
        output.append("upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ")
        output.append(Array(accept.utf8))
        output.append("\r\n\r\n")
        queue.removeAll()
    }

    private mutating func interject(_ text: StaticString, _ stream: Int32) {
        guard let index = index(stream) else { return }
        if index == 0 {
            output.append(text)
        } else {
            scratch.append(text)
            hold(index)
        }
    }

    // MARK: order

    private mutating func hold(_ index: Int) {
        unsafe queue[index].held.append(contentsOf: scratch.bytes)
        scratch.consume(scratch.count)
    }

    /// Lets finished answers at the front go, and whatever is held of the next.
    private mutating func advance() {
        while !queue.isEmpty, queue[0].state == .done {
            let isLast = queue[0].closes
            queue.removeFirst()
            if isLast { isEnded = true }
            guard !queue.isEmpty, !queue[0].held.isEmpty else { continue }
            output.append(queue[0].held)
            queue[0].held = []
        }
    }

    // MARK: format

    private static func writeHead(
        _ response: borrowing HTTPResponse, _ answer: Answer, _ date: HTTPDate?, isStreamed: Bool, to output: inout OutputBuffer
    ) {
        if let line = HTTPStatus.line(response.status) {
            output.append(line)
        } else {
            output.append("HTTP/1.1 ")
            output.append(decimal: Int(response.status))
            output.append(" \r\n")
        }
        if let date { output.append(date.line) }
        if response.contentType != .none, response.hasBody {
            output.append("content-type: ")
            output.append(response.contentType.name)
            output.append("\r\n")
        }
        if response.hasBody {
            if !isStreamed {
                output.append("content-length: ")
                output.append(decimal: response.body.count)
                output.append("\r\n")
            } else if answer.isChunked {
                output.append("transfer-encoding: chunked\r\n")
            }
        }
        output.append(response.extra.bytes)
        output.append(answer.closes ? "connection: close\r\n\r\n" : answer.isVersion10 ? "connection: keep-alive\r\n\r\n" : "\r\n")
    }

    private static func writePiece(_ bytes: UnsafeRawBufferPointer, isChunked: Bool, to output: inout OutputBuffer) {
        guard isChunked else { return unsafe output.append(bytes) }
        output.append(hex: bytes.count)
        output.append("\r\n")
        unsafe output.append(bytes)
        output.append("\r\n")
    }
}
