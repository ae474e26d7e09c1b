import IO
import JSON

/// A JSON text. What was read, written and read again is the same; nothing is read that is no UTF-8 or has a key twice.
final class JSONFuzz: FuzzedParser {
    static let name = "json"
    static let words = ["true", "false", "null", "{\"", "\":", "[]", "{}", "\\u", "\\ud83d\\ude00", "1e", "-0", "0.1", "1E+400", "\\\"", "[[[[", "\u{FEFF}"]

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        [
            #"{"symbol":"BTCUSDT","side":"buy","quantity":"0.5","price":64000.25,"postOnly":true,"x":null}"#, #"[1,-2.5e3,"\u00e4\n\"",[],{},[[{"a":{"b":[0]}}]]]"#,
            #""text""#, "0", " true ", #"{"":"","a":"😀"}"#, "[1e400, 123456789012345678901234567890, 0.00000000000000000001]",
        ].map { Array($0.utf8) }
    }

    private let reader = JSONReader()
    private let second = JSONReader()

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        do throws(JSONError) {
            let document = try unsafe reader.read(bytes)
            hold(unsafe String(validating: bytes, as: UTF8.self) != nil, "JSON is UTF-8")
            var writer = JSONWriter()
            write(document.root, &writer)
            let again = try second.read(writer.bytes)
            hold(same(document.root, again.root), "\(unsafe String(decoding: bytes, as: UTF8.self)) written is \(String(decoding: writer.bytes, as: UTF8.self))")
        } catch {
            hold(!"\(error)".isEmpty, "an error says what it is about")
        }
    }

    private func write(_ node: JSONNode, _ writer: inout JSONWriter) {
        switch node.kind {
        case .object:
            writer.beginObject()
            for member in children(node) {
                writer.key(member.key)
                write(member, &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in children(node) { write(element, &writer) }
            writer.endArray()
        case .string: unsafe writer.string(utf8: node.bytes)
        case .number: unsafe writer.raw(Array(node.bytes))
        case .bool: writer.bool(node.bool == true)
        case .null: writer.null()
        }
    }

    private func children(_ node: JSONNode) -> [JSONNode] { (node.members ?? node.elements).map { Array($0) } ?? [] }

    private func same(_ a: JSONNode, _ b: JSONNode) -> Bool {
        guard a.kind == b.kind, a.bool == b.bool, unsafe a.bytes.elementsEqual(b.bytes), a.integer == b.integer else { return false }
        let (mine, theirs) = (children(a), children(b))
        guard mine.count == theirs.count, a.kind != .object || Set(mine.map { unsafe Array($0.keyBytes) }).count == mine.count else { return false }
        return zip(mine, theirs).allSatisfy { unsafe $0.keyBytes.elementsEqual($1.keyBytes) && same($0, $1) }
    }
}
