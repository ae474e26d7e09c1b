import JSON

/// The routes as an OpenAPI 3.1 description, so that what is served and what is described cannot differ.
package enum OpenAPIDocument {
    package struct Facts: Sendable {
        package var title: String
        package var version: String
        package var summary: String
        /// Code and status of every error, for the schema of the envelope.
        package var errors: [(code: String, status: Int)]
        package init(title: String, version: String, summary: String, errors: [(code: String, status: Int)]) {
            self.title = title
            self.version = version
            self.summary = summary
            self.errors = errors
        }
    }

    package static func write(_ facts: Facts, _ routes: [Route]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("openapi")
            writer.string("3.1.0")
            writer.key("info")
            writer.object { writer in
                writer.member("title", facts.title)
                writer.member("version", facts.version)
                writer.member("description", facts.summary)
            }
            writer.key("paths")
            writer.object { writer in
                var written: Set<String> = []
                for route in routes where written.insert(route.pattern).inserted {
                    writer.key(route.pattern)
                    writer.object { writer in
                        for operation in routes where operation.pattern == route.pattern { write(operation, facts, &writer) }
                    }
                }
            }
            writer.key("components")
            components(facts, &writer)
        }
        var bytes: [UInt8] = []
        writer.finish(into: &bytes)
        return bytes
    }

    private static func write(_ route: Route, _ facts: Facts, _ writer: inout JSONWriter) {
        writer.key("\(route.method)")
        writer.object { writer in
            writer.member("summary", route.summary)
            writer.member("operationId", route.operation)
            writer.key("tags")
            writer.array { $0.string(route.section) }
            security(route.authentication, &writer)
            var headers = route.headers
            if route.authentication == .agent { headers.append(("X-Agent-Id", "With an account's credential: the agent whose wallet is meant; else its oldest")) }
            if !route.parameters.isEmpty || !headers.isEmpty {
                writer.key("parameters")
                writer.array { writer in
                    for parameter in route.parameters { describe(parameter, &writer) }
                    for (name, summary) in headers { describeHeader(name, summary, &writer) }
                }
            }
            if !route.body.isEmpty { requestBody(route.body, &writer) }
            writer.key("responses")
            responses(route, facts, &writer)
        }
    }

    private static func security(_ authentication: Authentication, _ writer: inout JSONWriter) {
        writer.key("security")
        writer.array { writer in
            guard authentication != .none else { return }
            if authentication == .optional { writer.object { _ in } }
            for scheme in ["apiKey", "bearer"] {
                writer.object { writer in
                    writer.key(scheme)
                    writer.array { _ in }
                }
            }
        }
    }

    private static func describe(_ parameter: Parameter, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", parameter.name)
            writer.member("in", parameter.place == .path ? "path" : "query")
            writer.key("required")
            writer.bool(parameter.isRequired)
            writer.member("description", parameter.summary)
            writer.key("schema")
            schema(parameter, &writer)
        }
    }

    private static func describeHeader(_ name: String, _ summary: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("in", "header")
            writer.member("description", summary)
            writer.key("schema")
            writer.object { $0.member("type", "string") }
        }
    }

    private static func requestBody(_ fields: [Parameter], _ writer: inout JSONWriter) {
        writer.key("requestBody")
        content("application/json", isRequired: fields.contains(where: \.isRequired), &writer) { writer in
            writer.key("schema")
            writer.object { writer in
                writer.member("type", "object")
                let required = fields.filter(\.isRequired)
                if !required.isEmpty {
                    writer.key("required")
                    writer.array { writer in
                        for field in required { writer.string(field.name) }
                    }
                }
                writer.key("properties")
                writer.object { writer in
                    for field in fields {
                        writer.key(field.name)
                        schema(field, &writer)
                    }
                }
            }
        }
    }

    private static func responses(_ route: Route, _ facts: Facts, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.key(String(route.answer.status))
            writer.object { writer in
                writer.member("description", route.answer.summary)
                guard !route.answer.contentType.isEmpty else { return }
                writer.key("content")
                writer.object { writer in
                    writer.key(route.answer.contentType)
                    writer.object { writer in
                        guard !route.answer.example.isEmpty else { return }
                        writer.key("schema")
                        shape(of: route.answer, &writer)
                        writer.key("example")
                        writer.raw(route.answer.example.utf8)
                    }
                }
            }
            // One entry per status, with the codes it stands for.
            let codes = route.allErrors
            let statuses = Set(facts.errors.filter { codes.contains($0.code) }.map(\.status)).sorted()
            for status in statuses {
                writer.key(String(status))
                writer.object { writer in
                    let codes = facts.errors.filter { $0.status == status && codes.contains($0.code) }.map(\.code)
                    writer.member("description", codes.joined(separator: ", "))
                    writer.key("content")
                    writer.object { writer in
                        writer.key("application/json")
                        writer.object { $0.reference("Error") }
                    }
                }
            }
        }
    }

    private static func content(_ type: String, isRequired: Bool, _ writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void) {
        writer.object { writer in
            writer.key("required")
            writer.bool(isRequired)
            writer.key("content")
            writer.object { writer in
                writer.key(type)
                writer.object(body)
            }
        }
    }

    private static func schema(_ parameter: Parameter, _ writer: inout JSONWriter) {
        writer.object { writer in
            type(parameter, &writer)
            if parameter.place == .body { writer.member("description", parameter.summary) }
            if !parameter.absent.isEmpty {
                writer.key("default")
                switch parameter.kind {
                case .integer, .boolean: writer.raw(parameter.absent.utf8)
                default: writer.string(parameter.absent)
                }
            }
        }
    }

    private static func type(_ parameter: Parameter, _ writer: inout JSONWriter) {
        switch parameter.kind {
        case .text(let min, let max):
            writer.member("type", "string")
            writer.member("minLength", min)
            writer.member("maxLength", max)
        case .choice(let choices):
            writer.member("type", "string")
            writer.key("enum")
            writer.array { writer in
                for choice in choices { writer.string(choice) }
            }
        case .integer(let range):
            writer.member("type", "integer")
            writer.member("minimum", range.lowerBound)
            if range.upperBound != .max { writer.member("maximum", range.upperBound) }
        case .decimal:
            writer.key("type")
            writer.array { writer in
                writer.string("string")
                writer.string("number")
            }
            writer.member("format", "decimal")
        case .boolean: writer.member("type", "boolean")
        case .timestamp:
            writer.member("type", "string")
            writer.member("format", "date-time")
        case .uuid:
            writer.member("type", "string")
            writer.member("format", "uuid")
        case .symbol:
            writer.member("type", "string")
            writer.member("pattern", "^[A-Za-z0-9]{2,20}$")
        case .list(let max):
            if parameter.place == .query {
                writer.member("type", "string")
            } else {
                writer.member("type", "array")
                writer.member("maxItems", max)
                writer.key("items")
                writer.object { $0.member("type", "string") }
            }
        case .numbers(let min, let max):
            writer.member("type", "array")
            writer.member("minItems", min)
            writer.member("maxItems", max)
            writer.key("items")
            writer.object { $0.member("type", "number") }
        case .object: writer.member("type", "object")
        }
    }

    private static func components(_ facts: Facts, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("securitySchemes")
            writer.raw(#"{"apiKey":{"type":"apiKey","in":"header","name":"X-API-Key"},"bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"}}"#)
            writer.key("schemas")
            writer.object { writer in
                writer.key("Error")
                errorSchema(facts, &writer)
            }
        }
    }
}

