import CNGHTTP2

/// The server's end of an HTTP/2 connection (RFC 9113), with WebSockets on streams (RFC 8441). Framing, HPACK and flow control are nghttp2's.
///
///     receive → nghttp2_session_mem_recv → callbacks (`HTTP2Session+Receiving`) → handler
///     respond, start, send, finish → frames queued in nghttp2 ─ pulled by `writeOutput` as the output drains
@safe package final class HTTP2Session: HTTPSession {
    private(set) var session: OpaquePointer?
    let date: HTTPDate?
    private var output = OutputBuffer()
    private(set) var live: [HTTP2Stream] = []
    private var spare: [HTTP2Stream] = []
    /// Streams that ended while nobody listened: the handler is told at the next opportunity.
    private var toldLater: [Int32] = []
    /// Only while nghttp2 reads.
    var handler: (any HTTPHandler)?
    var budget = HTTP2Budget()
    /// Digits of status and length, while a head is handed to nghttp2.
    private let digits = UnsafeMutablePointer<UInt8>.allocate(capacity: HTTP2Head.digitsCount)
    private var isFailed = false
    /// The stream whose head is being received; 0: none, -1: the connection has not introduced itself.
    var headStream: Int32 = -1
    var collecting = 0
    /// Streams overlap: there is no latest request.
    package let requestCount: Int32 = 0
    var bodyBytesGone = 0
    package var phaseBytes = 0

    /// Stream objects kept for the next requests.
    private static let spareMax = 16

    package init(date: HTTPDate? = nil) {
        self.date = date
        unsafe session = nil
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        let made = unsafe nghttp2_session_server_new2(&session, HTTP2Callbacks.server, me, HTTP2Callbacks.options)
        let settings = [
            nghttp2_settings_entry(settings_id: 3, value: UInt32(HTTPLimits.concurrentStreamsMax)),
            nghttp2_settings_entry(settings_id: 4, value: UInt32(HTTPLimits.streamWindowBytes)),
            nghttp2_settings_entry(settings_id: 6, value: UInt32(HTTPLimits.headBytesMax)),
            nghttp2_settings_entry(settings_id: 8, value: 1),  // extended CONNECT (RFC 8441 §3)
            nghttp2_settings_entry(settings_id: 9, value: 1),  // no priorities of RFC 7540 (RFC 9218 §2.1)
        ]
        let submitted = unsafe nghttp2_submit_settings(session, 0, settings, settings.count)
        let window = unsafe nghttp2_session_set_local_window_size(session, 0, 0, Int32(HTTPLimits.connectionWindowBytes))
        precondition(made == 0 && submitted == 0 && window == 0, "no memory for an nghttp2 session")
    }

    deinit {
        unsafe nghttp2_session_del(session)
        unsafe digits.deallocate()
    }

    // MARK: reading

    /// Flow control holds peers back, never the connection.
    package var isBlocked: Bool { false }

    package func receive(_ bytes: UnsafeRawBufferPointer, _ handler: any HTTPHandler) -> Int {
        guard !isFailed else { return bytes.count }
        self.handler = handler
        tellLate(handler)
        if let date { budget.refill(date.secondsSince1970) }
        phaseBytes += bytes.count
        let taken = unsafe nghttp2_session_mem_recv(session, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        self.handler = nil
        if taken < 0 { fail(taken, handler) } else { pull() }
        tellLate(handler)
        if phase == .idle { phaseBytes = 0 }
        return bytes.count
    }

    private func tellLate(_ handler: any HTTPHandler) {
        guard !toldLater.isEmpty else { return }
        for stream in toldLater { handler.aborted(stream: stream) }
        toldLater.removeAll(keepingCapacity: true)
    }

    /// What nghttp2 cannot go on after: the wrong preface, a flood, no memory.
    private func fail(_ error: Int, _ handler: any HTTPHandler) {
        let isFlood = error == Int(NGHTTP2_ERR_FLOODED.rawValue) || error == Int(NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue)
        end(isFlood ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_PROTOCOL_ERROR)
        pull()
        isFailed = true
        abandon(handler)
    }

    /// GOAWAY, and nothing more is read.
    func end(_ code: nghttp2_error_code) {
        if unsafe nghttp2_session_terminate_session(session, code.rawValue) != 0 { isFailed = true }
    }

    // MARK: streams

    func open(_ id: Int32) -> HTTP2Stream? {
        let stream = spare.popLast() ?? HTTP2Stream()
        stream.begin(id)
        guard unsafe nghttp2_session_set_stream_user_data(session, id, Unmanaged.passUnretained(stream).toOpaque()) == 0 else { return nil }
        stream.place = live.count
        live.append(stream)
        return stream
    }

    func stream(_ id: Int32) -> HTTP2Stream? {
        guard let user = unsafe nghttp2_session_get_stream_user_data(session, id) else { return nil }
        return unsafe Unmanaged<HTTP2Stream>.fromOpaque(user).takeUnretainedValue()
    }

    /// nghttp2 has forgotten the stream; so does everybody.
    func close(_ stream: HTTP2Stream) {
        stopCollecting(stream)
        if headStream == stream.id { headStream = 0 }
        if stream.isShown, stream.answer != .done { toldLater.append(stream.id) }
        if stream.answer == .done, stream.output.isEmpty { budget.served() }
        let last = live.removeLast()
        if last !== stream {
            live[stream.place] = last
            last.place = stream.place
        }
        stream.reset()
        if spare.count < Self.spareMax { spare.append(stream) }
    }

    func stopCollecting(_ stream: HTTP2Stream) {
        if case .collect = stream.sink { collecting -= 1 }
        stream.sink = .none
    }

    // MARK: answering

    @discardableResult package func respond(_ stream: Int32, _ response: borrowing HTTPResponse) -> Bool {
        guard let stream = self.stream(stream), stream.answer == .owed else { return false }
        let hasBody = response.hasBody && stream.request.method != .head && !response.body.isEmpty
        if hasBody { stream.output.append(response.body) }
        stream.answer = .done
        return submit(stream, response, length: response.hasBody ? response.body.count : nil, hasBody: hasBody)
    }

    @discardableResult package func start(_ stream: Int32, _ response: borrowing HTTPResponse) -> Bool {
        guard let stream = self.stream(stream), stream.answer == .owed else { return false }
        let hasBody = response.hasBody && stream.request.method != .head
        if hasBody { stream.output.append(response.body) }
        stream.answer = hasBody ? .streaming : .done
        return submit(stream, response, length: nil, hasBody: hasBody)
    }

    @discardableResult package func acceptWebSocket(_ stream: Int32) -> Bool {
        guard self.stream(stream)?.request.isWebSocket == true else { return false }
        return start(stream, HTTPResponse(200, .none))
    }

    /// What came before a WebSocket was accepted, and whether nothing will follow it. To be called once, after `acceptWebSocket`.
    package func takeHeld(_ stream: Int32) -> (bytes: [UInt8], isComplete: Bool) {
        guard let stream = self.stream(stream), case .held = stream.sink else { return ([], false) }
        stream.sink = .stream
        defer { stream.request.bytes.removeSubrange(stream.request.body.lowerBound...) }
        return (Array(stream.request.bytes[stream.request.body.lowerBound...]), stream.isRequestComplete)
    }

    private func submit(_ stream: HTTP2Stream, _ response: borrowing HTTPResponse, length: Int?, hasBody: Bool) -> Bool {
        // Nothing more of the request is of interest once it is answered.
        if stream.answer == .done { stopCollecting(stream) }
        let provider = unsafe HTTP2Callbacks.provider(stream)
        let result = unsafe HTTP2Head.withFields(response, length, date, digits) { fields, count in
            guard hasBody else { return unsafe nghttp2_submit_response(session, stream.id, fields, count, nil) }
            return unsafe withUnsafePointer(to: provider) { unsafe nghttp2_submit_response(session, stream.id, fields, count, $0) }
        }
        return result == 0
    }

    @discardableResult package func send(_ stream: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let stream = self.stream(stream) else { return false }
        // An answer that has no body takes pieces of it and drops them, as long as it is the current one.
        guard stream.answer == .streaming else { return stream.request.method == .head && stream.isShown }
        unsafe stream.output.append(bytes)
        resume(stream)
        return true
    }

    @discardableResult package func finish(_ stream: Int32) -> Bool {
        guard let stream = self.stream(stream), stream.answer == .streaming else { return false }
        stream.answer = .done
        resume(stream)
        return true
    }

    private func resume(_ stream: HTTP2Stream) {
        guard stream.isDeferred else { return }
        stream.isDeferred = false
        if unsafe nghttp2_session_resume_data(session, stream.id) != 0 { end(NGHTTP2_INTERNAL_ERROR) }
    }

    /// Ends a stream without (the rest of) an answer; the handler is not told.
    package func reset(_ stream: Int32) {
        guard let known = self.stream(stream) else { return }
        known.isShown = false
        stopCollecting(known)
        if unsafe nghttp2_submit_rst_stream(session, 0, stream, NGHTTP2_CANCEL.rawValue) != 0 { isFailed = true }
    }

    package func queuedBytes(_ stream: Int32) -> Int { self.stream(stream)?.output.count ?? 0 }

    package var queuedBytes: Int { output.count + windowed.waiting }
    package var windowed: (waiting: Int, gone: Int) { (live.reduce(0) { $0 + $1.output.count }, bodyBytesGone) }

    package func setPaused(_ isPaused: Bool, _ stream: Int32) {
        guard let stream = self.stream(stream) else { return }
        stream.isPaused = isPaused
        guard !isPaused, stream.unconsumedBytes > 0 else { return }
        if unsafe nghttp2_session_consume_stream(session, stream.id, stream.unconsumedBytes) != 0 { isFailed = true }
        stream.unconsumedBytes = 0
    }

    // MARK: output

    /// Moves frames into the output, as many as will soon be written.
    private func pull() {
        // nghttp2 does not send from inside its callbacks: what a handler says goes out when it has finished.
        guard handler == nil else { return }
        while output.count < HTTPLimits.outputBytesAhead, !isFailed {
            var bytes: UnsafePointer<UInt8>?
            let count = unsafe nghttp2_session_mem_send(session, &bytes)
            if count < 0 { isFailed = true }
            guard count > 0 else { return }
            unsafe output.append(UnsafeRawBufferPointer(start: bytes, count: count))
        }
    }

    package var hasOutput: Bool {
        pull()
        return !output.isEmpty
    }

    @discardableResult package func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int {
        pull()
        guard !output.isEmpty else { return 0 }
        let taken = unsafe sink(output.bytes)
        output.consume(taken)
        return taken
    }

    package var closesAfterOutput: Bool {
        pull()
        return unsafe isFailed || (nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0)
    }

    // MARK: ending

    package var phase: HTTPPhase { headStream != 0 ? .head : .idle }
    package var outstanding: Int { live.count }

    package func timeout(_ handler: any HTTPHandler) {
        end(phase == .idle ? NGHTTP2_NO_ERROR : NGHTTP2_ENHANCE_YOUR_CALM)
        pull()
        tellLate(handler)
    }

    package func expireBodies(_ now: Int64, bodyMax: Int64, _ handler: any HTTPHandler) {
        guard collecting > 0 else { return }
        // A refusal may take its stream out of the list.
        for stream in live {
            guard case .collect = stream.sink else { continue }
            let since = stream.bodySince ?? now
            stream.bodySince = since
            guard now - since > bodyMax else { continue }
            self.handler = handler
            refuse(stream, HTTPFault(408, "the body did not come in time"))
            self.handler = nil
        }
        pull()
        tellLate(handler)
    }

    package func drain() {
        let last = unsafe nghttp2_session_get_last_proc_stream_id(session)
        if unsafe nghttp2_submit_goaway(session, 0, last, NGHTTP2_NO_ERROR.rawValue, nil, 0) != 0 { isFailed = true }
    }

    package func abandon(_ handler: any HTTPHandler) {
        isFailed = true
        tellLate(handler)
        for stream in live where stream.isShown && stream.answer != .done {
            stream.answer = .done
            handler.aborted(stream: stream.id)
        }
    }
}
