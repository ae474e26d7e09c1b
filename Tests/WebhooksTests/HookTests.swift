import Identity
import Market
import Testing

@testable import Webhooks

@Suite struct `A hook` {
    @Test func `is its owner's, and an agent's also its account's`() throws {
        let post = try Post()
        let (all, own) = (try post.create(owner(1), ["a"]).hook, try post.create(owner(1, agent: 5), ["a"]).hook)
        #expect(post.list(owner(1)) == [own, all])
        #expect(post.list(owner(1, agent: 5)) == [own])
        #expect(post.list(owner(1, agent: 6)) == [])
        #expect(post.list(owner(2)) == [])
        try post.ask(own, as: owner(1))
        for (hook, who) in [(all, owner(1, agent: 5)), (own, owner(1, agent: 6)), (all, owner(2)), (own, owner(2))] {
            #expect(throws: WebhooksError.foreign) { try post.ask(hook, as: who) }
        }
    }

    @Test func `is one of at most 25 of an account`() throws {
        let post = try Post(perAccount: 3)
        for _ in 0..<3 { _ = try post.create(owner(1), ["a"]) }
        #expect(throws: WebhooksError.tooMany(max: 3)) { try post.create(owner(1, agent: 5), ["a"]) }
        _ = try post.create(owner(2), ["a"])
    }

    @Test func `survives a restart as it was, with the same secret`() throws {
        let post = try Post()
        let made = try post.create(owner(1, agent: 5), ["a", "b"])
        try post.post("a", to: 1, agent: 5, "x")
        post.answer(200)
        let before = try post.hook(made.hook)
        #expect(before.lastTriggeredAt == post.clock.wallNanoseconds)
        try post.restart()
        #expect(try post.hook(made.hook) == before)
        #expect(post.secret(of: before) == made.secret)
    }

    @Test func `is refused for an address that resolves to one that is not public, and taken for one that does not resolve yet`() throws {
        let post = try Post()
        post.resolve(.refused("loopback"))
        #expect(throws: WebhooksError.self) { try post.create(owner(1), ["a"], url: "https://evil.example.com/") }
        #expect(post.list(owner(1)) == [])
        post.resolve(.unknown)
        let hook = try post.create(owner(1), ["a"], url: "https://later.example.com/").hook
        post.resolve(.refused("private"))
        #expect(throws: WebhooksError.self) { try post.change(hook) { $0.url = "https://evil.example.com/" } }
        #expect(try post.hook(hook).url == "https://later.example.com/")
        #expect(throws: WebhooksError.self) { try post.change(hook) { $0.url = "http://later.example.com/" } }
        // Nothing is looked up for an address that stays.
        _ = try post.change(hook) { $0.url = "https://later.example.com/"; $0.events = ["b"] }
        #expect(try post.hook(hook).events == ["b"])
    }

    @Test func `goes with its agent`() throws {
        let post = try Post()
        _ = try post.create(owner(1), ["a"])
        _ = try post.create(owner(1, agent: 5), ["a"])
        #expect(post.on { $0.agents } == [AgentIndex(rawValue: 5)])
        try post.on { sender in Result { () throws(WebhooksError) in try sender.removeHooks(of: AgentIndex(rawValue: 5)) } }.get()
        #expect(post.list(owner(1)).count == 1)
        #expect(post.counters.hooks == 1)
    }

    @Test func `belongs to one log`() throws {
        let post = try Post()
        post.stop()
        let store = try WebhookStore(directory: post.directory)
        #expect(throws: WebhooksError.otherInstance(hooks: 7, log: 8)) { try store.progress(instance: 8) }
        try post.restart()
    }
}