extension OpenAPIDocument {
    private static func errorSchema(_ facts: Facts, _ writer: inout JSONWriter) {
        func object(_ required: [String], _ writer: inout JSONWriter, _ properties: (inout JSONWriter) -> Void) {
            writer.object { writer in
                writer.member("type", "object")
                writer.key("required")
                writer.array { writer in
                    for key in required { writer.string(key) }
                }
                writer.key("properties")
                writer.object(properties)
            }
        }
        object(["error"], &writer) { writer in
            writer.key("error")
            object(["code", "message"], &writer) { writer in
                writer.key("code")
                writer.object { writer in
                    writer.member("type", "string")
                    writer.key("enum")
                    writer.array { writer in
                        for error in facts.errors { writer.string(error.code) }
                    }
                }
                writer.key("message")
                writer.object { $0.member("type", "string") }
                writer.key("details")
                writer.object { $0.member("type", "object") }
            }
        }
    }
}

extension Route {
    /// A name of its own, such as `get_trade_order_by_order_id`.
    var operation: String {
        let words = pattern.split(separator: "/").drop { $0 == "api" || $0 == "v1" }.map { word in
            word.hasPrefix("{") ? "by_" + word.dropFirst().dropLast() : word.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
        }
        return (["\(method)"] + words).joined(separator: "_")
    }
}

extension JSONWriter {
    mutating func member(_ key: StaticString, _ value: String) {
        self.key(key)
        string(value)
    }

    mutating func member(_ key: StaticString, _ value: Int) {
        self.key(key)
        integer(value)
    }

    fileprivate mutating func reference(_ schema: StaticString) {
        key("schema")
        object { writer in
            writer.key("$ref")
            writer.string("#/components/schemas/\(schema)")
        }
    }
}
