import HTTP

/// Which other origins' pages may use the interface from a browser (the Fetch standard, "CORS protocol").
struct CrossOrigin: Sendable {
    let allowed: [String]

    init(_ allowed: [String]) {
        precondition(allowed.count < Int(UInt8.max), "more origins than a byte counts")
        self.allowed = allowed
    }

    /// Place of the request's origin among those allowed, plus one; 0 if it is not, or there is none.
    func place(_ request: borrowing HTTPRequest) -> UInt8 {
        let field = request[.origin]
        guard !field.isEmpty, !allowed.isEmpty else { return 0 }
        let origin = request.text(field)
        return allowed.firstIndex(of: origin).map { UInt8($0 + 1) } ?? 0
    }

    /// Lets pages of the origin at this place read an answer.
    func allow(_ place: UInt8, in response: inout HTTPResponse) {
        guard place != 0 else { return }
        response.add("access-control-allow-origin", allowed[Int(place) - 1])
        response.add("access-control-allow-credentials", "true")
        response.add("access-control-expose-headers", "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, Idempotent-Replayed")
        response.add("vary", "Origin")
    }
}
