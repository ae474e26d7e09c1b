import HTTP
import Security
protocol WebSocketHandler: AnyObject { func message(_ bytes: UnsafeRawBufferPointer, isText: Bool); func closed(code: UInt16, reason: String) }
enum WebSocketRole { case server }
final class WebSocketSession {
    init(_ role: WebSocketRole) {}
    func receive(_ bytes: UnsafeRawBufferPointer, _ handler: any WebSocketHandler) {}
    func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) {}
    func send(text: UnsafeRawBufferPointer) {}
    func send(binary: UnsafeRawBufferPointer) {}
    func close(_ code: UInt16, _ reason: String) {}
    var isClosed: Bool { false }
    var queuedBytes: Int { 0 }
}
typealias HTTP2Session = HTTP1Session
extension HTTPSession { func acceptWebSocket(_ stream: Int32) -> Bool { false } }
