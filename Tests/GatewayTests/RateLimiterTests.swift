import IO
import Testing

@testable import Gateway
@testable import HTTP

extension HTTPResponse {
    /// The added fields, one line each.
    fileprivate var headers: [String] {
        String(decoding: fields, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }
}

@Suite struct RateLimiterTests {
    private let minute: Int64 = 28_333_333 * 60 * 1_000_000_000
    private func at(_ seconds: Int64, _ nanoseconds: Int64 = 0) -> Int64 { minute + seconds * 1_000_000_000 + nanoseconds }
    private func address(_ number: UInt32) -> ClientAddress { ClientAddress(.v4(number, port: 1)) }

    private func limits(_ edit: (inout RateLimits) -> Void) -> RateLimits {
        var limits = RateLimits.none
        edit(&limits)
        return limits
    }

    @Test func `a key has so many requests a minute, and then waits for the next one`() {
        var limiter = RateLimiter(limits { $0[.orders] = 3 })
        for remaining in [2, 1, 0] as [UInt32] {
            let decision = limiter.check(RateKey(key: 5, account: 5), .orders, at: at(12))
            #expect(decision == RateDecision(group: .orders, isAllowed: true, limit: 3, remaining: remaining, resetUnixSeconds: 28_333_334 * 60, resetSeconds: 48))
            #expect(decision.retryAfterSeconds == 0)
        }
        let refused = limiter.check(RateKey(key: 5, account: 5), .orders, at: at(59, 999_999_999))
        #expect(!refused.isAllowed && refused.remaining == 0 && refused.retryAfterSeconds == 1)
        #expect(limiter.check(RateKey(key: 5, account: 5), .orders, at: at(60)).remaining == 2)
    }

    @Test func `the first moment of a minute has all of it to go`() {
        var limiter = RateLimiter(limits { $0[.general] = 1 })
        #expect(limiter.check(RateKey(key: 0, account: 0), .general, at: at(0)).resetSeconds == 60)
        #expect(limiter.check(RateKey(key: 0, account: 0), .general, at: at(0)).retryAfterSeconds == 60)
        #expect(limiter.check(RateKey(key: 1, account: 1), .general, at: 0).resetUnixSeconds == 60)
    }

    @Test func `keys and groups are counted apart`() {
        var limiter = RateLimiter(limits { limits in
            for group in [RateGroup.orders, .marketData, .general] { limits[group] = 1 }
        })
        for key in [1, 2, 1_000] as [UInt32] {
            for group in [RateGroup.orders, .marketData, .general] {
                #expect(limiter.check(RateKey(key: key, account: key), group, at: at(1)).isAllowed)
                #expect(!limiter.check(RateKey(key: key, account: key), group, at: at(2)).isAllowed)
            }
        }
    }

