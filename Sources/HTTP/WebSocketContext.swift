import CWSLAY

/// wslay contexts that are in nobody's hands. A context is 8 KiB of buffers: idle WebSockets lend theirs to those that are receiving.
package final class WebSocketContexts {
    /// Contexts kept for the next: about as many as are in the middle of a message at the same time.
    package static let keptMax = 16

    private var server: [WebSocketContext] = []
    private var client: [WebSocketContext] = []

    package init() {}

    func take(_ role: WebSocketSession.Role) -> WebSocketContext {
        (role == .server ? server.popLast() : client.popLast()) ?? WebSocketContext(role)
    }

    func give(_ context: WebSocketContext) {
        switch context.role {
        case .server: if server.count < Self.keptMax { server.append(context) }
        case .client: if client.count < Self.keptMax { client.append(context) }
        }
    }
}

/// One wslay event context, lent to a session while a message or the closing handshake goes on.
@safe final class WebSocketContext {
    let role: WebSocketSession.Role
    private var context: wslay_event_context_ptr?
    /// Only while wslay runs.
    private var input = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    private var handler: (any WebSocketHandler)?
    private var session: WebSocketSession?
    private var lengths = WebSocketLengths()
    /// Bytes given to wslay since the last whole frame.
    private var partialBytes = 0
    /// Of the frame that is being received, header included.
    private var frameBytes = 0
    private var isInMessage = false
    private var continues = false
    private var isClosedToldOf = false
    /// Mask and payload of a close, as far as they have come, and their length: wslay, which checks the reason piece by piece, mistakes where one ends.
    private var close: [UInt8] = []
    private var closeBytes: Int?
    /// A close came whose code is none (RFC 6455 §7.4), which wslay lets pass.
    private var isMisclosed = false

    init(_ role: WebSocketSession.Role) {
        self.role = role
        unsafe context = nil
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        let result =
            unsafe role == .server
            ? wslay_event_context_server_init(&context, &Self.callbacks, me) : wslay_event_context_client_init(&context, &Self.callbacks, me)
        precondition(result == 0, "no memory for a wslay context")
        unsafe wslay_event_config_set_max_recv_msg_length(context, UInt64(HTTPLimits.messageBytesMax))
    }

    deinit { unsafe wslay_event_context_free(context) }

    /// Nothing of a frame or a message is held: the context may serve another session.
    var isClean: Bool {
        unsafe partialBytes == 0 && !isInMessage && wslay_event_get_read_enabled(context) == 1 && wslay_event_get_close_sent(context) == 0
    }
    /// Nothing is read any more, and our close is in the output.
    var hasClosed: Bool { unsafe wslay_event_get_read_enabled(context) == 0 && wslay_event_get_close_sent(context) == 1 }

    /// False if what came is not framed as it must be.
    func receive(_ bytes: UnsafeRawBufferPointer, _ handler: any WebSocketHandler, _ session: WebSocketSession) -> Bool {
        self.handler = handler
        self.session = session
        let result = unsafe read(bytes)
        // For faults of the framing itself wslay would close without a code: then the session closes, with 1002.
        let isSound = unsafe result == 0 && !isMisclosed && wslay_event_send(context) == 0
        if unsafe wslay_event_get_read_enabled(context) == 0, !isClosedToldOf {
            isClosedToldOf = true
            handler.closed(code: isSound ? unsafe wslay_event_get_status_code_sent(context) : 1002, session)
        }
        self.handler = nil
        self.session = nil
        return isSound
    }

    /// Gives wslay what it may see, a close as a whole. Returns its answer.
    private func read(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        if let closeBytes { return unsafe readClose(bytes, closeBytes) }
        switch unsafe lengths.end(of: bytes) {
        case nil: return unsafe give(bytes)
        case .tooLong(let start):
            let result = unsafe give(UnsafeRawBufferPointer(rebasing: bytes[..<start]))
            refuseLength()
            return result
        case .close(let start, let count):
            closeBytes = count
            let result = unsafe give(UnsafeRawBufferPointer(rebasing: bytes[..<start]))
            return unsafe result == 0 ? readClose(UnsafeRawBufferPointer(rebasing: bytes[start...]), count) : result
        }
    }

