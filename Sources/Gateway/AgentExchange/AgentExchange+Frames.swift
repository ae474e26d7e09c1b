import Identity
import Market
import Wire

extension AgentExchange {
    /// Whose key a binary session shows or has signed with, and the account it trades for. Counts with the bad credentials of HTTP.
    func logOn(_ attempt: LogonAttempt) -> LogonOutcome {
        let keyID = KeyID("\(attempt.usedKeyID)")
        if limiter.barred(attempt.address, at: now) != nil, keyID.map({ members.keys.knows($0) }) != true { return .refused(.wrongCredential) }
        guard let principal = principal(attempt) else {
            _ = limiter.check(attempt.address, .badCredential, at: now)
            return .refused(.wrongCredential)
        }
        guard principal.accountStatus == .active else { return .refused(.accountNotActive) }
        do throws(IdentityError) {
            guard let account = members.keys.engineAccount(of: try members.keys.acting(principal)) else { return .refused(.accountNotActive) }
            return .account(account, principal.rateKey)
        } catch { return .refused(.accountNotActive) }
    }

    private func principal(_ attempt: LogonAttempt) -> Principal? {
        if !attempt.key.isEmpty { return members.keys.authenticate(attempt.key.bytes.span) }
        let keyID = Array("\(attempt.keyID)".utf8)
        return members.keys.verify(signature: attempt.signature.bytes.span, challenge: attempt.nonce.bytes.span, keyID: keyID.span)
    }

    /// What limits say to a request of a binary session: it counts with those its key makes over HTTP.
    func admission(_ kind: RequestKind, _ caller: RateKey?) -> Admission {
        if kind != .question {
            shedder.observe(commandsWaiting: desk.pendingCount, bytesQueued: desk.metrics.queuedBytes)
            guard shedder.admits(.newOrder) else { return .wait(.overload, milliseconds: UInt32(LoadShedder.retryAfterSeconds) * 1_000) }
        }
        guard !settings.hasNoLimits, let caller else { return .admitted }
        let decision = limiter.check(caller, kind == .question ? .general : .orders, at: now)
        guard !decision.isAllowed else { return .admitted }
        return .wait(kind == .question ? .requestRate : .orderRate, milliseconds: decision.resetSeconds * 1_000)
    }
}
