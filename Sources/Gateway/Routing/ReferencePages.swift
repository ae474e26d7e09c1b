import HTTP

/// The routes as pages for readers: a table in Markdown, the same in HTML without scripts.
package enum ReferencePages {
    /// A section per first word of the paths, a row per route.
    package static func markdown(_ routes: [Route]) -> String {
        sections(routes).map { section, routes in
            let rows = routes.map { route in
                let takes = (route.parameters.filter { $0.place == .query } + route.body).map { brief($0) }.joined(separator: ", ")
                return "| \(route.method.name) | `\(route.pattern)` | \(route.summary) | \(takes) | \(who(route.authentication)) |\n"
            }
            return "\n### \(section)\n\n| method | path | what | takes | who |\n|---|---|---|---|---|\n" + rows.joined()
        }.joined()
    }

    /// One line per route, for `llms.txt`.
    package static func list(_ routes: [Route]) -> String {
        routes.map { "- \($0.method.name) \($0.pattern): \($0.summary)\n" }.joined()
    }

    package static func html(title: String, introduction: String, _ routes: [Route]) -> String {
        var page = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(escape(title))</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><style>
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
            code,pre{font:14px/1.4 ui-monospace,monospace;background:#8882;border-radius:4px;padding:.1em .3em}
            pre{padding:.8em;overflow:auto;white-space:pre-wrap;word-break:break-word}
            table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.15rem 1rem .15rem 0}
            details{margin:.4rem 0}summary{cursor:pointer}
            </style></head><body><h1>\(escape(title))</h1><p>\(escape(introduction))</p>
            <p>Machine-readable: <a href="openapi.json">openapi.json</a>, <a href="llms.txt">llms.txt</a>, <a href="guide.md">guide.md</a>.</p>

            """
        for (section, routes) in sections(routes) {
            page += "<h2>\(escape(section))</h2>\n"
            for route in routes { page += html(route) }
        }
        return page + "</body></html>\n"
    }

    private static func html(_ route: Route) -> String {
        var text = "<details><summary><code>\(route.method.name) \(escape(route.pattern))</code> \(escape(route.summary))</summary>\n"
        text += "<p>For \(who(route.authentication)).</p>\n"
        let values = route.parameters + route.body
        if !values.isEmpty {
            text += "<table><tr><th>name</th><th>in</th><th>is</th><th>meaning</th></tr>\n"
            for value in values {
                let need = value.isRequired ? "required" : value.absent.isEmpty ? "optional" : "default \(value.absent)"
                text += "<tr><td><code>\(escape(value.name))</code></td><td>\(value.place)</td>"
                text += "<td>\(escape(kind(value.kind))), \(escape(need))</td><td>\(escape(value.summary))</td></tr>\n"
            }
            text += "</table>\n"
        }
        if !route.answer.example.isEmpty { text += "<p>Answers \(route.answer.status):</p><pre>\(escape(route.answer.example))</pre>\n" }
        if !route.errors.isEmpty { text += "<p>Errors: \(route.errors.map { "<code>\($0)</code>" }.joined(separator: ", "))</p>\n" }
        return text + "</details>\n"
    }

    /// Sections in the order in which the routes first name them.
    private static func sections(_ routes: [Route]) -> [(String, [Route])] {
        var order: [String] = []
        for route in routes where !order.contains(route.section) { order.append(route.section) }
        return order.map { section in (section, routes.filter { $0.section == section }) }
    }

    private static func brief(_ value: Parameter) -> String {
        "`\(value.name)`" + (value.isRequired ? "" : value.absent.isEmpty ? "?" : "=\(value.absent)")
    }

    private static func who(_ authentication: Authentication) -> String {
        switch authentication {
        case .none, .optional: "anybody"
        case .agent: "an agent"
        case .account: "the account"
        case .member: "the account or an agent"
        }
    }

    private static func kind(_ kind: Parameter.Kind) -> String {
        switch kind {
        case .text(_, let max): "text of up to \(max) characters"
        case .choice(let choices): choices.joined(separator: " | ")
        case .integer(let range): range.upperBound == .max ? "integer from \(range.lowerBound)" : "integer \(range.lowerBound)…\(range.upperBound)"
        case .decimal: "decimal"
        case .boolean: "true | false"
        case .timestamp: "ISO 8601 time"
        case .uuid: "UUID"
        case .symbol: "symbol"
        case .list(let max): "list of up to \(max)"
        case .numbers(let min, let max): "list of \(min) to \(max) numbers"
        case .object: "object"
        }
    }

    private static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}

extension HTTPMethod {
    /// As it stands in a request.
    var name: String { "\(self)".uppercased() }
}
