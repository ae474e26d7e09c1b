/// The server's end of an HTTP/1.1 connection (RFC 9112), HTTP/1.0 included.
///
///     idle ─first byte→ head ─empty line→ body ─last byte→ idle …            (reading)
///     every request owes an answer; answers leave in the order of requests   (writing)
///     fault, `connection: close` or drain: reading stops; after the last answer `closesAfterOutput`
package final class HTTP1Session: HTTPSession {
    private enum Reading {
        case head
        /// The head is parsed, the upgrade it asks for waits until every earlier request is answered.
        case upgrade
        /// Whether the upgrade is accepted is not decided yet; what became of its handshake.
        case offered(WebSocketHandshake.Outcome)
        case sized(remaining: Int)
        case chunked
        case stopped
    }

    /// Where body bytes go.
    private enum Sink { case collect(bytesMax: Int), stream, discard }

    private var reading = Reading.head
    private var sink = Sink.discard
    private var request = HTTPRequest()
    private var scanner = HTTP1Scanner()
    private var head: HTTP1Head?
    /// The latest head as it was received, and what was made of it, with the fields still in `request`: nil if that cannot be used again.
    private var received: [UInt8] = []
    private var known: HTTP1Head?
    private var chunks = ChunkDecoder()
    private var answers: HTTP1Answers
    /// The latest request was shown to the handler, and its body goes on.
    private var isTakingBody = false
    private var isPaused = false
    private var isDraining = false
    package private(set) var phaseBytes = 0
    /// A WebSocket was accepted: what was not taken from the input, and all that follows, belongs to it.
    package private(set) var isUpgraded = false

    package init(date: HTTPDate? = nil) {
        answers = HTTP1Answers(date: date)
    }

    package var requestCount: Int32 { answers.last }
    package var windowed: (waiting: Int, gone: Int) { (0, 0) }

    package var phase: HTTPPhase {
        switch reading {
        case .head: phaseBytes == 0 ? .idle : .head
        case .sized, .chunked: .body
        case .upgrade, .offered, .stopped: .idle
        }
    }

    package var isBlocked: Bool {
        switch reading {
        case .head: answers.count >= HTTPLimits.pipelinedRequestsMax || answers.output.count >= HTTPLimits.answerBytesAhead
        case .upgrade: answers.count > 0
        case .offered: true
        case .sized, .chunked: isPaused
        case .stopped: isUpgraded
        }
    }

    // MARK: reading

    package func receive(_ bytes: UnsafeRawBufferPointer, _ handler: any HTTPHandler) -> Int {
        var offset = 0
        do throws(HTTPFault) {
            while !isBlocked, try unsafe read(bytes, &offset, handler) {}
        } catch {
            fail(error, handler)
        }
        if case .stopped = reading, !isUpgraded { return bytes.count }
        return offset
    }

    /// One step. False if it needs more input, or wants none.
    private func read(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int, _ handler: any HTTPHandler) throws(HTTPFault) -> Bool {
        switch reading {
        case .head:
            guard offset < bytes.count else { return false }
            if let known {
                self.known = nil
                if unsafe isRepeated(bytes, &offset) {
                    try dispatch(known, handler)
                    return true
                }
                request.reset()
            }
            let start = offset
            let step = try unsafe scanner.scan(bytes, &offset)
            unsafe request.bytes.append(contentsOf: bytes[start..<offset])
            phaseBytes = request.bytes.count
            if step == .emptyLine {
                request.bytes.removeAll(keepingCapacity: true)
                phaseBytes = 0
                return true
            }
            guard step == .end else { return false }
            try beginRequest(handler)
        case .upgrade:
            guard let head else { return false }
            try dispatch(head, handler)
        case .sized(let remaining):
            guard offset < bytes.count else { return false }
            let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + min(bytes.count - offset, remaining)])
            offset += piece.count
            reading = .sized(remaining: remaining - piece.count)
            try unsafe take(piece, handler)
            if piece.count == remaining { endRequest(handler) }
        case .chunked:
            let start = offset
            let step = try unsafe chunks.next(bytes, &offset)
            if case .data(let range) = step {
                phaseBytes += range.lowerBound - start
                try unsafe take(UnsafeRawBufferPointer(rebasing: bytes[range]), handler)
            } else {
                phaseBytes += offset - start
                guard case .done = step else { return false }
                endRequest(handler)
            }
        case .offered, .stopped: return false
        }
        return true
    }

    private func take(_ piece: UnsafeRawBufferPointer, _ handler: any HTTPHandler) throws(HTTPFault) {
        phaseBytes += piece.count
        switch sink {
        case .collect(let bytesMax):
            let count = request.bytes.count - request.body.lowerBound
            guard count + piece.count + chunks.remaining <= bytesMax else { throw HTTPFault(413, "the body is too long") }
            unsafe request.bytes.append(contentsOf: piece)
        case .stream: unsafe handler.data(piece, stream: answers.last)
        case .discard: break
        }
    }

    // MARK: requests

    /// Whether the whole head that comes next is the latest one again, byte by byte, as clients send it that keep their connection. Moves past it.
    private func isRepeated(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Bool {
        guard bytes.count - offset >= received.count else { return false }
        let (start, count) = (offset, received.count)
        let isSame = unsafe received.withUnsafeBytes { latest in
            var index = 0
            while index + 8 <= count {
                guard unsafe latest.loadUnaligned(fromByteOffset: index, as: UInt64.self) == bytes.loadUnaligned(fromByteOffset: start + index, as: UInt64.self)
                else { return false }
                index += 8
            }
            while index < count, unsafe latest[index] == bytes[start + index] { index += 1 }
            return index == count
        }
        if isSame { offset += count }
        return isSame
    }

    private func beginRequest(_ handler: any HTTPHandler) throws(HTTPFault) {
        received.removeAll(keepingCapacity: true)
        if request.bytes.count <= HTTPLimits.repeatedHeadBytesMax { received.append(contentsOf: request.bytes) }
        let head = try HTTP1Head(parsing: &request)
        request.body = request.bytes.count..<request.bytes.count
        guard request.isWebSocket, answers.count > 0 else { return try dispatch(head, handler) }
        self.head = head
        reading = .upgrade
    }

    /// Asks the handler what to do with the body, and gets ready for it.
    private func dispatch(_ head: HTTP1Head, _ handler: any HTTPHandler) throws(HTTPFault) {
        self.head = head
        let stream = answers.add(isHead: request.method == .head, isVersion10: head.isVersion10, closes: head.closes || isDraining)
        phaseBytes = 0
        isTakingBody = true
        reading = head.isChunked ? .chunked : .sized(remaining: head.contentLength ?? 0)
        let mode: BodyMode
        if request.isWebSocket, !head.hasBody {
            (isTakingBody, reading) = (false, .offered(WebSocketHandshake.check(request, handler)))
            mode = handler.head(request, stream: stream)
            // Answered at once, and so with no WebSocket.
            guard case .offered = reading else { return }
            if case .webSocketLater = mode { return }
            (isTakingBody, reading) = (true, .sized(remaining: 0))
        } else {
            mode = handler.head(request, stream: stream)
        }
        switch mode {
        case .collect(let bytesMax):
            guard (head.contentLength ?? 0) <= bytesMax else { throw HTTPFault(413, "the body is too long") }
            sink = .collect(bytesMax: bytesMax)
            request.bytes.reserveCapacity(request.bytes.count + min(head.contentLength ?? 0, HTTPLimits.discardedBodyBytesMax))
        case .stream: sink = .stream
        case .refuse(let response): guard refuse(response, head, stream) else { return }
        case .webSocket where head.hasBody, .webSocketLater where head.hasBody: throw HTTPFault(400, "a WebSocket handshake with a body")
        case .webSocket: return accept(WebSocketHandshake.check(request, handler), stream)
        case .webSocketLater:
            isTakingBody = false
            guard answers.isOwed(stream) else { return stop() }
            reading = .offered(WebSocketHandshake.check(request, handler))
            return
        }
        if head.expectsContinue, head.hasBody { answers.sendContinue(stream) }
        if head.isChunked { chunks = ChunkDecoder() } else if !head.hasBody { endRequest(handler) }
    }

    /// Answers before the body. False if the body is not worth reading past: the connection ends.
    private func refuse(_ response: HTTPResponse, _ head: HTTP1Head, _ stream: Int32) -> Bool {
        let isShort = !head.isChunked && !(head.expectsContinue && head.hasBody) && (head.contentLength ?? 0) <= HTTPLimits.discardedBodyBytesMax
        isTakingBody = false
        sink = .discard
        if !isShort { answers.closeAfter(stream) }
        respond(stream, response)
        if !isShort { stop() }
        return isShort
    }

    /// RFC 6455 §4.2: answers 101, or why not.
    private func accept(_ outcome: WebSocketHandshake.Outcome, _ stream: Int32) {
        isTakingBody = false
        switch outcome {
        case .accepted(let accept):
            answers.switchProtocols(stream, accept: accept)
            isUpgraded = true
        case .refused(let response):
            answers.closeAfter(stream)
            respond(stream, response)
        }
        stop()
    }

    @discardableResult package func acceptWebSocket(_ stream: Int32) -> Bool {
        guard case .offered(let outcome) = reading, stream == answers.last, answers.isOwed(stream) else { return false }
        accept(outcome, stream)
        return isUpgraded
    }

    private func endRequest(_ handler: any HTTPHandler) {
        // An answer given in the middle of the body has stopped the reading.
        if case .stopped = reading { return }
        request.body = request.body.lowerBound..<request.bytes.count
        isTakingBody = false
        reading = answers.isClosing ? .stopped : .head
        phaseBytes = 0
        isPaused = false
        switch sink {
        case .collect: handler.request(request, stream: answers.last)
        case .stream: handler.end(stream: answers.last)
        case .discard: break
        }
        if answers.isClosing { return stop() }
        scanner = HTTP1Scanner()
        // Whoever asks for a WebSocket has to wait for the answers before it, which a repeated head does not.
        if !received.isEmpty, !request.isWebSocket, request.bytes.capacity <= HTTPLimits.idleBufferBytesMax {
            known = head
            request.removeBody()
        } else {
            request.reset()
        }
    }

    /// Answers a fault of the peer after everything it is owed, and reads no more.
    private func fail(_ fault: HTTPFault, _ handler: any HTTPHandler) {
        let stream = isTakingBody ? answers.last : answers.add(isHead: request.method == .head, isVersion10: false, closes: true)
        if isTakingBody, !answers.isFinished(stream) { handler.aborted(stream: stream) }
        let response = handler.refusal(fault, request)
        stop()
        answers.closeAfter(stream)
        if answers.isOwed(stream) { respond(stream, response) } else { answers.cut(stream) }
    }

    private func stop() {
        reading = .stopped
        isTakingBody = false
        phaseBytes = 0
        request = HTTPRequest()
        (received, known) = ([], nil)
    }

    // MARK: ending

    package var closesAfterOutput: Bool { answers.isEnded }
    package var outstanding: Int { answers.count }

    package func timeout(_ handler: any HTTPHandler) {
        switch phase {
        case .idle: drain()
        case .head: fail(HTTPFault(408, "the head did not come in time"), handler)
        case .body: fail(HTTPFault(408, "the body did not come in time"), handler)
        }
    }

    /// Bodies come one after the other: the phase is enough.
    package func expireBodies(_ now: Int64, bodyMax: Int64, _ handler: any HTTPHandler) {}

    package func drain() {
        guard !isUpgraded else { return }
        isDraining = true
        switch reading {
        case .head where phaseBytes == 0:
            answers.closeAfter(answers.last)
            stop()
        case .sized, .chunked: answers.closeAfter(answers.last)
        case .head, .upgrade, .offered, .stopped: break
        }
    }

    package func abandon(_ handler: any HTTPHandler) {
        for stream in answers.unfinished { handler.aborted(stream: stream) }
        answers = HTTP1Answers(date: nil)
        stop()
    }

    // MARK: answering

    /// No WebSocket after all: the request is answered as any other, its upgrade ignored (RFC 9110 §7.8), and the next one follows. A refusal
    /// ends the connection: what comes behind it may be meant for the WebSocket.
    private func ignoreUpgrade(_ stream: Int32, isRefused: Bool) {
        if isRefused || isDraining { answers.closeAfter(stream) }
        if answers.isClosing { return stop() }
        reading = .head
        scanner = HTTP1Scanner()
        request.reset()
    }

    @discardableResult package func respond(_ stream: Int32, _ response: borrowing HTTPResponse) -> Bool {
        let isEarly = isTakingBody && stream == answers.last
        if isEarly, answers.isOwed(stream) { answers.closeAfter(stream) }
        if case .offered = reading, stream == answers.last { ignoreUpgrade(stream, isRefused: response.status >= 400) }
        guard answers.respond(stream, response) else { return false }
        if isEarly { stop() }
        return true
    }

    @discardableResult package func start(_ stream: Int32, _ response: borrowing HTTPResponse) -> Bool { answers.start(stream, response) }

    @discardableResult package func send(_ stream: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool { unsafe answers.send(stream, bytes) }

    @discardableResult package func finish(_ stream: Int32) -> Bool {
        let isEarly = isTakingBody && stream == answers.last
        if isEarly { answers.closeAfter(stream) }
        guard answers.finish(stream) else { return false }
        if isEarly { stop() }
        return true
    }

    package func queuedBytes(_ stream: Int32) -> Int { answers.queuedBytes(stream) }

    package var queuedBytes: Int { answers.queuedBytes }

    package func setPaused(_ isPaused: Bool, _ stream: Int32) {
        if stream == answers.last { self.isPaused = isPaused }
    }

    package var hasOutput: Bool { !answers.output.isEmpty }

    @discardableResult package func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int {
        guard !answers.output.isEmpty else { return 0 }
        let taken = unsafe sink(answers.output.bytes)
        answers.output.consume(taken)
        return taken
    }
}
