/// One stream of an HTTP/2 connection: its request as it comes, and what is left to send of its answer. Reused.
final class HTTP2Stream {
    enum Answer { case owed, streaming, done }
    /// Where the body goes. `none`: the handler has not seen the head, or wants no more of it. `held`: a WebSocket is not accepted yet.
    enum Sink { case none, collect(bytesMax: Int), stream, held }

    var id: Int32 = 0
    /// Among the live streams of its session.
    var place = 0
    var request = HTTPRequest()
    var sink = Sink.none
    var answer = Answer.owed
    var output = OutputBuffer()
    /// What is left in `output` waits for nghttp2 to be told.
    var isDeferred = false
    var isPaused = false
    /// Received and handed over while paused: the peer gets no new window for it.
    var unconsumedBytes = 0
    /// When the owner first saw its body on the way.
    var bodySince: Int64?
    /// The peer has sent its last frame.
    var isRequestComplete = false
    /// The handler knows about it.
    var isShown = false
    private var isConnect = false
    private var headBytes = 0
    private var fault: HTTPFault?
    private var isWebSocketProtocol = false
    private var hasProtocol = false

    func begin(_ id: Int32) {
        self.id = id
        request.isHTTP2 = true
    }

    /// As new, with the storage it has.
    func reset() {
        request.reset()
        output.consume(output.count)
        sink = .none
        answer = .owed
        isDeferred = false
        isPaused = false
        unconsumedBytes = 0
        bodySince = nil
        isRequestComplete = false
        isShown = false
        isConnect = false
        headBytes = 0
        fault = nil
        isWebSocketProtocol = false
        hasProtocol = false
    }

    // MARK: head

    /// A field of the head; nghttp2 has checked that it may stand where it stands (RFC 9113 §8.2, §8.3).
    func add(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        // Counted as the peer was told (RFC 9113 §10.5.1), and no byte is kept beyond the limit.
        headBytes += name.count + value.count + 32
        guard headBytes <= HTTPLimits.headBytesMax else { return fault = HTTPFault(431, "the head is too long") }
        let start = request.bytes.count
        unsafe request.bytes.append(contentsOf: name)
        let middle = request.bytes.count
        unsafe request.bytes.append(contentsOf: value)
        let field = start..<middle
        let range = middle..<request.bytes.count
        if unsafe name.first == UInt8(ascii: ":") {
            pseudo(field, range)
        } else if let new = request.add(name: field, value: range) {
            fault = fault ?? new
        }
    }

    private func pseudo(_ name: Range<Int>, _ value: Range<Int>) {
        if request.equals(name, ":path") {
            fault = request.setTarget(value) ?? fault
        } else if request.equals(name, ":method") {
            request.setMethod(value)
        } else if request.equals(name, ":authority") {
            request.authority = value
        } else if request.equals(name, ":protocol") {
            hasProtocol = true
            isWebSocketProtocol = request.equals(value, "websocket")
        }
    }

    /// What is wrong with the whole head, if anything.
    func conclude() -> HTTPFault? {
        request.body = request.bytes.count..<request.bytes.count
        if request.authority.isEmpty { request.authority = request[.host] }
        if let fault { return fault }
        // RFC 9113 §8.3.1.
        guard !request.has(.host) || request.equals(request[.host], ignoringCaseOf: request.authority) else {
            return HTTPFault(400, "host is not :authority")
        }
        if request.method == .connect {
            guard hasProtocol, isWebSocketProtocol else { return HTTPFault(501, "this is not a proxy") }
            guard request.equals(request[.webSocketVersion], "13") else { return HTTPFault(400, "only version 13 of the WebSocket protocol is spoken") }
            request.method = .get
            request.isWebSocket = true
        }
        guard !request.path.isEmpty else { return HTTPFault(400, "the request target is empty") }
        if request.has(.expect), !request.equals(request[.expect], ignoringCase: "100-continue") {
            return HTTPFault(417, "only 100-continue can be expected")
        }
        return nil
    }

    /// Of the length the peer announced; nghttp2 has checked that it is a number.
    func announces(moreThan bytesMax: Int) -> Bool {
        var length = 0
        for index in request[.contentLength] {
            length = length * 10 + Int(request.bytes[index] & 15)
            if length > bytesMax { return true }
        }
        return false
    }

    // MARK: body of the answer

    /// What nghttp2 asks for when there is room on the way.
    func read(_ target: UnsafeMutablePointer<UInt8>, _ room: Int, _ flags: UnsafeMutablePointer<UInt32>) -> Int {
        unsafe HTTP2Output.read(&output, isLast: answer == .done, &isDeferred, target, room, flags)
    }
}

/// What a peer may do for nothing; gets back with time and with every request that is served.
struct HTTP2Budget {
    private var resets = HTTPLimits.resetsMax
    private var idleFrames = HTTPLimits.idleFramesMax
    private var seconds: Int64 = 0

    mutating func refill(_ now: Int64) {
        guard now > seconds else { return }
        let regained = Int(clamping: min(now - seconds, 3600)) * HTTPLimits.regainedPerSecond
        seconds = now
        resets = min(HTTPLimits.resetsMax, resets + regained)
        idleFrames = min(HTTPLimits.idleFramesMax, idleFrames + regained)
    }

    mutating func served() {
        if resets < HTTPLimits.resetsMax { resets += 1 }
        if idleFrames < HTTPLimits.idleFramesMax { idleFrames += 1 }
    }

    /// False when it is used up.
    mutating func reset() -> Bool {
        resets -= 1
        return resets >= 0
    }

    mutating func idleFrame() -> Bool {
        idleFrames -= 1
        return idleFrames >= 0
    }
}
