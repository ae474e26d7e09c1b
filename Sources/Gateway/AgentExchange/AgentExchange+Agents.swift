import Database
import HTTP
import Identity
import JSON
import Market

// Agents of an account, each with a wallet and a key of its own (contract §11).
extension AgentExchange {
    func agents(_ request: borrowing HTTPRequest, _ arguments: Arguments, _ call: Call) throws(APIError) {
        // The route asked for an account's credential.
        let account = call.principal!.account
        switch call.endpoint {
        case .createAgent: return try createAgent(try body(request), account, call)
        case .agents: return try listAgents(arguments, account, call)
        case .agentsOverview: return listAgents(active(account), key: "agents", call)
        default: break
        }
        let agent = try ownAgent(arguments.path(0), account)
        switch call.endpoint {
        case .agent: respond(call) { write(agent, into: &$0) }
        case .updateAgent: try updateAgent(agent, try body(request), call)
        case .deleteAgent: retire(agent, call) { [self] in tellAll { [self] in delete(agent, call) } }
        case .archiveAgent: retire(agent, call) { [self] in respondAgent(agent.index, call) }
        case .cloneAgent:
            let name = try argument { () throws(ArgumentFault) in try arguments.text(.newName) }
            make(agent.startingBalance, call) { registry throws(IdentityError) in try registry.cloneAgent(agent.index, name: name) }
        case .resetAgent where agent.status == .archived, .regenerateAgentKey where agent.status == .archived:
            throw .permissionDenied("The agent is archived: it trades no more.")
        case .resetAgent:
            try checkRestriction([agent])
            members.reset([(agent.index, agent.startingBalance)]) { [self] result in
                finish(result, call) { _ in respondAgent(agent.index, call) }
            }
        case .agentKey:
            respond(call) { writer in
                writer.object { writer in
                    writer.member("agent_id", agent.uuid.description)
                    writer.member("api_key", agent.keyID.preview)
                    writer.member("message", "A key is shown once, when it is made; regenerate-key makes a new one.")
                }
            }
        case .regenerateAgentKey: regenerateKey(agent, call)
        case .agentRiskProfile: respond(call) { writeLimits(members.risk(of: agent), into: &$0) }
        case .setAgentRiskProfile: try setLimits(of: agent, try body(request), call)
        case .agentSkill: respond(call, .markdown, text: skill(of: agent))
        default: preconditionFailure("\(call.endpoint) is about no agent")
        }
    }

    private func ownAgent(_ text: String, _ account: AccountIndex) throws(APIError) -> AgentRow {
        guard let index = UUID(text).flatMap({ members.keys.agent($0) }), let agent = members.keys.agent(index) else {
            throw .agentNotFound(agentID: text)
        }
        guard agent.account == account else { throw .permissionDenied("The agent belongs to another account.") }
        return agent
    }

    private func active(_ account: AccountIndex) -> [AgentRow] {
        members.keys.agents(of: account).compactMap { members.keys.agent($0) }.filter { $0.status != .archived }
    }

    // MARK: lists

    private func listAgents(_ arguments: Arguments, _ account: AccountIndex, _ call: Call) throws(APIError) {
        let (limit, offset) = try page(arguments, .ordersLimit)
        let archivedToo = try argument { () throws(ArgumentFault) in try arguments.boolean(.includeArchived) } ?? false
        let rows = archivedToo ? members.keys.agents(of: account).compactMap { members.keys.agent($0) } : active(account)
        listAgents(Array(rows.dropFirst(offset).prefix(limit)), key: "agents", total: rows.count, call)
    }

    private func listAgents(_ rows: [AgentRow], key: StaticString, total: Int? = nil, _ call: Call) {
        respond(call) { writer in
            writer.object { writer in
                writer.key(key)
                writer.array { writer in
                    for row in rows { write(row, into: &writer) }
                }
                if let total { writer.member("total", total) }
            }
        }
    }

