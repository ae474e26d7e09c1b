import Engine
import History
import Identity
import IO
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

// A session is one account of the engine. A new one is opened, then named in the registry, and only then funded, so that there is no money
// that is nobody's; the old one is halted and emptied after that. Whatever of it a crash leaves undone, `reconcile` does at the next start.
extension Membership {
    /// What a wallet may do: the agent's own limits, else its account's.
    package func risk(of agent: AgentRow) -> RiskProfile {
        agent.profile.risk ?? keys.account(agent.account)?.risk ?? .standard
    }

    /// Has the registry make an agent, and opens the wallet it begins with: neither, where that could not be paid.
    package func enrol<Made: Enrolled>(
        _ balance: Amount, _ work: @escaping @Sendable (isolated Registry) throws(IdentityError) -> Made, then: @escaping (Result<Made, Fault>) -> Void
    ) {
        if let fault = promise(balance.units) { return desk.afterwards { then(.failure(fault)) } }
        inRegistry(work) { [self] result in
            // Promised anew in the same turn, if there is a wallet to open.
            promised -= balance.units
            switch result {
            case .failure(let error): then(.failure(.registry(error)))
            case .success(let made):
                apply(made.rows)
                openWallets([(made.agent.index, made.agent.startingBalance)]) { result in then(result.map { _ in made }) }
            }
        }
    }

    /// Sets aside what wallets will be paid, so that no other is opened for it; why not, if there can be no more.
    private func promise(_ units: Int64) -> Fault? {
        let left = .max - desk.ask { [quote] in $0.deposited(quote) }.0.units - promised
        guard units <= left else { return .supply(left: Amount(units: left)) }
        promised += units
        return nil
    }

    /// Opens and funds a wallet for each of these agents and makes it the one they trade with; all of them or none.
    package func openWallets(
        _ balances: [(agent: AgentIndex, balance: Amount)], then: @escaping (Result<RegistryRows, Fault>) -> Void
    ) {
        let sum = balances.reduce(Int64(0)) { saturated($0, plus: $1.balance.units) }
        if let fault = promise(sum) { return desk.afterwards { then(.failure(fault)) } }
        openPromised(balances) { [self] result in
            promised -= sum
            then(result)
        }
    }

    private func openPromised(
        _ balances: [(agent: AgentIndex, balance: Amount)], then: @escaping (Result<RegistryRows, Fault>) -> Void
    ) {
        var sessions: [NewSession?] = Array(repeating: nil, count: balances.count)
        var left = balances.count
        var fault: Fault?
        let finish = { [self] in
            let made = sessions.compactMap { $0 }
            let giveUp = { [self] (fault: Fault) in empty(made.map(\.engineAccount)) { _ in then(.failure(fault)) } }
            if let fault { return giveUp(fault) }
            change(isSequel: true, { registry throws(IdentityError) in try registry.startSessions(made) }) { [self] result in
                switch result {
                // In the turn in which the agents got these wallets: nothing they send comes before it.
                case .success(let rows): fund(made) { fault in then(fault.map { .failure($0) } ?? .success(rows)) }
                case .failure(let fault): giveUp(fault)
                }
            }
        }
        guard left > 0 else { return then(.success(RegistryRows())) }
        for (place, (agent, balance)) in balances.enumerated() {
            let profile = keys.agent(agent).map { risk(of: $0) } ?? .standard
            run(.openAccount(profile)) { outcome in
                if case .done(let event, _) = outcome {
                    sessions[place] = NewSession(agent: agent, engineAccount: event.account, startingBalance: balance)
                } else {
                    fault = Self.fault(outcome)
                }
                left -= 1
                if left == 0 { finish() }
            }
        }
    }

    /// Pays into each of these wallets what it begins with; on a full disk, once there is space.
    private func fund(_ sessions: [NewSession], then: @escaping (Fault?) -> Void) {
        guard !sessions.isEmpty else { return then(nil) }
        var left = sessions.count
        var fault: Fault?
        for session in sessions {
            fund(session) {
                if let failed = $0 { fault = failed }
                left -= 1
                if left == 0 { then(fault) }
            }
        }
    }

    /// How long until a deposit is tried again that a full disk refused, in nanoseconds: about as often as the log looks for space.
    static let fundingInterval: Int64 = 1_000_000_000

    private func fund(_ session: NewSession, then: @escaping (Fault?) -> Void) {
        run(.deposit(account: session.engineAccount, asset: quote, amount: session.startingBalance)) { [self] outcome in
            switch outcome {
            case .done: then(nil)
            // The registry names the wallet already, so it has to get what it is to begin with.
            case .refused(.storageFull):
                // Everything here is on the engine's loop.
                let (members, then) = (UncheckedBox(self), UncheckedBox(then))
                desk.loop.schedule(at: desk.clock.monotonicNanoseconds + Self.fundingInterval) {
                    guard members.value.isUnfunded(session.engineAccount) else { return then.value(nil) }
                    members.value.fund(session, then: then.value)
                }
            case .refused: then(Self.fault(outcome))
            }
        }
    }

    /// Whether nothing was ever paid into an account that may still trade.
    private func isUnfunded(_ account: AccountID) -> Bool {
        // A balance stays in the ledger once there has been one, at zero too.
        guard let view = desk.ask({ $0.account(account) }).0 else { return false }
        return view.state == .active && view.balances.isEmpty
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

    /// Does what a crash left undone: opens wallets for agents without one, funds those that never were, empties those of sessions that ended and of
    /// archived agents.
    package func reconcile() {
        var without: [(agent: AgentIndex, balance: Amount)] = []
        var unfunded: [NewSession] = []
        var ended: [SessionRow] = []
        for number in 1...UInt32(max(keys.accountCount, 1)) {
            for index in keys.agents(of: AccountIndex(rawValue: number)) {
                guard let agent = keys.agent(index) else { continue }
                if agent.engineAccount == nil, agent.status != .archived { without.append((index, agent.startingBalance)) }
                for session in keys.sessions(of: index) {
                    if session.endedAt != nil || agent.status == .archived {
                        if isInUse(session.engineAccount) { ended.append(session) }
                    } else if isUnfunded(session.engineAccount) {
                        unfunded.append(NewSession(agent: index, engineAccount: session.engineAccount, startingBalance: session.startingBalance))
                    }
                }
            }
        }
        // Whoever is affected is refused until it is done, and may try again.
        openWallets(without) { _ in }
        fund(unfunded) { _ in }
        empty(ended) { (_: [EndedWallet]) in }
    }

    private func isInUse(_ account: AccountID) -> Bool {
        guard let view = desk.ask({ $0.account(account) }).0 else { return false }
        return view.state != .halted || view.openOrders > 0 || view.balances.contains { $0.total > 0 }
    }
}

extension ArgumentFault {
    /// Of a wallet that would begin with more than is left of an asset.
    static func supply(left: Amount, of asset: Asset) -> ArgumentFault {
        func text(_ units: Int64) -> String { APIError.Decimal(units, scale: Int(asset.scale)).text }
        return ArgumentFault(
            "starting_balance", "is more than the \(text(left.units)) \(asset.name) left: all balances together are \(text(.max)) at the most")
    }
}

/// What the registry makes when there is a new agent.
package protocol Enrolled: Sendable {
    var rows: RegistryRows { get }
    var agent: AgentRow { get }
}

extension Registration: Enrolled {}
extension KeyedAgent: Enrolled {}
