import HTTP
import IO

/// A WebSocket after its handshake. However the bytes are cut, the same messages come; sent back, our client reads them as they were.
final class WebSocketFuzz: FuzzedParser {
    static let name = "websocket"

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        let client = WebSocketSession(.client, contexts: WebSocketContexts())
        client.send(text: "{\"action\":\"subscribe\"}")
        unsafe [1, 2, 3].withUnsafeBytes { _ = unsafe client.ping($0) }
        unsafe [UInt8](repeating: 7, count: 300).withUnsafeBytes { _ = unsafe client.send(binary: $0) }
        client.close(code: 1000, reason: "done")
        var bytes: [UInt8] = []
        unsafe client.writeOutput { piece in
            unsafe bytes.append(contentsOf: piece)
            return piece.count
        }
        // In fragments with a ping between them; a length in eight bytes; a close without a code.
        let mask: [UInt8] = [0, 0, 0, 0]
        return [
            bytes, [0x01, 0x81] + mask + [0x61, 0x89, 0x80] + mask + [0x80, 0x81] + mask + [0x62], [0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1] + mask + [9], [0x88, 0x80] + mask,
            [0x8A, 0x81] + mask + [1], [0x81, 0xFE, 0, 2] + mask + [0xC3, 0xA4],
        ]
    }

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        let bytes = unsafe Array(bytes)
        let whole = Listener()
        whole.receive(bytes[...])
        let cut = Listener()
        for piece in Pieces(bytes) { cut.receive(piece) }
        // With which code it ends may depend on the pieces: wslay looks for UTF-8 in the reason of a close from the third byte of each.
        hold(whole.messages == cut.messages, "whole: \(whole.told)\nin pieces: \(cut.told)")
        let client = Listener(.client)
        client.receive(whole.output[...])
        hold(client.messages.filter { $0.hasPrefix("message") } == whole.messages.filter { $0.hasPrefix("message") }, "sent back \(whole.told), read \(client.told)")
    }
}

private final class Listener: WebSocketHandler {
    private(set) var told: [String] = []
    var messages: [String] { told.filter { !$0.hasPrefix("closed") } }
    private(set) var output: [UInt8] = []
    private let role: WebSocketSession.Role
    private let session: WebSocketSession

    init(_ role: WebSocketSession.Role = .server) {
        self.role = role
        session = WebSocketSession(role, contexts: WebSocketContexts())
    }

    func receive(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe session.receive($0, self) }
        while session.hasOutput {
            unsafe session.writeOutput { piece in
                unsafe output.append(contentsOf: piece)
                return piece.count
            }
        }
    }

    func message(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ session: WebSocketSession) {
        if isText { hold(unsafe String(validating: bytes, as: UTF8.self) != nil, "a text is UTF-8") }
        told.append("message \(isText) \(unsafe Array(bytes))")
        guard role == .server else { return }
        if isText { unsafe session.send(text: bytes) } else { unsafe session.send(binary: bytes) }
    }

    func pong(_ bytes: UnsafeRawBufferPointer, _ session: WebSocketSession) { told.append("pong \(unsafe Array(bytes))") }

    func closed(code: UInt16, _ session: WebSocketSession) {
        hold(told.last?.hasPrefix("closed") != true, "closed twice")
        told.append("closed \(code)")
    }
}
