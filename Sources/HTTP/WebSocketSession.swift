/// What a WebSocket tells its owner.
package protocol WebSocketHandler: AnyObject {
    /// A whole message; text is valid UTF-8.
    func message(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ session: WebSocketSession)
    /// The peer answered a ping.
    func pong(_ bytes: UnsafeRawBufferPointer, _ session: WebSocketSession)
    /// The peer closes (1005: without a code), or broke the protocol: 1002, 1007, 1009. Nothing comes after it.
    func closed(code: UInt16, _ session: WebSocketSession)
}

/// One end of a WebSocket (RFC 6455) after its handshake: on the bytes of an upgraded connection, or on the DATA of an HTTP/2 stream (RFC 8441).
///
/// Reading is wslay's: masks, fragments, UTF-8, pings, the closing handshake. Data frames are written here: a header of 2 to 14 bytes before
/// the message, straight to the output, because wslay's queue copies each message twice. Between messages a session holds next to no memory.
///
/// A peer that does not read makes `queuedBytes` grow, with what we send and with pongs: the owner looks after every `receive` and `send`.
package final class WebSocketSession {
    package enum Role: Sendable { case server, client }

    let role: Role
    private let contexts: WebSocketContexts
    private var context: WebSocketContext?
    var output = OutputBuffer(keptBytesMax: 0)
    private var masks: UInt64
    /// Our half of the closing handshake is on its way.
    package private(set) var isClosing = false
    package private(set) var closesAfterOutput = false
    /// For the owner: which stream of its connection this is.
    package var stream: Int32 = 0
    /// For the owner: when it first saw the closing handshake under way.
    package var closingSince: Int64?

    /// Sessions of one loop share `contexts`: only those in the middle of a message hold one.
    package init(_ role: Role, contexts: WebSocketContexts) {
        self.role = role
        self.contexts = contexts
        // Mask keys keep proxies from mistaking frames for HTTP (RFC 6455 §10.3): unforeseeable from outside is enough.
        masks = role == .client ? UInt64.random(in: 0...UInt64.max) : 0
    }

    /// In the middle of nothing: no wslay context is held, and no output.
    package var isIdle: Bool { context == nil && output.isEmpty }

    // MARK: reading

    /// Takes all of it; what follows the end of a conversation is dropped.
    package func receive(_ bytes: UnsafeRawBufferPointer, _ handler: any WebSocketHandler) {
        guard !closesAfterOutput, bytes.count > 0 else { return }
        let context = self.context ?? contexts.take(role)
        self.context = context
        if unsafe context.receive(bytes, handler, self) { return settle(context) }
        let protocolError: [UInt8] = [0x03, 0xea]
        unsafe protocolError.withUnsafeBytes { _ = unsafe write(0x88, $0) }
        closesAfterOutput = true
        self.context = nil
    }

    /// Gives the context back if it holds nothing, and looks for the end.
    private func settle(_ context: WebSocketContext) {
        if context.hasClosed {
            closesAfterOutput = true
            self.context = nil
        } else if context.isClean, !isClosing {
            self.context = nil
            contexts.give(context)
        }
    }

    // MARK: writing

    /// A message in one frame. False once the conversation is ending.
    @discardableResult package func send(text: UnsafeRawBufferPointer) -> Bool { unsafe write(0x81, text) }

    @discardableResult package func send(binary: UnsafeRawBufferPointer) -> Bool { unsafe write(0x82, binary) }

    @discardableResult package func send(text: String) -> Bool {
        var text = text
        return text.withUTF8 { unsafe write(0x81, UnsafeRawBufferPointer($0)) }
    }

    /// Asks for a sign of life; at most 125 bytes, which come back.
    @discardableResult package func ping(_ bytes: UnsafeRawBufferPointer) -> Bool {
        precondition(bytes.count <= 125, "a control frame holds at most 125 bytes")
        return unsafe write(0x89, bytes)
    }

    /// Begins the closing handshake, or the end after it: no message goes out any more. A `reason` has at most 123 bytes.
    ///
    /// The peer answers with its own close; how long that may take is the owner's business.
    package func close(code: UInt16, reason: StaticString = "") {
        guard !isClosing, !closesAfterOutput else { return }
        isClosing = true
        let context = self.context ?? contexts.take(role)
        self.context = context
        if !context.close(code, reason, self) { closesAfterOutput = true }
        settle(context)
    }

    private func write(_ start: UInt8, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard !isClosing, !closesAfterOutput else { return false }
        let room = unsafe output.room(14 + bytes.count)
        unsafe room.storeBytes(of: start, as: UInt8.self)
        var count = 2
        let mask: UInt8 = role == .client ? 0x80 : 0
        switch bytes.count {
        case ...125: unsafe room.storeBytes(of: mask | UInt8(bytes.count), toByteOffset: 1, as: UInt8.self)
        case ...0xffff:
            unsafe room.storeBytes(of: mask | 126, toByteOffset: 1, as: UInt8.self)
            unsafe room.storeBytes(of: UInt16(bytes.count).bigEndian, toByteOffset: 2, as: UInt16.self)
            count = 4
        default:
            unsafe room.storeBytes(of: mask | 127, toByteOffset: 1, as: UInt8.self)
            unsafe (room + 2).storeBytes(of: UInt64(bytes.count).bigEndian, as: UInt64.self)
            count = 10
        }
        if role == .client {
            let key = nextMask()
            unsafe (room + count).storeBytes(of: key, as: UInt32.self)
            count += 4
            unsafe Self.mask(bytes, key, to: room + count)
        } else if let source = bytes.baseAddress {
            unsafe (room + count).copyMemory(from: source, byteCount: bytes.count)
        }
        output.advance(count + bytes.count)
        return true
    }

    /// The next of a sequence (SplitMix64).
    func nextMask() -> UInt32 {
        masks &+= 0x9e37_79b9_7f4a_7c15
        var word = masks
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return UInt32(truncatingIfNeeded: word >> 32)
    }

    private static func mask(_ bytes: UnsafeRawBufferPointer, _ key: UInt32, to target: UnsafeMutableRawPointer) {
        let wide = UInt64(key) | UInt64(key) << 32
        var index = 0
        while index + 8 <= bytes.count {
            let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ wide
            unsafe (target + index).storeBytes(of: word, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            let byte = unsafe bytes[index] ^ UInt8(truncatingIfNeeded: wide >> UInt64(8 * (index & 7)))
            unsafe target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            index += 1
        }
    }

    // MARK: output

    package var queuedBytes: Int { output.count }
    package var hasOutput: Bool { !output.isEmpty }

    /// Offers what is to be sent; the sink says how many bytes it took.
    @discardableResult package func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int {
        guard !output.isEmpty else { return 0 }
        let taken = unsafe sink(output.bytes)
        output.consume(taken)
        return taken
    }
}
