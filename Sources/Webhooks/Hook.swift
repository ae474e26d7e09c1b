import Identity
import IO
import Market
import Security

/// Which interface a hook was registered with: it names the events, writes the bodies and signs in its own way.
package struct WebhookStyle: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// Stored with the hook: never renumber.
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let agentExchange = WebhookStyle(rawValue: 1)
}

/// Whose a hook is, and who asks for one: an account with all its agents, or one agent by its own key.
package struct HookOwner: Hashable, Sendable {
    package var account: AccountIndex
    /// Nil for the account itself.
    package var agent: AgentIndex?

    package init(_ account: AccountIndex, agent: AgentIndex? = nil) {
        self.account = account
        self.agent = agent
    }

    /// Whether what belongs to `other` is in this one's hands: an account's credential reaches its agents' hooks, not the other way round.
    package func mayTouch(_ other: HookOwner) -> Bool { account == other.account && (agent == nil || agent == other.agent) }
}

/// One registered address and what it wants to be told.
package struct Hook: Sendable, Equatable {
    package let number: Int64
    package let uuid: UUID
    package let style: WebhookStyle
    package let owner: HookOwner
    package internal(set) var url: String
    package internal(set) var events: [String]
    package internal(set) var description: String
    package internal(set) var isActive: Bool
    /// Events in a row that could not be delivered, each tried as often as its style says.
    package internal(set) var failureCount: Int
    /// Events that were never delivered because too many waited.
    package internal(set) var droppedCount: Int
    /// With the server's secret it gives the hook's secret, which is stored nowhere.
    let salt: [UInt8]
    package let createdAt: Timestamp
    package internal(set) var updatedAt: Timestamp
    /// When a delivery was last tried.
    package internal(set) var lastTriggeredAt: Timestamp?

    static let saltBytes = 16

    /// The key of its signatures, `whsec_` and 43 URL-safe characters: shown once, computed again for each delivery.
    func secret(_ server: ServerSecret) -> String {
        let key = server.derive("walras webhook", uuid.bytes + salt)
        return "whsec_" + String(decoding: Base64URL.encode(key.bytes), as: UTF8.self)
    }
}

/// What a new hook is made of; checked by whoever names the events.
package struct NewHook: Sendable {
    package var style: WebhookStyle
    package var owner: HookOwner
    package var url: String
    package var events: [String]
    package var description: String

    package init(style: WebhookStyle, owner: HookOwner, url: String, events: [String], description: String) {
        self.style = style
        self.owner = owner
        self.url = url
        self.events = events
        self.description = description
    }
}

/// A hook with its secret, on the way to whoever made it.
package struct CreatedHook: Sendable, CustomStringConvertible {
    package let hook: Hook
    package let secret: String
    package var description: String { "webhook \(hook.uuid)" }
}

/// What is to be different; nil stays as it is.
package struct HookChanges: Sendable {
    package var url: String?
    package var events: [String]?
    package var isActive: Bool?
    package var description: String?
    package init() {}
}
