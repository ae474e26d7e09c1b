import HTTP
import Identity
import IO
import Market

extension AgentExchange {
    /// Finds out who asks, as the route wants to know it, and for whom.
    func identify(_ request: borrowing HTTPRequest, _ call: inout Call) throws(APIError) {
        let wanted = rules[call.endpoint.rawValue].authentication
        if wanted == .none { return }
        if wanted == .optional {
            // A bad credential is nobody's; prices are for everybody.
            do throws(APIError) { call.principal = try credential(request, &call) } catch { (call.principal, call.quota) = (nil, nil) }
            return
        }
        guard let principal = try credential(request, &call) else {
            throw .invalidAPIKey("An X-API-Key or a Bearer token is required.")
        }
        guard principal.accountStatus == .active else { throw .accountSuspended(accountID: members.uuid(of: principal.account)) }
        call.principal = principal
        if wanted == .member { return }
        if wanted == .account {
            guard principal.agent == nil else { throw .permissionDenied("This takes the account's own credential, not an agent's key.") }
            return
        }
        try choose(principal, request, &call)
        guard let account = members.keys.engineAccount(of: call.agent) else {
            throw .serviceUnavailable(reason: "wallet_not_funded_yet")
        }
        call.account = account
    }

    /// The key goes before the token; nil if there is neither.
    func credential(_ request: borrowing HTTPRequest, _ call: inout Call) throws(APIError) -> Principal? {
        let key = request[.apiKey]
        if !key.isEmpty { return try principal(key: request.bytes.span.extracting(key), request, &call) }
        let field = request[.authorization]
        guard !field.isEmpty else { return nil }
        guard let token = Self.bearer(request, field) else { throw .invalidToken("The Authorization field is not a Bearer token.") }
        return try principal(token: request.bytes.span.extracting(token), request, &call)
    }

    /// From an address that is barred a key nobody has is not even hashed; one that somebody has goes on, whoever else is at the address.
    func principal(key: Span<UInt8>, _ request: borrowing HTTPRequest, _ call: inout Call) throws(APIError) -> Principal {
        if limiter.hasBarred, let decision = limiter.barred(address(request, call.peer), at: now), !members.keys.knows(beginningOf: key) {
            throw refuse(decision, &call)
        }
        guard let principal = members.keys.authenticate(key) else { throw bad(.invalidAPIKey("The API key is not known."), request, &call) }
        return principal
    }

    func principal(token: Span<UInt8>, _ request: borrowing HTTPRequest, _ call: inout Call) throws(APIError) -> Principal {
        if limiter.hasBarred, let decision = limiter.barred(address(request, call.peer), at: now) { throw refuse(decision, &call) }
        do {
            return try members.keys.authenticate(token: token, secret: members.secret, now: now / 1_000_000_000)
        } catch {
            throw bad(.invalidToken("The token is not valid any more, or never was."), request, &call)
        }
    }

    /// Counts a credential that opened nothing against its address; what to answer.
    private func bad(_ error: APIError, _ request: borrowing HTTPRequest, _ call: inout Call) -> APIError {
        let decision = limiter.check(address(request, call.peer), .badCredential, at: now)
        return decision.isAllowed ? error : refuse(decision, &call)
    }

    private func refuse(_ decision: RateDecision, _ call: inout Call) -> APIError {
        call.quota = decision
        return .rateLimitExceeded(limit: Int(decision.limit), retryAfterSeconds: Int(decision.retryAfterSeconds))
    }

    private static func bearer(_ request: borrowing HTTPRequest, _ field: Range<Int>) -> Range<Int>? {
        let scheme = "bearer "
        guard field.count > scheme.utf8.count else { return nil }
        for (offset, letter) in scheme.utf8.enumerated() where request.bytes[field.lowerBound + offset] | 0x20 != letter { return nil }
        return field.lowerBound + scheme.utf8.count..<field.upperBound
    }

    /// An agent's key acts for it, an account's credential for the agent it names, else for its default one.
    private func choose(_ principal: Principal, _ request: borrowing HTTPRequest, _ call: inout Call) throws(APIError) {
        if let own = principal.agent {
            call.agent = own
            return
        }
        let field = request[.agentID]
        let chosen = field.isEmpty ? nil : UUID(request.bytes.span.extracting(field))
        do {
            call.agent = try members.keys.acting(principal, choosing: chosen)
            call.choseAgent = chosen != nil && chosen == members.keys.agent(call.agent)?.uuid
        } catch .foreignAgent {
            throw .permissionDenied("The agent belongs to another account.")
        } catch {
            if let chosen, members.keys.agent(chosen) != nil { throw .invalidAPIKey("The agent is archived: it trades no more.") }
            throw .agentNotFound(agentID: chosen?.description ?? "")
        }
    }

    // MARK: limits

    /// Counts the request against its group: by key, or where there is none yet by the client's address. Cancels are never refused.
    func count(_ request: borrowing HTTPRequest, _ call: inout Call) throws(APIError) {
        let group = rules[call.endpoint.rawValue].group
        let decision: RateDecision
        if group.isByAddress {
            decision = limiter.check(address(request, call.peer), group, at: now)
        } else {
            guard group != .uncounted, let principal = call.principal else { return }
            let isCancel = call.endpoint == .cancelOrder || call.endpoint == .cancelAllOrders
            decision = limiter.check(principal.rateKey, group, isCancel: isCancel, at: now)
        }
        guard decision.isCounted else { return }
        call.quota = decision
        if !decision.isAllowed { throw refuse(decision, &call) }
    }

    /// The peer's, or the first hop a trusted proxy names.
    private func address(_ request: borrowing HTTPRequest, _ peer: Peer) -> ClientAddress {
        let field = request[.forwardedFor]
        guard settings.trustsForwardedFor, !field.isEmpty else { return ClientAddress(peer.address) }
        return ClientAddress(forwardedFor: request.bytes[field]) ?? ClientAddress(peer.address)
    }
}