    @Test func `all keys of an account share what the account has, and see the tighter of both`() {
        var limiter = RateLimiter(limits { limits in
            limits[.orders] = 4
            limits.accountPercent = 150
        })
        let (own, agent, other) = (RateKey(key: 2, account: 1), RateKey(key: 7, account: 1), RateKey(key: 9, account: 2))
        for remaining in [3, 2, 1, 0] as [UInt32] { #expect(limiter.check(own, .orders, at: at(1)).remaining == remaining) }
        #expect(!limiter.check(own, .orders, at: at(1)).isAllowed)
        #expect(limiter.check(agent, .orders, at: at(1)).remaining == 1)
        #expect(limiter.check(agent, .orders, at: at(1)).remaining == 0)
        let refused = limiter.check(agent, .orders, at: at(1))
        #expect(!refused.isAllowed && refused.limit == 6 && refused.remaining == 0)
        #expect(limiter.check(agent, .orders, isCancel: true, at: at(1)).isAllowed)
        #expect(limiter.check(other, .orders, at: at(1)).remaining == 3)
        #expect(limiter.check(agent, .orders, at: at(61)).remaining == 3)
    }

    @Test func `a path's prefix says which counter it goes against, and every route follows it`() {
        #expect(RateGroup(ofPath: "/api/v1/backtest/run") == .backtest && RateLimits.standard[.backtest] == 6_000)
        #expect(RateGroup(ofPath: "/api/v1/training/start") == .training && RateLimits.standard[.training] == 3_000)
        #expect(RateLimits.standard.ofAccount(.orders) == 100 && RateLimits.standard.ofAccount(.general) == 600)
        for route in Endpoint.routes where !route.group.isByAddress { #expect(route.group == RateGroup(ofPath: route.pattern), "\(route.pattern)") }
    }

    @Test func `a cancel counts and is never refused`() {
        var limiter = RateLimiter(limits { $0[.orders] = 2 })
        for _ in 0..<5 { #expect(limiter.check(RateKey(key: 1, account: 1), .orders, isCancel: true, at: at(1)).isAllowed) }
        let order = limiter.check(RateKey(key: 1, account: 1), .orders, at: at(1))
        #expect(!order.isAllowed && order.remaining == 0)
        #expect(limiter.check(RateKey(key: 1, account: 1), .orders, isCancel: true, at: at(1)).isAllowed)
    }

    @Test func `refused requests do not make it worse`() {
        var limiter = RateLimiter(limits { $0[.orders] = 1 })
        for _ in 0..<1_000 { _ = limiter.check(RateKey(key: 1, account: 1), .orders, at: at(1)) }
        #expect(limiter.check(RateKey(key: 1, account: 1), .orders, at: at(61)).isAllowed)
    }

    @Test func `a limit of 0 is none, and nothing is told`() {
        var limiter = RateLimiter(.none)
        for group in [RateGroup.uncounted, .orders, .marketData, .general] {
            let decision = limiter.check(RateKey(key: 1, account: 1), group, at: at(1))
            #expect(decision.isAllowed && !decision.isCounted)
            var response = HTTPResponse()
            let before = response.headers
            limiter.addHeaders(decision, to: &response)
            #expect(response.headers == before)
        }
        for _ in 0..<100 { #expect(limiter.check(address(1), .login, at: at(1)).isAllowed) }
        let begun = (0..<10_000).map { _ in limiter.begin(key: 1) }
        #expect(!begun.contains(false))
    }

    @Test func `log-ins and registrations are counted by address, apart`() {
        var limiter = RateLimiter()
        for _ in 0..<5 { #expect(limiter.check(address(1), .login, at: at(1)).isAllowed) }
        #expect(!limiter.check(address(1), .login, at: at(2)).isAllowed)
        for _ in 0..<3 { #expect(limiter.check(address(1), .register, at: at(3)).isAllowed) }
        #expect(!limiter.check(address(1), .register, at: at(3)).isAllowed)
        #expect(limiter.check(address(2), .login, at: at(4)).isAllowed)
        #expect(limiter.check(address(1), .login, at: at(60)).isAllowed)
    }

    @Test func `an address with too many bad credentials is barred until the minute is over, and others are not`() {
        var limiter = RateLimiter(limits { $0[.badCredential] = 3 })
        for _ in 0..<3 {
            #expect(limiter.barred(address(1), at: at(1)) == nil)
            #expect(limiter.check(address(1), .badCredential, at: at(1)).isAllowed)
        }
        let decision = limiter.barred(address(1), at: at(20))
        #expect(decision?.isAllowed == false && decision?.limit == 3 && decision?.retryAfterSeconds == 40)
        #expect(!limiter.check(address(1), .badCredential, at: at(20)).isAllowed)
        #expect(limiter.barred(address(2), at: at(20)) == nil && limiter.check(address(1), .login, at: at(20)).isAllowed)
        #expect(limiter.barred(address(1), at: at(60)) == nil && limiter.check(address(1), .badCredential, at: at(60)).isAllowed)
        #expect(limiter.barred(address(1), at: at(61)) == nil)
    }

    @Test func `more addresses than the table holds are refused until the minute is over`() {
        var limiter = RateLimiter(.standard, addressesMax: 4)
        for number in 0..<4 as Range<UInt32> { #expect(limiter.check(address(number), .login, at: at(1)).isAllowed) }
        let refused = limiter.check(address(9), .login, at: at(50))
        #expect(!refused.isAllowed && refused.remaining == 0 && refused.retryAfterSeconds == 10)
        #expect(limiter.check(address(0), .login, at: at(51)).isAllowed)
        #expect(limiter.addressCount == 4)
        #expect(limiter.check(address(9), .login, at: at(60)).isAllowed)
        #expect(limiter.addressCount == 1)
    }

    @Test func `a key has so many requests under way, cancels apart`() {
        var limiter = RateLimiter(limits { $0.inFlightMax = 2 })
        var begun = (0..<3).map { _ in limiter.begin(key: 7) }
        begun += [limiter.begin(key: 8), limiter.begin(key: 7, isCancel: true)]
        #expect(begun == [true, true, false, true, true])
        limiter.end(key: 7)
        begun = [limiter.begin(key: 7)]
        limiter.end(key: 7)
        begun += [limiter.begin(key: 7)]
        #expect(begun == [false, true])
    }

    @Test func `a clock that goes back begins another minute, and nothing traps`() {
        var limiter = RateLimiter(limits { $0[.orders] = 1; $0[.login] = 1 })
        #expect(limiter.check(RateKey(key: 1, account: 1), .orders, at: at(60)).isAllowed)
        #expect(limiter.check(RateKey(key: 1, account: 1), .orders, at: at(59)).isAllowed)
        let past = limiter.check(RateKey(key: 1, account: 1), .orders, at: -1_500_000_000)
        #expect(past.isAllowed && past.resetUnixSeconds == 0 && past.resetSeconds == 2)
        #expect(limiter.check(address(1), .login, at: at(60)).isAllowed)
        #expect(limiter.check(address(1), .login, at: at(0)).isAllowed)
    }

    @Test func `headers say it both ways`() {
        var limiter = RateLimiter(limits { $0[.marketData] = 2 })
        var allowed = HTTPResponse()
        let decision = limiter.check(RateKey(key: 1, account: 1), .marketData, at: at(13))
        limiter.addHeaders(decision, to: &allowed)
        #expect(
            allowed.headers == [
                "x-ratelimit-limit: 2", "x-ratelimit-remaining: 1", "x-ratelimit-reset: 1700000040", "ratelimit-policy: \"market_data\";q=2;w=60",
                "ratelimit: \"market_data\";r=1;t=47",
            ])
        _ = limiter.check(RateKey(key: 1, account: 1), .marketData, at: at(13))
        var refused = HTTPResponse(429)
        limiter.addHeaders(limiter.check(RateKey(key: 1, account: 1), .marketData, at: at(13)), to: &refused)
        #expect(refused.headers.prefix(3) == ["x-ratelimit-limit: 2", "x-ratelimit-remaining: 0", "x-ratelimit-reset: 1700000040"])
    }
}

@Suite struct ClientAddressTests {
    @Test func `an IPv6 customer is one client, and IPv4 in IPv6 is IPv4`() throws {
        func client(_ text: String) throws -> ClientAddress { ClientAddress(try #require(SocketAddress(text))) }
        #expect(try client("10.0.0.1:5") == client("10.0.0.1:6"))
        #expect(try client("10.0.0.1:5") != client("10.0.0.2:5"))
        #expect(try client("[2001:db8:1:2::1]:5") == client("[2001:db8:1:2:ffff::9]:6"))
        #expect(try client("[2001:db8:1:2::1]:5") != client("[2001:db8:1:3::1]:5"))
        #expect(try client("[::ffff:10.0.0.1]:5") == client("10.0.0.1:5"))
        #expect(try client("unix:/a") == client("unix:/b"))
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1:1"), (" 10.0.0.1 , 10.9.9.9", "10.0.0.1:1"), ("10.0.0.1:4711", "10.0.0.1:1"), ("2001:db8::1", "[2001:db8::1]:1"),
        ("[2001:db8::1]", "[2001:db8::1]:1"), ("[2001:db8::1]:80,x", "[2001:db8::1]:1"),
    ]) func `the first hop is the client`(field: String, address: String) throws {
        #expect(ClientAddress(forwardedFor: field.utf8) == ClientAddress(try #require(SocketAddress(address))))
    }

    @Test(arguments: ["", ",10.0.0.1", "unknown", "example.org", "unix:/tmp/x", "10.0.0.256"]) func `a hop that is no address is none`(field: String) {
        #expect(ClientAddress(forwardedFor: field.utf8) == nil)
    }
}

@Suite struct LoadShedderTests {
    @Test func `new orders are turned away from the high mark down to the low one, cancels and reads never`() {
        var shedder = LoadShedder(commands: .init(high: 10, low: 4), bytes: .init(high: 1_000, low: 100))
        let course: [(commands: Int, bytes: Int, sheds: Bool)] = [
            (0, 0, false), (9, 999, false), (10, 0, true), (5, 0, true), (9, 0, true), (4, 101, true), (4, 100, false), (9, 0, false), (0, 1_000, true),
            (0, 101, true), (5, 0, true), (4, 0, false),
        ]
        var shed = 0
        for (index, step) in course.enumerated() {
            shedder.observe(commandsWaiting: step.commands, bytesQueued: step.bytes)
            #expect(shedder.isShedding == step.sheds, "step \(index)")
            let admits = (shedder.admits(.newOrder), shedder.admits(.cancel), shedder.admits(.read))
            #expect(admits == (!step.sheds, true, true), "step \(index)")
            if step.sheds { shed += 1 }
        }
        #expect(shedder.beginnings == 2)
        #expect(shedder.shedCount == shed)
    }

    @Test func `the desk never refuses before the shedder does`() {
        #expect(LoadShedder.commandsDefault.high < Desk.pendingMax)
    }
}
