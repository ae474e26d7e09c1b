import COpenSSL

/// What the two sides speak inside, negotiated by ALPN (RFC 7301); the raw values are the registered names.
package enum ApplicationProtocol: String, Hashable, Sendable {
    case http2 = "h2"
    case http11 = "http/1.1"
}

/// Whom a client believes.
package enum TLSTrust: Hashable, Sendable {
    /// Certificates that lead to one in this PEM file.
    case authorities(path: String)
    /// Certificates that lead to one the system believes.
    case system
    /// Anyone: for load on one's own loopback.
    case anyone
}

/// What all TLS sessions of one kind share: certificate, protocols, rules. Never changes; another certificate is another context.
///
/// TLS 1.2 and 1.3 without renegotiation, compression and early data; a server takes no suite without forward secrecy. Sessions resume by tickets, so the server remembers none.
@safe package final class TLSContext: @unchecked Sendable {
    let handle: OpaquePointer
    let isServer: Bool
    /// Names with their lengths before them, as the extension has them. The library keeps the address of the server's.
    private let protocols: UnsafeMutableBufferPointer<UInt8>

    deinit {
        unsafe SSL_CTX_free(handle)
        unsafe protocols.deallocate()
    }

    /// Both files are PEM: the server's certificate first, then those that lead to the authority; a private key without password.
    package static func server(
        certificateChain: String, key: String, protocols: [ApplicationProtocol] = [.http2, .http11]
    ) throws(SecurityError) -> TLSContext {
        let context = try TLSContext(isServer: true, protocols)
        try context.loadCertificate(certificateChain, key)
        return context
    }

    package static func client(trusting trust: TLSTrust, protocols: [ApplicationProtocol] = [.http2, .http11]) throws(SecurityError) -> TLSContext {
        let context = try TLSContext(isServer: false, protocols)
        switch trust {
        case .anyone: return context
        case .system: guard unsafe SSL_CTX_set_default_verify_paths(context.handle) == 1 else { throw .last("authorities of the system") }
        case .authorities(let path):
            guard unsafe SSL_CTX_load_verify_locations(context.handle, path, nil) == 1 else { throw .last("authorities of \(path)") }
        }
        unsafe SSL_CTX_set_verify(context.handle, SSL_VERIFY_PEER, nil)
        return context
    }

    private init(isServer: Bool, _ protocols: [ApplicationProtocol]) throws(SecurityError) {
        let names = protocols.flatMap { [UInt8($0.rawValue.utf8.count)] + Array($0.rawValue.utf8) }
        guard let handle = unsafe SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else { throw .last("SSL_CTX_new") }
        unsafe self.handle = handle
        self.isServer = isServer
        let kept = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: names.count)
        _ = unsafe kept.initialize(from: names)
        unsafe self.protocols = kept
        try setRules()
        try setProtocols()
    }

    private func setRules() throws(SecurityError) {
        guard unsafe SSL_CTX_ctrl(handle, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil) == 1 else { throw .last("TLS 1.2 and newer") }
        // SSL_OP_NO_COMPRESSION, SSL_OP_CIPHER_SERVER_PREFERENCE and SSL_OP_NO_RENEGOTIATION, macros that Swift does not see.
        let options = [17, 22, 30].reduce(UInt64(0)) { $0 | 1 << $1 }
        guard unsafe SSL_CTX_set_options(handle, options) & options == options else { throw .last("SSL_CTX_set_options") }
        // An idle session holds no record buffers: 34 KiB less per connection.
        _ = unsafe SSL_CTX_ctrl(handle, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
        _ = unsafe SSL_CTX_ctrl(handle, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        if isServer, unsafe SSL_CTX_set_num_tickets(handle, 1) != 1 { throw .last("SSL_CTX_set_num_tickets") }
    }

    private func setProtocols() throws(SecurityError) {
        guard isServer else {
            // Zero is success here.
            guard unsafe SSL_CTX_set_alpn_protos(handle, protocols.baseAddress, UInt32(protocols.count)) == 0 else { throw .last("SSL_CTX_set_alpn_protos") }
            return
        }
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe SSL_CTX_set_alpn_select_cb(handle, { _, chosen, chosenCount, offered, offeredCount, context in
            guard let context = unsafe context else { return SSL_TLSEXT_ERR_ALERT_FATAL }
            let ours = unsafe Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue().protocols
            var name: UnsafeMutablePointer<UInt8>?
            let found = unsafe SSL_select_next_proto(&name, chosenCount, ours.baseAddress, UInt32(ours.count), offered, offeredCount)
            unsafe chosen?.pointee = unsafe UnsafePointer(name)
            // A client that wants something else gets the alert no_application_protocol.
            return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL
        }, context)
    }

    /// For TLS 1.2 what RFC 9113 §9.2.2 leaves to HTTP/2: fresh keys for every session, and ciphers that authenticate. TLS 1.3 has no others.
    private static let cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20"

    private func loadCertificate(_ chain: String, _ key: String) throws(SecurityError) {
        // The library would ask for a password on the terminal.
        unsafe SSL_CTX_set_default_passwd_cb(handle) { _, _, _, _ in -1 }
        guard unsafe SSL_CTX_set_cipher_list(handle, Self.cipherList) == 1 else { throw .last("cipher suites of TLS 1.2") }
        guard unsafe SSL_CTX_use_certificate_chain_file(handle, chain) == 1 else { throw .last("certificate \(chain)") }
        guard unsafe SSL_CTX_use_PrivateKey_file(handle, key, SSL_FILETYPE_PEM) == 1 else { throw .last("private key \(key)") }
        guard unsafe SSL_CTX_check_private_key(handle) == 1 else { throw .last("private key \(key) with certificate \(chain)") }
    }
}
