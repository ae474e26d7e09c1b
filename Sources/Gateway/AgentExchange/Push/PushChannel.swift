import History
import Identity
import JSON
import Market

/// One WebSocket of a client: what it asks for comes in, what it subscribed to goes out through the hub.
final class PushChannel: Channel {
    let ticket: Ticket
    let principal: Principal
    /// Of the credential, when it connected.
    let standing: PushStanding?
    private unowned let hub: PushHub
    private(set) var subscriptions: [PushSubscription] = []
    /// What each symbol's ticker said last while its reader was too slow for it.
    var conflated: [SymbolID: Tick] = [:]
    /// Monotonic time of the last ping, and whether it was answered.
    var pingedAt: Int64
    var isAnswered = true

    /// Subscriptions of one connection.
    static let subscriptionsMax = 10

    init(_ ticket: Ticket, _ principal: Principal, _ standing: PushStanding?, _ hub: PushHub, at time: Int64) {
        self.ticket = ticket
        self.principal = principal
        self.standing = standing
        self.hub = hub
        pingedAt = time
    }

    func closed() { hub.remove(self) }

    func subscription(to topic: Topic) -> PushSubscription? { subscriptions.first { $0.topic == topic } }

    // MARK: messages

    func received(_ bytes: UnsafeRawBufferPointer, isText: Bool) {
        guard isText else { return refuse("UNKNOWN_ACTION", "This takes text messages.") }
        let message: JSONNode
        do { message = try unsafe hub.reader.read(bytes).root } catch { return refuse("UNKNOWN_ACTION", "\(error)") }
        if message["type"]?.equals("pong") == true { return answered() }
        let action = message["action"]?.string
        if action == "pong" { return answered() }
        guard hub.counts(principal) else { return refuse("RATE_LIMIT_EXCEEDED", "Too many requests.") }
        switch action {
        case "subscribe": subscribe(message)
        case "unsubscribe": unsubscribe(message)
        case let action: refuse("UNKNOWN_ACTION", "There is no action \(action ?? "in the message").")
        }
    }

    private func answered() { isAnswered = true }

    private func subscribe(_ message: JSONNode) {
        guard let new = PushSubscription(message, hub.catalog) else { return refuse("INVALID_CHANNEL", "There is no such channel.") }
        if let place = subscriptions.firstIndex(where: { $0.topic == new.topic }) {
            // Again, maybe by its other name: the last one holds.
            subscriptions[place] = new
        } else {
            guard subscriptions.count < Self.subscriptionsMax else {
                return refuse("SUBSCRIPTION_LIMIT", "A connection has at most \(Self.subscriptionsMax) subscriptions.")
            }
            subscriptions.append(new)
            hub.add(new.topic, self)
        }
        acknowledge("subscribed", new)
    }

    private func unsubscribe(_ message: JSONNode) {
        guard let old = PushSubscription(message, hub.catalog) else { return refuse("INVALID_CHANNEL", "There is no such channel.") }
        if let place = subscriptions.firstIndex(where: { $0.topic == old.topic }) {
            subscriptions.remove(at: place)
            hub.remove(old.topic, self)
        }
        acknowledge("unsubscribed", old)
    }

    /// By `subscription` where clients would take a `channel` for a push.
    private func acknowledge(_ type: StaticString, _ subscription: PushSubscription) {
        hub.send(self) { writer in
            writer.object { writer in
                writer.key("type")
                writer.string(type)
                writer.member(subscription.isColonForm ? "subscription" : "channel", subscription.channel)
            }
        }
    }

    private func refuse(_ code: StaticString, _ message: String) {
        hub.send(self) { writer in
            writer.object { writer in
                writer.member("type", "error")
                writer.key("code")
                writer.string(code)
                writer.member("message", message)
            }
        }
    }
}

/// What a credential is good by: the key behind it, and since when tokens are.
struct PushStanding: Equatable {
    let key: KeyID
    let tokensNotBefore: Int64
}