    func write(_ agent: AgentRow, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", agent.uuid.description)
            writer.member("agent_id", agent.uuid.description)
            writer.member("account_id", members.uuid(of: agent.account))
            writer.member("display_name", agent.profile.displayName)
            writer.member("api_key_preview", agent.keyID.preview)
            writer.key("starting_balance")
            writer.decimal(units: agent.startingBalance.units, scale: quoteScale)
            writer.key("llm_model")
            writer.text(agent.profile.llmModel)
            writer.key("framework")
            writer.text(agent.profile.framework)
            writer.key("strategy_tags")
            writer.array { writer in
                for tag in agent.profile.strategyTags { writer.string(tag) }
            }
            writer.key("risk_profile")
            if let risk = agent.profile.risk { writeLimits(risk, into: &writer) } else { writer.object { _ in } }
            writer.key("avatar_url")
            writer.text(agent.profile.avatarURL)
            writer.key("color")
            writer.text(agent.profile.color)
            writer.member("status", "\(agent.status)")
            writer.key("created_at")
            writer.time(agent.createdAt)
            writer.key("updated_at")
            writer.time(agent.updatedAt)
        }
    }

    private func respondAgent(_ index: AgentIndex, _ call: Call) {
        guard let agent = members.keys.agent(index) else { return fail(.agentNotFound(agentID: ""), call) }
        respond(call) { write(agent, into: &$0) }
    }

    // MARK: changes

    private func createAgent(_ body: Body, _ account: AccountIndex, _ call: Call) throws(APIError) {
        var profile = AgentProfile(displayName: try body.require(.agentName))
        try read(body, into: &profile, of: account)
        let named = try body.has(.startingBalance) ? try body.amount(.startingBalance, scale: quoteScale).map { Amount(units: $0) } : nil
        let balance = named ?? settings.terms.startingBalance
        try checkBalance(balance)
        let made = profile
        make(balance, call) { registry throws(IdentityError) in try registry.createAgent(of: account, made, startingBalance: balance) }
    }

    private func make(_ balance: Amount, _ call: Call, _ work: @escaping @Sendable (isolated Registry) throws(IdentityError) -> KeyedAgent) {
        members.enrol(balance, work) { [self] result in
            finish(result, call) { made in respond(call, status: 201) { write(made, message: "Keep the key: it is shown this once.", into: &$0) } }
        }
    }

    private func write(_ made: KeyedAgent, message: String, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("agent_id", made.agent.uuid.description)
            writer.member("api_key", made.key.revealed)
            writer.member("display_name", made.agent.profile.displayName)
            writer.key("starting_balance")
            writer.decimal(units: made.agent.startingBalance.units, scale: quoteScale)
            writer.member("message", message)
        }
    }

    private func updateAgent(_ agent: AgentRow, _ body: Body, _ call: Call) throws(APIError) {
        var profile = agent.profile
        if try body.has(.agentName) { profile.displayName = try body.require(.agentName) }
        try read(body, into: &profile, of: agent.account)
        let changed = profile
        let risks = changed.risk != agent.profile.risk
        members.change({ registry throws(IdentityError) in try registry.updateAgent(agent.index) { $0 = changed } }) { [self] result in
            finish(result, call) { _ in
                members.setLimits(risks ? [agent.index] : []) { [self] in respondAgent(agent.index, call) }
            }
        }
    }

    private func read(_ body: Body, into profile: inout AgentProfile, of account: AccountIndex) throws(APIError) {
        if let model = try body.text(.model) { profile.llmModel = model }
        if let framework = try body.text(.framework) { profile.framework = framework }
        if let tags = try body.list(.tags) { profile.strategyTags = tags }
        if let color = try body.text(.color) { profile.color = color }
        if let avatar = try body.text(.avatar) { profile.avatarURL = avatar }
        if let limits = try body.nested(.riskProfile) {
            profile.risk = try read(limits, over: profile.risk ?? members.keys.account(account)?.risk ?? .standard)
        }
    }

    private func regenerateKey(_ agent: AgentRow, _ call: Call) {
        members.inRegistry({ registry throws(IdentityError) in try registry.regenerateKey(of: agent.index) }) { [self] result in
            switch result {
            case .failure(let error): fail(Self.error(error), call)
            case .success(let made):
                members.apply(made.rows)
                respond(call) { write(made, message: "The old key opens nothing any more. Keep this one: it is shown once.", into: &$0) }
            }
        }
    }

    private func delete(_ agent: AgentRow, _ call: Call) {
        members.change({ registry throws(IdentityError) in try registry.deleteAgent(agent.index) }) { [self] result in
            finish(result, call) { _ in
                webhooks?.forget(agent.index)
                respondNothing(call)
            }
        }
    }

    /// Calls `then` once webhooks have what happened so far in their queues: nobody can say whose it was when the agent is no more.
    private func tellAll(then: @escaping () -> Void) {
        guard let webhooks, webhooks.hasHooks else { return then() }
        // What a command of the house did is durable for the desk only once everybody was told.
        desk.afterwards { [self] in
            guard archive != nil else { return webhooks.settle(then: then) }
            historian.ask(through: desk.durable, { (_) throws(DatabaseError) in }) { _ in webhooks.settle(then: then) }
        }
    }

    /// Voids its key, cancels its orders and empties its wallet.
    private func retire(_ agent: AgentRow, _ call: Call, then: @escaping () -> Void) {
        members.change({ registry throws(IdentityError) in try registry.archiveAgent(agent.index) }) { [self] result in
            finish(result, call) { _ in
                let running = members.keys.sessions(of: agent.index).filter { $0.endedAt == nil }
                members.empty(running) { (_: [EndedWallet]) in then() }
            }
        }
    }

    // MARK: limits

    /// A limit that is off shows as the largest there is: 0 would read as its contrary.
    func writeLimits(_ risk: RiskProfile, into writer: inout JSONWriter) {
        func shown(_ limit: UInt32, _ most: Int) -> Int { limit == 0 ? most : Int(limit) }
        writer.object { writer in
            writer.member("max_position_size_pct", shown(risk.maxPositionPercent, 100))
            writer.member("daily_loss_limit_pct", shown(risk.dailyLossLimitPercent, 100))
            writer.member("max_open_orders", shown(risk.maxOpenOrders, Parameter.openOrdersMax))
        }
    }

    /// Any of the limits a body names, over those there are.
    func read(_ body: Body, over risk: RiskProfile) throws(APIError) -> RiskProfile {
        var risk = risk
        if let percent = try body.integer(.maxPosition) { risk.maxPositionPercent = UInt32(percent) }
        if let percent = try body.integer(.dailyLoss) { risk.dailyLossLimitPercent = UInt32(percent) }
        if let orders = try body.integer(.maxOpen) { risk.maxOpenOrders = UInt32(orders) }
        if let percent = try body.integer(.maxOrder) { risk.maxOrderPercent = UInt32(percent) }
        if let orders = try body.integer(.orderRate) { risk.ordersPerMinuteMax = UInt32(orders) }
        if let units = try body.amount(.minOrder, scale: quoteScale) { risk.minOrderValue = Amount(units: units) }
        return risk
    }

    func setLimits(of agent: AgentRow, _ body: Body, _ call: Call) throws(APIError) {
        let risk = try read(body, over: members.risk(of: agent))
        members.change({ registry throws(IdentityError) in try registry.updateAgent(agent.index) { $0.risk = risk } }) { [self] result in
            finish(result, call) { _ in
                members.setLimits([agent.index]) { [self] in respond(call) { writeLimits(risk, into: &$0) } }
            }
        }
    }

    // MARK: the agent's own page

    private func skill(of agent: AgentRow) -> String {
        """
        # \(agent.profile.displayName)

        You trade with a wallet of your own on this exchange. Your key begins with `\(agent.keyID.preview)`; send it as `X-API-Key`.

        \(Guide.page(symbols: catalog.instruments.map(\.name)))
        """
    }
}
