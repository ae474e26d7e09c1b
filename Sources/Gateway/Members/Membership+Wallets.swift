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
            if let fault { return then(.failure(fault)) }
            let made = sessions.compactMap { $0 }
            change(isSequel: true, { registry throws(IdentityError) in try registry.startSessions(made) }, then: then)
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
        let old = balances.compactMap { keys.sessions(of: $0.agent).last }.filter { $0.endedAt == nil }
        openWallets(balances) { [self] result in
            switch result {
            case .failure(let fault): then(.failure(fault))
            case .success(let rows):
                empty(old) { wallets in then(.success((rows, wallets))) }
            }
        }
    }

    /// Halts the wallets of these sessions, which cancels their orders, and withdraws what they hold.
    package func empty(_ sessions: [SessionRow], then: @escaping ([EndedWallet]) -> Void) {
        guard !sessions.isEmpty else { return then([]) }
        var ended: [EndedWallet] = []
        for session in sessions {
            empty(session.engineAccount) { equity in
                ended.append(EndedWallet(agent: session.agent, session: session, equity: equity))
                if ended.count == sessions.count { then(ended) }
            }
        }
    }

    private func empty(_ account: AccountID, then: @escaping (Amount) -> Void) {
        run(.setAccountState(account: account, state: .halted)) { [self] outcome in
            // The registry names accounts of this log alone, and nothing that reduces risk is refused.
            guard case .done = outcome else { return then(.zero) }
            desk.afterwards { [self] in
                let (view, sequence) = desk.ask { $0.account(account) }
                guard let view else { return then(.zero) }
                let held = view.balances.filter { $0.available > 0 }
                guard !held.isEmpty else { return desk.hold(until: sequence) { then(view.equity) } }
                var left = held.count
                for balance in held {
                    run(.withdraw(account: account, asset: balance.asset, amount: Amount(units: balance.available))) { _ in
                        left -= 1
                        if left == 0 { then(view.equity) }
                    }
                }
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

    /// Does what a crash left undone: funds agents without a wallet, empties the wallets of sessions that ended.
    package func reconcile() {
        var unfunded: [(agent: AgentIndex, balance: Amount)] = []
        var ended: [SessionRow] = []
        for number in 1...UInt32(max(keys.accountCount, 1)) {
            for index in keys.agents(of: AccountIndex(rawValue: number)) {
                guard let agent = keys.agent(index) else { continue }
                if agent.engineAccount == nil, agent.status != .archived { unfunded.append((index, agent.startingBalance)) }
                ended += keys.sessions(of: index).filter { session in
                    session.endedAt != nil && desk.ask { $0.account(session.engineAccount).map { $0.state != .halted } ?? false }.0
                }
            }
        }
        // Whoever is affected is refused until it is done, and may try again.
        openWallets(unfunded) { _ in }
        empty(ended) { _ in }
    }
}
