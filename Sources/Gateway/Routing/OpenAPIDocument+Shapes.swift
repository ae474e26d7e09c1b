import JSON

extension OpenAPIDocument {
    /// The schema of an answer, as its examples have it: which keys there are, and of what kinds. Any value may be null, any key be missing.
    static func shape(of answer: Route.Answer, _ writer: inout JSONWriter) {
        // One for each text: what a reader read last is what its nodes look at.
        let readers = [JSONReader(), JSONReader()]
        withExtendedLifetime(readers) {
            let texts = [answer.example, answer.other].filter { !$0.isEmpty }
            shape(zip(readers, texts).map(root), &writer)
        }
    }

    private static func root(_ reader: JSONReader, of example: String) -> JSONNode {
        do { return try reader.read(Array(example.utf8)).root } catch { preconditionFailure("an example is no JSON: \(error)") }
    }

    /// Of values that may stand in one place.
    private static func shape(_ nodes: [JSONNode], _ writer: inout JSONWriter) {
        writer.object { writer in
            let kinds = nodes.map(\.kind)
            let names: [(JSONKind, String)] = [(.object, "object"), (.array, "array"), (.string, "string"), (.number, "number"), (.bool, "boolean")]
            let types = names.filter { kinds.contains($0.0) }.map(\.1)
            guard !types.isEmpty else { return }
            writer.key("type")
            writer.array { writer in
                for type in types + ["null"] { writer.string(type) }
            }
            let elements = nodes.compactMap(\.elements).flatMap(Array.init)
            if !elements.isEmpty {
                writer.key("items")
                shape(elements, &writer)
            }
            let members = nodes.compactMap(\.members).flatMap(Array.init)
            guard !members.isEmpty else { return }
            writer.key("properties")
            writer.object { writer in
                var written: Set<String> = []
                for key in members.map(\.key) where written.insert(key).inserted {
                    writer.key(key)
                    shape(members.filter { $0.key == key }, &writer)
                }
            }
        }
    }
}

extension Route.Answer {
    var summary: String {
        switch status {
        case 101: "The connection is a WebSocket from here on."
        case 204: "Done; no body."
        default: "The answer."
        }
    }
}
