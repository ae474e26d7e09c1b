import COpenSSL

/// One side of a TLS connection without a socket: ciphertext and plaintext in, plaintext and ciphertext out.
///
///     handshake ──→ open ──→ ended       (the peer said close_notify; it may still want to hear from us)
///         └───────────┴────→ failed      (an alert may wait in the output)
///
/// Whatever is called may leave ciphertext in `output`, after an error as well: send it. Not for two threads at once.
@safe package final class TLSSession {
    /// Plaintext of one record (RFC 8446 section 5.1), which is how much is read at a time.
    static let recordBytesMax = 16 << 10
    /// Ciphertext of a peer before its handshake is complete: a long chain of certificates has a tenth of it.
    package static let handshakeBytesMax = 128 << 10
    /// What is kept of the output's memory once it is drained.
    private static let idleBytesMax = 4 << 10

    package enum Phase: Hashable, Sendable { case handshake, open, ended, failed }

    package private(set) var phase = Phase.handshake
    /// Nil before the handshake is complete, and if the client offered none.
    package private(set) var applicationProtocol: ApplicationProtocol?
    /// Ciphertext for the peer.
    package fileprivate(set) var output: [UInt8] = []

    private let context: TLSContext
    private let handle: OpaquePointer
    private var handshakeBytes = 0
    /// What the library has not read yet of the ciphertext at hand.
    fileprivate var input = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

    /// `peerName` is for clients: the host name or address the certificate must be for.
    package init(_ context: TLSContext, peerName: String? = nil) throws(SecurityError) {
        guard let handle = unsafe SSL_new(context.handle) else { throw .last("SSL_new") }
        self.context = context
        unsafe self.handle = handle
        guard let ciphertext = unsafe BIO_new(Ciphertext.method) else { throw .last("BIO_new") }
        unsafe BIO_set_data(ciphertext, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(ciphertext, 1)
        // One for both directions: the session takes over our reference.
        unsafe SSL_set_bio(handle, ciphertext, ciphertext)
        if context.isServer { unsafe SSL_set_accept_state(handle) } else { unsafe SSL_set_connect_state(handle) }
        if let peerName { try setPeer(peerName) }
    }

    deinit { unsafe SSL_free(handle) }

    private func setPeer(_ name: String) throws(SecurityError) {
        guard unsafe SSL_set1_host(handle, name) == 1 else { throw .last("peer name \(name)") }
        // An address is nothing to indicate (RFC 6066 section 3).
        guard !name.contains(":"), !name.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || Hex.value(of: $0) ?? 16 < 10 }) else { return }
        var bytes = name.utf8CString.map { $0 }
        guard unsafe SSL_ctrl(handle, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &bytes) == 1 else { throw .last("server name \(name)") }
    }

    // MARK: handshake

    /// A client's first message; nothing for a server.
    package func start() throws(SecurityError) {
        if !context.isServer, phase == .handshake { try shakeHands() }
    }

    private func shakeHands() throws(SecurityError) {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(handle)
        guard result == 1 else { return try check(result, "TLS handshake") }
        phase = .open
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(handle, &name, &count)
        let chosen = unsafe UnsafeBufferPointer(start: name, count: Int(count))
        applicationProtocol = unsafe ApplicationProtocol(rawValue: String(decoding: chosen, as: UTF8.self))
    }

    // MARK: data

    /// Takes all of `ciphertext` and appends what it says to `plaintext`. After the peer's close_notify everything is ignored.
    package func receive(_ ciphertext: UnsafeRawBufferPointer, into plaintext: inout [UInt8]) throws(SecurityError) {
        guard phase != .failed else { throw .tlsClosed }
        guard phase != .ended else { return }
        unsafe input = unsafe ciphertext
        defer { unsafe input = UnsafeRawBufferPointer(start: nil, count: 0) }
        if phase == .handshake {
            handshakeBytes += ciphertext.count
            try shakeHands()
            guard phase == .open else {
                guard handshakeBytes <= Self.handshakeBytesMax else { throw fail("TLS handshake", "more than \(Self.handshakeBytesMax) bytes") }
                return
            }
        }
        try read(into: &plaintext)
    }

    /// Until there is no whole record left; what there is of the next one the library keeps.
    private func read(into plaintext: inout [UInt8]) throws(SecurityError) {
        while true {
            let start = plaintext.count
            // Plaintext is shorter than its ciphertext, but the beginning of a record may have come before.
            let room = max(min(unsafe input.count, Self.recordBytesMax), Int(unsafe SSL_pending(handle)), 256)
            plaintext.append(contentsOf: repeatElement(0, count: room))
            var count = 0
            ERR_clear_error()
            let result = unsafe plaintext.withUnsafeMutableBytes { unsafe SSL_read_ex(handle, $0.baseAddress?.advanced(by: start), room, &count) }
            plaintext.removeLast(room - count)
            if result != 1 { return try check(result, "TLS record") }
        }
    }

    /// Encrypts all of `plaintext` into the output.
    package func send(_ plaintext: UnsafeRawBufferPointer) throws(SecurityError) {
        guard canSend else { throw .tlsClosed }
        guard plaintext.count > 0 else { return }
        var count = 0
        ERR_clear_error()
        let result = unsafe SSL_write_ex(handle, plaintext.baseAddress, plaintext.count, &count)
        // The output takes everything, so either all was written or the session is beyond use.
        guard result == 1, count == plaintext.count else { throw fail("TLS send", nil) }
    }

    /// Whether the handshake is complete and nobody's failure or our own close_notify has ended it.
    package var canSend: Bool {
        let isPastHandshake = phase == .open || phase == .ended
        return unsafe isPastHandshake && SSL_get_shutdown(handle) & SSL_SENT_SHUTDOWN == 0
    }

    /// Says close_notify: nothing is sent after it, and what the peer still sends can be received.
    package func close() throws(SecurityError) {
        guard canSend else { return }
        ERR_clear_error()
        guard unsafe SSL_shutdown(handle) >= 0 else { throw fail("TLS close", nil) }
    }

    /// Moves the output behind what `bytes` holds.
    package func drainOutput(into bytes: inout [UInt8]) {
        if bytes.isEmpty, output.count > Self.idleBytesMax {
            swap(&bytes, &output)
        } else {
            bytes.append(contentsOf: output)
        }
        output.removeAll(keepingCapacity: output.capacity <= Self.idleBytesMax)
    }

    /// Certificate fields, versions and ciphers, for logs: "TLSv1.3 TLS_AES_256_GCM_SHA384".
    package var summary: String {
        unsafe String(cString: SSL_get_version(handle)) + " " + String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(handle)))
    }

    // MARK: errors

    /// Goes on if the library only wants more ciphertext.
    private func check(_ result: Int32, _ operation: String) throws(SecurityError) {
        switch unsafe SSL_get_error(handle, result) {
        case SSL_ERROR_WANT_READ: return
        case SSL_ERROR_ZERO_RETURN: phase = .ended
        default:
            let verification = unsafe SSL_get_verify_result(handle)
            throw fail(operation, verification == X509_V_OK ? nil : unsafe String(cString: X509_verify_cert_error_string(verification)))
        }
    }

    private func fail(_ operation: String, _ reason: String?) -> SecurityError {
        phase = .failed
        let error = SecurityError.last(operation)
        return reason.map { .failed(operation: operation, reason: $0) } ?? error
    }
}

