import Database
import Market
import Security

/// The tables, and rows to and from their columns. Amounts are units of the quote asset, times nanoseconds unless they say otherwise.
enum Schema {
    static let migrations = [
        """
        CREATE TABLE registry (instance_id INTEGER NOT NULL) STRICT;
        CREATE TABLE accounts (
            number INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB NOT NULL UNIQUE, display_name TEXT NOT NULL, email TEXT UNIQUE,
            email_verified INTEGER NOT NULL, key_id TEXT NOT NULL UNIQUE, key_hash BLOB NOT NULL, secret_hash BLOB NOT NULL,
            status INTEGER NOT NULL, starting_balance INTEGER NOT NULL, risk TEXT NOT NULL, tokens_not_before INTEGER NOT NULL,
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, password TEXT) STRICT;
        CREATE INDEX accounts_by_name ON accounts (display_name);
        CREATE TABLE agents (
            number INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB NOT NULL UNIQUE, account INTEGER NOT NULL REFERENCES accounts,
            key_id TEXT NOT NULL UNIQUE, key_hash BLOB NOT NULL, status INTEGER NOT NULL, display_name TEXT NOT NULL, llm_model TEXT,
            framework TEXT, strategy_tags TEXT NOT NULL, risk TEXT, avatar_url TEXT, color TEXT, starting_balance INTEGER NOT NULL,
            engine_account INTEGER UNIQUE, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;
        CREATE INDEX agents_by_account ON agents (account);
        CREATE TABLE sessions (
            number INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB NOT NULL UNIQUE, agent INTEGER NOT NULL REFERENCES agents ON DELETE CASCADE,
            engine_account INTEGER NOT NULL UNIQUE, starting_balance INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER) STRICT;
        CREATE INDEX sessions_by_agent ON sessions (agent);
        CREATE TABLE mail_tokens (
            hash BLOB PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts, purpose INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            UNIQUE (account, purpose)) STRICT;
        """,
        "ALTER TABLE accounts ADD COLUMN mode INTEGER NOT NULL DEFAULT 0; ALTER TABLE accounts ADD COLUMN strategy_label TEXT;",
    ]

    // MARK: accounts

    /// All but the number, which comes first in a row, and the password, which leaves the table only to be compared.
    static let accountColumns = """
        uuid, display_name, email, email_verified, key_id, key_hash, secret_hash, status, starting_balance, risk, tokens_not_before, created_at, updated_at, \
        mode, strategy_label
        """

    static func values(_ row: AccountRow) -> [DatabaseValue] {
        [
            .blob(row.uuid.bytes), .text(row.displayName), .text(orNull: row.email), .integer(row.isEmailVerified ? 1 : 0), .text(row.keyID.description),
            .blob(row.keyHash.bytes), .blob(row.secretHash.bytes), .integer(Int64(row.status.rawValue)), .integer(row.startingBalance.units),
            .text(text(row.risk)), .integer(row.tokensNotBefore), .integer(row.createdAt), .integer(row.updatedAt),
            .integer(Int64(row.mode.rawValue)), .text(orNull: row.strategyLabel),
        ]
    }

    static func account(_ row: Statement) throws(DatabaseError) -> AccountRow {
        var row = Columns(row)
        return AccountRow(
            index: AccountIndex(rawValue: try row.number()), uuid: try row.uuid(), displayName: try row.text(), email: try row.textIfAny(),
            isEmailVerified: row.integer() != 0, keyID: try row.keyID(), keyHash: try row.digest(), secretHash: try row.digest(),
            status: try row.oneOf(AccountStatus.self), startingBalance: Amount(units: row.integer()), risk: try row.risk(),
            tokensNotBefore: row.integer(), createdAt: row.integer(), updatedAt: row.integer(), mode: try row.oneOf(AccountMode.self),
            strategyLabel: try row.textIfAny())
    }

    // MARK: agents

    static let agentColumns = """
        uuid, account, key_id, key_hash, status, display_name, llm_model, framework, strategy_tags, risk, avatar_url, color, starting_balance, \
        engine_account, created_at, updated_at
        """

    static func values(_ row: AgentRow) -> [DatabaseValue] {
        let profile = row.profile
        return [
            .blob(row.uuid.bytes), .integer(Int64(row.account.rawValue)), .text(row.keyID.description), .blob(row.keyHash.bytes),
            .integer(Int64(row.status.rawValue)), .text(profile.displayName), .text(orNull: profile.llmModel), .text(orNull: profile.framework),
            .text(profile.strategyTags.joined(separator: tagSeparator)), .text(orNull: profile.risk.map(text)), .text(orNull: profile.avatarURL),
            .text(orNull: profile.color), .integer(row.startingBalance.units), .integer(orNull: row.engineAccount.map { Int64($0.rawValue) }),
            .integer(row.createdAt), .integer(row.updatedAt),
        ]
    }

    /// No tag holds a control character.
    fileprivate static let tagSeparator = "\n"

