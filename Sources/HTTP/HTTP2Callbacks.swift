import CNGHTTP2

/// From nghttp2's C functions to `HTTP2Session`.
enum HTTP2Callbacks {
    nonisolated(unsafe) static let options: OpaquePointer? = {
        var options: OpaquePointer?
        precondition(unsafe nghttp2_option_new(&options) == 0, "no memory for nghttp2's options")
        unsafe nghttp2_option_set_no_auto_window_update(options, 1)
        unsafe nghttp2_option_set_no_closed_streams(options, 1)
        unsafe nghttp2_option_set_max_settings(options, 32)
        unsafe nghttp2_option_set_max_outbound_ack(options, HTTPLimits.idleFramesMax)
        unsafe nghttp2_option_set_max_continuations(options, HTTPLimits.continuationsMax)
        return unsafe options
    }()

    nonisolated(unsafe) static let server: OpaquePointer? = {
        var callbacks: OpaquePointer?
        precondition(unsafe nghttp2_session_callbacks_new(&callbacks) == 0, "no memory for nghttp2's callbacks")
        unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks) { _, header, user in
            guard let session = unsafe session(user), let header = unsafe header?.pointee else { return fatal }
            session.frameBegan(header)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, user in
            guard let session = unsafe session(user), let frame = unsafe frame?.pointee else { return fatal }
            guard unsafe frame.hd.type == UInt8(NGHTTP2_HEADERS.rawValue), unsafe frame.headers.cat == NGHTTP2_HCAT_REQUEST else { return 0 }
            return session.headBegan(unsafe frame.hd.stream_id) ? 0 : fatal
        }
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) { _, frame, name, nameCount, value, valueCount, _, user in
            guard let session = unsafe session(user), let frame = unsafe frame?.pointee else { return fatal }
            // Fields of a trailer are dropped.
            guard unsafe frame.headers.cat == NGHTTP2_HCAT_REQUEST, let stream = session.stream(unsafe frame.hd.stream_id) else { return 0 }
            unsafe stream.add(name: UnsafeBufferPointer(start: name, count: nameCount), value: UnsafeBufferPointer(start: value, count: valueCount))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, id, bytes, count, user in
            guard let session = unsafe session(user) else { return fatal }
            if let stream = session.stream(id) { unsafe session.dataCame(UnsafeRawBufferPointer(start: bytes, count: count), stream) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, user in
            guard let session = unsafe session(user), let frame = unsafe frame?.pointee else { return fatal }
            unsafe received(frame, session)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, user in
            guard let session = unsafe session(user), let header = unsafe frame?.pointee.hd else { return fatal }
            let isLast = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 && header.type <= 1
            if isLast, let stream = session.stream(header.stream_id) { session.answerSent(stream) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, code, user in
            guard let session = unsafe session(user) else { return fatal }
            session.streamEnded(code)
            if let stream = session.stream(id) { session.close(stream) }
            return 0
        }
        return unsafe callbacks
    }()

    private static let fatal = NGHTTP2_ERR_CALLBACK_FAILURE.rawValue

    private static func session(_ user: UnsafeMutableRawPointer?) -> HTTP2Session? {
        unsafe user.map { unsafe Unmanaged<HTTP2Session>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func received(_ frame: nghttp2_frame, _ session: HTTP2Session) {
        let header = unsafe frame.hd
        if header.type == UInt8(NGHTTP2_SETTINGS.rawValue) { session.introduced() }
        guard header.type == UInt8(NGHTTP2_HEADERS.rawValue) || header.type == UInt8(NGHTTP2_DATA.rawValue) else { return }
        guard let stream = session.stream(header.stream_id) else { return }
        let isLast = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        if unsafe header.type == UInt8(NGHTTP2_HEADERS.rawValue) && frame.headers.cat == NGHTTP2_HCAT_REQUEST {
            stream.isRequestComplete = isLast
            session.headEnded(stream)
        }
        if isLast { session.requestEnded(stream) }
    }

    /// Where nghttp2 gets the body of an answer.
    static func provider(_ stream: HTTP2Stream) -> nghttp2_data_provider {
        unsafe nghttp2_data_provider(
            source: nghttp2_data_source(ptr: Unmanaged.passUnretained(stream).toOpaque()),
            read_callback: { _, _, buffer, room, flags, source, user in
                guard let buffer = unsafe buffer, let flags = unsafe flags, let stream = unsafe source?.pointee.ptr,
                    let session = unsafe HTTP2Callbacks.session(user)
                else {
                    return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue)
                }
                let count = unsafe Unmanaged<HTTP2Stream>.fromOpaque(stream).takeUnretainedValue().read(buffer, room, flags)
                session.bodyBytesGone &+= max(0, count)
                return count
            })
    }
}
