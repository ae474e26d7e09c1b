import CNGHTTP2

/// What nghttp2 tells about the frames of a client.
extension HTTP2Session {
    /// The start of any frame, before it is looked into: floods are stopped here.
    func frameBegan(_ header: nghttp2_frame_hd) {
        if let code = Self.fault(of: header) { return end(code) }
        let isWithinBudget =
            switch nghttp2_frame_type(UInt32(header.type)) {
            case NGHTTP2_DATA: header.length > 0 || header.flags & 1 != 0 || budget.idleFrame()
            case NGHTTP2_HEADERS, NGHTTP2_CONTINUATION, NGHTTP2_WINDOW_UPDATE, NGHTTP2_GOAWAY: true
            default: budget.idleFrame()
            }
        if !isWithinBudget { end(NGHTTP2_ENHANCE_YOUR_CALM) }
    }

    /// What nghttp2 lets pass: CONTINUATION of any length (RFC 9113 §4.2), PRIORITY of no stream (§6.3).
    private static func fault(of header: nghttp2_frame_hd) -> nghttp2_error_code? {
        switch nghttp2_frame_type(UInt32(header.type)) {
        case NGHTTP2_CONTINUATION where header.length > HTTPLimits.frameBytesMax: NGHTTP2_FRAME_SIZE_ERROR
        case NGHTTP2_PRIORITY where header.stream_id == 0: NGHTTP2_PROTOCOL_ERROR
        default: nil
        }
    }

    /// SETTINGS came, the first of which completes the preface (RFC 9113 §3.4).
    func introduced() { if headStream < 0 { headStream = 0 } }

    /// Streams that end early are counted whoever resets them: a client can make us do it (CVE-2025-8671). What we refused has cost nothing.
    func streamEnded(_ code: UInt32) {
        let isEarly = code != NGHTTP2_NO_ERROR.rawValue && code != NGHTTP2_REFUSED_STREAM.rawValue
        if isEarly, !budget.reset() { end(NGHTTP2_ENHANCE_YOUR_CALM) }
    }

    func headBegan(_ id: Int32) -> Bool {
        headStream = id
        return open(id) != nil
    }

    func headEnded(_ stream: HTTP2Stream) {
        headStream = 0
        phaseBytes = 0
        guard let handler else { return }
        if let fault = stream.conclude() { return refuse(stream, fault) }
        stream.isShown = true
        switch handler.head(stream.request, stream: stream.id) {
        case .collect(let bytesMax):
            guard !stream.announces(moreThan: bytesMax) else { return refuse(stream, HTTPFault(413, "the body is too long")) }
            guard stream.answer == .owed else { return }
            stream.sink = .collect(bytesMax: bytesMax)
            collecting += 1
        case .stream: stream.sink = .stream
        case .refuse(let response):
            respond(stream.id, response)
            return
        case .webSocket where !stream.request.isWebSocket, .webSocketLater where !stream.request.isWebSocket:
            return refuse(stream, HTTPFault(400, "this is a WebSocket endpoint"))
        case .webSocketLater: stream.sink = .held
        case .webSocket:
            stream.sink = .stream
            start(stream.id, HTTPResponse(200, .none))
        }
        if stream.request.has(.expect), !stream.isRequestComplete {
            var status = unsafe HTTP2Head.field(":status", "100")
            if unsafe nghttp2_submit_headers(session, 0, stream.id, nil, &status, 1, nil) != 0 { reset(stream.id) }
        }
    }

    /// Answers without the handler. It is told if it knew about the request.
    func refuse(_ stream: HTTP2Stream, _ fault: HTTPFault) {
        if stream.isShown, stream.answer != .done {
            stream.isShown = false
            handler?.aborted(stream: stream.id)
        }
        stopCollecting(stream)
        guard let handler else { return reset(stream.id) }
        respond(stream.id, handler.refusal(fault, stream.request))
    }

    func dataCame(_ bytes: UnsafeRawBufferPointer, _ stream: HTTP2Stream) {
        phaseBytes += bytes.count
        switch stream.sink {
        case .none: break
        case .collect(let bytesMax):
            if stream.request.bytes.count - stream.request.body.lowerBound + bytes.count > bytesMax {
                refuse(stream, HTTPFault(413, "the body is too long"))
            } else {
                unsafe stream.request.bytes.append(contentsOf: bytes)
            }
        case .stream: unsafe handler?.data(bytes, stream: stream.id)
        case .held:
            if stream.request.bytes.count - stream.request.body.lowerBound + bytes.count > HTTPLimits.heldBytesMax {
                refuse(stream, HTTPFault(400, "frames came before the WebSocket was accepted"))
            } else {
                unsafe stream.request.bytes.append(contentsOf: bytes)
            }
        }
        if stream.isPaused {
            stream.unconsumedBytes += bytes.count
            if unsafe nghttp2_session_consume_connection(session, bytes.count) != 0 { end(NGHTTP2_INTERNAL_ERROR) }
        } else if unsafe nghttp2_session_consume(session, stream.id, bytes.count) != 0 {
            end(NGHTTP2_INTERNAL_ERROR)
        }
    }

    func requestEnded(_ stream: HTTP2Stream) {
        stream.isRequestComplete = true
        stream.bodySince = nil
        switch stream.sink {
        case .none, .held: break
        case .collect:
            stopCollecting(stream)
            stream.request.body = stream.request.body.lowerBound..<stream.request.bytes.count
            handler?.request(stream.request, stream: stream.id)
        case .stream: handler?.end(stream: stream.id)
        }
    }

    /// The answer is out before the request is in: the peer may stop (RFC 9113 §8.1).
    func answerSent(_ stream: HTTP2Stream) {
        guard !stream.isRequestComplete else { return }
        if unsafe nghttp2_submit_rst_stream(session, 0, stream.id, NGHTTP2_NO_ERROR.rawValue) != 0 { end(NGHTTP2_INTERNAL_ERROR) }
    }
}
