import HTTP

/// Whose credential a route asks for.
package enum Authentication: UInt8, Sendable, CaseIterable {
    /// Credentials are not looked at.
    case none
    /// Anybody; a valid credential is recognised, so that its requests are counted.
    case optional
    /// Whoever acts for an agent's wallet: an agent key, or an account's credential with the agent it chose.
    case agent
    /// The account itself: its key or a token of it.
    case account
    /// The account, or any of its agents for what is that agent's own.
    case member
}

/// Which counter a request goes against.
package enum RateGroup: UInt8, Sendable, CaseIterable {
    case uncounted
    case orders
    case marketData
    case general
    case backtest
    case training
    /// Per client address.
    case login
    case register
    /// Keys, tokens and signatures that opened nothing.
    case badCredential
}

/// One way to ask: method, pattern and everything a reader has to know, from which requests are matched and the documents are written.
package struct Route: Sendable {
    package let method: HTTPMethod
    /// Literal segments and `{parameters}`, such as `/api/v1/trade/order/{order_id}`.
    package let pattern: String
    package let summary: String
    package let group: RateGroup
    package let authentication: Authentication
    /// Of the path, then of the query.
    package let parameters: [Parameter]
    /// Keys of the JSON body; empty if none is read.
    package let body: [Parameter]
    /// Headers it reads, beside those that say who asks.
    package let headers: [(name: String, summary: String)]
    package let answer: Answer
    /// Codes of the errors that are the route's own; those any route may answer are not repeated.
    package let errors: [String]

    package struct Answer: Sendable {
        package let status: UInt16
        package let contentType: String
        /// A body as it would be sent; empty if there is none.
        package let example: String
        /// Of another shape, if a parameter asks for one.
        package let other: String

        private init(status: UInt16 = 200, contentType: String = "", example: String = "", other: String = "") {
            (self.status, self.contentType, self.example, self.other) = (status, contentType, example, other)
        }

        package static func json(_ example: String, or other: String = "", status: UInt16 = 200) -> Answer {
            Answer(status: status, contentType: "application/json", example: example, other: other)
        }
        package static func text(_ contentType: String) -> Answer { Answer(contentType: contentType) }
        package static let nothing = Answer(status: 204)
        package static let upgrade = Answer(status: 101)
    }

    /// - Parameter group: by the pattern's prefix, if not given.
    package init(
        _ method: HTTPMethod, _ pattern: String, _ summary: String, group: RateGroup? = nil, _ authentication: Authentication,
        parameters: [Parameter] = [], body: [Parameter] = [], headers: [(name: String, summary: String)] = [], answer: Answer, errors: [String] = []
    ) {
        self.method = method
        self.pattern = pattern
        self.summary = summary
        self.group = group ?? RateGroup(ofPath: pattern)
        self.authentication = authentication
        self.parameters = parameters
        self.body = body
        self.headers = headers
        self.answer = answer
        self.errors = errors
    }

    /// All it may answer: its own, and what follows from what it reads and from whom.
    var allErrors: Set<String> {
        var codes = Set(errors)
        if authentication != .none { codes.insert("INVALID_API_KEY") }
        switch authentication {
        case .none, .optional: break
        case .agent: codes.formUnion(["ACCOUNT_SUSPENDED", "AGENT_NOT_FOUND"])
        case .account, .member: codes.formUnion(["ACCOUNT_SUSPENDED", "PERMISSION_DENIED"])
        }
        if group != .uncounted { codes.insert("RATE_LIMIT_EXCEEDED") }
        if !body.isEmpty || parameters.contains(where: { $0.place == .query }) { codes.insert("VALIDATION_ERROR") }
        let takesSymbol = (parameters + body).contains { if case .symbol = $0.kind { true } else { false } }
        if takesSymbol { codes.insert("INVALID_SYMBOL") }
        return codes
    }

    /// The first word below the version: `trade` of `/api/v1/trade/order`.
    var section: String {
        let words = pattern.split(separator: "/")
        guard words.count > 2, words[0] == "api" else { return "system" }
        return String(words[2])
    }
}
