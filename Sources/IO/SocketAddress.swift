import CLinux
import Glibc

/// Where to listen or connect: `127.0.0.1:8000`, `[::1]:8000`, `localhost:8000`, `unix:/run/walras.sock`.
package enum SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// In host byte order.
    case v4(UInt32, port: UInt16)
    case v6([UInt8], port: UInt16)
    case unix(String)

    /// Nil unless the text is one of the forms above. Port 0 asks for any free one. Names other than `localhost` are not looked up.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty, path.utf8.count <= Self.pathBytesMax else { return nil }
            self = .unix(path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = String(text[..<colon])
        if host == "localhost" { host = "127.0.0.1" }
        if host.hasPrefix("["), host.hasSuffix("]") {
            var address = in6_addr()
            guard unsafe inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address) == 1 else { return nil }
            self = .v6(unsafe withUnsafeBytes(of: address) { unsafe Array($0) }, port: port)
        } else {
            var address = in_addr()
            guard unsafe inet_pton(AF_INET, host, &address) == 1 else { return nil }
            self = .v4(UInt32(bigEndian: address.s_addr), port: port)
        }
    }

    /// What fits a `sockaddr_un`, its closing zero left out.
    package static let pathBytesMax = 107

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        switch self {
        case .v4(let address, _): address >> 24 == 127
        case .v6(let bytes, _): bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
        case .unix: true
        }
    }

    package var port: UInt16? {
        switch self {
        case .v4(_, let port), .v6(_, let port): port
        case .unix: nil
        }
    }

    /// The host alone, as logs and limits by address name it.
    package var host: String {
        switch self {
        case .v4(let address, _): "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
        case .v6(let bytes, _): Self.text(bytes)
        case .unix(let path): path
        }
    }

    package var description: String {
        switch self {
        case .v4(_, let port): "\(host):\(port)"
        case .v6(_, let port): "[\(host)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        var characters = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = unsafe bytes.withUnsafeBytes { unsafe inet_ntop(AF_INET6, $0.baseAddress, &characters, socklen_t(characters.count)) }
        return String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    // MARK: the system's form

    var family: Int32 {
        switch self {
        case .v4: AF_INET
        case .v6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    func withSystemAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var storage = sockaddr_storage()
        let length = unsafe withUnsafeMutableBytes(of: &storage) { unsafe fill($0) }
        return unsafe withUnsafePointer(to: &storage) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, socklen_t(length)) }
        }
    }

    private func fill(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
        switch self {
        case .v4(let address, let port):
            var system = sockaddr_in()
            system.sin_family = sa_family_t(AF_INET)
            system.sin_port = port.bigEndian
            system.sin_addr.s_addr = address.bigEndian
            unsafe bytes.storeBytes(of: system, as: sockaddr_in.self)
            return MemoryLayout<sockaddr_in>.size
        case .v6(let address, let port):
            var system = sockaddr_in6()
            system.sin6_family = sa_family_t(AF_INET6)
            system.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &system.sin6_addr) { unsafe $0.copyBytes(from: address) }
            unsafe bytes.storeBytes(of: system, as: sockaddr_in6.self)
            return MemoryLayout<sockaddr_in6>.size
        case .unix(let path):
            unsafe bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            let text = Array(path.utf8)
            unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[2..<(2 + text.count)]).copyBytes(from: text)
            return 2 + text.count + 1
        }
    }

    /// Either end's name of a socket.
    init?(asking question: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32, _ descriptor: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe question(descriptor, $0, &length) }
        }
        guard code == 0 else { return nil }
        switch Int32(storage.ss_family) {
        case AF_INET:
            let system = unsafe withUnsafeBytes(of: storage) { unsafe $0.load(as: sockaddr_in.self) }
            self = .v4(UInt32(bigEndian: system.sin_addr.s_addr), port: UInt16(bigEndian: system.sin_port))
        case AF_INET6:
            let system = unsafe withUnsafeBytes(of: storage) { unsafe $0.load(as: sockaddr_in6.self) }
            self = .v6(unsafe withUnsafeBytes(of: system.sin6_addr) { unsafe Array($0) }, port: UInt16(bigEndian: system.sin6_port))
        case AF_UNIX: self = .unix("")
        default: return nil
        }
    }
}
