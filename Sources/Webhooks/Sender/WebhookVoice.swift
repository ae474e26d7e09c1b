import Market

/// What the sender asks of those who know who trades where and how interfaces say things: they live on another loop, and reply from it.
package struct WebhookVoice: Sendable {
    /// Every account of the engine that these owners' agents have or had.
    package var accounts: @Sendable (_ owners: Set<HookOwner>, _ reply: @escaping @Sendable ([AccountID]) -> Void) -> Void
    /// What these events are for hooks of each style that wants one of these names; an event may be none or several.
    package var messages: @Sendable (
        _ events: [HistoryEvent], _ wanted: [WebhookStyle: Set<String>], _ reply: @escaping @Sendable ([WebhookMessage]) -> Void
    ) -> Void

    package init(
        accounts: @escaping @Sendable (Set<HookOwner>, @escaping @Sendable ([AccountID]) -> Void) -> Void,
        messages: @escaping @Sendable ([HistoryEvent], [WebhookStyle: Set<String>], @escaping @Sendable ([WebhookMessage]) -> Void) -> Void
    ) {
        self.accounts = accounts
        self.messages = messages
    }
}

/// What an operator may set of all hooks.
package struct WebhookOptions: Sendable, Equatable {
    /// Plain HTTP, bare addresses and addresses of this machine and its networks: for trying things out.
    package var allowsLocal = false
    /// Nanoseconds before a failed delivery is repeated; later repetitions wait for multiples of it.
    package var firstRetryNanoseconds: Int64 = 10_000_000_000
    package init() {}
}