    private func readClose(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> Int32 {
        unsafe close.append(contentsOf: bytes.prefix(count - close.count))
        return close.count == count ? unsafe close.withUnsafeBytes { unsafe give($0) } : 0
    }

    private func give(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        unsafe input = bytes
        defer { unsafe input = UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe wslay_event_recv(context)
    }

    /// wslay itself refuses a long message with its first byte, for which it would wait as long as the peer likes.
    private func refuseLength() {
        let reason: StaticString = "the message is too long"
        // Not taken if another close is on its way, which is as good.
        _ = unsafe wslay_event_queue_close(context, 1009, reason.utf8Start, reason.utf8CodeUnitCount)
        unsafe wslay_event_shutdown_read(context)
    }

    /// False if there is nothing to close any more.
    func close(_ code: UInt16, _ reason: StaticString, _ session: WebSocketSession) -> Bool {
        let outer = self.session
        self.session = session
        defer { self.session = outer }
        let queued = unsafe wslay_event_queue_close(context, code, reason.utf8Start, min(reason.utf8CodeUnitCount, 123))
        return unsafe queued == 0 && wslay_event_send(context) == 0
    }

    // MARK: callbacks

    nonisolated(unsafe) private static var callbacks = unsafe wslay_event_callbacks(
        recv_callback: { context, buffer, count, _, user in
            guard let buffer = unsafe buffer, let user = unsafe user else { return -1 }
            let taken = unsafe WebSocketContext.from(user).feed(buffer, count)
            if taken == 0 { unsafe wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK.rawValue) }
            return taken > 0 ? taken : -1
        },
        send_callback: { _, bytes, count, _, user in
            guard let user = unsafe user else { return -1 }
            unsafe WebSocketContext.from(user).session?.output.append(UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        },
        genmask_callback: { _, buffer, count, user in
            guard let user = unsafe user, let session = unsafe WebSocketContext.from(user).session else { return -1 }
            for index in 0..<count { unsafe buffer?[index] = UInt8(truncatingIfNeeded: session.nextMask()) }
            return 0
        },
        on_frame_recv_start_callback: { _, frame, user in
            guard let user = unsafe user, let frame = unsafe frame?.pointee else { return }
            unsafe WebSocketContext.from(user).begin(frame)
        },
        on_frame_recv_chunk_callback: nil,
        on_frame_recv_end_callback: { _, user in
            guard let user = unsafe user else { return }
            unsafe WebSocketContext.from(user).end()
        },
        on_msg_recv_callback: { _, message, user in
            guard let user = unsafe user, let message = unsafe message?.pointee else { return }
            unsafe WebSocketContext.from(user).deliver(message)
        }
    )

    private static func from(_ user: UnsafeMutableRawPointer) -> WebSocketContext {
        unsafe Unmanaged<WebSocketContext>.fromOpaque(user).takeUnretainedValue()
    }

    /// What may stand in a close frame (RFC 6455 §7.4).
    private static func isCloseCode(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    private func feed(_ buffer: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
        let taken = unsafe min(count, input.count)
        guard taken > 0, let source = unsafe input.baseAddress else { return 0 }
        unsafe UnsafeMutableRawPointer(buffer).copyMemory(from: source, byteCount: taken)
        unsafe input = UnsafeRawBufferPointer(rebasing: input[taken...])
        partialBytes += taken
        return taken
    }

    private func begin(_ frame: wslay_event_on_frame_recv_start_arg) {
        let payload = Int(clamping: frame.payload_length)
        frameBytes = payload + 2 + (payload > 0xffff ? 8 : payload > 125 ? 2 : 0) + (role == .server ? 4 : 0)
        continues = frame.opcode < 8 ? frame.fin == 0 : isInMessage
    }

    private func end() {
        partialBytes -= frameBytes
        isInMessage = continues
    }

    /// Pongs to what came before a message go out before what it is answered.
    private func tell(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ handler: any WebSocketHandler, _ session: WebSocketSession) {
        // If it fails it fails again at the end of `receive`.
        if unsafe wslay_event_want_write(context) == 1 { _ = unsafe wslay_event_send(context) }
        unsafe handler.message(bytes, isText: isText, session)
    }

    private func deliver(_ message: wslay_event_on_msg_recv_arg) {
        guard let handler, let session else { return }
        let bytes = unsafe UnsafeRawBufferPointer(start: message.msg, count: message.msg_length)
        switch unsafe wslay_opcode(UInt32(message.opcode)) {
        case WSLAY_TEXT_FRAME, WSLAY_BINARY_FRAME: unsafe tell(bytes, isText: message.opcode == 1, handler, session)
        case WSLAY_PONG: unsafe handler.pong(bytes, session)
        case WSLAY_CONNECTION_CLOSE:
            let code = unsafe message.status_code
            isMisclosed = bytes.count == 1 || (code != 0 && !Self.isCloseCode(code))
            guard !isMisclosed else { return }
            isClosedToldOf = true
            handler.closed(code: code == 0 ? 1005 : code, session)
        default: break
        }
    }
}
