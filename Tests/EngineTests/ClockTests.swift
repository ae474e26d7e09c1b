import IO
import Market
import Testing

@testable import Engine

@Suite struct `The exchange and its clock` {
    @Test func `deadlines ever earlier, and in the farthest future, do not fill the loop with timers`() throws {
        try withExchange(SimulatedStorage()) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            var timers: Set<Int64> = []
            for step in 0..<2_000 as Range<Int64> {
                var order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 5), quantity: Quantity(lots: 1))
                order.timeInForce = .gtd
                // From the end of time in large steps, then to within the next second in small ones.
                order.expireTime = step < 1_000 ? .max - step << 50 : noon + second / 2 - (step - 1_000) * 1_000
                _ = try exchange.submit([.enterOrder(order)])
                timers.insert(exchange.tickTimer)
            }
            #expect(timers.count <= 3)
            #expect(exchange.tickTimer <= noon + second / 2)
            try exchange.close()
        }
    }

    @Test func `what fell due, or was cut short, while nobody was there is taken up without a command`() throws {
        let storage = SimulatedStorage()
        let clock = ManualClock()
        try withExchange(storage, clock: clock) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            var order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 5), quantity: Quantity(lots: 1))
            order.timeInForce = .gtd
            order.expireTime = noon + second
            _ = try exchange.submit([.enterOrder(order)])
            try exchange.close()
        }
        clock.wallNanoseconds += 3_600 * second
        try withExchange(storage, clock: clock) { exchange, _ in
            #expect(exchange.tickTimer == clock.monotonicNanoseconds)
            try exchange.tick()
            #expect(exchange.openOrders(of: alice).isEmpty)
            try exchange.close()
        }
        try withExchange(storage, clock: clock) { exchange, _ in
            #expect(exchange.tickTimer == .max)
            exchange.sequencer.state.header.cascades = 1
            exchange.setTickTimer()
            #expect(exchange.tickTimer == clock.monotonicNanoseconds)
            exchange.sequencer.state.header.cascades = 0
            try exchange.close()
        }
    }

    @Test func `time that passes behind the end of the log changes nothing`() throws {
        let clock = ManualClock()
        try withExchange(SimulatedStorage(), clock: clock) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            var order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 5), quantity: Quantity(lots: 1))
            order.timeInForce = .gtd
            order.expireTime = noon + second
            _ = try exchange.submit([.enterOrder(order)])
            #expect(exchange.tickTimer != .max)
            try exchange.close()
            let sequence = exchange.sequence
            clock.wallNanoseconds += 3_600 * second
            exchange.setTickTimer()
            #expect(exchange.tickTimer == .max)
            #expect(exchange.sequence == sequence && exchange.openOrders(of: alice).count == 1)
        }
    }

    @Test func `time stands still while the clock is behind`() throws {
        let clock = ManualClock()
        try withExchange(SimulatedStorage(), clock: clock) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            var order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 5), quantity: Quantity(lots: 1))
            order.timeInForce = .gtd
            order.expireTime = noon + second
            _ = try exchange.submit([.enterOrder(order)])
            clock.wallNanoseconds = noon - 3_600 * second
            _ = try exchange.submit([.tick])
            #expect(exchange.time == noon)
            #expect(exchange.openOrders(of: alice).count == 1)
            clock.wallNanoseconds = noon + second
            _ = try exchange.submit([.tick])
            #expect(exchange.openOrders(of: alice).isEmpty)
            try exchange.close()
        }
    }

    @Test func `the timer sequences a tick when a pause ends`() throws {
        let storage = SimulatedStorage()
        let clock = ManualClock()
        try withExchange(storage, clock: clock) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            var order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 5), quantity: Quantity(lots: 1))
            order.timeInForce = .gtd
            order.expireTime = noon + second
            _ = try exchange.submit([.enterOrder(order)])
            #expect(exchange.tickTimer == noon + second)
            clock.wallNanoseconds = noon + second
            try exchange.tick()
            #expect(exchange.openOrders(of: alice).isEmpty)
            let before = exchange.sequence
            try exchange.tick()
            #expect(exchange.sequence == before)
            try exchange.close()
        }
    }
}
