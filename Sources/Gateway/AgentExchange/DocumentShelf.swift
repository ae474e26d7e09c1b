/// The documents, each written when it is first asked for: anybody may ask, and writing one takes as long as hundreds of orders.
struct DocumentShelf {
    private var description: [UInt8] = []
    private var reference = ""
    private var guide = ""
    /// Those the guide names.
    private var symbols: [String] = []

    /// What `/openapi.json` says.
    mutating func openAPI(version: String) -> [UInt8] {
        if description.isEmpty {
            let facts = OpenAPIDocument.Facts(title: Guide.title, version: version, summary: Guide.summary, errors: APIError.codes)
            description = OpenAPIDocument.write(facts, Endpoint.routes)
        }
        return description
    }

    mutating func referencePage() -> String {
        if reference.isEmpty { reference = ReferencePages.html(title: Guide.title, introduction: Guide.summary, Endpoint.routes) }
        return reference
    }

    mutating func guidePage(symbols: [String]) -> String {
        if guide.isEmpty || symbols != self.symbols {
            self.symbols = symbols
            guide = Guide.page(symbols: symbols)
        }
        return guide
    }
}