/// Lets the library read a session's input and write its output in place.
private enum Ciphertext {
    nonisolated(unsafe) static let method: OpaquePointer = {
        guard let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "session"),
            unsafe BIO_meth_set_read_ex(method, read) == 1, unsafe BIO_meth_set_write_ex(method, write) == 1,
            unsafe BIO_meth_set_ctrl(method, { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }) == 1
        else { preconditionFailure("\(SecurityError.last("BIO_meth_new"))") }
        return unsafe method
    }()

    private static func session(_ bio: OpaquePointer?) -> TLSSession? {
        unsafe BIO_get_data(bio).map { unsafe Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let read: @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int, UnsafeMutablePointer<Int>?) -> Int32 = { bio, target, room, count in
        guard let session = unsafe session(bio), let target = unsafe target else { return 0 }
        unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
        let taken = unsafe min(room, session.input.count)
        guard taken > 0, let source = unsafe session.input.baseAddress else {
            unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return 0
        }
        unsafe UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: taken)
        unsafe session.input = unsafe UnsafeRawBufferPointer(rebasing: session.input[taken...])
        unsafe count?.pointee = taken
        return 1
    }

    private static let write: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int, UnsafeMutablePointer<Int>?) -> Int32 = { bio, source, size, count in
        guard let session = unsafe session(bio) else { return 0 }
        unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
        unsafe session.output.append(contentsOf: UnsafeRawBufferPointer(start: source, count: size))
        unsafe count?.pointee = size
        return 1
    }
}
