import Database
import Foundation
import Identity
import Market
import Security
import Testing

@testable import Webhooks

@Suite struct `A delivery` {
    @Test func `is signed with the secret its owner was shown, over the bytes that are sent`() throws {
        let post = try Post()
        let made = try post.create(owner(1), ["a"])
        try post.post("a", to: 1, #"{"x":1}"#)
        let sent = try #require(post.sent.first)
        #expect(sent.url == "https://example.com/hook")
        let headers = Dictionary(uniqueKeysWithValues: sent.headers.map { ($0.name, $0.value) })
        let signature = HMACSHA256.authenticate(Array(#"{"x":1}"#.utf8), key: Array(made.secret.utf8))
        #expect(headers["X-Signature"] == Hex.encode(signature.bytes))
        #expect(headers["X-Event"] == "a")
        #expect(made.secret.hasPrefix("whsec_") && made.secret.utf8.count == 49)
    }

    @Test func `has a secret that stands in no file`() throws {
        let post = try Post()
        let made = try post.create(owner(1), ["a"])
        try post.post("a", to: 1, "body")
        post.stop()
        let secret = Array(made.secret.utf8.dropFirst(6))
        for name in try FileManager.default.contentsOfDirectory(atPath: post.directory) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: post.directory + "/" + name))
            #expect(bytes.range(of: Data(secret)) == nil && bytes.range(of: Data(Base64URL.decode(secret)!)) == nil, "\(name)")
        }
        try post.restart()
    }

    @Test func `goes to every hook of its owner that wants the event, and to nobody else`() throws {
        let post = try Post()
        for (who, url) in [(owner(1), "all"), (owner(1, agent: 5), "five"), (owner(1, agent: 6), "six"), (owner(2), "other")] {
            _ = try post.create(who, ["a"], url: "https://example.com/\(url)")
        }
        _ = try post.create(owner(1), ["b"], url: "https://example.com/b")
        try post.post("a", to: 1, agent: 5, "x")
        #expect(Set(post.sent.map(\.url)) == ["https://example.com/all", "https://example.com/five"])
        try post.post("a", to: 1, "the account's own")
        post.answer(200)
        #expect(post.sent.count { String(decoding: $0.body, as: UTF8.self) == "the account's own" } == 1)
    }

    @Test func `waits for the one before it, of the same hook alone`() throws {
        let post = try Post()
        _ = try post.create(owner(1), ["a"])
        _ = try post.create(owner(2), ["a"])
        for text in ["1", "2", "3"] { try post.post("a", to: 1, text) }
        try post.post("a", to: 2, "other")
        #expect(post.underWay == ["1", "other"])
        post.answer(200)
        #expect(post.underWay == ["other", "2"])
        #expect(post.counters.queued == 3)
    }

    @Test func `is tried again after 10, 30 and 60 seconds, byte for byte, and then given up`() throws {
        let post = try Post()
        let hook = try post.create(owner(1), ["a"]).hook
        try post.post("a", to: 1, "x")
        try post.post("a", to: 1, "y")
        for (count, wait) in [(1, 10), (2, 30), (3, 60)] as [(Int, Int64)] {
            post.answer(count == 2 ? .failed("no route") : .answered(status: 500))
            post.pass(milliseconds: wait * 1_000 - 1)
            #expect(post.sent.count == count)
            post.pass(milliseconds: 1)
            #expect(post.sent.count == count + 1)
        }
        #expect(Set(post.sent.map { $0.headers.first { $0.name == "X-Id" }!.value }).count == 1)
        post.answer(302)
        #expect(try post.hook(hook).failureCount == 1)
        #expect(post.underWay == ["y"])
        #expect(post.counters.failedAttempts == 4 && post.counters.retries == 3 && post.counters.givenUp == 1)
        post.answer(204)
        #expect(try post.hook(hook).failureCount == 0)
        #expect(post.counters.delivered == 1 && post.counters.queued == 0)
    }

    @Test func `ends its hook with the tenth event in a row that is given up`() throws {
        let post = try Post(waits: [1])
        let hook = try post.create(owner(1), ["a"]).hook
        for text in 1...12 { try post.post("a", to: 1, "\(text)") }
        for number in 1...10 {
            #expect(try post.hook(hook).isActive)
            post.answer(500)
            post.pass(milliseconds: 1_000)
            post.answer(500)
            #expect(try post.hook(hook).failureCount == number)
        }
        #expect(try !post.hook(hook).isActive)
        #expect(post.underWay == [])
        #expect(post.counters.queued == 0 && post.counters.disabled == 1 && post.counters.dropped == 2)
        try post.post("a", to: 1, "nobody hears")
        #expect(post.counters.queued == 0)
        let again = try post.change(hook) { $0.isActive = true }
        #expect(again.isActive && again.failureCount == 0)
        try post.post("a", to: 1, "news")
        #expect(post.underWay == ["news"])
    }

