import Database
import Market
import Security

/// An agent with the key that was just made for it, to be shown to its owner once.
package struct KeyedAgent: Sendable {
    package let rows: RegistryRows
    package let agent: AgentRow
    package let key: PlainKey
}

/// A session about to begin: the engine has opened the account, and funds it once the registry names it.
package struct NewSession: Sendable {
    package var agent: AgentIndex
    package var engineAccount: AccountID
    package var startingBalance: Amount

    package init(agent: AgentIndex, engineAccount: AccountID, startingBalance: Amount) {
        self.agent = agent
        self.engineAccount = engineAccount
        self.startingBalance = startingBalance
    }
}

extension Registry {
    /// Makes one more agent of an account, with a key and without a session; `startingBalance` is the account's unless it is given.
    package func createAgent(
        of account: AccountIndex, _ profile: AgentProfile, startingBalance: Amount? = nil
    ) throws(IdentityError) -> KeyedAgent {
        try Fields.check(profile)
        if let startingBalance { try Fields.startingBalance(startingBalance) }
        let (agent, key) = try transaction { () throws(IdentityError) in
            let owner = try self.account(account)
            return try insertAgent(of: account, profile, startingBalance ?? owner.startingBalance, now)
        }
        return KeyedAgent(rows: RegistryRows(agents: [agent]), agent: agent, key: key)
    }

    /// Makes an agent with the profile and the starting balance of another, under a name of its own: `Copy of …` unless it is given.
    package func cloneAgent(_ index: AgentIndex, name: String? = nil) throws(IdentityError) -> KeyedAgent {
        let original = try agent(index)
        var profile = original.profile
        profile.displayName = name ?? String(String.UnicodeScalarView("Copy of \(profile.displayName)".unicodeScalars.prefix(Fields.displayNameMax)))
        return try createAgent(of: original.account, profile, startingBalance: original.startingBalance)
    }

    /// Changes what the owner may change; `edit` gets the profile as it is now.
    package func updateAgent(_ index: AgentIndex, _ edit: @Sendable (inout AgentProfile) -> Void) throws(IdentityError) -> RegistryRows {
        try changeAgent(index) { row throws(IdentityError) in
            edit(&row.profile)
            try Fields.check(row.profile)
        }
    }

    /// An archived agent's key opens nothing; its rows stay.
    package func setStatus(_ status: AgentStatus, of index: AgentIndex) throws(IdentityError) -> RegistryRows {
        try changeAgent(index) { $0.status = status }
    }

    package func archiveAgent(_ index: AgentIndex) throws(IdentityError) -> RegistryRows { try setStatus(.archived, of: index) }

    /// Gives an agent another key. The old one opens nothing from now on.
    package func regenerateKey(of index: AgentIndex) throws(IdentityError) -> KeyedAgent {
        let key = try secure { () throws(SecurityError) in try PlainKey.api() }
        let rows = try changeAgent(index) {
            $0.keyID = key.keyID
            $0.keyHash = key.hash
        }
        return KeyedAgent(rows: rows, agent: rows.agents[0], key: key)
    }

    /// Removes an agent with its sessions. What its engine account still holds is the caller's to settle, before.
    package func deleteAgent(_ index: AgentIndex) throws(IdentityError) -> RegistryRows {
        try transaction { () throws(IdentityError) in
            try run("DELETE FROM agents WHERE number = ?", [.integer(Int64(index.rawValue))])
            guard connection.changedRows == 1 else { throw .agentNotFound }
            return RegistryRows(removedAgents: [index])
        }
    }

    /// Begins a session for each of these agents, after a first funding or a reset, and ends the one they had; all of them or none.
    ///
    /// What an agent began with stays in its row: a later reset that names no balance goes back to it.
    package func startSessions(_ new: [NewSession]) throws(IdentityError) -> RegistryRows {
        for session in new { try Fields.startingBalance(session.startingBalance) }
        let now = now
        return try transaction { () throws(IdentityError) in
            var rows = RegistryRows()
            for session in new {
                if var last = try currentSession(of: session.agent) {
                    last.endedAt = now
                    try run("UPDATE sessions SET ended_at = ? WHERE uuid = ?", [.integer(now), .blob(last.uuid.bytes)])
                    rows.sessions.append(last)
                }
                var agent = try agent(session.agent)
                agent.engineAccount = session.engineAccount
                agent.updatedAt = now
                try update(agent)
                let row = SessionRow(
                    uuid: try secure { () throws(SecurityError) in try UUID.random() }, agent: session.agent, engineAccount: session.engineAccount,
                    startingBalance: session.startingBalance, startedAt: now, endedAt: nil)
                _ = try insert(into: "sessions", Schema.sessionColumns, Schema.values(row), max: Self.sessionsMax)
                rows.agents.append(agent)
                rows.sessions.append(row)
            }
            return rows
        }
    }

    /// Within a transaction.
    func insertAgent(
        of account: AccountIndex, _ profile: AgentProfile, _ startingBalance: Amount, _ now: Timestamp
    ) throws(IdentityError) -> (AgentRow, PlainKey) {
        let sql = "SELECT COUNT(*) FROM agents WHERE account = ?"
        let count = try query(sql, [.integer(Int64(account.rawValue))]) { row throws(DatabaseError) in row.integer(0) }[0]
        guard count < Self.agentsPerAccountMax else { throw .tooMany(field: "agents", max: Self.agentsPerAccountMax) }
        let (key, uuid) = try secure { () throws(SecurityError) in (try PlainKey.api(), try UUID.random()) }
        var row = AgentRow(
            index: AgentIndex(rawValue: 0), uuid: uuid, account: account, keyID: key.keyID, keyHash: key.hash, status: .active, profile: profile,
            startingBalance: startingBalance, engineAccount: nil, createdAt: now, updatedAt: now)
        row.index = AgentIndex(rawValue: try insert(into: "agents", Schema.agentColumns, Schema.values(row), max: Self.agentsMax))
        return (row, key)
    }

    private func changeAgent(_ index: AgentIndex, _ change: (inout AgentRow) throws(IdentityError) -> Void) throws(IdentityError) -> RegistryRows {
        try transaction { () throws(IdentityError) in
            var row = try agent(index)
            try change(&row)
            row.updatedAt = now
            try update(row)
            return RegistryRows(agents: [row])
        }
    }
}
