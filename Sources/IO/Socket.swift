import CLinux
import Glibc

/// A stream socket that never blocks. Closed when it goes.
@safe package struct Socket: ~Copyable, Sendable {
    package let descriptor: Int32

    package enum Transfer: Equatable, Sendable {
        case bytes(Int)
        /// Nothing now: ask the loop to tell when.
        case later
        /// The other side has sent its last byte, or is gone.
        case closed
    }

    init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { Glibc.close(descriptor) }

    /// Begins to connect; the loop tells that it has, or failed, as readiness to write.
    package static func connecting(to address: SocketAddress) throws(IOError) -> Socket {
        let socket = try make(address)
        let code = unsafe address.withSystemAddress { unsafe connect(socket.descriptor, $0, $1) == 0 ? 0 : errno }
        guard code == 0 || code == EINPROGRESS else { throw .systemCall("connect", subject: "\(address)", errno: code) }
        return socket
    }

    static func make(_ address: SocketAddress) throws(IOError) -> Socket {
        let descriptor = Glibc.socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .systemCall("socket", subject: "\(address)", errno: errno) }
        let socket = Socket(adopting: descriptor)
        if address.port != nil { socket.setOption(Int32(IPPROTO_TCP), TCP_NODELAY) }
        return socket
    }

    /// Options are wishes: what the system does not grant it does not need.
    func setOption(_ level: Int32, _ option: Int32, _ value: Int32 = 1) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Why connecting failed; nil if it did not.
    package var connectError: IOError? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code == 0 ? nil : .systemCall("connect", subject: "socket \(descriptor)", errno: code)
    }

    /// Who is on the other side; nil once it is gone.
    package var peer: SocketAddress? { unsafe SocketAddress(asking: getpeername, descriptor) }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .closed }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .later : .closed
        }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        while true {
            let count = unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .later : .closed
        }
    }

    /// Sends the last byte: the other side reads what was written, then an end.
    package func finishWriting() { _ = shutdown(descriptor, Int32(SHUT_WR)) }
}

/// A socket that takes connections.
package struct Listener: ~Copyable, Sendable {
    package let address: SocketAddress
    private let socket: Socket

    /// Connections the system keeps ready for us.
    package static let backlogMax: Int32 = 4096
    /// Of a Unix socket: whoever owns the process may connect, and nobody else.
    static let unixPermissions: mode_t = 0o600

    /// A stale Unix socket of a process that is gone is taken over.
    package init(_ address: SocketAddress) throws(IOError) {
        try self.init(Self.bound(address), at: address)
    }

    private init(_ socket: consuming Socket, at address: SocketAddress) {
        self.address = address.port == nil ? address : unsafe SocketAddress(asking: getsockname, socket.descriptor) ?? address
        self.socket = socket
    }

    private static func bound(_ address: SocketAddress) throws(IOError) -> Socket {
        let socket = try Socket.make(address)
        socket.setOption(SOL_SOCKET, SO_REUSEADDR)
        if case .unix(let path) = address, isStale(address) { unsafe unlink(path) }
        let descriptor = socket.descriptor
        // Before it has a name, so that it never is anybody else's: Linux gives the file the permissions of the descriptor.
        if case .unix = address, fchmod(descriptor, unixPermissions) != 0 { throw .systemCall("fchmod", subject: "\(address)", errno: errno) }
        let code = unsafe address.withSystemAddress { unsafe bind(descriptor, $0, $1) == 0 ? 0 : errno }
        guard code == 0 else { throw .systemCall("bind", subject: "\(address)", errno: code) }
        guard listen(descriptor, backlogMax) == 0 else { throw .systemCall("listen", subject: "\(address)", errno: errno) }
        return socket
    }

    package var descriptor: Int32 { socket.descriptor }

    package enum Arrival: ~Copyable, Sendable {
        case socket(Socket)
        /// Nobody waits.
        case none
        /// The system has no descriptor or memory to spare. Who waits goes on waiting, and the listener stays ready.
        case exhausted
    }

    /// The next connection.
    package func accept() -> Arrival {
        while true {
            let descriptor = accept4(socket.descriptor, nil, nil, Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
            if descriptor >= 0 {
                let accepted = Socket(adopting: descriptor)
                if address.port != nil { accepted.setOption(Int32(IPPROTO_TCP), TCP_NODELAY) }
                return .socket(accepted)
            }
            switch errno {
            // A connection that was given up while it waited is none.
            case EINTR, ECONNABORTED: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
            default: return .none
            }
        }
    }

    private static func isStale(_ address: SocketAddress) -> Bool {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return unsafe address.withSystemAddress { unsafe connect(descriptor, $0, $1) != 0 && errno == ECONNREFUSED }
    }
}
