import JSON

extension OpenAPIDocument {
    /// The schema of an answer, as its example has it: which keys there are, and of what kind. Any value may be null, any key be missing.
    static func shape(of example: String, _ writer: inout JSONWriter) {
        let reader = JSONReader()
        do { shape(try reader.read(Array(example.utf8)).root, &writer) } catch { preconditionFailure("an example is no JSON: \(error)") }
    }

    private static func shape(_ node: JSONNode, _ writer: inout JSONWriter) {
        writer.object { writer in
            switch node.kind {
            case .null: break
            case .string: type("string", &writer)
            case .number: type("number", &writer)
            case .bool: type("boolean", &writer)
            case .array:
                type("array", &writer)
                var elements = node.elements
                guard let first = elements?.next() else { return }
                writer.key("items")
                shape(first, &writer)
            case .object:
                type("object", &writer)
                writer.key("properties")
                writer.object { writer in
                    guard let members = node.members else { return }
                    for member in members {
                        writer.key(member.key)
                        shape(member, &writer)
                    }
                }
            }
        }
    }

    private static func type(_ name: String, _ writer: inout JSONWriter) {
        writer.key("type")
        writer.array { writer in
            writer.string(name)
            writer.string("null")
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