    static func agent(_ row: Statement) throws(DatabaseError) -> AgentRow {
        var row = Columns(row)
        let (index, uuid, account) = (AgentIndex(rawValue: try row.number()), try row.uuid(), AccountIndex(rawValue: try row.number()))
        let (keyID, keyHash, status) = (try row.keyID(), try row.digest(), try row.oneOf(AgentStatus.self))
        var profile = AgentProfile(displayName: try row.text())
        profile.llmModel = try row.textIfAny()
        profile.framework = try row.textIfAny()
        profile.strategyTags = try row.text().split(separator: tagSeparator).map(String.init)
        profile.risk = try row.riskIfAny()
        profile.avatarURL = try row.textIfAny()
        profile.color = try row.textIfAny()
        return AgentRow(
            index: index, uuid: uuid, account: account, keyID: keyID, keyHash: keyHash, status: status, profile: profile,
            startingBalance: Amount(units: row.integer()), engineAccount: try row.numberIfAny().map(AccountID.init(rawValue:)),
            createdAt: row.integer(), updatedAt: row.integer())
    }

    // MARK: sessions

    static let sessionColumns = "uuid, agent, engine_account, starting_balance, started_at, ended_at"

    static func values(_ row: SessionRow) -> [DatabaseValue] {
        [
            .blob(row.uuid.bytes), .integer(Int64(row.agent.rawValue)), .integer(Int64(row.engineAccount.rawValue)),
            .integer(row.startingBalance.units), .integer(row.startedAt), .integer(orNull: row.endedAt),
        ]
    }

    static func session(_ row: Statement) throws(DatabaseError) -> SessionRow {
        var row = Columns(row)
        return SessionRow(
            uuid: try row.uuid(), agent: AgentIndex(rawValue: try row.number()), engineAccount: AccountID(rawValue: try row.number()),
            startingBalance: Amount(units: row.integer()), startedAt: row.integer(), endedAt: row.integerIfAny())
    }

    // MARK: risk profiles

    /// The six numbers in the order of the struct.
    static func text(_ risk: RiskProfile) -> String {
        "\(risk.dailyLossLimitPercent) \(risk.ordersPerMinuteMax) \(risk.minOrderValue.units) \(risk.maxOrderPercent) \(risk.maxPositionPercent) \(risk.maxOpenOrders)"
    }

    static func risk(_ text: String) -> RiskProfile? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, let units = Int64(parts[2]) else { return nil }
        // The third is money, which may be more than the others can count.
        let others = parts.indices.filter { $0 != 2 }.compactMap { UInt32(parts[$0]) }
        guard others.count == 5 else { return nil }
        return RiskProfile(
            dailyLossLimitPercent: others[0], ordersPerMinuteMax: others[1], minOrderValue: Amount(units: units), maxOrderPercent: others[2],
            maxPositionPercent: others[3], maxOpenOrders: others[4])
    }
}

/// Reads the columns of a row one after the other; a value that makes no sense is an error that names its column.
private struct Columns {
    private let row: Statement
    private var next = 0

    init(_ row: Statement) { self.row = row }

    private mutating func take() -> Int {
        defer { next += 1 }
        return next
    }

    mutating func integer() -> Int64 { row.integer(take()) }
    mutating func integerIfAny() -> Int64? { row.integerIfAny(take()) }
    mutating func text() throws(DatabaseError) -> String { try row.text(take()) }
    mutating func textIfAny() throws(DatabaseError) -> String? { try row.textIfAny(take()) }
    mutating func number() throws(DatabaseError) -> UInt32 { try read { UInt32(exactly: $0.integer($1)) } }
    mutating func uuid() throws(DatabaseError) -> UUID { try read { UUID(stored: $0.blob($1)) } }
    mutating func digest() throws(DatabaseError) -> Digest { try read { Digest($0.blob($1)) } }
    mutating func keyID() throws(DatabaseError) -> KeyID { try read { row, column throws(DatabaseError) in KeyID(try row.text(column)) } }
    mutating func risk() throws(DatabaseError) -> RiskProfile { try read { row, column throws(DatabaseError) in Schema.risk(try row.text(column)) } }
    mutating func riskIfAny() throws(DatabaseError) -> RiskProfile? { try row.isNull(next) ? skip() : risk() }
    mutating func numberIfAny() throws(DatabaseError) -> UInt32? { try row.isNull(next) ? skip() : number() }

    mutating func oneOf<Value: RawRepresentable<UInt8>>(_ type: Value.Type) throws(DatabaseError) -> Value {
        try read { UInt8(exactly: $0.integer($1)).flatMap(Value.init(rawValue:)) }
    }

    private mutating func skip<Value>() -> Value? {
        _ = take()
        return nil
    }

    private mutating func read<Value>(_ value: (Statement, Int) throws(DatabaseError) -> Value?) throws(DatabaseError) -> Value {
        let column = take()
        guard let value = try value(row, column) else { throw row.corrupt(column) }
        return value
    }
}
