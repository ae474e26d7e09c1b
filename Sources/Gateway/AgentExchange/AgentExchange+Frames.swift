import Identity
import Market
import Wire

extension AgentExchange {
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
