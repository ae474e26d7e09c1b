import CNGHTTP2

/// From nghttp2's C functions to `HTTP2ClientSession`.
enum HTTP2ClientCallbacks {
    nonisolated(unsafe) static let all: OpaquePointer? = {
        var callbacks: OpaquePointer?
        precondition(unsafe nghttp2_session_callbacks_new(&callbacks) == 0, "no memory for nghttp2's callbacks")
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) { _, frame, name, nameCount, value, valueCount, _, user in
            guard let session = unsafe session(user), let header = unsafe frame?.pointee.hd else { return fatal }
            unsafe session.field(
                header.stream_id, UnsafeBufferPointer(start: name, count: nameCount), UnsafeBufferPointer(start: value, count: valueCount))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, id, bytes, count, user in
            guard let session = unsafe session(user) else { return fatal }
            unsafe session.dataCame(id, UnsafeRawBufferPointer(start: bytes, count: count))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, user in
            guard let session = unsafe session(user), let frame = unsafe frame?.pointee else { return fatal }
            let header = unsafe frame.hd
            guard header.type <= UInt8(NGHTTP2_HEADERS.rawValue) else { return 0 }
            if unsafe header.type == UInt8(NGHTTP2_HEADERS.rawValue) && frame.headers.cat != NGHTTP2_HCAT_REQUEST { session.headEnded(header.stream_id) }
            if header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 { session.ended(header.stream_id) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks) { _, frame, _, user in
            guard let session = unsafe session(user), let header = unsafe frame?.pointee.hd else { return fatal }
            // The connection takes no more requests, so this one never becomes a stream.
            if header.type == UInt8(NGHTTP2_HEADERS.rawValue) { session.closed(header.stream_id) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, _, user in
            guard let session = unsafe session(user) else { return fatal }
            session.closed(id)
            return 0
        }
        return unsafe callbacks
    }()

    private static let fatal = NGHTTP2_ERR_CALLBACK_FAILURE.rawValue

    private static func session(_ user: UnsafeMutableRawPointer?) -> HTTP2ClientSession? {
        unsafe user.map { unsafe Unmanaged<HTTP2ClientSession>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Where nghttp2 gets the body of a request.
    static func provider(_ stream: HTTP2ClientSession.Stream) -> nghttp2_data_provider {
        unsafe nghttp2_data_provider(
            source: nghttp2_data_source(ptr: Unmanaged.passUnretained(stream).toOpaque()),
            read_callback: { _, _, buffer, room, flags, source, _ in
                guard let buffer = unsafe buffer, let flags = unsafe flags, let user = unsafe source?.pointee.ptr else {
                    return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue)
                }
                let stream = unsafe Unmanaged<HTTP2ClientSession.Stream>.fromOpaque(user).takeUnretainedValue()
                return unsafe HTTP2Output.read(&stream.output, isLast: stream.isFinished, &stream.isDeferred, buffer, room, flags)
            })
    }
}

/// Bytes of a body, from our buffer to nghttp2's.
enum HTTP2Output {
    /// Gives what there is; at the end says so, and with nothing there defers.
    static func read(
        _ output: inout OutputBuffer, isLast: Bool, _ isDeferred: inout Bool, _ target: UnsafeMutablePointer<UInt8>, _ room: Int,
        _ flags: UnsafeMutablePointer<UInt32>
    ) -> Int {
        let count = min(room, output.count)
        if count > 0, let source = unsafe output.bytes.baseAddress {
            unsafe UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: count)
            output.consume(count)
        }
        if output.isEmpty, isLast {
            unsafe flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
        } else if count == 0 {
            isDeferred = true
            return Int(NGHTTP2_ERR_DEFERRED.rawValue)
        }
        return count
    }
}
