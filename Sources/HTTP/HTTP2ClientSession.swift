import CNGHTTP2

/// The client's end of an HTTP/2 connection: many requests at a time, streams both ways, WebSockets. For load generation and tests.
@safe package final class HTTP2ClientSession {
    final class Stream {
        let id: Int32
        let mode: HTTPClientMode
        var response = HTTPClientResponse()
        var output = OutputBuffer()
        var isFinished: Bool
        var isDeferred = false
        var isComplete = false

        init(_ id: Int32, _ mode: HTTPClientMode, isFinished: Bool) {
            self.id = id
            self.mode = mode
            self.isFinished = isFinished
        }
    }

    private var session: OpaquePointer?
    private var output = OutputBuffer()
    private var streams: [Int32: Stream] = [:]
    private var toldLater: [Int32] = []
    private var handler: (any HTTPClientHandler)?
    /// nghttp2 cannot go on.
    private var isFailed = false

    /// Bytes the server may send before we took them: load is measured, not flow control.
    private static let windowBytes: Int32 = 16 * 1024 * 1024

    package init() {
        unsafe session = nil
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        let made = unsafe nghttp2_session_client_new2(&session, HTTP2ClientCallbacks.all, me, nil)
        let settings = [
            nghttp2_settings_entry(settings_id: 2, value: 0), nghttp2_settings_entry(settings_id: 4, value: UInt32(Self.windowBytes)),
            nghttp2_settings_entry(settings_id: 9, value: 1),
        ]
        let submitted = unsafe nghttp2_submit_settings(session, 0, settings, settings.count)
        let window = unsafe nghttp2_session_set_local_window_size(session, 0, 0, Self.windowBytes)
        precondition(made == 0 && submitted == 0 && window == 0, "no memory for an nghttp2 session")
    }

    deinit { unsafe nghttp2_session_del(session) }

    package var outstanding: Int { streams.count }

    // MARK: requests

    /// Returns the stream, or nil if the connection takes no more of them. With `.stream` the request stays open until `finish`.
    @discardableResult package func send(_ request: borrowing HTTPClientRequest, _ mode: HTTPClientMode = .collect) -> Int32? {
        var head = HTTPFields()
        head.add(":method", request.method.name.withUTF8Buffer { unsafe [UInt8]($0) })
        head.add(":scheme", "http")
        head.add(":authority", request.authority)
        head.add(":path", request.target)
        return submit(head, request, mode, isOpen: mode == .stream)
    }

    /// Asks for a WebSocket (RFC 8441 §4).
    @discardableResult package func openWebSocket(_ request: borrowing HTTPClientRequest) -> Int32? {
        var head = HTTPFields()
        head.add(":method", "CONNECT")
        head.add(":protocol", "websocket")
        head.add(":scheme", "http")
        head.add(":authority", request.authority)
        head.add(":path", request.target)
        head.add("sec-websocket-version", "13")
        return submit(head, request, .stream, isOpen: true)
    }

    private func submit(_ head: HTTPFields, _ request: borrowing HTTPClientRequest, _ mode: HTTPClientMode, isOpen: Bool) -> Int32? {
        let id = Int32(clamping: unsafe nghttp2_session_get_next_stream_id(session))
        let stream = Stream(id, mode, isFinished: !isOpen)
        stream.output.append(request.body)
        let hasBody = isOpen || !request.body.isEmpty
        let provider = unsafe HTTP2ClientCallbacks.provider(stream)
        let result = unsafe withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: head.lengths.count + request.fields.lengths.count) { fields in
            unsafe head.bytes.withUnsafeBufferPointer { first in
                unsafe request.fields.bytes.withUnsafeBufferPointer { second in
                    var used = unsafe Self.fill(fields, 0, first, head.lengths)
                    used = unsafe Self.fill(fields, used, second, request.fields.lengths)
                    guard hasBody else { return unsafe nghttp2_submit_request(session, nil, fields.baseAddress, used, nil, nil) }
                    return unsafe withUnsafePointer(to: provider) { unsafe nghttp2_submit_request(session, nil, fields.baseAddress, used, $0, nil) }
                }
            }
        }
        guard result == id else { return nil }
        streams[id] = stream
        return id
    }

    private static func fill(
        _ target: UnsafeMutableBufferPointer<nghttp2_nv>, _ start: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ lengths: [HTTPFields.Lengths]
    ) -> Int {
        guard let source = bytes.baseAddress else { return start }
        var place = unsafe UnsafeMutablePointer(mutating: source)
        for (index, field) in lengths.enumerated() {
            let (name, value) = (Int(field.name), Int(field.value))
            unsafe target.initializeElement(at: start + index, to: nghttp2_nv(name: place, value: place + name + 2, namelen: name, valuelen: value, flags: 0))
            unsafe place += name + value + 4
        }
        return start + lengths.count
    }

    /// A piece of a request that was sent with `.stream`, or of a WebSocket.
    @discardableResult package func send(_ stream: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let stream = streams[stream], !stream.isFinished else { return false }
        unsafe stream.output.append(bytes)
        return resume(stream)
    }

    @discardableResult package func finish(_ stream: Int32) -> Bool {
        guard let stream = streams[stream], !stream.isFinished else { return false }
        stream.isFinished = true
        return resume(stream)
    }

    private func resume(_ stream: Stream) -> Bool {
        guard stream.isDeferred else { return true }
        stream.isDeferred = false
        return unsafe nghttp2_session_resume_data(session, stream.id) == 0
    }

    package func reset(_ stream: Int32) {
        if unsafe nghttp2_submit_rst_stream(session, 0, stream, NGHTTP2_CANCEL.rawValue) != 0 { isFailed = true }
    }

    package func queuedBytes(_ stream: Int32) -> Int { streams[stream]?.output.count ?? 0 }

    // MARK: answers

    package func receive(_ bytes: UnsafeRawBufferPointer, _ handler: any HTTPClientHandler) {
        guard !isFailed else { return }
        self.handler = handler
        if unsafe nghttp2_session_mem_recv(session, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count) < 0 { isFailed = true }
        self.handler = nil
        for stream in toldLater { handler.aborted(stream: stream) }
        toldLater = []
        if isFailed { ended(handler) }
    }

    /// The server has closed: answers that are not there will not come.
    package func ended(_ handler: any HTTPClientHandler) {
        isFailed = true
        let forgotten = streams.keys.sorted()
        streams = [:]
        for stream in forgotten { handler.aborted(stream: stream) }
    }

    func field(_ id: Int32, _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
        guard let stream = streams[id], !stream.isComplete, stream.response.fields.count < HTTPLimits.fieldsMax else { return }
        let start = stream.response.bytes.count
        unsafe stream.response.bytes.append(contentsOf: name)
        let middle = stream.response.bytes.count
        unsafe stream.response.bytes.append(contentsOf: value)
        let range = middle..<stream.response.bytes.count
        if unsafe name.first == UInt8(ascii: ":") { stream.response.status = unsafe value.reduce(0) { $0 &* 10 &+ UInt16($1 & 15) } }
        stream.response.fields.append(HTTPRequest.Field(name: HTTPRequest.Slot(start..<middle), value: HTTPRequest.Slot(range)))
    }

    func headEnded(_ id: Int32) {
        guard let stream = streams[id] else { return }
        guard stream.response.status >= 200 else { return stream.response.reset() }
        stream.response.body = stream.response.bytes.count..<stream.response.bytes.count
        if stream.mode == .stream { handler?.head(stream.response, stream: id) }
    }

    func dataCame(_ id: Int32, _ bytes: UnsafeRawBufferPointer) {
        guard let stream = streams[id] else { return }
        if stream.mode == .stream { unsafe handler?.data(bytes, stream: id) } else { unsafe stream.response.bytes.append(contentsOf: bytes) }
    }

    func ended(_ id: Int32) {
        guard let stream = streams[id] else { return }
        stream.isComplete = true
        stream.response.body = stream.response.body.lowerBound..<stream.response.bytes.count
        if stream.mode == .stream { handler?.end(stream: id) } else { handler?.response(stream.response, stream: id) }
    }

    func closed(_ id: Int32) {
        guard let stream = streams.removeValue(forKey: id), !stream.isComplete else { return }
        toldLater.append(id)
    }

    // MARK: output

    private func pull() {
        // nghttp2 does not send from inside its callbacks.
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

    /// Offers what is to be sent; the sink says how many bytes it took.
    @discardableResult package func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int {
        pull()
        guard !output.isEmpty else { return 0 }
        let taken = unsafe sink(output.bytes)
        output.consume(taken)
        return taken
    }

    /// GOAWAY was sent or received and nothing is under way, or nghttp2 gave up.
    package var isClosed: Bool {
        pull()
        return unsafe isFailed || (nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0)
    }
}
