import Foundation
import Glibc
import IO
import Synchronization

/// Answers every connection with the same bytes once it has read a request, and keeps what it read.
final class TinyServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let requests = Mutex<[String]>([])
    private let thread = Mutex<IO.Thread?>(nil)

    init(answer: String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, length) == 0 && listen(listener, 128) == 0 && getsockname(listener, address, &length) == 0
            }
        }
        precondition(bound, "no free port")
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        let own = self
        let started = try IO.Thread(name: "tiny server") { own.serve(answer) }
        thread.withLock { $0 = started }
    }

    var url: String { "http://127.0.0.1:\(port)/hook" }
    var read: [String] { requests.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        thread.withLock { $0 }?.join()
        close(listener)
    }

    private func serve(_ answer: String) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            var request = ""
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !isWhole(request) {
                let count = unsafe recv(connection, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                request += String(decoding: buffer[..<count], as: UTF8.self)
            }
            let whole = request
            requests.withLock { $0.append(whole) }
            var rest = Array(answer.utf8)[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes { unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { break }
                rest = rest.dropFirst(count)
            }
            shutdown(connection, Int32(SHUT_WR))
            // What the other side still says is read, so that it is not reset before it has the answer.
            while unsafe recv(connection, &buffer, buffer.count, 0) > 0 {}
            close(connection)
        }
    }

    private func isWhole(_ request: String) -> Bool {
        guard let end = request.range(of: "\r\n\r\n") else { return false }
        let lengths = request[..<end.lowerBound].split(separator: "\r\n").filter { $0.lowercased().hasPrefix("content-length:") }
        let length = lengths.first.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        return request[end.upperBound...].utf8.count >= length
    }
}
