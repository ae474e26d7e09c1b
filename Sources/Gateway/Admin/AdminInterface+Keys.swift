import Identity
import JSON
import Market

extension AdminInterface {
    private enum Owner { case account(AccountIndex), agent(AgentIndex) }

    private func owner(_ text: String) throws(AdminError) -> Owner {
        if let uuid = UUID(text) {
            if let agent = members.keys.agent(uuid) { return .agent(agent) }
            if let account = members.keys.account(uuid) { return .account(account) }
        }
        throw .notFound("id", "There is no agent or account \(text).")
    }

    func createKey(_ body: Body, _ ticket: Ticket) throws(AdminError) {
        let text = try field { () throws(APIError) in try body.require(.owner) }
        guard let account = UUID(text).flatMap({ members.keys.account($0) }) else { throw .notFound("account_id", "There is no such account.") }
        let profile = AgentProfile(displayName: try field { () throws(APIError) in try body.require(.agentName) })
        let scale = Int(catalog.assets[Int(members.quote.rawValue)].scale)
        let balance = try field { () throws(APIError) in try body.amount(.newBalance, scale: scale) }.map { Amount(units: $0) }
        members.enrol(balance ?? members.keys.account(account)?.startingBalance ?? .zero, { registry throws(IdentityError) in
            try registry.createAgent(of: account, profile, startingBalance: balance)
        }) { [self] result in
            finish(result, ticket) { [self] made in show(made, status: 201, ticket) }
        }
    }

    func regenerateKey(_ text: String, _ ticket: Ticket) throws(AdminError) {
        guard case .agent(let agent) = try owner(text) else { throw .conflict("The key of an account is its owner's; only agents get another.") }
        members.inRegistry({ registry throws(IdentityError) in try registry.regenerateKey(of: agent) }) { [self] result in
            switch result {
            case .failure(let error): fail(AdminError(error), ticket)
            case .success(let made):
                members.apply(made.rows)
                show(made, status: 200, ticket)
            }
        }
    }

    /// An agent's key is replaced by one that nobody ever sees; an account is suspended.
    func revokeKey(_ text: String, _ ticket: Ticket) throws(AdminError) {
        let owner = try owner(text)
        members.change({ registry throws(IdentityError) in
            switch owner {
            case .agent(let agent): try registry.regenerateKey(of: agent).rows
            case .account(let account): try registry.setStatus(.suspended, of: account)
            }
        }) { [self] result in
            finish(result, ticket) { [self] _ in show(text, "revoked", ticket) }
        }
    }

    func restoreKey(_ text: String, _ ticket: Ticket) throws(AdminError) {
        guard case .account(let account) = try owner(text) else { throw .conflict("A voided key does not come back; regenerate it.") }
        members.change({ registry throws(IdentityError) in try registry.setStatus(.active, of: account) }) { [self] result in
            finish(result, ticket) { [self] _ in show(text, "active", ticket) }
        }
    }

    private func show(_ made: KeyedAgent, status: UInt16, _ ticket: Ticket) {
        respond(ticket, status: status) { writer in
            writer.object { writer in
                writer.member("agent_id", made.agent.uuid.description)
                writer.member("api_key", made.key.revealed)
                writer.member("message", "The key is shown this once.")
            }
        }
    }

    private func show(_ id: String, _ status: String, _ ticket: Ticket) {
        respond(ticket) { writer in
            writer.object { writer in
                writer.member("id", id)
                writer.member("status", status)
            }
        }
    }
}
