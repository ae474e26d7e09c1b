import HTTP
import IO
import JSON
import Market

extension AgentExchange {
    /// Sends a JSON answer; `write` writes its body.
    func respond(_ call: Call, status: UInt16 = 200, _ write: (inout JSONWriter) -> Void) {
        begin(status, .json, call.quota, call.origin)
        var writer = JSONWriter(taking: &response.body)
        write(&writer)
        writer.finish(into: &response.body)
        send(call.ticket)
    }

    func respond(_ reply: Reply, status: UInt16 = 200, _ write: (inout JSONWriter) -> Void) {
        begin(status, .json, reply.entry.quota, reply.entry.origin, isRepeat: reply.isRepeat)
        var writer = JSONWriter(taking: &response.body)
        write(&writer)
        writer.finish(into: &response.body)
        send(reply.ticket)
    }

    /// Says what was said before.
    func repeatAnswer(_ status: UInt16, _ body: [UInt8], _ reply: Reply) {
        begin(status, .json, reply.entry.quota, reply.entry.origin, isRepeat: true)
        response.body.append(contentsOf: body)
        send(reply.ticket)
    }

    func respond(_ call: Call, _ type: ContentType, text: String) {
        begin(200, type, call.quota, call.origin)
        response.body.append(contentsOf: text.utf8)
        send(call.ticket)
    }

    func respondNothing(_ call: Call) {
        begin(204, .none, call.quota, call.origin)
        send(call.ticket)
    }

    func fail(_ error: APIError, _ call: Call) { fail(error, call.ticket, call.origin, call.quota) }

    func fail(_ error: APIError, _ ticket: Ticket, _ origin: UInt8, _ quota: RateDecision? = nil, isRepeat: Bool = false) {
        begin(error.code.status, .json, quota, origin, isRepeat: isRepeat)
        switch error {
        case .rateLimitExceeded(_, let retry):
            // What has no quota of its own to have used up waits for its orders.
            desk.metrics.throttled(.http, quota?.group ?? .orders)
            response.add("retry-after", retry)
        case .tooManyUnderWay:
            desk.metrics.throttled(.http, .orders)
            response.add("retry-after", 1)
        case .serviceUnavailable, .priceNotAvailable: response.add("retry-after", 1)
        case .methodNotAllowed(let allow): response.add("allow", allow)
        case .protocolFault(let fault) where fault.status == 426: response.add("upgrade", "websocket")
        case .invalidAPIKey, .invalidToken: response.add("www-authenticate", "Bearer")
        default: break
        }
        var writer = JSONWriter(taking: &response.body)
        error.write(into: &writer)
        writer.finish(into: &response.body)
        send(ticket)
    }

    private func begin(_ status: UInt16, _ type: ContentType, _ quota: RateDecision?, _ origin: UInt8, isRepeat: Bool = false) {
        response.reset(status, type)
        // So that a client can tell a second order from a second answer.
        if isRepeat { response.add("idempotent-replayed", "true") }
        if let quota { limiter.addHeaders(quota, to: &response) }
        crossOrigin.allow(origin, in: &response)
    }

    func endTrace(_ ticket: Ticket, _ status: UInt16) {
        if let traces, traces.hasOpen { traces.end(ticket, status: status, at: desk.clock.monotonicNanoseconds, wall: now) }
    }

    private func send(_ ticket: Ticket) {
        counters.answers[Int(min(response.status / 100, 5))] &+= 1
        endTrace(ticket, response.status)
        outlet.respond(ticket, response)
    }

    /// `OPTIONS` of any path.
    func preflight(_ request: borrowing HTTPRequest, _ ticket: Ticket, _ origin: UInt8) {
        begin(204, .none, nil, origin)
        if case .otherMethods(let methods) = router.match(.options, request.bytes, request.path) { response.add("allow", methods.allow) }
        if origin != 0 {
            response.add("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
            let headers = request[.accessControlRequestHeaders]
            if !headers.isEmpty { response.add("access-control-allow-headers", request.bytes[headers]) }
            response.add("access-control-max-age", "600")
        }
        send(ticket)
    }
}
