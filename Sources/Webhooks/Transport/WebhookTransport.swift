/// One attempt to tell somebody something.
package struct WebhookPost: Sendable {
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
}

/// What became of an attempt.
package enum WebhookOutcome: Equatable, Sendable {
    /// The receiver answered with this status.
    case answered(status: Int)
    /// It has no address anybody may be sent to.
    case refused(String)
    /// No answer; the reason in the library's words.
    case failed(String)

    package var isDelivered: Bool { if case .answered(200...299) = self { true } else { false } }
}

/// What a host's name resolves to.
package enum ProbeOutcome: Equatable, Sendable {
    case allowed
    /// To an address of this kind, at least among others.
    case refused(String)
    /// To nothing, for now.
    case unknown
}

/// Carries deliveries. Lives on one loop, calls back on it, and never before it has returned.
package protocol WebhookTransport: AnyObject {
    func post(_ post: WebhookPost, then: @escaping (WebhookOutcome) -> Void)
    /// Looks up the host of an address without connecting to it.
    func probe(_ url: String, then: @escaping (ProbeOutcome) -> Void)
    /// Drops everything under way; nobody is called back.
    func close()
}
