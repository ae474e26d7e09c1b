import HTTP

// Who has waited too long; looked at now and then, on the connection's loop.
extension Connection {
    func sweep(_ now: Int64) {
        switch transport {
        case .undecided:
            // Whatever comes must soon say what it is: bytes of a handshake are no progress.
            if now - phaseStart > home.timeouts.head { close() }
        case .http(let session):
            if session.phase != phase || session.requestCount != requestCount {
                phase = session.phase
                requestCount = session.requestCount
                phaseStart = now
            }
            let (waiting, gone) = session.windowed
            if gone != windowedBytes || waiting == 0 { (windowedBytes, windowStart) = (gone, now) }
            // A peer may hold back answers by its windows as well as by not reading its socket.
            if now - windowStart > home.timeouts.body { return close() }
            for (stream, tunnel) in tunnels where isOverdue(tunnel, now) { endTunnel(stream) }
            session.expireBodies(now, bodyMax: home.timeouts.body, intake)
            if session.hasOutput { flush() }
            sweep(session, now)
        case .webSocket(let session):
            if isOverdue(session, now) { finish() }
        case .lingering:
            if now - lastProgress > Self.lingerNanoseconds { close() }
        case .frames, .ended: break
        }
        if isWriting, now - lastProgress > home.timeouts.body { close() }
    }

    /// Whether the other half of a closing handshake does not come.
    private func isOverdue(_ session: WebSocketSession, _ now: Int64) -> Bool {
        guard session.isClosing else { return false }
        let since = session.closingSince ?? now
        session.closingSince = since
        return now - since > home.timeouts.head
    }

    private func sweep(_ session: any HTTPSession, _ now: Int64) {
        let limit: Int64
        switch phase {
        case .idle:
            guard session.outstanding == 0, tunnels.isEmpty else { return }
            limit = home.timeouts.idle
        case .head: limit = home.timeouts.head
        case .body: limit = home.timeouts.body
        }
        guard now - max(phaseStart, phase == .idle ? lastProgress : 0) > limit else { return }
        session.timeout(intake)
        flush()
    }
}
