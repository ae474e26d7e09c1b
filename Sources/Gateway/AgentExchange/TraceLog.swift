import HTTP
import IO
import JSON
import Market

/// Requests that carry an `X-Trace-Id`, one line of JSON each, so that who follows an agent's steps finds what came of them here.
///
/// Nothing secret: no key, token, query or body, and of what is too long for a name only the beginning. Lines are written once a turn, and not synced. The file has a size; full, it takes the place of the one before.
package final class TraceLog {
    private let storage: any Storage
    private let path: String
    private var file: any StorageFile
    private var size: Int
    private var lines: [UInt8] = []
    /// Requests under way, by whom they are answered.
    private var open: [Ticket: Request] = [:]
    /// Lines that could not be written: a full disk ends no trading.
    package private(set) var lostCount: UInt64 = 0

    private struct Request {
        let trace: String
        let method: HTTPMethod
        let path: String
        let began: Int64
        var account = ""
    }

    /// Bytes of the file and of the one before it, each.
    package static let fileBytesMax = 16 << 20
    /// Bytes of a path that are kept, of a part of it (as long as an id), and of a trace id: what is longer is cut to its beginning.
    static let textBytesMax = 256
    static let segmentBytesMax = 36
    static let traceBytesMax = 64
    /// Requests under way that are remembered; more are not logged.
    static let openMax = 1 << 16

    package init(_ path: String, storage: any Storage = FileStorage()) throws(StorageError) {
        self.storage = storage
        self.path = path
        file = try storage.open(path, .openOrCreate)
        size = try file.size()
    }

    var hasOpen: Bool { !open.isEmpty }

    func begin(_ request: borrowing HTTPRequest, _ trace: Range<Int>, _ ticket: Ticket, at time: Int64) {
        guard open.count < Self.openMax else { return lostCount += 1 }
        func text(_ range: Range<Int>) -> String { request.text(range.prefix(Self.textBytesMax)) }
        // Keys and tokens are longer than any id: put in the wrong place, they are not kept.
        let path = text(request.path).split(separator: "/", omittingEmptySubsequences: false).map { Self.cut($0, above: Self.segmentBytesMax) }
        open[ticket] = Request(
            trace: Self.cut(text(trace)[...], above: Self.traceBytesMax), method: request.method, path: path.joined(separator: "/"), began: time)
    }

    /// The beginning of what is longer than it may be.
    private static func cut(_ text: Substring, above bytesMax: Int) -> String { text.utf8.count > bytesMax ? "\(text.prefix(8))…" : String(text) }

    func identify(_ ticket: Ticket, account: String) { open[ticket]?.account = account }

    /// The request is answered; 101 if it became a WebSocket.
    func end(_ ticket: Ticket, status: UInt16, at time: Int64, wall: Timestamp) {
        guard let request = open.removeValue(forKey: ticket) else { return }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("time")
            writer.time(wall)
            writer.member("trace_id", request.trace)
            writer.key("method")
            writer.string(request.method.name)
            writer.member("path", request.path)
            writer.member("status", Int(status))
            if !request.account.isEmpty { writer.member("account_id", request.account) }
            writer.member("microseconds", Int((time - request.began) / 1_000))
        }
        lines += writer.bytes
        lines.append(UInt8(ascii: "\n"))
    }

    /// Writes what has come together.
    func flush() {
        guard !lines.isEmpty else { return }
        defer { lines.removeAll(keepingCapacity: lines.count < 1 << 16) }
        do throws(StorageError) {
            if size > 0, size + lines.count > Self.fileBytesMax { try turn() }
            try write()
            size += lines.count
        } catch {
            lostCount += UInt64(lines.count { $0 == UInt8(ascii: "\n") })
        }
    }

    private func write() throws(StorageError) {
        let (file, size) = (file, size)
        try unsafe lines.withUnsafeBufferPointer { (bytes: UnsafeBufferPointer<UInt8>) throws(StorageError) in
            try unsafe file.write(UnsafeRawBufferPointer(bytes), at: size)
        }
    }

    /// The full file becomes the one before.
    private func turn() throws(StorageError) {
        try storage.rename(path, to: path + ".1")
        file = try storage.open(path, .create)
        size = 0
    }
}
