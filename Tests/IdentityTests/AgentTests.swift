import Market
import Testing

@testable import Identity

@Suite struct AgentTests {
    private func begin(_ office: Office, _ agent: AgentIndex, _ account: UInt32) async throws -> RegistryRows {
        try await office.registry.startSessions([NewSession(agent: agent, engineAccount: AccountID(rawValue: account), startingBalance: Amount(units: 5))])
    }

    @Test func `a session ends where the next one begins, and both belong to the agent`() async throws {
        let office = try Office()
        let made = try await office.register()
        let table = try await office.table()
        table.apply(try await begin(office, made.agent.index, 1))
        office.clock.advance(seconds: 60)
        let rows = try await begin(office, made.agent.index, 2)
        #expect(rows.sessions.map(\.engineAccount.rawValue) == [1, 2])
        #expect(rows.sessions.map(\.endedAt) == [office.clock.wallNanoseconds, nil])
        table.apply(rows)
        #expect(table.sessions(of: made.agent.index).map(\.engineAccount.rawValue) == [1, 2])
        #expect(table.agent(made.agent.index)?.engineAccount == AccountID(rawValue: 2))
        #expect(table.agent(trading: AccountID(rawValue: 1)) == made.agent.index)
        #expect(table.agent(trading: AccountID(rawValue: 2)) == made.agent.index)
        #expect(table.agent(trading: AccountID(rawValue: 3)) == nil)
    }

    @Test func `sessions of several agents begin together or not at all`() async throws {
        let office = try Office()
        let (a, b) = (try await office.register("A"), try await office.register("B"))
        _ = try await begin(office, a.agent.index, 1)
        let before = try await office.registry.load()
        // The account of the engine is taken.
        await #expect(throws: IdentityError.self) {
            try await office.registry.startSessions([
                NewSession(agent: b.agent.index, engineAccount: AccountID(rawValue: 2), startingBalance: Amount(units: 1)),
                NewSession(agent: b.agent.index, engineAccount: AccountID(rawValue: 1), startingBalance: Amount(units: 1)),
            ])
        }
        await #expect(throws: IdentityError.agentNotFound) { try await begin(office, AgentIndex(rawValue: 99), 3) }
        #expect(try await office.registry.load() == before)
    }

    @Test func `an agent can be changed, copied, archived and deleted`() async throws {
        let office = try Office()
        let made = try await office.register()
        let table = try await office.table()
        let changed = try await office.registry.updateAgent(made.agent.index) {
            $0.displayName = String(repeating: "x", count: 100)
            $0.color = "#123456"
        }
        table.apply(changed)
        #expect(table.agent(made.agent.index)?.profile.color == "#123456")

        let copy = try await office.registry.cloneAgent(made.agent.index)
        table.apply(copy.rows)
        #expect(copy.agent.profile.displayName == "Copy of " + String(repeating: "x", count: 92))
        #expect(copy.agent.profile.color == "#123456")
        #expect(copy.agent.startingBalance == made.agent.startingBalance)
        #expect(table.agents(of: made.account.index) == [made.agent.index, copy.agent.index])
        #expect(try await office.registry.cloneAgent(made.agent.index, name: "Other").agent.profile.displayName == "Other")

        table.apply(try await office.registry.archiveAgent(made.agent.index))
        #expect(table.authenticate(made.agentKey.revealed) == nil)
        #expect(try table.acting(#require(table.authenticate(made.apiKey.revealed))) == copy.agent.index)

        table.apply(try await begin(office, copy.agent.index, 4))
        table.apply(try await office.registry.deleteAgent(copy.agent.index))
        #expect(table.authenticate(copy.key.revealed) == nil)
        #expect(table.agent(copy.agent.uuid) == nil)
        #expect(table.agent(trading: AccountID(rawValue: 4)) == nil)
        await #expect(throws: IdentityError.agentNotFound) { try await office.registry.deleteAgent(copy.agent.index) }
        #expect(try await office.registry.load().sessions.isEmpty)
        #expect(throws: IdentityError.agentNotFound) { try table.acting(#require(table.authenticate(made.apiKey.revealed))) }
    }

    @Test func `a deleted agent's number is not used again`() async throws {
        let office = try Office()
        let made = try await office.register()
        let gone = try await office.registry.createAgent(of: made.account.index, AgentProfile(displayName: "Gone"))
        _ = try await office.registry.deleteAgent(gone.agent.index)
        let next = try await office.registry.createAgent(of: made.account.index, AgentProfile(displayName: "Next"))
        #expect(next.agent.index > gone.agent.index)
    }

    @Test func `a change against the rules changes nothing`() async throws {
        let office = try Office()
        let made = try await office.register()
        let edits: [(String, @Sendable (inout AgentProfile) -> Void)] = [
            ("display_name", { $0.displayName = "" }), ("llm_model", { $0.llmModel = String(repeating: "x", count: 101) }),
            ("framework", { $0.framework = "\u{7f}" }), ("color", { $0.color = "red" }), ("strategy_tags", { $0.strategyTags = [""] }),
            ("avatar_url", { $0.avatarURL = String(repeating: "x", count: 2_049) }),
            ("max_position_size_pct", { $0.risk = .standard; $0.risk?.maxPositionPercent = 101 }),
        ]
        for (field, edit) in edits {
            await #expect {
                try await office.registry.updateAgent(made.agent.index) { profile in
                    profile.framework = "changed"
                    edit(&profile)
                }
            } throws: { error in
                if case .invalid(field, _)? = error as? IdentityError { true } else { false }
            }
        }
        await #expect(throws: IdentityError.tooMany(field: "strategy_tags", max: 20)) {
            try await office.registry.updateAgent(made.agent.index) { $0.strategyTags = Array(repeating: "x", count: 21) }
        }
        #expect(try await office.registry.load().agents == [made.agent])
    }

    @Test func `an account has at most a hundred agents`() async throws {
        let office = try Office()
        let made = try await office.register()
        for number in 1..<Registry.agentsPerAccountMax {
            _ = try await office.registry.createAgent(of: made.account.index, AgentProfile(displayName: "\(number)"))
        }
        await #expect(throws: IdentityError.tooMany(field: "agents", max: 100)) {
            try await office.registry.createAgent(of: made.account.index, AgentProfile(displayName: "one too many"))
        }
        await #expect(throws: IdentityError.accountNotFound) {
            try await office.registry.createAgent(of: AccountIndex(rawValue: 7), AgentProfile(displayName: "nobody's"))
        }
    }
}
