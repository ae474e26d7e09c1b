import Engine
import HTTP
import Identity
import JSON
import Market

// The wallet (contract §5). What shows the engine's live state is held back until that state is durable.
extension AgentExchange {
    func account(_ arguments: Arguments, _ call: Call) throws(APIError) {
        switch call.endpoint {
        case .accountInfo: look(call) { [self] view in respond(call) { writeInfo(view, call, into: &$0) } }
        case .balance: look(call) { [self] view in respond(call) { writeBalances(view, into: &$0) } }
        case .positions: look(call) { [self] view in respond(call) { writePositions(view, into: &$0) } }
        case .portfolio: look(call) { [self] view in respond(call) { writePortfolio(view, call, into: &$0) } }
        case .profitAndLoss:
            let period = try period(arguments, .period)
            look(call) { [self] view in showProfit(view, period, call) }
        case .performance:
            showPerformance(try period(arguments, .period), call)
        case .portfolioHistory:
            let interval = try argument { () throws(ArgumentFault) in try arguments.choice(.historyInterval) } ?? "1h"
            let limit = try argument { () throws(ArgumentFault) in try arguments.integer(.historyLimit) } ?? 100
            showHistory(interval, limit, call)
        case .leaderboard: try showLeaderboard(arguments, call)
        default: respondMode(call)
        }
    }

    /// Looks at the caller's account as it is behind everything submitted so far; `body` answers once that is durable.
    private func look(_ call: Call, _ body: @escaping (AccountView) -> Void) {
        let account = call.account
        let (view, sequence) = desk.ask { $0.account(account) }
        guard let view else { return fail(.accountNotFound(accountID: members.uuid(of: call.principal!.account)), call) }
        desk.hold(until: sequence) { body(view) }
    }

    func changeAccount(_ request: borrowing HTTPRequest, _ call: Call) throws(APIError) {
        let body = try body(request)
        switch call.endpoint {
        case .resetAccount: try reset(body, call)
        case .setRiskProfile: try setRiskProfile(body, call)
        default: try setMode(body, call)
        }
    }

    // MARK: reset

    /// An account's credential without a choice of agent resets all its agents; anything else the one.
    private func reset(_ body: Body, _ call: Call) throws(APIError) {
        if try body.boolean(.confirm) == false { throw .validation("confirm", "is false") }
        let balance = try body.amount(.resetBalance, scale: quoteScale).map { Amount(units: $0) }
        if let balance { try checkBalance(balance) }
        let principal = call.principal!
        let all = principal.agent == nil && !call.choseAgent
        // One that is being made has no wallet yet, and gets its first.
        let rows = (all ? members.keys.agents(of: principal.account) : [call.agent]).compactMap { members.keys.agent($0) }
        let balances = rows.filter { $0.status != .archived && $0.engineAccount != nil }.map { ($0.index, balance ?? $0.startingBalance) }
        try checkRestriction(rows)
        members.reset(balances) { [self] result in
            finish(result, call) { rows, ended in
                guard let session = rows.sessions.last(where: { $0.agent == call.agent }) else { return fail(.agentNotFound(agentID: ""), call) }
                respond(call) { write(reset: session, ended.first { $0.agent == call.agent }, into: &$0) }
            }
        }
    }

    /// What an operator halted or restricted, its owner does not set free by beginning anew.
    func checkRestriction(_ agents: [AgentRow]) throws(APIError) {
        let wallets = agents.filter { $0.status != .archived }.compactMap(\.engineAccount)
        let isRestricted = desk.ask { exchange in wallets.contains { exchange.account($0).map { $0.state != .active } ?? false } }.0
        guard !isRestricted else { throw .permissionDenied("An operator has halted or restricted the wallet: only an operator sets it free.") }
    }

    private func write(reset session: SessionRow, _ ended: EndedWallet?, into writer: inout JSONWriter) {
        func writeSession(_ writer: inout JSONWriter) {
            writer.member("session_id", session.uuid.description)
            writer.key("starting_balance")
            writer.decimal(units: session.startingBalance.units, scale: quoteScale)
            writer.key("started_at")
            writer.time(session.startedAt)
        }
        writer.object { writer in
            writeSession(&writer)
            writer.member("message", "Account reset successful")
            writer.key("previous_session")
            if let ended {
                writer.object { writer in
                    writer.member("session_id", ended.session.uuid.description)
                    writer.key("ending_equity")
                    writer.decimal(units: ended.equity.units, scale: quoteScale)
                    writer.key("total_pnl")
                    writer.decimal(units: ended.equity.units - ended.invested.units, scale: quoteScale)
                    writer.member("duration_days", Int((session.startedAt - ended.session.startedAt) / 86_400_000_000_000))
                }
            } else {
                writer.null()
            }
            writer.key("new_session")
            writer.object { writeSession(&$0) }
        }
    }

    // MARK: limits and mode

    private func setRiskProfile(_ body: Body, _ call: Call) throws(APIError) {
        for parameter in [Parameter.maxPosition, .dailyLoss, .maxOpen] {
            guard try body.has(parameter) else { throw .validation(parameter.name, "is required") }
        }
        guard let agent = members.keys.agent(call.agent) else { throw .agentNotFound(agentID: "") }
        if call.principal!.agent != nil || call.choseAgent { return try setLimits(of: agent, body, call) }
        let account = agent.account
        let risk = try read(body, over: members.keys.account(account)?.risk ?? .standard)
        members.change({ registry throws(IdentityError) in try registry.setRisk(risk, of: account) }) { [self] result in
            finish(result, call) { _ in
                members.setLimits(members.keys.agents(of: account)) { [self] in respond(call) { writeLimits(risk, into: &$0) } }
            }
        }
    }

    private func setMode(_ body: Body, _ call: Call) throws(APIError) {
        let mode: AccountMode = try body.choice(.modeName) == "backtest" ? .backtest : .live
        let (label, account) = (try body.text(.strategyLabel), call.principal!.account)
        members.change({ registry throws(IdentityError) in try registry.setMode(mode, label: label, of: account) }) { [self] result in
            finish(result, call) { _ in respondMode(call) }
        }
    }

    private func respondMode(_ call: Call) {
        let account = members.keys.account(call.principal!.account)
        respond(call) { writer in
            writer.object { writer in
                writer.member("mode", account?.mode == .backtest ? "backtest" : "live")
                writer.key("active_strategy_label")
                writer.text(account?.strategyLabel)
                writer.member("active_backtests", 0)
                writer.member("total_backtests_completed", 0)
            }
        }
    }

    /// Start of a period that ends now, and its name.
    func period(_ arguments: Arguments, _ parameter: Parameter) throws(APIError) -> Period {
        let name = try argument { () throws(ArgumentFault) in try arguments.choice(parameter) } ?? "all"
        // `all` has no number.
        let days = Int64(name.dropLast())
        return Period(name: name, days: days, start: days.map { now - $0 * 86_400_000_000_000 } ?? .min)
    }

    struct Period {
        let name: String
        let days: Int64?
        let start: Timestamp
    }
}
