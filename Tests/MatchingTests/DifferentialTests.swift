import Glibc
import Market
import Matching
import Testing

/// Random commands through the fast book and the naive one.
///
/// `WALRAS_DIFFERENTIAL_COMMANDS` sets how many (release runs take a million and more), `WALRAS_DIFFERENTIAL_SEED` the first seed,
/// `WALRAS_DIFFERENTIAL_PER_SEED` how many commands one book gets.
struct DifferentialTests {
    static func setting(_ name: String, default value: Int) -> Int {
        guard let text = unsafe getenv(name) else { return value }
        return Int(unsafe String(cString: text)) ?? value
    }

    @Test func `the fast book does exactly what the naive book does`() {
        let commands = Self.setting("WALRAS_DIFFERENTIAL_COMMANDS", default: 200_000)
        let first = Self.setting("WALRAS_DIFFERENTIAL_SEED", default: 1)
        let perSeed = min(commands, Self.setting("WALRAS_DIFFERENTIAL_PER_SEED", default: 5_000))
        let seeds = max(1, commands / perSeed)
        var counts = EventCounts()
        for seed in first..<first + seeds {
            var run = DifferentialRun(seed: UInt64(seed))
            let fault = run.run(commands: perSeed)
            counts.add(run.counts)
            if let fault {
                Issue.record(Comment(rawValue: fault))
                return
            }
        }
        print("differential: seeds \(first)..<\(first + seeds), \(seeds * perSeed) commands, \(counts.description)")
        // A flow in which little happens proves little.
        if seeds >= 20 { #expect(counts.missing.isEmpty, "never happened: \(counts.missing)") }
    }
}

/// What a flow made happen.
struct EventCounts {
    var kinds: [Event.Kind: Int] = [:]
    var cancels: [CancelReason: Int] = [:]
    var rejects: [RejectReason: Int] = [:]
    var auctionTrades = 0
    var exits = 0

    mutating func count(_ outcome: Outcome) {
        rejects[outcome.reject, default: 0] += 1
        exits += outcome.exits
        for event in outcome.events {
            kinds[event.kind, default: 0] += 1
            if event.kind == .orderCanceled { cancels[event.cancelReason, default: 0] += 1 }
            if event.kind == .trade && event.flags.contains(.auction) { auctionTrades += 1 }
        }
    }

    mutating func add(_ other: EventCounts) {
        kinds.merge(other.kinds, uniquingKeysWith: +)
        cancels.merge(other.cancels, uniquingKeysWith: +)
        rejects.merge(other.rejects, uniquingKeysWith: +)
        auctionTrades += other.auctionTrades
        exits += other.exits
    }

    /// What a book can answer and never did.
    var missing: [String] {
        let kinds: [Event.Kind] = [
            .orderAccepted, .orderCanceled, .orderAmended, .orderReplaced, .orderTriggered, .orderRefreshed, .trade, .phaseChanged,
        ]
        let cancels: [CancelReason] = [
            .byOwner, .immediateOrCancel, .fillOrKill, .noLiquidity, .selfTrade, .oneCancelsOther, .priceBand, .volatilityPause,
            .marketProtection, .insufficientBalance, .instrumentClosed,
        ]
        let rejects: [RejectReason] = [
            .invalidPrice, .invalidQuantity, .invalidTriggerPrice, .invalidDisplayQuantity, .invalidExpireTime, .invalidTrailingOffset,
            .invalidExits, .contradictoryOptions, .belowMinNotional, .unknownOrder, .orderNotOpen, .notAmendable, .instrumentHalted,
            .instrumentClosed, .notInThisPhase, .priceBand, .postOnlyWouldTake, .noLiquidity, .touchMoved, .seenSequenceTooOld,
            .noReferencePrice,
        ]
        return kinds.filter { self.kinds[$0, default: 0] == 0 }.map { "\($0)" }
            + cancels.filter { self.cancels[$0, default: 0] == 0 }.map { "\($0)" }
            + rejects.filter { self.rejects[$0, default: 0] == 0 }.map { "\($0)" }
            + (auctionTrades == 0 ? ["auction trades"] : []) + (exits == 0 ? ["bracket exits"] : [])
    }

    var description: String {
        "\(kinds[.trade, default: 0]) trades (\(auctionTrades) in auctions), \(kinds[.orderTriggered, default: 0]) triggered, "
            + "\(exits) exits, \(rejects.values.reduce(0, +) - rejects[.none, default: 0]) rejects"
    }
}

/// One seed: both books, the ledger that checks their events, and the history to print when they differ.
struct DifferentialRun: ~Copyable {
    let seed: UInt64
    var flow: Flow
    var fast: OrderBook
    var naive: NaiveBook
    var ledger: EventLedger
    var history: [BookCommand] = []
    var counts = EventCounts()

    init(seed: UInt64) {
        self.seed = seed
        flow = Flow(seed: seed)
        let symbol = SymbolID(rawValue: 3)
        fast = OrderBook(symbol: symbol, instrument: flow.instrument)
        naive = NaiveBook(symbol: symbol, instrument: flow.instrument)
        ledger = EventLedger()
    }

