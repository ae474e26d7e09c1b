import Engine
import Identity
import JSON
import Market
import Risk

extension AdminInterface {
    /// The wallet a path names: by its number, or as the current one of an agent or of an account's first agent.
    private func wallet(_ text: String) throws(AdminError) -> AccountID {
        if let number = UInt32(text) {
            guard number > 0 else { throw .notFound("account_id", "Account 0 is the house.") }
            return AccountID(rawValue: number)
        }
        guard let uuid = UUID(text) else { throw .notFound("account_id", "It is neither a number nor an id.") }
        let agent = members.keys.agent(uuid) ?? members.keys.account(uuid).flatMap { members.keys.defaultAgent(of: $0) }
        guard let agent, let account = members.keys.agent(agent)?.engineAccount else {
            throw .notFound("account_id", "There is no agent or account \(text) with a wallet.")
        }
        return account
    }

    // MARK: questions

    func showAccount(_ text: String, _ ticket: Ticket) throws(AdminError) {
        let account = try wallet(text)
        let (view, sequence) = desk.ask { $0.account(account) }
        guard let view else { throw .notFound("account_id", "There is no account \(account.rawValue).") }
        desk.hold(until: sequence) { [self] in
            respond(ticket) { writer in
                writer.object { writer in
                    writer.member("account_id", Int(account.rawValue))
                    let agent = members.keys.agent(trading: account).flatMap { members.keys.agent($0) }
                    writer.key("agent_id")
                    writer.text(agent?.uuid.description)
                    writer.member("state", view.state.adminName)
                    writer.key("stopped_by_loss")
                    writer.bool(view.isStoppedByLoss)
                    writer.member("open_orders", view.openOrders)
                    writer.key("equity")
                    if let asset = view.startingAsset { writer.decimal(units: view.equity.units, scale: scale(asset)) } else { writer.null() }
                    writer.key("balances")
                    writer.array { writer in
                        for balance in view.balances { write(balance, into: &writer) }
                    }
                    writeLimits(view.profile, into: &writer)
                }
            }
        }
    }

    private func scale(_ asset: AssetID) -> Int { Int(catalog.assets[Int(asset.rawValue)].scale) }

    private func write(_ balance: Balance, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("asset", catalog.assets[Int(balance.asset.rawValue)].name.description)
            writer.key("available")
            writer.decimal(units: balance.available, scale: scale(balance.asset))
            writer.key("locked")
            writer.decimal(units: balance.locked, scale: scale(balance.asset))
        }
    }

    private func writeLimits(_ profile: RiskProfile, into writer: inout JSONWriter) {
        writer.key("risk_profile")
        writer.object { writer in
            writer.member("daily_loss_limit_pct", Int(profile.dailyLossLimitPercent))
            writer.member("max_order_size_pct", Int(profile.maxOrderPercent))
            writer.member("max_position_size_pct", Int(profile.maxPositionPercent))
            writer.member("max_open_orders", Int(profile.maxOpenOrders))
            writer.member("order_rate_limit", Int(profile.ordersPerMinuteMax))
            writer.key("min_order_size_usd")
            writer.decimal(units: profile.minOrderValue.units, scale: scale(members.quote), trimmed: true)
        }
    }

    // MARK: changes

    func move(_ text: String, _ body: Body, isDeposit: Bool, _ ticket: Ticket) throws(AdminError) {
        let account = try wallet(text)
        let name = try field { () throws(APIError) in try body.require(.asset) }.uppercased()
        guard let asset = catalog.asset(named: name) else { throw .validation(ArgumentFault("asset", "\(name) is not listed")) }
        let read = try field { () throws(APIError) in try body.amount(.amount, scale: scale(asset)) }
        guard let units = read else { throw .validation(ArgumentFault("amount", "is required")) }
        let amount = Amount(units: units)
        let command = isDeposit
            ? Command.deposit(account: account, asset: asset, amount: amount) : .withdraw(account: account, asset: asset, amount: amount)
        run(command, ticket) { [self] event, sequence in
            respond(ticket) { writer in
                writer.object { writer in
                    begin(sequence, account, &writer)
                    writer.member("asset", name)
                    writer.key("amount")
                    writer.decimal(units: event.quantity.lots, scale: scale(asset), trimmed: true)
                    writer.key("available")
                    writer.decimal(units: event.leaves.lots, scale: scale(asset))
                    writer.key("locked")
                    writer.decimal(units: event.otherLeaves.lots, scale: scale(asset))
                }
            }
        }
    }

    private func begin(_ sequence: SequenceNumber, _ account: AccountID, _ writer: inout JSONWriter) {
        writer.key("sequence")
        writer.integer(sequence)
        writer.member("account_id", Int(account.rawValue))
    }

    func setState(_ text: String, _ body: Body, _ ticket: Ticket) throws(AdminError) {
        let account = try wallet(text)
        let name = try field { () throws(APIError) in try body.choice(.accountState) }
        guard let state = AccountState.allCases.first(where: { $0.adminName == name }) else { throw .validation(ArgumentFault("state", "is required")) }
        run(.setAccountState(account: account, state: state), ticket) { [self] _, sequence in
            respond(ticket) { writer in
                writer.object { writer in
                    begin(sequence, account, &writer)
                    writer.member("state", state.adminName)
                }
            }
        }
    }

    /// An agent's limits are noted in the registry too: its next wallet begins with them.
    func setRiskProfile(_ text: String, _ body: Body, _ ticket: Ticket) throws(AdminError) {
        let account = try wallet(text)
        guard let view = desk.ask({ $0.account(account) }).0 else { throw .notFound("account_id", "There is no account \(account.rawValue).") }
        let profile = try readLimits(body, over: view.profile)
        let apply = { [self] in
            run(.setRiskProfile(account: account, profile: profile), ticket) { [self] _, sequence in
                respond(ticket) { writer in
                    writer.object { writer in
                        begin(sequence, account, &writer)
                        writeLimits(profile, into: &writer)
                    }
                }
            }
        }
        guard let agent = members.keys.agent(trading: account), members.keys.agent(agent)?.engineAccount == account else { return apply() }
        members.change({ registry throws(IdentityError) in try registry.updateAgent(agent) { $0.risk = profile } }) { [self] result in
            finish(result, ticket) { _ in apply() }
        }
    }

    private func readLimits(_ body: Body, over old: RiskProfile) throws(AdminError) -> RiskProfile {
        func integer(_ parameter: Parameter, _ limit: inout UInt32) throws(AdminError) {
            if let value = try field({ () throws(APIError) in try body.integer(parameter) }) { limit = UInt32(value) }
        }
        var profile = old
        try integer(Parameter.percentLimits[0], &profile.dailyLossLimitPercent)
        try integer(Parameter.percentLimits[1], &profile.maxOrderPercent)
        try integer(Parameter.percentLimits[2], &profile.maxPositionPercent)
        try integer(.openOrdersLimit, &profile.maxOpenOrders)
        try integer(.orderRateLimit, &profile.ordersPerMinuteMax)
        if let node = try field({ () throws(APIError) in try body.node(.orderValueLimit) }) {
            do {
                profile.minOrderValue = Amount(units: try node.decimal(scale: scale(members.quote)))
            } catch { throw .validation(ArgumentFault(Parameter.orderValueLimit.name, "\(error)")) }
            guard profile.minOrderValue >= .zero else { throw .validation(ArgumentFault(Parameter.orderValueLimit.name, "is below zero")) }
        }
        return profile
    }
}

extension AccountState {
    var adminName: String {
        switch self {
        case .active: "active"
        case .reduceOnly: "reduce_only"
        case .halted: "halted"
        }
    }
}
