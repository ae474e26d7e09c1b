import Database
import Identity
import Market
import Testing

@testable import Webhooks

@Suite struct `What happened in history` {
    private func bodies(_ post: Post) -> [String] {
        var bodies: [String] = []
        for _ in 0..<1_000 {
            guard let body = post.underWay.first else { break }
            bodies.append(body)
            post.answer(200)
        }
        return bodies
    }

    @Test func `is told in order of time, orders before the fills of the same moment`() throws {
        let post = try Post()
        post.trade(70, account: 1, agent: 5)
        _ = try post.create(owner(1), ["order", "fill", "account"])
        let now = post.clock.wallNanoseconds
        try post.addFill(1, account: 70, at: now + 10)
        try post.addFill(2, account: 70, at: now + 20)
        try post.addFill(3, account: 71, at: now + 20)
        try post.addOrder(1, account: 70, at: now + 20)
        try post.addChange(1, account: 71)
        post.pass(milliseconds: 100)
        #expect(bodies(post) == ["fill 1", "order 1", "fill 2"])
    }

    @Test func `is told to those who ask for it, with an id that follows from what it is`() throws {
        let post = try Post()
        post.trade(70, account: 1, agent: 5)
        _ = try post.create(owner(1, agent: 5), ["order"])
        _ = try post.create(owner(1, agent: 6), ["order"])
        try post.addOrder(1, account: 70)
        try post.addFill(1, account: 70)
        post.pass(milliseconds: 100)
        #expect(post.underWay == ["order 1"])
        let id = WebhookEventID.make(instance: 7, "order", number: 1)
        #expect(post.sent[0].headers.first { $0.name == "X-Id" }?.value == id.description)
        #expect(id != WebhookEventID.make(instance: 8, "order", number: 1))
        #expect(id != WebhookEventID.make(instance: 7, "order", number: 2))
        #expect(id != WebhookEventID.make(instance: 7, "fill", number: 1))
        #expect(id.description == "\(UUID(id.description)!)")
    }

    @Test func `before a hook was made is not told to it`() throws {
        let post = try Post()
        post.trade(70, account: 1, agent: 5)
        try post.addOrder(1, account: 70)
        post.clock.advance(milliseconds: 5)
        _ = try post.create(owner(1), ["order"])
        try post.addOrder(2, account: 70)
        post.pass(milliseconds: 100)
        #expect(bodies(post) == ["order 2"])
    }

    @Test func `while the daemon was down is told after the start, and nothing twice`() throws {
        let post = try Post()
        post.trade(70, account: 1, agent: 5)
        _ = try post.create(owner(1), ["order", "fill"])
        try post.addOrder(1, account: 70)
        post.pass(milliseconds: 100)
        post.answer(200)
        post.stop()
        try post.addOrder(2, account: 70)
        try post.addFill(1, account: 70)
        try post.restart()
        post.pass(milliseconds: 100)
        #expect(bodies(post) == ["order 2", "fill 1"])
        try post.restart()
        post.pass(milliseconds: 100)
        #expect(bodies(post) == [])
    }

    @Test func `is read in parts where there is much of it, without losing the order`() throws {
        let post = try Post()
        post.trade(70, account: 1, agent: 5)
        _ = try post.create(owner(1), ["order", "fill"])
        let now = post.clock.wallNanoseconds
        var expected: [String] = []
        try post.history.transaction { () throws(DatabaseError) in
            for number in 1...Int64(900) {
                try post.addFill(number, account: 70, at: now + number)
                if number % 3 == 0 {
                    try post.addOrder(number / 3, account: 70, at: now + number)
                    expected.append("order \(number / 3)")
                }
                expected.append("fill \(number)")
            }
        }
        // More than a queue holds would displace the first.
        let total = UInt64(expected.count)
        for _ in 0..<100 where UInt64(post.counters.queued) + post.counters.dropped < total { post.pass(milliseconds: 100) }
        // The first was on its way already.
        let told = bodies(post)
        #expect(told.count == 1_000 && told.first == expected.first)
        let isInOrder = told.dropFirst().elementsEqual(expected.suffix(999))
        #expect(isInOrder)
    }

    @Test func `is passed over where nobody wants it, and history hears of that`() throws {
        let post = try Post()
        try post.addOrder(1, account: 70)
        try post.addFill(1, account: 70)
        post.pass(milliseconds: 100)
        post.pass(milliseconds: 10_000)
        #expect(try post.noted() == [1, 1, 0])
        post.trade(70, account: 1, agent: 5)
        _ = try post.create(owner(1), ["order"])
        try post.addOrder(2, account: 70)
        post.pass(milliseconds: 100)
        #expect(bodies(post) == ["order 2"])
        try post.restart()
        #expect(try post.noted() == [2, 1, 0])
    }

    @Test func `that is built again from its beginning is told once`() throws {
        let post = try Post()
        post.trade(70, account: 1, agent: 5)
        _ = try post.create(owner(1), ["order"])
        for number in 1...3 { try post.addOrder(Int64(number), account: 70) }
        post.pass(milliseconds: 100)
        #expect(bodies(post) == ["order 1", "order 2", "order 3"])
        try post.history.execute("DELETE FROM ended_order")
        post.pass(milliseconds: 100)
        for number in 1...4 {
            try post.addOrder(Int64(number), account: 70)
            post.pass(milliseconds: 100)
        }
        #expect(bodies(post) == ["order 4"])
    }
}