    @Test func `is sent again after a crash, as what it was`() throws {
        let post = try Post()
        _ = try post.create(owner(1), ["a"])
        try post.post("a", to: 1, "x")
        let first = try #require(post.sent.first)
        try post.restart()
        #expect(post.underWay == ["x"])
        #expect(post.sent[0].headers.map(\.value) == first.headers.map(\.value))
        post.answer(500)
        // Time that passed while nobody was there counts.
        post.clock.advance(milliseconds: 10_000)
        try post.restart()
        #expect(post.underWay == ["x"])
        post.answer(200)
        try post.restart()
        #expect(post.underWay == [] && post.counters.queued == 0)
    }

    @Test func `that is repeated waits for its time after a restart as well`() throws {
        let post = try Post()
        _ = try post.create(owner(1), ["a"])
        try post.post("a", to: 1, "x")
        post.answer(500)
        try post.restart()
        #expect(post.underWay == [])
        post.pass(milliseconds: 10_000)
        #expect(post.underWay == ["x"])
    }

    @Test func `beyond the queue's length displaces the oldest, which the hook counts`() throws {
        let post = try Post(queuedPerHookMax: 3)
        let hook = try post.create(owner(1), ["a"]).hook
        for text in ["1", "2", "3", "4", "5"] { try post.post("a", to: 1, text) }
        #expect(post.underWay == ["1"])
        #expect(post.counters.queued == 3 && post.counters.dropped == 2)
        #expect(try post.hook(hook).droppedCount == 2)
        for _ in 0..<3 { post.answer(200) }
        #expect(post.sent.map { String(decoding: $0.body, as: UTF8.self) } == ["1", "4", "5"])
        try post.restart()
        #expect(try post.hook(hook).droppedCount == 2)
    }

    @Test func `beyond the length of all queues displaces its own hook's, or goes itself`() throws {
        let post = try Post(queuedMax: 4)
        _ = try post.create(owner(1), ["a"])
        let late = try post.create(owner(2), ["a"]).hook
        for text in ["1", "2", "3", "4"] { try post.post("a", to: 1, text) }
        try post.post("a", to: 2, "late")
        #expect(post.underWay == ["1"])
        #expect(try post.hook(late).droppedCount == 1)
        try post.post("a", to: 1, "5")
        #expect(post.counters.queued == 4 && post.counters.dropped == 2)
        for _ in 0..<4 { post.answer(200) }
        #expect(post.sent.map { String(decoding: $0.body, as: UTF8.self) } == ["1", "3", "4", "5"])
    }

    @Test func `shares the way with so many others at a time`() throws {
        let post = try Post()
        let max = WebhookSender.transfersMax
        for account in 1...UInt32(max + 2) {
            _ = try post.create(owner(account), ["a"])
            try post.post("a", to: account, "\(account)")
        }
        #expect(post.underWay.count == max && post.counters.underWay == max)
        post.answer(500)
        #expect(post.underWay.count == max && post.underWay.last == "\(max + 1)")
        for _ in 0..<max + 1 { post.answer(200) }
        post.pass(milliseconds: 10_000)
        #expect(post.underWay == ["1"])
    }

    @Test func `that could not be struck off is made again once the disk does as it is told`() throws {
        let post = try Post()
        _ = try post.create(owner(1), ["a"])
        try post.post("a", to: 1, "x")
        let file = try DatabaseConnection(path: post.directory + "/webhooks.sqlite", migrations: WebhookSchema.migrations)
        try file.execute("ALTER TABLE delivery RENAME TO hidden")
        post.answer(200)
        guard case .database? = post.counters.lastError else { Issue.record("\(post.counters)"); return }
        #expect(post.counters.errors == 1 && post.counters.delivered == 0 && post.counters.queued == 1)
        #expect(throws: WebhooksError.self) { try post.post("a", to: 1, "y") }
        try file.execute("ALTER TABLE hidden RENAME TO delivery")
        post.pass(milliseconds: 5_000)
        #expect(post.underWay == ["x"])
        post.answer(200)
        #expect(post.counters.delivered == 1 && post.counters.queued == 0)
    }

    @Test func `of a hook that was removed or stopped meanwhile ends quietly`() throws {
        let post = try Post()
        let removed = try post.create(owner(1), ["a"]).hook, stopped = try post.create(owner(2), ["a"]).hook
        for text in ["1", "2"] {
            try post.post("a", to: 1, text)
            try post.post("a", to: 2, text)
        }
        let style = post.style
        try post.on { sender in Result { () throws(WebhooksError) in try sender.remove(removed.uuid, of: removed.owner, style) } }.get()
        _ = try post.change(stopped) { $0.isActive = false }
        #expect(post.counters.queued == 0)
        post.answer(200)
        post.answer(500)
        #expect(post.underWay == [] && post.counters.underWay == 0)
        #expect(try post.hook(stopped).failureCount == 0)
        #expect(throws: WebhooksError.unknown) { try post.hook(removed) }
    }
}
