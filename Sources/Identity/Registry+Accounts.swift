import Database
import Market
import Security

/// What somebody registers with. Printing it does not show the password.
package struct NewAccount: Sendable, CustomStringConvertible, CustomReflectable {
    package var displayName: String
    package var email: String?
    package var password: String?
    /// Of `password`, if somebody has made it already; otherwise the registry does.
    package var passwordHash: PasswordHash?
    /// In units of the quote asset.
    package var startingBalance: Amount
    package var risk: RiskProfile

    package init(displayName: String, email: String? = nil, password: String? = nil, startingBalance: Amount, risk: RiskProfile = .standard) {
        self.displayName = displayName
        self.email = email
        self.password = password
        self.startingBalance = startingBalance
        self.risk = risk
    }

    /// Whether an account can be made of it, as far as that can be seen without the others.
    package func check() throws(IdentityError) {
        try Fields.displayName(displayName)
        try Fields.startingBalance(startingBalance)
        try Fields.check(risk)
        if let email { _ = try Fields.email(email) }
        if let password { try Fields.password(password) }
    }

    package var description: String { "account of \(displayName)" }
    package var customMirror: Mirror { Mirror(self, children: ["displayName": displayName]) }
}

/// What a registration made. The keys are shown to whoever registered, once.
package struct Registration: Sendable {
    package let rows: RegistryRows
    package let account: AccountRow
    package let agent: AgentRow
    package let apiKey: PlainKey
    package let apiSecret: PlainKey
    package let agentKey: PlainKey
}

extension Registry {
    /// Makes an account with its first agent, which has no session yet; mails a token to the address, if there is one, to prove it.
    ///
    /// Takes a tenth of a second with a password that is not hashed yet.
    package func register(_ new: NewAccount) throws(IdentityError) -> Registration {
        try new.check()
        var email: String?
        if let entered = new.email { email = try Fields.email(entered) }
        var password: PasswordHash?
        if let entered = new.password { password = try Self.hash(of: entered, orTake: new.passwordHash) }
        let (key, secret, uuid) = try secure { () throws(SecurityError) in (try PlainKey.api(), try PlainKey.secret(), try UUID.random()) }
        let now = now
        let (account, agent, agentKey) = try transaction { () throws(IdentityError) in
            if let email, try self.account(email: email) != nil { throw .duplicateAccount(email: email) }
            var account = AccountRow(
                index: AccountIndex(rawValue: 0), uuid: uuid, displayName: new.displayName, email: email, isEmailVerified: false, keyID: key.keyID,
                keyHash: key.hash, secretHash: secret.hash, status: .active, startingBalance: new.startingBalance, risk: new.risk, tokensNotBefore: 0,
                createdAt: now, updatedAt: now)
            account.index = AccountIndex(
                rawValue: try insert(into: "accounts", Schema.accountColumns, Schema.values(account), max: Self.accountsMax))
            if let password { try store(password, of: account.index) }
            let (agent, agentKey) = try insertAgent(of: account.index, AgentProfile(displayName: new.displayName), new.startingBalance, now)
            if email != nil { try mail(.verifyEmail, to: account) }
            return (account, agent, agentKey)
        }
        return Registration(
            rows: RegistryRows(accounts: [account], agents: [agent]), account: account, agent: agent, apiKey: key, apiSecret: secret, agentKey: agentKey)
    }

    package func setStatus(_ status: AccountStatus, of index: AccountIndex) throws(IdentityError) -> RegistryRows {
        try change(index) { $0.status = status }
    }

    /// What agents without a risk profile of their own may do.
    package func setRisk(_ risk: RiskProfile, of index: AccountIndex) throws(IdentityError) -> RegistryRows {
        try Fields.check(risk)
        return try change(index) { $0.risk = risk }
    }

    package func setMode(_ mode: AccountMode, label: String?, of index: AccountIndex) throws(IdentityError) -> RegistryRows {
        try Fields.strategyLabel(label)
        return try change(index) { ($0.mode, $0.strategyLabel) = (mode, label) }
    }

    /// The account with this address and password. Takes a tenth of a second, whether there is one or not.
    ///
    /// Throws `wrongCredentials`, or `suspended` for the right password of an account that is not active.
    package func logIn(email: String, password: String) throws(IdentityError) -> AccountRow {
        try Self.logIn(try credential(email: email), password: password)
    }

    /// An account, and what its password is compared with.
    package struct Credential: Sendable {
        let account: AccountRow
        let password: PasswordHash
    }

    /// The first half of a log-in; nil if there is no such account, or it has no password.
    package func credential(email: String) throws(IdentityError) -> Credential? {
        guard let row = try account(email: email.lowercased()), let hash = try storedPassword(of: row.index) else { return nil }
        return Credential(account: row, password: hash)
    }

    /// The second, which takes the time, on any thread.
    package static func logIn(_ known: Credential?, password: String) throws(IdentityError) -> AccountRow {
        let password = Array(password.utf8.prefix(Fields.passwordCharacters.upperBound * 4 + 1))
        guard let known else {
            // The work that a right address would have cost.
            _ = try securing { () throws(SecurityError) in try PasswordHash(password: password) }
            throw .wrongCredentials
        }
        guard try securing({ () throws(SecurityError) in try known.password.matches(password) }) else { throw .wrongCredentials }
        guard known.account.status == .active else { throw .suspended(account: known.account.uuid) }
        return known.account
    }

    /// Takes a tenth of a second, on any thread.
    /// - Parameter made: the hash, if somebody has made it already.
    package static func hash(of password: String, orTake made: PasswordHash? = nil) throws(IdentityError) -> PasswordHash {
        try Fields.password(password)
        if let made { return made }
        return try securing { () throws(SecurityError) in try PasswordHash(password: Array(password.utf8)) }
    }

    func change(_ index: AccountIndex, _ change: (inout AccountRow) -> Void) throws(IdentityError) -> RegistryRows {
        try transaction { () throws(IdentityError) in
            var row = try account(index)
            change(&row)
            row.updatedAt = now
            try update(row)
            return RegistryRows(accounts: [row])
        }
    }

    func store(_ password: PasswordHash, of index: AccountIndex) throws(IdentityError) {
        try run("UPDATE accounts SET password = ? WHERE number = ?", [.text(password.text), .integer(Int64(index.rawValue))])
    }

    private func storedPassword(of index: AccountIndex) throws(IdentityError) -> PasswordHash? {
        let texts = try query("SELECT password FROM accounts WHERE number = ?", [.integer(Int64(index.rawValue))]) { row throws(DatabaseError) in
            try row.textIfAny(0)
        }
        guard let text = texts.first ?? nil else { return nil }
        return try secure { () throws(SecurityError) in try PasswordHash(text: text) }
    }
}
