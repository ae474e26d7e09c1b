import Market
import Security

/// Who is asking: an account, and the agent whose own key it was.
package struct Principal: Equatable, Sendable, BitwiseCopyable {
    package let account: AccountIndex
    /// Nil for an account's key or token.
    package let agent: AgentIndex?
    /// Unless it is active, everything is refused with `ACCOUNT_SUSPENDED`.
    package let accountStatus: AccountStatus

    /// One number per key, dense: what rate limits count by.
    package var keyNumber: UInt32 { agent.map(Self.keyNumber) ?? account.rawValue << 1 }
    package static func keyNumber(of agent: AgentIndex) -> UInt32 { agent.rawValue << 1 | 1 }
}

/// The registry in memory, on the engine's loop: who a key belongs to, and whose a trading account is. No locks, no I/O.
///
/// It is filled with all rows at start and with the changed rows of every change after it, in the order the registry made them.
package struct KeyTable: ~Copyable {
    /// What a key opens.
    private struct KeyEntry {
        let account: AccountIndex
        let agent: AgentIndex?
        let hash: Digest
    }

    private enum Owner { case account(AccountIndex), agent(AgentIndex) }

    private var keys: [KeyID: KeyEntry] = [:]
    private var owners: [UUID: Owner] = [:]
    // By index; entry 0 stays empty.
    private var accounts: [AccountRow?] = [nil]
    private var agents: [AgentRow?] = [nil]
    private var agentsOfAccount: [[AgentIndex]] = [[]]
    private var sessionsOfAgent: [[SessionRow]] = [[]]
    private var agentOfEngineAccount: [UInt32: AgentIndex] = [:]
    /// Compared with where there is no such key, so that it takes as long. No key has this hash.
    private let nobody = SHA256.hash([])

    package init() {}

    // MARK: rows

    package mutating func apply(_ rows: RegistryRows) {
        for account in rows.accounts { put(account) }
        for agent in rows.agents { put(agent) }
        for session in rows.sessions { put(session) }
        for agent in rows.removedAgents { remove(agent) }
    }

    private mutating func put(_ row: AccountRow) {
        let place = Int(row.index.rawValue)
        while accounts.count <= place {
            accounts.append(nil)
            agentsOfAccount.append([])
        }
        if let old = accounts[place], old.keyID != row.keyID { keys[old.keyID] = nil }
        accounts[place] = row
        keys[row.keyID] = KeyEntry(account: row.index, agent: nil, hash: row.keyHash)
        owners[row.uuid] = .account(row.index)
    }

    private mutating func put(_ row: AgentRow) {
        let place = Int(row.index.rawValue)
        while agents.count <= place {
            agents.append(nil)
            sessionsOfAgent.append([])
        }
        if let old = agents[place] {
            if old.keyID != row.keyID { keys[old.keyID] = nil }
        } else {
            agentsOfAccount[Int(row.account.rawValue)].append(row.index)
        }
        agents[place] = row
        keys[row.keyID] = KeyEntry(account: row.account, agent: row.index, hash: row.keyHash)
        owners[row.uuid] = .agent(row.index)
    }

    private mutating func put(_ row: SessionRow) {
        let place = Int(row.agent.rawValue)
        // The row of a running session comes again when it ends, and that one is the last.
        if sessionsOfAgent[place].last?.uuid == row.uuid { sessionsOfAgent[place].removeLast() }
        sessionsOfAgent[place].append(row)
        agentOfEngineAccount[row.engineAccount.rawValue] = row.agent
    }

    private mutating func remove(_ index: AgentIndex) {
        guard let row = agent(index) else { return }
        keys[row.keyID] = nil
        owners[row.uuid] = nil
        for session in sessionsOfAgent[Int(index.rawValue)] { agentOfEngineAccount[session.engineAccount.rawValue] = nil }
        sessionsOfAgent[Int(index.rawValue)] = []
        agentsOfAccount[Int(row.account.rawValue)].removeAll { $0 == index }
        agents[Int(index.rawValue)] = nil
    }

    // MARK: look-up

    package var accountCount: Int { accounts.count - 1 }
    package func account(_ index: AccountIndex) -> AccountRow? { row(accounts, index.rawValue) }
    package func agent(_ index: AgentIndex) -> AgentRow? { row(agents, index.rawValue) }
    /// Where an agent trades now: what every order asks, without the rest of the row.
    package func engineAccount(of index: AgentIndex) -> AccountID? {
        Int(index.rawValue) < agents.count ? agents[Int(index.rawValue)]?.engineAccount : nil
    }
    private func row<Row>(_ rows: [Row?], _ index: UInt32) -> Row? { Int(index) < rows.count ? rows[Int(index)] : nil }

    package func account(_ uuid: UUID) -> AccountIndex? { if case .account(let index)? = owners[uuid] { index } else { nil } }
    package func agent(_ uuid: UUID) -> AgentIndex? { if case .agent(let index)? = owners[uuid] { index } else { nil } }

    /// Oldest first, archived ones too.
    package func agents(of account: AccountIndex) -> [AgentIndex] {
        Int(account.rawValue) < agentsOfAccount.count ? agentsOfAccount[Int(account.rawValue)] : []
    }

    /// The oldest agent that is not archived; nil if there is none.
    package func defaultAgent(of account: AccountIndex) -> AgentIndex? {
        guard Int(account.rawValue) < agentsOfAccount.count else { return nil }
        // In place: a row is large, and every request of an account's key comes by.
        for index in agentsOfAccount[Int(account.rawValue)] {
            if let status = agents[Int(index.rawValue)]?.status, status != .archived { return index }
        }
        return nil
    }

    /// Oldest first; the last one is the current one unless it has ended.
    package func sessions(of agent: AgentIndex) -> [SessionRow] {
        Int(agent.rawValue) < sessionsOfAgent.count ? sessionsOfAgent[Int(agent.rawValue)] : []
    }

    /// Whose an account of the engine is or was; nil for the house and for what is not in the registry.
    package func agent(trading account: AccountID) -> AgentIndex? { agentOfEngineAccount[account.rawValue] }

    // MARK: who is asking

    /// Whether there is a key that begins like this: what costs no hash to find out.
    package func knows(_ keyID: KeyID) -> Bool { keys[keyID] != nil }
    package func knows(beginningOf key: Span<UInt8>) -> Bool { PlainKey.isAPIKey(key) && knows(KeyID(key, at: PlainKey.prefixBytes)) }

    /// Whose API key this is; nil for a key that is none of ours, or of an archived agent. Takes as long for a wrong key as for a right one.
    package func authenticate(_ key: Span<UInt8>) -> Principal? {
        guard PlainKey.isAPIKey(key) else { return nil }
        let hash = SHA256.hash(key)
        let entry = keys[KeyID(key, at: PlainKey.prefixBytes)]
        guard hash == entry?.hash ?? nobody, let entry else { return nil }
        return principal(entry)
    }

    /// Whose key signed the challenge of a binary log-on; nil as for `authenticate`.
    ///
    /// The signature is HMAC-SHA-256 of the challenge under the SHA-256 of the whole key: of the key itself the exchange keeps no more.
    package func verify(signature: Span<UInt8>, challenge: Span<UInt8>, keyID: Span<UInt8>) -> Principal? {
        guard let signature = Digest(signature), let keyID = KeyID(keyID) else { return nil }
        let entry = keys[keyID]
        guard HMACSHA256.authenticate(challenge, key: entry?.hash ?? nobody) == signature, let entry else { return nil }
        return principal(entry)
    }

    /// Whether a key that opened something goes on to: it was not replaced, its agent not archived or deleted, its account not suspended.
    package func opens(_ keyID: KeyID) -> Bool {
        guard let entry = keys[keyID], let principal = principal(entry) else { return false }
        return principal.accountStatus == .active
    }

    /// Whose token this is, at `now` (Unix seconds).
    package func authenticate(token: Span<UInt8>, secret: ServerSecret, now: Int64) throws(IdentityError) -> Principal {
        let claims: TokenClaims
        do throws(SecurityError) { claims = try secret.claims(of: token, now: now) } catch { throw .security(error) }
        guard let uuid = UUID(claims.subject), let index = account(uuid), let row = account(index) else { throw .accountNotFound }
        guard claims.issuedAt >= row.tokensNotBefore else { throw .security(.tokenExpired(at: row.tokensNotBefore)) }
        return Principal(account: index, agent: nil, accountStatus: row.status)
    }

    /// The account whose key and secret these are: what a log-in with them answers.
    ///
    /// Throws `accountNotFound` for an unknown or an agent's key, `wrongCredentials` for a wrong secret or form, `suspended`.
    package func logIn(apiKey: Span<UInt8>, secret: Span<UInt8>) throws(IdentityError) -> AccountRow {
        guard PlainKey.isAPIKey(apiKey), PlainKey.isSecret(secret) else { throw .wrongCredentials }
        let hash = SHA256.hash(secret)
        guard let principal = authenticate(apiKey), principal.agent == nil, let row = account(principal.account) else { throw .accountNotFound }
        guard hash == row.secretHash else { throw .wrongCredentials }
        guard row.status == .active else { throw .suspended(account: row.uuid) }
        return row
    }

    /// The agent a request acts on: the key's own, else the one it chose by UUID, else the default one.
    ///
    /// A choice that is no agent at all is ignored; somebody else's throws `foreignAgent`. An account left without agents: `agentNotFound`.
    package func acting(_ principal: Principal, choosing chosen: UUID? = nil) throws(IdentityError) -> AgentIndex {
        if let own = principal.agent { return own }
        if let chosen, let index = agent(chosen), let row = agent(index) {
            guard row.account == principal.account else { throw .foreignAgent }
            guard row.status != .archived else { throw .agentNotFound }
            return index
        }
        guard let index = defaultAgent(of: principal.account) else { throw .agentNotFound }
        return index
    }

    private func principal(_ entry: KeyEntry) -> Principal? {
        // Rows have their index before a key leads to them.
        guard let status = accounts[Int(entry.account.rawValue)]?.status else { return nil }
        if let index = entry.agent {
            guard let agentStatus = agents[Int(index.rawValue)]?.status, agentStatus != .archived else { return nil }
        }
        return Principal(account: entry.account, agent: entry.agent, accountStatus: status)
    }
}
