import Identity
import Security

// Hooks: made, shown, changed and removed by their owners.
extension WebhookSender {
    /// Registers a hook, once its address has been looked at; its secret is shown this once.
    package func create(_ new: NewHook, then: @escaping @Sendable (Result<CreatedHook, WebhooksError>) -> Void) {
        judge(new.url) { [self] verdict in
            then(Result { () throws(WebhooksError) in
                try verdict.get()
                return try insert(new)
            })
        }
    }

    private func insert(_ new: NewHook) throws(WebhooksError) -> CreatedHook {
        let max = terms[new.style]?.hooksPerAccountMax ?? 0
        let own = (hooksOfAccount[new.owner.account] ?? []).count { hooks[$0]?.hook.style == new.style }
        guard own < max else { throw .tooMany(max: max) }
        guard hooks.count < Self.hooksMax else { throw .tooMany(max: Self.hooksMax) }
        let (uuid, salt): (UUID, [UInt8])
        do throws(SecurityError) { (uuid, salt) = (try UUID.random(), try SecureRandom.bytes(Hook.saltBytes)) } catch { throw .security(error) }
        let hook = try store.insert(Hook(
            number: 0, uuid: uuid, style: new.style, owner: new.owner, url: new.url, events: new.events, description: new.description, isActive: true,
            failureCount: 0, droppedCount: 0, salt: salt, createdAt: now, updatedAt: now, lastTriggeredAt: nil))
        insert(State(hook: hook))
        noteHooks()
        return CreatedHook(hook: hook, secret: hook.secret(secret))
    }

    /// Newest first.
    package func hooks(of owner: HookOwner, _ style: WebhookStyle) -> [Hook] {
        (hooksOfAccount[owner.account] ?? []).reversed().compactMap { hooks[$0]?.hook }.filter { $0.style == style && owner.mayTouch($0.owner) }
    }

    package func hook(_ uuid: UUID, of owner: HookOwner, _ style: WebhookStyle) throws(WebhooksError) -> Hook {
        guard let hook = numbers[uuid].flatMap({ hooks[$0]?.hook }), hook.style == style else { throw .unknown }
        guard owner.mayTouch(hook.owner) else { throw .foreign }
        return hook
    }

    /// Changes what is named; another address is looked at first. Making it active forgets its failures, making it inactive its queue.
    package func change(
        _ uuid: UUID, of owner: HookOwner, _ style: WebhookStyle, _ changes: HookChanges, then: @escaping @Sendable (Result<Hook, WebhooksError>) -> Void
    ) {
        let change = { [self] (verdict: Result<Void, WebhooksError>) in
            then(Result { () throws(WebhooksError) in
                try verdict.get()
                return try apply(changes, to: hook(uuid, of: owner, style))
            })
        }
        do throws(WebhooksError) {
            let hook = try hook(uuid, of: owner, style)
            guard let url = changes.url, url != hook.url else { return change(.success(())) }
            judge(url, then: change)
        } catch { then(.failure(error)) }
    }

    private func apply(_ changes: HookChanges, to old: Hook) throws(WebhooksError) -> Hook {
        var hook = old
        if let url = changes.url { hook.url = url }
        if let events = changes.events { hook.events = events }
        if let description = changes.description { hook.description = description }
        if let isActive = changes.isActive {
            hook.isActive = isActive
            if isActive { hook.failureCount = 0 }
        }
        hook.updatedAt = now
        let changed = hook
        try store.transaction { () throws(WebhooksError) in
            try store.update(changed)
            if !changed.isActive { try store.deleteAll(of: changed.number) }
        }
        hooks[hook.number]?.hook = hook
        if !hook.isActive { forgetQueue(hook.number) }
        return hook
    }

    /// Forgets a hook with all that waits for it.
    package func remove(_ uuid: UUID, of owner: HookOwner, _ style: WebhookStyle) throws(WebhooksError) {
        try remove(try hook(uuid, of: owner, style))
    }

    /// Forgets the hooks of agents that are no more.
    package func removeHooks(of agent: AgentIndex) throws(WebhooksError) {
        for state in hooks.values where state.hook.owner.agent == agent { try remove(state.hook) }
    }

    /// Agents that hooks belong to.
    package var agents: Set<AgentIndex> { Set(hooks.values.compactMap { $0.hook.owner.agent }) }

    private func remove(_ hook: Hook) throws(WebhooksError) {
        try store.delete(hook: hook.number)
        forgetQueue(hook.number)
        hooks[hook.number] = nil
        numbers[hook.uuid] = nil
        hooksOfAccount[hook.owner.account]?.removeAll { $0 == hook.number }
        noteHooks()
    }

    /// Queues an event for one hook, whatever it asks for: to try it out. Throws `inactive` for one that is not.
    package func test(_ uuid: UUID, of owner: HookOwner, with message: WebhookMessage) throws(WebhooksError) {
        let hook = try hook(uuid, of: owner, message.style)
        guard hook.isActive else { throw .inactive }
        try append([(message, hook.number)], reached: nil)
    }

    func noteHooks() {
        let count = hooks.count
        status.change { $0.hooks = count }
    }

    // MARK: addresses

    /// Whether deliveries may go to an address, by its text and by what its host resolves to now; a host that nobody knows yet will do.
    private func judge(_ url: String, then: @escaping (Result<Void, WebhooksError>) -> Void) {
        do throws(WebhooksError) {
            try HookURL.check(url, allowsLocal: options.allowsLocal)
            guard !options.allowsLocal else { return then(.success(())) }
            guard probes < Self.probesMax else { throw .busy }
        } catch { return then(.failure(error)) }
        probes += 1
        transport.probe(url) { [self] outcome in
            probes -= 1
            if case .refused(let reason) = outcome { return then(.failure(.url("names a host with an address that is not public (\(reason))"))) }
            then(.success(()))
        }
    }
}
