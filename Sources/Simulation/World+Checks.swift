import Engine
import IO
import Journaling
import Market
import Matching
import Risk

extension World {
    /// Every so many steps the whole state is hashed, for comparing it with what is recovered later.
    private static let hashInterval = 12

    /// After every step.
    func check(_ server: SimulatedServer) {
        guard violation == nil else { return }
        if let fault = server.exchange.assumeIsolated({ $0.examine { $0.audit() } }) {
            return fail(String(fault.prefix { $0 != ":" }), String(fault.drop { $0 != ":" }.dropFirst(2)))
        }
        if statistics.steps % Self.hashInterval == 0 { noteState(server) }
        if server.sequence == shadow.sequence { compareBooks(server) }
        if let alarm = plan.alarmAfterTrades, shadow.trades.count > alarm { fail("alarm", "\(shadow.trades.count) trades") }
    }

    func noteState(_ server: SimulatedServer) {
        let hash = server.stateHash
        if let known = stateHashes[server.sequence], known != hash { fail("state", "after record \(server.sequence) the state changes by itself") }
        stateHashes[server.sequence] = hash
    }

    /// Live books and balances against those made from the records.
    private func compareBooks(_ server: SimulatedServer) {
        // All of it is on this thread.
        nonisolated(unsafe) let shadow = shadow
        nonisolated(unsafe) var difference: (checker: String, what: String)?
        server.exchange.assumeIsolated { exchange in exchange.examine { state in unsafe difference = Self.difference(state, unsafe shadow) } }
        if let difference = unsafe difference { fail(difference.checker, difference.what) }
    }

    private static func difference(_ state: borrowing ExchangeState, _ shadow: ShadowMarket) -> (checker: String, what: String)? {
        for symbol in 0..<state.instrumentCount {
            let symbol = SymbolID(rawValue: UInt16(symbol))
            var live: [OpenOrder] = []
            var waiting = 0
            state.forEachOpenOrder(on: symbol) { if $0.waits { waiting += 1 } else { live.append($0) } }
            let expected = shadow.queue(of: .buy, on: symbol) + shadow.queue(of: .sell, on: symbol)
            if live.map(\.orderID) != expected.map(\.id) {
                return ("priority", "symbol \(symbol.rawValue) queues \(live.map(\.orderID.rawValue)), by arrival it is \(expected.map(\.id.rawValue))")
            }
            for (order, other) in zip(live, expected) where order.leaves.lots != other.leaves || order.quantity.lots != other.quantity {
                return ("quantities", "order \(order.orderID.rawValue) has \(order.leaves.lots) of \(order.quantity.lots) open, by its records \(other.leaves) of \(other.quantity)")
            }
            if waiting != shadow.waitingCount(on: symbol) { return ("triggers", "\(waiting) orders wait, by the records \(shadow.waitingCount(on: symbol))") }
        }
        for account in 0..<state.accountCount {
            let account = AccountID(rawValue: UInt32(account))
            for balance in state.balances(of: account) {
                let expected = shadow.balances[ShadowMarket.Key(account: account, asset: balance.asset)] ?? 0
                if balance.available + balance.locked != expected {
                    return ("conservation", "account \(account.rawValue) has \(balance.available + balance.locked) of asset \(balance.asset.rawValue), by the records \(expected)")
                }
            }
        }
        return nil
    }

    // MARK: the end

    /// Everything has come to rest: what clients were told is compared with the records, and live state, replay and snapshot with each other.
    func finish() {
        guard let server else { return fail("liveness", "there is no server in the end") }
        for client in clients { compare(client) }
        noteState(server)
        let hash = server.stateHash
        let sequence = server.sequence
        snapshot()
        compareReplays(hash, sequence)
        // A last restart, in peace.
        crash(losesPower: false)
        start()
        // Unless something fell due meanwhile, and has a record of its own.
        if violation == nil, let again = self.server, again.sequence == sequence, again.stateHash != hash { fail("state", "a restart leads to another state") }
    }

    private func compare(_ client: SimulatedClient) {
        if client.lastSequence > shadow.sequence { fail("durability", "client \(client.index) was told of record \(client.lastSequence)") }
        for fill in client.fills {
            guard let trade = shadow.trades[fill.trade] else { fail("durability", "trade \(fill.trade) is gone"); return }
            let fee = trade.taker == fill.orderID ? trade.takerFee : trade.makerFee
            guard fill.orderID == trade.taker || fill.orderID == trade.maker, trade.quantity == fill.quantity, trade.price == fill.price, fee == fill.fee else {
                return fail("volume", "client \(client.index) was told of trade \(fill.trade) what its record does not say")
            }
        }
        for (name, answer) in client.answers.sorted(by: { $0.key < $1.key }) {
            let known = shadow.names[ShadowMarket.NameKey(account: client.account, name: name)]
            guard let known else { return fail("names", "name \(name) was answered, and no record has it") }
            if (known.reason == .none) != answer.isAccepted || known.reason != answer.reason {
                fail("names", "name \(name) was answered \(answer.reason), its record says \(known.reason)")
            }
        }
    }

    /// Live, replay from the log's first record, and snapshot with tail, must agree.
    private func compareReplays(_ hash: UInt64, _ sequence: SequenceNumber) {
        for start in [DataDirectory.RecallOptions.Start.earliest, .newestSnapshot] {
            do {
                let again = try recall(disk, start)
                if again.sequence == sequence, again.hash != hash { fail("state", "live state and replay differ at record \(sequence), from \(start)") }
                if again.sequence < UInt64(recordHashes.count) { fail("durability", "a replay ends at record \(again.sequence), before \(recordHashes.count)") }
            } catch { fail("recovery", "the log cannot be replayed: \(error)") }
        }
    }

    /// The state that a disk's content leads to, without changing anything there.
    func recall(_ storage: VirtualDisk, _ start: DataDirectory.RecallOptions.Start) throws -> (sequence: SequenceNumber, hash: UInt64) {
        let loop = try EventLoop(clock: clock)
        loop.takeInHand()
        defer { loop.letGo() }
        var options = DataDirectory.RecallOptions()
        options.start = start
        options.replay = SimulatedServer.replayOptions
        let copy = storage.copy()
        copy.switchOn()
        let recalled = try DataDirectory(SimulatedServer.data, storage: copy).recall(options, engine: SimulatedServer.engineOptions, on: OnLoop(loop))
        return (recalled.state.sequence, recalled.state.stateHash())
    }
}

extension ShadowMarket {
    func waitingCount(on symbol: SymbolID) -> Int { orders.values.reduce(0) { $0 + ($1.waits && $1.id.symbol == symbol ? 1 : 0) } }
}
