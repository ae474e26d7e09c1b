import Engine
import Identity
import Market
import Risk

/// What an agent had when its session ended.
package struct EndedWallet: Sendable {
    package let agent: AgentIndex
    package let session: SessionRow
    /// Everything it had, valued in the quote asset after its orders were cancelled.
    package let equity: Amount
    /// What was paid into it.
    package let invested: Amount
}

// A session is one account of the engine. A new one is opened and funded and then named in the registry; the old one is halted and emptied
// after that. Whatever of it a crash leaves undone, `reconcile` does at the next start: an agent never is without the wallet the registry names.
extension Membership {
    /// What a wallet may do: the agent's own limits, else its account's.
    package func risk(of agent: AgentRow) -> RiskProfile {
        agent.profile.risk ?? keys.account(agent.account)?.risk ?? .standard
    }

    /// Opens and funds a wallet for each of these agents and makes it the one they trade with; all of them or none.
    package func openWallets(
        _ balances: [(agent: AgentIndex, balance: Amount)], then: @escaping (Result<RegistryRows, Fault>) -> Void
    ) {
        var sessions: [NewSession?] = Array(repeating: nil, count: balances.count)
        var left = balances.count
        var fault: Fault?
        let finish = { [self] in
            let made = sessions.compactMap { $0 }
            let giveUp = { [self] (fault: Fault) in empty(made.map(\.engineAccount)) { _ in then(.failure(fault)) } }
            if let fault { return giveUp(fault) }
            change(isSequel: true, { registry throws(IdentityError) in try registry.startSessions(made) }) { result in
                switch result {
                case .success: then(result)
                case .failure(let fault): giveUp(fault)
                }
            }
        }
        guard left > 0 else { return then(.success(RegistryRows())) }
        for (place, (agent, balance)) in balances.enumerated() {
            let profile = keys.agent(agent).map { risk(of: $0) } ?? .standard
            fund(profile, balance) { result in
                switch result {
                case .success(let account): sessions[place] = NewSession(agent: agent, engineAccount: account, startingBalance: balance)
                case .failure(let error): fault = error
                }
                left -= 1
                if left == 0 { finish() }
            }
        }
    }

    private func fund(_ profile: RiskProfile, _ balance: Amount, then: @escaping (Result<AccountID, Fault>) -> Void) {
        run(.openAccount(profile)) { [self] outcome in
            guard case .done(let event, _) = outcome else { return then(.failure(Self.fault(outcome))) }
            run(.deposit(account: event.account, asset: quote, amount: balance)) { outcome in
                guard case .done = outcome else { return then(.failure(Self.fault(outcome))) }
                then(.success(event.account))
            }
        }
    }

    /// Gives each of these agents a new session and empties the wallets of the old ones.
    package func reset(
        _ balances: [(agent: AgentIndex, balance: Amount)], then: @escaping (Result<(RegistryRows, [EndedWallet]), Fault>) -> Void
    ) {
        openWallets(balances) { [self] result in
            switch result {
            case .failure(let fault): then(.failure(fault))
            case .success(let rows):
                // What the registry ended, which is not what was running when this began, if there were two resets at once.
                empty(rows.sessions.filter { $0.endedAt != nil }) { wallets in then(.success((rows, wallets))) }
            }
        }
    }

    /// Ends what trades with the wallets of these sessions, cancels their orders, and withdraws what they hold.
    package func empty(_ sessions: [SessionRow], then: @escaping ([EndedWallet]) -> Void) {
        empty(sessions.map(\.engineAccount)) { views in
            then(zip(sessions, views).map { session, view in
                EndedWallet(
                    agent: session.agent, session: session, equity: view?.equity ?? .zero, invested: view?.startingBalance ?? session.startingBalance)
            })
        }
    }

    /// What each of them had once its orders were cancelled, in the order they were given.
    private func empty(_ accounts: [AccountID], then: @escaping ([AccountView?]) -> Void) {
        guard !accounts.isEmpty else { return then([]) }
        var views: [AccountView?] = Array(repeating: nil, count: accounts.count)
        var left = accounts.count
        for (place, account) in accounts.enumerated() {
            empty(account) { view in
                views[place] = view
                left -= 1
                if left == 0 { then(views) }
            }
        }
    }

    private func empty(_ account: AccountID, then: @escaping (AccountView?) -> Void) {
        for ended in walletEnded { ended(account) }
        run(.setAccountState(account: account, state: .halted)) { [self] outcome in
            // The registry names accounts of this log alone, and nothing that reduces risk is refused.
            guard case .done = outcome else { return then(nil) }
            desk.afterwards { [self] in clear(account, then: then) }
        }
    }

    private func clear(_ account: AccountID, then: @escaping (AccountView?) -> Void) {
        let (view, sequence) = desk.ask { $0.account(account) }
        guard let view else { return then(nil) }
        guard view.openOrders == 0 else {
            // One command cancels so many; the next one goes on.
            return run(.cancelAll(CancelAll(account: account))) { [self] outcome in
                guard case .done = outcome else { return then(view) }
                desk.afterwards { [self] in clear(account, then: then) }
            }
        }
        let held = view.balances.filter { $0.available > 0 }
        guard !held.isEmpty else { return desk.hold(until: sequence) { then(view) } }
        var left = held.count
        for balance in held {
            run(.withdraw(account: account, asset: balance.asset, amount: Amount(units: balance.available))) { _ in
                left -= 1
                if left == 0 { then(view) }
            }
        }
    }

    private static func fault(_ outcome: Outcome) -> Fault {
        if case .refused(let reason) = outcome { return .exchange(reason) }
        return .exchange(.none)
    }

    /// Sets the limits of these agents' wallets.
    package func setLimits(_ agents: [AgentIndex], then: @escaping () -> Void) {
        var left = 1
        let done = {
            left -= 1
            if left == 0 { then() }
        }
        for index in agents {
            guard let agent = keys.agent(index), let account = agent.engineAccount else { continue }
            left += 1
            run(.setRiskProfile(account: account, profile: risk(of: agent))) { _ in done() }
        }
        done()
    }

    /// Does what a crash left undone: funds agents without a wallet, empties the wallets of sessions that ended and of archived agents.
    package func reconcile() {
        var unfunded: [(agent: AgentIndex, balance: Amount)] = []
        var ended: [SessionRow] = []
        for number in 1...UInt32(max(keys.accountCount, 1)) {
            for index in keys.agents(of: AccountIndex(rawValue: number)) {
                guard let agent = keys.agent(index) else { continue }
                if agent.engineAccount == nil, agent.status != .archived { unfunded.append((index, agent.startingBalance)) }
                ended += keys.sessions(of: index).filter { ($0.endedAt != nil || agent.status == .archived) && isInUse($0.engineAccount) }
            }
        }
        // Whoever is affected is refused until it is done, and may try again.
        openWallets(unfunded) { _ in }
        empty(ended) { (_: [EndedWallet]) in }
    }

    private func isInUse(_ account: AccountID) -> Bool {
        guard let view = desk.ask({ $0.account(account) }).0 else { return false }
        return view.state != .halted || view.openOrders > 0 || view.balances.contains { $0.total > 0 }
    }
}