    /// Nil, or what went wrong.
    mutating func run(commands: Int) -> String? {
        for step in 1...commands {
            let command = flow.command(for: naive, sequence: UInt64(step))
            history.append(command)
            if history.count > 20 { history.removeFirst() }
            let previews = flow.chance(40)
            let before = step % 16 == 0 ? fast.stateHash : nil
            let expected = naive.apply(command, sequence: UInt64(step), previews: previews)
            let actual = fast.apply(command, sequence: UInt64(step), previews: previews)
            counts.count(expected)
            if let fault = compare(expected, actual) ?? check(expected, step) { return report(step, fault) }
            if let before, expected.reject != .none, before != fast.stateHash { return report(step, "a rejected command changed the book") }
            flow.remember(expected.placements.map(\.orderID))
            if flow.chance(1) && step % 5 == 0, let fault = restoreFast() { return report(step, fault) }
        }
        return nil
    }

    private func compare(_ expected: Outcome, _ actual: Outcome) -> String? {
        if expected.reject != actual.reject { return "reject: \(expected.reject), fast book \(actual.reject)" }
        for index in 0..<max(expected.events.count, actual.events.count) {
            let one = index < expected.events.count ? expected.events[index] : nil
            let other = index < actual.events.count ? actual.events[index] : nil
            if one == other { continue }
            let context = expected.events[..<min(index, expected.events.count)].suffix(6).map { "      = \(describe($0))" }
            return "event \(index):\n" + context.joined(separator: "\n")
                + "\n  naive: \(one.map(describeFully) ?? "nothing")\n  fast:  \(other.map(describeFully) ?? "nothing")"
        }
        if expected.placements != actual.placements { return "placements:\n  naive: \(expected.placements)\n  fast:  \(actual.placements)" }
        if expected.previewedFills != actual.previewedFills || expected.previewedLeaves != actual.previewedLeaves {
            return "preview:\n  naive: \(expected.previewedFills) \(expected.previewedLeaves)\n  fast:  \(actual.previewedFills) \(actual.previewedLeaves)"
        }
        if expected.entered != actual.entered { return "entered:\n  naive: \(expected.entered)\n  fast:  \(actual.entered)" }
        return expected == actual ? nil : "outcome: \(expected) and \(actual)"
    }

    /// The state after the command: both books, and the rules that hold of any book.
    private mutating func check(_ outcome: Outcome, _ step: Int) -> String? {
        if naive.phase != fast.phase { return "phase \(naive.phase), fast book \(fast.phase)" }
        if naive.lastPrice != fast.lastPrice { return "last price \(naive.lastPrice), fast book \(fast.lastPrice)" }
        if naive.openOrders != fast.openOrders { return "open orders \(naive.openOrders), fast book \(fast.openOrders)" }
        for side in Side.allCases where naive.best(side) != fast.best(side) { return "best \(side) differs" }
        let (bid, ask) = (fast.best(.buy), fast.best(.sell))
        if fast.phase == .continuous && !bid.isNone && !ask.isNone && bid >= ask { return "crossed: \(bid.ticks) and \(ask.ticks)" }
        if outcome.unfinished { return "a cascade without end" }
        if let fault = outcome.previewFault ?? ledger.record(outcome) { return fault }
        return step % 4 == 0 || step < 50 ? checkLists() : nil
    }

    private func checkLists() -> String? {
        for side in Side.allCases {
            let orders = naive.orders(side)
            if orders != fast.orders(side) { return "orders of \(side):\n  naive: \(orders)\n  fast:  \(fast.orders(side))" }
            if naive.levels(side, max: 1_000) != fast.levels(side, max: 1_000) { return "levels of \(side) differ" }
            if naive.levels(side, max: 2) != fast.levels(side, max: 2) { return "top levels of \(side) differ" }
            if let fault = ledger.check(orders, inBook: true) { return fault }
        }
        let waiting = naive.waitingOrders()
        if waiting != fast.waitingOrders() { return "waiting orders:\n  naive: \(waiting)\n  fast:  \(fast.waitingOrders())" }
        let (auction, other) = (naive.indicativeAuction(), fast.indicativeAuction())
        if auction != other { return "indicative auction: naive \(auction), fast \(other)" }
        return ledger.check(waiting, inBook: false) ?? ledger.checkCount(naive.openOrders)
    }

    /// Goes on with a copy of the fast book made from its sections.
    private mutating func restoreFast() -> String? {
        var copy = OrderBook(symbol: naive.symbol, instrument: naive.instrument)
        if let section = copy.restore(from: fast) { return "section \(section) was not taken back" }
        if copy.stateHash != fast.stateHash { return "the hash of the restored book differs" }
        fast = copy
        return nil
    }

    private func report(_ step: Int, _ fault: String) -> String {
        "seed \(seed), step \(step): \(fault)\nlast commands:\n" + history.map { "  \(describe($0))" }.joined(separator: "\n")
    }
}

extension OrderBook {
    var stateHash: UInt64 {
        var hasher = StateHasher()
        hash(into: &hasher)
        return hasher.finalize()
    }

    /// Takes every section of another book, in their order; the id of a section that was refused, or nil.
    mutating func restore(from other: borrowing OrderBook) -> UInt32? {
        var sections: [(id: UInt32, stride: Int, bytes: [UInt8])] = []
        unsafe other.forEachSection { id, stride, bytes in
            unsafe sections.append((id, stride, Array(bytes)))
        }
        for section in sections {
            let isTaken = unsafe section.bytes.withUnsafeBytes { unsafe restore(section: section.id, stride: section.stride, bytes: $0) }
            if !isTaken { return section.id }
        }
        return nil
    }
}
