import Engine
import Foundation
import HTTP
import Identity
import Testing

@testable import Gateway

struct AgentExchangeAccessTests {
    private func login(_ venue: Venue, _ key: String, _ secret: String) -> Reply {
        venue.send(.post, "/api/v1/auth/login", #"{"api_key":"\#(key)","api_secret":"\#(secret)"}"#)
    }

    @Test func `a registration makes an account, an agent and a wallet`() throws {
        let venue = try Venue()
        let reply = venue.send(.post, "/api/v1/auth/register", #"{"display_name":" Alpha "}"#)
        #expect(reply.status == 201 && reply["display_name"] == "Alpha" && reply["starting_balance"] == "10000.00000000", "\(reply.body)")
        #expect(reply["api_key"].hasPrefix("ak_live_") && reply["api_secret"].hasPrefix("sk_live_") && reply["agent_api_key"].count == 72)
        for key in ["account_id", "agent_id"] { #expect(Foundation.UUID(uuidString: reply[key]) != nil) }
        #expect(venue.send(.post, "/api/v1/auth/register")["display_name"] == "Agent")
    }

    @Test(arguments: [
        (#"{"display_name":""}"#, "display_name"), (#"{"starting_balance":"0"}"#, "starting_balance"), (#"{"starting_balance":"1e30"}"#, "starting_balance"),
        (#"{"starting_balance":"2000000000"}"#, "starting_balance"), (#"{"email":"nobody"}"#, "email"), (#"{"email":"a@b.c","password":"short"}"#, "password"),
        (#"{"password":"long enough"}"#, "email"), (#"{"display_name":5}"#, "display_name"), ("[]", "body"),
    ]) func `a registration that cannot be is refused by field`(_ body: String, _ field: String) throws {
        let venue = try Venue()
        let reply = venue.send(.post, "/api/v1/auth/register", body)
        #expect(reply.status == 422 && reply.code == "VALIDATION_ERROR" && reply.details["field"] as? String == field, "\(reply.body)")
    }

    @Test func `who would begin with more than is left of the asset is refused, and nothing is left of it`() throws {
        let venue = try Venue()
        let alpha = venue.register(balance: "1000000000")
        for number in 1..<92 { _ = venue.register("Rich \(number)", balance: "1000000000") }
        // 92,233,720,368.54775807 there can be.
        let body = #"{"display_name":"Late","email":"late@example.org","starting_balance":"1000000000"}"#
        let late = [
            venue.send(.post, "/api/v1/auth/register", body),
            venue.send(.post, "/api/v1/agents", #"{"display_name":"Late","starting_balance":"233720368.54775808"}"#, key: alpha.key),
            venue.send(.post, "/api/v1/agents/\(alpha.agentID)/clone?new_name=Late", key: alpha.key),
            venue.send(.post, "/api/v1/account/reset", "{}", key: alpha.key),
        ]
        for reply in late {
            #expect(reply.status == 422 && reply.code == "VALIDATION_ERROR" && reply.details["field"] as? String == "starting_balance", "\(reply.body)")
            #expect(reply.body.contains("233720368.54775807 USDT left"), "\(reply.body)")
        }
        #expect(venue.send(.get, "/api/v1/agents?include_archived=true", key: alpha.key).json["total"] as? Int == 1)
        #expect(venue.send(.get, "/api/v1/account/portfolio", key: alpha.key)["available_cash"] == "1000000000.00000000")
        // What is left can be had, by the same person.
        _ = venue.register("Late", balance: "233720368.54775807", email: "late@example.org")
        #expect(venue.send(.post, "/api/v1/agents", #"{"display_name":"None","starting_balance":"0.00000001"}"#, key: alpha.key).status == 422)
        #expect(venue.send(.delete, "/api/v1/agents/\(alpha.agentID)", key: alpha.key).status == 204)
        #expect(venue.register("Next").agentID != alpha.agentID)
        #expect(venue.onLoop { venue.desk.exchange.assumeIsolated { $0.conserves() } })
    }

    @Test func `of those who come at once, no more are taken than can be paid`() throws {
        let venue = try Venue()
        for number in 1...91 { _ = venue.register("Rich \(number)", balance: "1000000000") }
        let request = venue.request(.post, "/api/v1/auth/register", #"{"display_name":"Late","starting_balance":"1000000000"}"#)
        let tickets = (0..<8).map { _ in venue.ticket() }
        venue.onLoop { for ticket in tickets { venue.facade.handle(request, ticket, Venue.peer) } }
        let replies = tickets.compactMap { ticket in venue.outlet.wait { $0.responses[ticket] }.map(Venue.reply) }
        #expect(replies.map(\.status).sorted() == [201] + Array(repeating: 422, count: 7))
    }

    @Test func `an email has one account`() throws {
        let venue = try Venue()
        _ = venue.register(email: "a@example.org")
        let reply = venue.send(.post, "/api/v1/auth/register", #"{"email":"A@example.org"}"#)
        #expect(reply.status == 409 && reply.code == "DUPLICATE_ACCOUNT" && reply.details["email"] as? String == "a@example.org")
    }

    @Test func `key and secret make a token that stands for the account`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let reply = login(venue, alpha.key, alpha.secret)
        #expect(reply.status == 200 && reply["token_type"] == "Bearer" && reply.json["expires_in"] as? Int == 3_600, "\(reply.body)")
        #expect(ISOTime.parse(reply["expires_at"]) == venue.clock.wallNanoseconds / 1_000_000_000 * 1_000_000_000 + 3_600_000_000_000)
        let bearer = ["authorization": "Bearer \(reply["token"])"]
        #expect(venue.send(.get, "/api/v1/account/info", headers: bearer)["account_id"] == alpha.accountID)
        venue.clock.advance(seconds: 3_601)
        let late = venue.send(.get, "/api/v1/account/info", headers: bearer)
        #expect(late.status == 401 && late.code == "INVALID_TOKEN")
    }

    @Test func `a log-in fails with the code clients tell agents' keys by`() throws {
        let venue = try Venue()
        let (alpha, beta) = (venue.register(), venue.register("Beta"))
        let agent = login(venue, alpha.agentKey, alpha.secret)
        #expect(agent.status == 404 && agent.code == "ACCOUNT_NOT_FOUND")
        let unknown = login(venue, "ak_live_" + String(repeating: "x", count: 64), alpha.secret)
        #expect(unknown.status == 404 && unknown.code == "ACCOUNT_NOT_FOUND")
        for (key, secret) in [(alpha.key, beta.secret), ("nonsense", alpha.secret), (alpha.key, "nonsense")] {
            let reply = login(venue, key, secret)
            #expect(reply.status == 401 && reply.code == "INVALID_API_KEY")
        }
        #expect(venue.send(.post, "/api/v1/auth/login", #"{"api_key":"x"}"#).details["field"] as? String == "api_secret")
        #expect(venue.send(.get, "/api/v1/account/info", key: alpha.agentKey).status == 200)
    }

    @Test func `a token holds as long as is set, a minute at the least`() throws {
        var settings = AgentExchangeSettings()
        settings.tokenSeconds = ServerSecret.tokenSeconds.lowerBound
        let venue = try Venue(settings: settings)
        let alpha = venue.register()
        let login = venue.send(.post, "/api/v1/auth/login", #"{"api_key":"\#(alpha.key)","api_secret":"\#(alpha.secret)"}"#)
        #expect(login.status == 200 && login.json["expires_in"] as? Int == 60)
        let headers = ["authorization": "Bearer " + login["token"]]
        venue.clock.advance(seconds: 59)
        #expect(venue.send(.get, "/api/v1/account/info", headers: headers).status == 200)
        venue.clock.advance(seconds: 1)
        #expect(venue.send(.get, "/api/v1/account/info", headers: headers).code == "INVALID_TOKEN")
    }

    @Test func `email and password make a token, and a letter another password`() throws {
        let venue = try Venue()
        _ = venue.register("Mail", email: "mail@example.org", password: "correct horse")
        func login(_ password: String) -> Reply {
            venue.send(.post, "/api/v1/auth/user-login", #"{"email":"mail@example.org","password":"\#(password)"}"#)
        }
        #expect(login("correct horse").status == 200)
        #expect(login("wrong horse").code == "INVALID_API_KEY" && login("wrong horse").status == 401)
        for name in ["mail@example.org", "nobody@example.org", "Mail"] {
            let reply = venue.send(.post, "/api/v1/auth/forgot-password", #"{"username":"\#(name)"}"#)
            #expect(reply.status == 200 && reply.json["message"] != nil)
        }
        func letter(_ kind: String) throws -> String {
            let directory = venue.directory + "/outbox"
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: directory).first { $0.hasPrefix(kind) })
            return String(try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8).split(separator: "\n")[2])
        }
        let token = try letter("reset-password")
        #expect(venue.send(.post, "/api/v1/auth/reset-password", #"{"token":"\#(token)","new_password":"battery staple"}"#).status == 200)
        #expect(login("battery staple").status == 200 && login("correct horse").status == 401)
        let again = venue.send(.post, "/api/v1/auth/reset-password", #"{"token":"\#(token)","new_password":"battery staple"}"#)
        #expect(again.status == 422 && again.details["field"] as? String == "token")
        let verify = try letter("verify-email")
        #expect(venue.send(.post, "/api/v1/auth/verify-email", #"{"token":"\#(verify)"}"#).status == 200)
        #expect(venue.send(.post, "/api/v1/auth/verify-email", #"{"token":"nonsense"}"#).status == 422)
    }

    @Test func `nobody without a credential, and nobody with a bad one`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let none = venue.send(.get, "/api/v1/account/info")
        #expect(none.status == 401 && none.code == "INVALID_API_KEY" && none.headers["www-authenticate"] == "Bearer")
        let bad = venue.send(.get, "/api/v1/account/info", key: "ak_live_" + String(repeating: "x", count: 64))
        #expect(bad.status == 401 && bad.code == "INVALID_API_KEY")
        let token = venue.send(.get, "/api/v1/account/info", headers: ["authorization": "Bearer a.b.c"])
        #expect(token.status == 401 && token.code == "INVALID_TOKEN")
        #expect(venue.send(.get, "/api/v1/account/info", headers: ["authorization": "Basic abc"]).code == "INVALID_TOKEN")
        // The key goes before the token.
        #expect(venue.send(.get, "/api/v1/account/info", key: alpha.key, headers: ["authorization": "Bearer a.b.c"]).status == 200)
        // Prices are for everybody.
        #expect(venue.send(.get, "/api/v1/market/price/BTCUSDT", key: "nonsense").status == 200)
    }

    @Test func `an account picks its agent, and not another's`() throws {
        let venue = try Venue()
        let (alpha, beta) = (venue.register(), venue.register("Beta"))
        let second = venue.send(.post, "/api/v1/agents", #"{"display_name":"Second","starting_balance":"5"}"#, key: alpha.key)["agent_id"]
        func agent(_ choice: String) -> Reply { venue.send(.get, "/api/v1/account/info", key: alpha.key, headers: ["x-agent-id": choice]) }
        #expect(agent(second)["agent_id"] == second && agent(second)["starting_balance"] == "5.00000000")
        #expect(agent("nonsense")["agent_id"] == alpha.agentID)
        #expect(agent("550e8400-e29b-41d4-a716-446655440000")["agent_id"] == alpha.agentID)
        #expect(agent(beta.agentID).status == 403 && agent(beta.agentID).code == "PERMISSION_DENIED")
        // An agent's key is for itself, whatever it names.
        #expect(venue.send(.get, "/api/v1/account/info", key: alpha.agentKey, headers: ["x-agent-id": second])["agent_id"] == alpha.agentID)
    }

    @Test func `a suspended account may do nothing`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        venue.suspend(alpha)
        for reply in [venue.send(.get, "/api/v1/account/info", key: alpha.key), venue.limit(alpha, "buy", "0.01", "62000"), login(venue, alpha.key, alpha.secret)] {
            #expect(reply.status == 403 && reply.code == "ACCOUNT_SUSPENDED" && reply.details["account_id"] as? String == alpha.accountID, "\(reply.body)")
        }
    }

    // MARK: limits and origins

    @Test func `counted answers say what is left, and one too many when to come again`() throws {
        let venue = try Venue(limits: .standard)
        let alpha = venue.register()
        let first = venue.send(.get, "/api/v1/account/info", key: alpha.key)
        #expect(first.headers["x-ratelimit-limit"] == "600" && first.headers["x-ratelimit-remaining"] == "599")
        #expect(Int64(first.headers["x-ratelimit-reset"] ?? "") == (venue.clock.wallNanoseconds / 60_000_000_000 + 1) * 60)
        for number in 1...100 {
            let reply = venue.limit(alpha, "buy", "0.01", "62000")
            #expect(reply.headers["x-ratelimit-remaining"] == "\(100 - number)")
        }
        let reply = venue.limit(alpha, "buy", "0.01", "62000")
        #expect(reply.status == 429 && reply.code == "RATE_LIMIT_EXCEEDED" && reply.headers["x-ratelimit-remaining"] == "0")
        #expect(reply.details["limit"] as? Int == 100 && reply.details["window_seconds"] as? Int == 60)
        #expect(Int(reply.headers["retry-after"] ?? "") == reply.details["retry_after_seconds"] as? Int)
        // Who may trade may always get out.
        #expect(venue.send(.delete, "/api/v1/trade/orders/open", key: alpha.key).status == 200)
        #expect(venue.send(.get, "/health").headers["x-ratelimit-limit"] == nil)
        #expect(venue.send(.get, "/api/v1/market/prices").headers["x-ratelimit-limit"] == nil)
        #expect(venue.send(.get, "/api/v1/market/prices", key: alpha.key).headers["x-ratelimit-limit"] == "1200")
    }

    @Test func `log-ins are counted by address`() throws {
        var settings = AgentExchangeSettings()
        settings.trustsForwardedFor = true
        let venue = try Venue(limits: .standard, settings: settings)
        func login(_ hop: String) -> Int {
            venue.send(.post, "/api/v1/auth/login", #"{"api_key":"a","api_secret":"b"}"#, headers: ["x-forwarded-for": "\(hop), 10.0.0.1"]).status
        }
        #expect((0..<6).map { _ in login("203.0.113.1") } == [401, 401, 401, 401, 401, 429])
        #expect(login("203.0.113.2") == 401)
    }

    @Test func `bad credentials are counted by address, and only known keys are looked at once there were too many`() throws {
        var limits = RateLimits.none
        limits[.badCredential] = 3
        let venue = try Venue(limits: limits)
        let alpha = venue.register()
        let token = login(venue, alpha.key, alpha.secret)["token"]
        let stranger = "ak_live_" + String(repeating: "x", count: 64)
        let info = "/api/v1/account/info"
        #expect(venue.send(.get, info, key: stranger).code == "INVALID_API_KEY")
        #expect(venue.send(.get, info, headers: ["authorization": "Bearer x.y.z"]).code == "INVALID_TOKEN")
        #expect(venue.send(.get, "/ws/v1?api_key=\(stranger)").code == "INVALID_API_KEY")
        for reply in [
            venue.send(.get, info, key: stranger), venue.send(.get, "/ws/v1?api_key=\(stranger)"), venue.send(.get, "/ws/v1?token=\(token)"),
            venue.send(.get, info, headers: ["authorization": "Bearer \(token)"]),
            // Its beginning is known, so it is looked at; it opens nothing, and nothing more is said of it.
            venue.send(.get, info, key: alpha.key.prefix(24) + String(repeating: "x", count: 48)),
        ] {
            #expect(reply.status == 429 && reply.code == "RATE_LIMIT_EXCEEDED" && reply.details["limit"] as? Int == 3, "\(reply.body)")
            #expect(reply.headers["retry-after"] != nil && reply.headers["x-ratelimit-remaining"] == "0")
        }
        #expect(venue.send(.get, info, key: alpha.key).status == 200)
        #expect(venue.send(.get, info).status == 401)
        let pairs = venue.send(.get, "/api/v1/market/pairs", key: stranger)
        #expect(pairs.status == 200 && pairs.headers["x-ratelimit-limit"] == nil)
        venue.clock.advance(seconds: 60)
        #expect(venue.send(.get, info, key: stranger).status == 401)
        #expect(venue.send(.get, info, headers: ["authorization": "Bearer \(token)"]).status == 200)
    }

    @Test func `origins that are allowed are told so`() throws {
        var settings = AgentExchangeSettings()
        settings.allowedOrigins = ["https://app.example.org"]
        let venue = try Venue(settings: settings)
        let reply = venue.send(.get, "/api/v1/market/prices", headers: ["origin": "https://app.example.org"])
        #expect(reply.headers["access-control-allow-origin"] == "https://app.example.org")
        #expect(reply.headers["access-control-allow-credentials"] == "true")
        #expect(reply.headers["access-control-expose-headers"]?.contains("X-RateLimit-Reset") == true)
        #expect(venue.send(.get, "/api/v1/market/prices", headers: ["origin": "https://evil.example"]).headers["access-control-allow-origin"] == nil)
        let preflight = venue.send(
            .options, "/api/v1/trade/order",
            headers: ["origin": "https://app.example.org", "access-control-request-method": "POST", "access-control-request-headers": "x-api-key"])
        #expect(preflight.status == 204 && preflight.headers["access-control-allow-headers"] == "x-api-key" && preflight.headers["allow"] == "POST, OPTIONS")
        #expect(preflight.headers["access-control-allow-methods"]?.contains("DELETE") == true)
    }

    @Test func `paths and methods nobody serves`() throws {
        let venue = try Venue()
        let unknown = venue.send(.get, "/api/v1/nothing")
        #expect(unknown.status == 404 && unknown.code == "NOT_FOUND")
        let method = venue.send(.put, "/api/v1/trade/order")
        #expect(method.status == 405 && method.code == "METHOD_NOT_ALLOWED" && method.headers["allow"] == "POST, OPTIONS")
        #expect(venue.send(.head, "/health").status == 200)
    }
}
