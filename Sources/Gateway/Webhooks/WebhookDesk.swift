import Identity
import IO
import Market
import Webhooks

/// How one interface speaks to hooks: it names events, writes bodies and signs, and leaves delivering to others. On the engine's loop.
package protocol WebhookDialect: AnyObject {
    /// What an event is called and how it is told, for hooks that want any of these names; none, one or several messages.
    func messages(_ event: HistoryEvent, instance: UInt64, wanted: Set<String>) -> [WebhookMessage]
}

/// The engine loop's side of the webhooks: carries questions to their sender and back, and gives it the words of each interface.
package final class WebhookDesk {
    package let sender: WebhookSender
    /// Of the log: the ids of events follow from it.
    package let instanceID: UInt64
    private let desk: Desk
    private let members: Membership
    private let voices: Voices
    private var waiting = 0

    /// Questions that may wait for the sender, which waits for the disk: more are refused as `busy`.
    static let waitingMax = 1 << 10

    /// Who speaks, where the sender's questions find it.
    private final class Voices: @unchecked Sendable {
        var dialects: [WebhookStyle: any WebhookDialect] = [:]
    }

    /// Opens the hooks on the calling thread, with a sender on a started `loop` of its own.
    package init(
        _ desk: Desk, _ members: Membership, _ places: WebhookSender.Places, loop: EventLoop, transport: sending any WebhookTransport,
        terms: [WebhookStyle: WebhookTerms], options: WebhookOptions
    ) throws(WebhooksError) {
        self.desk = desk
        self.members = members
        instanceID = places.instanceID
        let voices = Voices()
        self.voices = voices
        let (engine, own, instance) = (desk.loop, UncheckedBox(members), places.instanceID)
        let voice = WebhookVoice(
            accounts: { owners, reply in
                engine.schedule(at: .min) { reply(own.value.engineAccounts(of: owners)) }
            },
            messages: { events, wanted, reply in
                engine.schedule(at: .min) {
                    reply(events.flatMap { event in
                        wanted.flatMap { style, names in voices.dialects[style]?.messages(event, instance: instance, wanted: names) ?? [] }
                    })
                }
            })
        sender = try WebhookSender(
            places, loop: loop, clock: desk.clock, transport: transport, secret: members.secret, terms: terms, voice: voice, options: options)
    }

    /// Starts delivering in the words of these interfaces, and forgets the hooks of agents that are no more.
    package func begin(_ dialects: [WebhookStyle: any WebhookDialect]) throws(WebhooksError) {
        voices.dialects = dialects
        let sender = sender
        let begun: Result<Set<AgentIndex>, WebhooksError> = sender.loop.performAndWait {
            sender.assumeIsolated { sender in
                Result { () throws(WebhooksError) in
                    try sender.begin()
                    return sender.agents
                }
            }
        }
        for agent in try begun.get() where members.keys.agent(agent) == nil { forget(agent) }
    }

    /// Forgets the hooks of an agent that is no more; one that a failing disk keeps is forgotten at the next start.
    func forget(_ agent: AgentIndex) {
        ask({ sender throws(WebhooksError) in try sender.removeHooks(of: agent) }, then: { _ in })
    }

    var hasHooks: Bool { sender.status.counters.hooks > 0 }

    /// Calls `then` once what history has by now waits in the queues of the hooks it concerns, or that takes too long.
    func settle(then: @escaping () -> Void) {
        begin({ sender, reply in sender.settle { reply(.success(())) } }, then: { (_: Result<Void, WebhooksError>) in then() })
    }

    /// Whether the sender's disk has failed within the last minute.
    var hasFailed: Bool {
        let counters = sender.status.counters
        return counters.errors > 0 && desk.clock.wallNanoseconds - counters.lastErrorAt < 60_000_000_000
    }

    // MARK: questions

    /// Lets the sender do something on its loop; what comes of it arrives on this one, in a later turn.
    func ask<Success: Sendable>(
        _ work: @escaping @Sendable (isolated WebhookSender) throws(WebhooksError) -> Success, then: @escaping (Result<Success, WebhooksError>) -> Void
    ) {
        begin({ sender, reply in reply(Result { () throws(WebhooksError) in try work(sender) }) }, then: then)
    }

    /// As above, for what takes its time.
    func begin<Success: Sendable>(
        _ work: @escaping @Sendable (isolated WebhookSender, @escaping @Sendable (Result<Success, WebhooksError>) -> Void) -> Void,
        then: @escaping (Result<Success, WebhooksError>) -> Void
    ) {
        guard waiting < Self.waitingMax else { return desk.afterwards { then(.failure(.busy)) } }
        waiting += 1
        let (sender, engine, then) = (sender, desk.loop, UncheckedBox({ [self] (result: Result<Success, WebhooksError>) in
            waiting -= 1
            then(result)
        }))
        sender.loop.schedule(at: .min) {
            sender.assumeIsolated { sender in
                work(sender) { result in engine.schedule(at: .min) { then.value(result) } }
            }
        }
    }

    // MARK: the end

    /// Drops what is under way; it is sent again after the next start.
    package func close() {
        let sender = sender
        sender.loop.performAndWait { sender.assumeIsolated { $0.close() } }
        sender.loop.stop()
        sender.loop.join()
    }
}

extension Membership {
    /// Every account of the engine that agents of these owners trade with, or did.
    func engineAccounts(of owners: Set<HookOwner>) -> [AccountID] {
        var agents: Set<AgentIndex> = []
        for owner in owners {
            if let agent = owner.agent { agents.insert(agent) } else { agents.formUnion(keys.agents(of: owner.account)) }
        }
        return agents.flatMap { agent in keys.sessions(of: agent).map(\.engineAccount) }
    }
}

extension WebhookDesk {
    /// What the webhooks do.
    func writeMetrics(into text: inout MetricsText) {
        let counters = sender.status.counters
        text.gauge("webhooks", "Registered webhooks.", UInt64(counters.hooks))
        text.gauge("webhook_queue", "Events waiting to be delivered, or on their way.", UInt64(counters.queued))
        text.gauge("webhook_deliveries_under_way", "Deliveries on their way.", UInt64(counters.underWay))
        text.counter("webhook_deliveries_total", "Deliveries that were answered with success.", counters.delivered)
        text.counter("webhook_failures_total", "Attempts that were answered otherwise, or not at all.", counters.failedAttempts)
        text.counter("webhook_retries_total", "Attempts that repeated a failed one.", counters.retries)
        text.counter("webhook_given_up_total", "Events given up after the last retry.", counters.givenUp)
        text.counter("webhook_disabled_total", "Webhooks made inactive because they failed too often.", counters.disabled)
        text.counter("webhook_dropped_total", "Events never tried: too many waited, or their webhook became inactive.", counters.dropped)
        text.counter("webhook_store_errors_total", "Failures of the webhooks' own database.", counters.errors)
    }
}
