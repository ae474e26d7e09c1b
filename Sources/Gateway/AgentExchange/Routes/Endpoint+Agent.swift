import HTTP

// Agents, each with a wallet of its own (contract §11).
extension Endpoint {
    var agentRoute: Route {
        switch self {
        case .createAgent:
            Route(
                .post, "/api/v1/agents", "Makes an agent with a wallet", .account,
                body: [.agentName, .startingBalance, .model, .framework, .tags, .riskProfile, .color],
                answer: .json(Example.createAgent, status: 201),
                errors: ["VALIDATION_ERROR"])
        case .agents:
            Route(
                .get, "/api/v1/agents", "The account's agents, oldest first", .account,
                parameters: [.includeArchived, .ordersLimit, .offset],
                answer: .json(Example.agents),
                errors: ["VALIDATION_ERROR"])
        case .agentsOverview:
            Route(
                .get, "/api/v1/agents/overview", "The account's active agents", .account,
                answer: .json(Example.agentsOverview))
        case .agent:
            Route(
                .get, "/api/v1/agents/{agent_id}", "One agent", .account,
                parameters: [.agentPath],
                answer: .json(Example.agent),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED"])
        case .updateAgent:
            Route(
                .put, "/api/v1/agents/{agent_id}", "Changes what is said of an agent", .account,
                parameters: [.agentPath],
                body: [.displayName, .model, .framework, .tags, .riskProfile, .color, .avatar],
                answer: .json(Example.agent),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED", "VALIDATION_ERROR"])
        case .deleteAgent:
            Route(
                .delete, "/api/v1/agents/{agent_id}", "Cancels its orders and forgets the agent", .account,
                parameters: [.agentPath],
                answer: .nothing,
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED"])
        case .cloneAgent:
            Route(
                .post, "/api/v1/agents/{agent_id}/clone", "Makes another agent like it", .account,
                parameters: [.agentPath, .newName],
                answer: .json(Example.createAgent, status: 201),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED", "VALIDATION_ERROR"])
        case .resetAgent:
            Route(
                .post, "/api/v1/agents/{agent_id}/reset", "Starts a new session of the agent", .account,
                parameters: [.agentPath],
                answer: .json(Example.agent),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED", "VALIDATION_ERROR"])
        case .archiveAgent:
            Route(
                .post, "/api/v1/agents/{agent_id}/archive", "Cancels its orders and retires the agent and its key", .account,
                parameters: [.agentPath],
                answer: .json(Example.agent),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED"])
        case .agentKey:
            Route(
                .get, "/api/v1/agents/{agent_id}/api-key", "The beginning of the agent's key: the whole is shown once", .account,
                parameters: [.agentPath],
                answer: .json(Example.agentKey),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED"])
        case .regenerateAgentKey:
            Route(
                .post, "/api/v1/agents/{agent_id}/regenerate-key", "Gives the agent a new key; the old one ends", .account,
                parameters: [.agentPath],
                answer: .json(Example.agentKey),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED"])
        case .agentRiskProfile:
            Route(
                .get, "/api/v1/agents/{agent_id}/risk-profile", "The agent's limits", .account,
                parameters: [.agentPath],
                answer: .json(Example.setRiskProfile),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED"])
        case .setAgentRiskProfile:
            Route(
                .put, "/api/v1/agents/{agent_id}/risk-profile", "Sets any of the agent's limits", .account,
                parameters: [.agentPath],
                body: [.maxPosition, .dailyLoss, .maxOpen],
                answer: .json(Example.setRiskProfile),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED", "VALIDATION_ERROR"])
        case .agentSkill:
            Route(
                .get, "/api/v1/agents/{agent_id}/skill.md", "A guide for the agent itself", .account,
                parameters: [.agentPath],
                answer: .text("text/markdown"),
                errors: ["AGENT_NOT_FOUND", "PERMISSION_DENIED"])
        default: preconditionFailure("\(self) is routed elsewhere")
        }
    }
}
