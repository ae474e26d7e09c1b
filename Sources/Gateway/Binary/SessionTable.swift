import Market
import Wire

/// All sessions of the binary protocol, and the reports of the accounts they belong to. On the engine's loop.
///
///     open → awaiting logon ─logOn→ active ─end→ closing → (output written) → closed
package final class SessionTable {
    /// Connections at a time. One more is told so, and closed: see `noRoom`.
    package static let sessionsMax = 4096
    /// Accounts whose reports are kept. At the limit an account without a session gives way; if there is none, logons are refused.
    package static let reportLogsMax = 2048
    /// How often `timePassed` wants to be called, in nanoseconds.
    package static let tickInterval: Int64 = 25_000_000

    /// Of this run of the server: numbers of requests and reports mean nothing in another.
    package let epoch: UInt64
    package var durability: DurabilityMode
    /// Instruments listed now.
    package var instruments: UInt16 = 0
    private var nextSession: UInt64 = 1
    /// In the order they were opened, so that what happens to all of them happens in the same order every time.
    private var sessions: [BinarySession] = []
    /// By account id; nil for accounts that never logged on.
    private var logs: [ReportLog?] = []
    private var logCount = 0
    private var dirty: [BinarySession] = []

    /// Dead-man's timers of sessions that have ended, by stream; who logs on to the stream ends his.
    private var timers: [Timer] = []
    /// Such timers at a time, 24 bytes each. Beyond it the orders are canceled as the session ends.
    package static let timersMax = reportLogsMax * ReportLog.streamsMax

    private struct Timer: BitwiseCopyable {
        var time: Int64
        var account: AccountID
        var stream: UInt8
    }

    /// Bytes that may wait for one session.
    let outputBytesMax: Int

    package init(epoch: UInt64, durability: DurabilityMode, outputBytesMax: Int = BinarySession.outputBytesMax) {
        self.epoch = epoch
        self.outputBytesMax = outputBytesMax
        self.durability = durability
    }

    package var count: Int { sessions.count }

    /// A session for a new connection; nil if there are too many. `nonce` is random; `isPrivate` says that nobody can listen (TLS, loopback).
    package func open(nonce: Nonce, isPrivate: Bool, address: ClientAddress = .here, now: Int64) -> BinarySession? {
        guard sessions.count < Self.sessionsMax else { return nil }
        let session = BinarySession(table: self, number: nextSession, nonce: nonce, isPrivate: isPrivate, address: address, now: now)
        nextSession += 1
        sessions.append(session)
        session.challenge()
        return session
    }

    /// What a connection is told that gets no session, in place of a challenge.
    package static let noRoom: [UInt8] = {
        let rejected = Message.LogonRejected(reason: .tooManySessions, protocolVersion: BinarySession.protocolVersion)
        var bytes = [UInt8](repeating: 0, count: Framing.frameBytes(Message.LogonRejected.self))
        // There are bytes, so they have an address.
        unsafe bytes.withUnsafeMutableBytes { unsafe Framing.write(rejected, at: $0.baseAddress!) }
        return bytes
    }()

    /// The connection is gone.
    package func close(_ session: BinarySession, _ handler: some RequestHandler) {
        guard let index = sessions.firstIndex(where: { $0 === session }) else { return }
        sessions.remove(at: index)
        session.detach(handler)
    }

    /// Heartbeats, timeouts, dead-man's timers. To be called every `tickInterval`.
    package func timePassed(now: Int64, _ handler: some RequestHandler) {
        for session in sessions { session.timePassed(now: now, handler) }
        guard !timers.isEmpty else { return }
        let due = timers.filter { $0.time <= now }
        guard !due.isEmpty else { return }
        timers.removeAll { $0.time <= now }
        for timer in due { cancelAll(of: timer.account, timer.stream, handler) }
    }

    /// The session of a stream is gone, and its dead-man's timer has yet to fire. False if there is no room for it.
    func leaveTimer(of account: AccountID, _ stream: UInt8, at time: Int64) -> Bool {
        guard timers.count < Self.timersMax else { return false }
        timers.append(Timer(time: time, account: account, stream: stream))
        return true
    }

    func dropTimer(of account: AccountID, _ stream: UInt8) { timers.removeAll { $0.account == account && $0.stream == stream } }

    /// No client asked for it just now, so it has no request.
    func cancelAll(of account: AccountID, _ stream: UInt8, _ handler: some RequestHandler) {
        handler.command(.cancelAll(CancelAll(account: account)), origin: RequestOrigin(request: 0, account: account, stream: stream))
    }

    /// Ends every session.
    package func logOutAll(_ reason: LogoutReason, _ handler: some RequestHandler) {
        for session in sessions { session.end(reason, handler) }
    }

    /// Ends the sessions whose keys open nothing any more.
    package func logOutRevoked(_ handler: some RequestHandler, opens: (Name) -> Bool) {
        for session in sessions where session.isActive {
            if let keyID = session.keyID, !opens(keyID) { session.end(.keyRevoked, handler) }
        }
    }

    /// Ends the sessions that trade for an account.
    package func logOut(_ account: AccountID, _ reason: LogoutReason, _ handler: some RequestHandler) {
        for session in sessions where session.isActive && session.account == account { session.end(reason, handler) }
    }

    /// Forgets everybody without a word, for a process that goes on without it: sessions, logs and table refer to each other.
    package func letGo() {
        for session in sessions { session.log = nil }
        (sessions, dirty, logs, logCount, timers) = ([], [], [], 0, [])
    }

    // MARK: output

    /// Calls `body` with every session that has got output since the last call.
    package func takeDirty(_ body: (BinarySession) -> Void) {
        while let session = dirty.popLast() {
            session.hot.value.isDirty = false
            body(session)
        }
    }

    func noteDirty(_ session: BinarySession) { dirty.append(session) }

    // MARK: accounts

    @inline(__always) func log(of account: AccountID) -> ReportLog? {
        let index = Int(account.rawValue)
        return index < logs.count ? logs[index] : nil
    }

    /// The account's log, made if need be; nil if there are too many.
    func openLog(of account: AccountID) -> ReportLog? {
        if let log = log(of: account) { return log }
        if logCount == Self.reportLogsMax {
            guard let idle = logs.firstIndex(where: { $0?.hasSessions == false }) else { return nil }
            logs[idle] = nil
            logCount -= 1
        }
        let index = Int(account.rawValue)
        while logs.count <= index { logs.append(nil) }
        let log = ReportLog(account: account)
        logs[index] = log
        logCount += 1
        return log
    }
}
