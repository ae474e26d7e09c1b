import Market
import Wire

// Logon, logout, heartbeats: messages of the session itself.
extension BinarySession {
    func challenge() {
        send(Message.Challenge(
            nonce0: nonce.word0, nonce1: nonce.word1, nonce2: nonce.word2, nonce3: nonce.word3, epoch: table.epoch,
            protocolVersion: Self.protocolVersion))
    }

    func sessionMessage(_ header: MessageHeader, _ block: UnsafeRawPointer, _ handler: some RequestHandler) {
        let length = Int(header.blockLength)
        do throws(WireError) {
            switch (state, header.templateID) {
            case (.awaitingLogon, Message.Logon.templateID):
                logOn(try unsafe Message.Logon(decoding: block, blockLength: length, at: Schema.headerBytes), handler)
            case (.active, Message.Heartbeat.templateID):
                _ = try unsafe Message.Heartbeat(decoding: block, blockLength: length, at: Schema.headerBytes)
            case (.active, Message.TestRequest.templateID):
                heartbeat(testID: try unsafe Message.TestRequest(decoding: block, blockLength: length, at: Schema.headerBytes).testID)
            case (_, Message.Logout.templateID): end(.byClient, handler)
            case (.awaitingLogon, Self.requests.lowerBound...Self.requests.upperBound): end(.notLoggedOn, handler)
            case (.active, Message.Logon.templateID): end(.alreadyLoggedOn, handler)
            default: end(.badMessage, handler)
            }
        } catch {
            end(.badMessage, handler)
        }
    }

    private func logOn(_ logon: Message.Logon, _ handler: some RequestHandler) {
        if let refusal = objection(to: logon) { return refuse(refusal) }
        let attempt = LogonAttempt(
            keyID: logon.keyID, key: logon.key, nonce: nonce,
            signature: Nonce(logon.signature0, logon.signature1, logon.signature2, logon.signature3), address: address)
        switch handler.account(for: attempt) {
        case .refused(let refusal): refuse(refusal)
        case .account(let account, let caller):
            guard let log = table.openLog(of: account) else { return refuse(.tooManySessions) }
            let isSameEpoch = logon.epoch == table.epoch
            if isSameEpoch, logon.nextReport > log.next { return refuse(.invalidResumption) }
            keyID = attempt.usedKeyID
            rateKey = caller
            attach(logon, to: log, handler)
            accept(logon, log, isSameEpoch: isSameEpoch)
        }
    }

    private func objection(to logon: Message.Logon) -> LogonRefusal? {
        if logon.protocolVersion != Self.protocolVersion { return .protocolVersion }
        if !logon.key.isEmpty, !isPrivate { return .plainKeyNotAllowed }
        if Int(logon.stream) >= ReportLog.streamsMax { return .invalidStream }
        let heartbeats = Self.heartbeatMillisecondsMin...Self.heartbeatMillisecondsMax
        if !heartbeats.contains(logon.heartbeatInterval) { return .invalidHeartbeat }
        let timers = Self.deadMansMillisecondsMin...Self.deadMansMillisecondsMax
        if logon.deadMansTimer != 0, !timers.contains(logon.deadMansTimer) { return .invalidDeadMansTimer }
        return nil
    }

    private func refuse(_ reason: LogonRefusal) {
        send(Message.LogonRejected(reason: reason, protocolVersion: Self.protocolVersion))
        state = .closing
    }

    private func attach(_ logon: Message.Logon, to log: ReportLog, _ handler: some RequestHandler) {
        // The stream goes on here: its orders are not canceled.
        if let former = log.session(on: logon.stream) { former.end(.displaced, handler) }
        table.dropTimer(of: log.account, logon.stream)
        self.log = log
        account = log.account
        streamID = logon.stream
        log.add(self)
        flags = logon.flags
        heartbeatInterval = Int64(logon.heartbeatInterval) * 1_000_000
        deadMansTimer = Int64(logon.deadMansTimer) * 1_000_000
        state = .active
    }

    private func accept(_ logon: Message.Logon, _ log: ReportLog, isSameEpoch: Bool) {
        var resumption = Resumption.notAsked
        var next = log.next
        if logon.nextReport != 0 {
            next = isSameEpoch ? max(logon.nextReport, log.first) : log.first
            resumption = !isSameEpoch ? .newEpoch : next == logon.nextReport ? .complete : .gap
        }
        send(Message.LogonAccepted(
            epoch: table.epoch, session: number, nextReport: next, nextRequest: nextRequest, account: account.rawValue,
            heartbeatInterval: logon.heartbeatInterval, instruments: table.instruments, durability: table.durability,
            resumption: resumption, stream: streamID))
        while next < log.next, log.repeatReport(next, to: self) { next += 1 }
    }

    /// Number that the next request must have.
    private var nextRequest: UInt64 { (log?.lastRequest(streamID) ?? 0) + 1 }

    func heartbeat(testID: UInt64) {
        send(Message.Heartbeat(testID: testID, lastReport: (log?.next ?? 1) - 1))
    }

    /// Says why, takes nothing more, and asks for the connection to be closed.
    package func end(_ reason: LogoutReason, _ handler: some RequestHandler) {
        guard state != .closing else { return }
        state = .closing
        send(Message.Logout(nextRequest: nextRequest, reason: reason))
        if reason == .displaced { (flags, deadMansTimer) = ([], 0) }
        detach(handler)
    }

    /// Parts the session from its account; cancels its orders if it asked for that.
    func detach(_ handler: some RequestHandler) {
        state = .closing
        guard let log else { return }
        log.remove(self)
        self.log = nil
        handler.unsubscribeAll(self)
        let isTimed = deadMansTimer != 0 && !deadMansTimerFired
        // Silence goes on when the session does not.
        if flags.contains(.cancelOnDisconnect) || (isTimed && !table.leaveTimer(of: account, streamID, at: lastReceived + deadMansTimer)) {
            table.cancelAll(of: account, streamID, handler)
        }
    }

    // MARK: time

    func timePassed(now: Int64, _ handler: some RequestHandler) {
        if hasSent() { lastSent = now }
        switch state {
        case .closing: return
        case .awaitingLogon:
            if now - lastReceived >= Self.logonWaitMax { end(.logonTimeout, handler) }
        case .active:
            if hot.value.isSlow { return end(.slowReader, handler) }
            let silence = now - lastReceived
            if deadMansTimer != 0, silence >= deadMansTimer, !deadMansTimerFired {
                deadMansTimerFired = true
                table.cancelAll(of: account, streamID, handler)
            }
            if silence >= 2 * heartbeatInterval { return end(.heartbeatTimeout, handler) }
            if now - lastSent >= heartbeatInterval / 2 {
                heartbeat(testID: 0)
                lastSent = now
            }
        }
    }
}
