import Market
import Security

/// An account of the registry, by its row: dense from 1. Not the account of the engine, of which every agent has one.
package struct AccountIndex: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    package var rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// An agent, by its row: from 1, in order of creation, never reused.
package struct AgentIndex: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    package var rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

package enum AccountStatus: UInt8, Sendable, BitwiseCopyable, CaseIterable { case active = 0, suspended, archived }
/// What an account says it is used for. Changes nothing.
package enum AccountMode: UInt8, Sendable, BitwiseCopyable, CaseIterable { case live = 0, backtest }
package enum AgentStatus: UInt8, Sendable, BitwiseCopyable, CaseIterable { case active = 0, paused, archived }

/// Who registered. The password stays in the registry.
package struct AccountRow: Equatable, Sendable {
    package internal(set) var index: AccountIndex
    package let uuid: UUID
    package internal(set) var displayName: String
    /// In lower case.
    package internal(set) var email: String?
    package internal(set) var isEmailVerified: Bool
    package internal(set) var keyID: KeyID
    /// SHA-256 of the whole key.
    package internal(set) var keyHash: Digest
    package internal(set) var secretHash: Digest
    package internal(set) var status: AccountStatus
    /// Of a new agent that names none, in units of the quote asset.
    package internal(set) var startingBalance: Amount
    package internal(set) var risk: RiskProfile
    /// Unix seconds. Tokens issued before are void: the password was reset.
    package internal(set) var tokensNotBefore: Int64
    package let createdAt: Timestamp
    package internal(set) var updatedAt: Timestamp
    package internal(set) var mode = AccountMode.live
    package internal(set) var strategyLabel: String?
}

/// What the owner of an agent may set.
package struct AgentProfile: Equatable, Sendable {
    package var displayName: String
    package var llmModel: String?
    package var framework: String?
    package var strategyTags: [String] = []
    /// Nil: that of the account.
    package var risk: RiskProfile?
    package var avatarURL: String?
    /// `#rrggbb`
    package var color: String?

    package init(displayName: String) { self.displayName = displayName }
}

/// A wallet of its own within an account, with a key of its own.
package struct AgentRow: Equatable, Sendable {
    package internal(set) var index: AgentIndex
    package let uuid: UUID
    package let account: AccountIndex
    package internal(set) var keyID: KeyID
    package internal(set) var keyHash: Digest
    package internal(set) var status: AgentStatus
    package internal(set) var profile: AgentProfile
    /// What its first session began with, and a later one does unless it says otherwise; in units of the quote asset.
    package internal(set) var startingBalance: Amount
    /// Where it trades now; nil until its first session.
    package internal(set) var engineAccount: AccountID?
    package let createdAt: Timestamp
    package internal(set) var updatedAt: Timestamp
}

/// From one funding to the next reset: one account of the engine.
package struct SessionRow: Equatable, Sendable {
    package let uuid: UUID
    package let agent: AgentIndex
    package let engineAccount: AccountID
    package let startingBalance: Amount
    package let startedAt: Timestamp
    package internal(set) var endedAt: Timestamp?
}

/// Rows as they are now: all of them, or those a change touched. `KeyTable.apply` takes both.
package struct RegistryRows: Equatable, Sendable {
    package internal(set) var accounts: [AccountRow] = []
    package internal(set) var agents: [AgentRow] = []
    /// In order of their start.
    package internal(set) var sessions: [SessionRow] = []
    package internal(set) var removedAgents: [AgentIndex] = []

    package init(
        accounts: [AccountRow] = [], agents: [AgentRow] = [], sessions: [SessionRow] = [], removedAgents: [AgentIndex] = []
    ) {
        self.accounts = accounts
        self.agents = agents
        self.sessions = sessions
        self.removedAgents = removedAgents
    }
}
