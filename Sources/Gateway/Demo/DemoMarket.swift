import Engine
import IO
import Market
import Matching
import Wire

package struct DemoOptions: Sendable {
    package var seed: UInt64 = 1
    /// A recorded feed that one instrument follows instead of the random walk.
    package var feed: String?
    package var stepNanoseconds: Int64 = 100_000_000
    package init() {}
}

/// A market for newcomers: two makers with ladders around a wandering price, and noise traders who take from them.
///
/// They trade through the desk like anybody, so all they do is in the log. A step looks at the makers' open orders as they are and
/// sends the difference from what they should be: nothing is remembered that a restart, a halt or a kill switch could make wrong.
/// What a step does follows from the seed and the state alone. On the engine's loop.
package final class DemoMarket: Answerer, @unchecked Sendable {
    let desk: Desk
    let catalog: Catalog
    private let options: DemoOptions
    private let feed: RecordedFeed?
    private(set) var by: UInt8 = 0
    var accounts = DemoAccounts()
    var random: SeededRandom
    private(set) var books: [DemoBook] = []
    /// Instruments looked at so far.
    private var looked = 0
    private(set) var steps: UInt64 = 0
    /// Parts that were refused for what their account is or has, and until when they keep still.
    var pausedUntil: [UInt64] = Array(repeating: 0, count: DemoAccounts.count)
    private var isStopped = false
    package private(set) var counts = DemoCounts()

    /// Steps between looks at the balances: ten seconds.
    static let fundingInterval: UInt64 = 100

    /// - Throws: what is wrong with the feed.
    package init(_ desk: Desk, _ catalog: Catalog, _ options: DemoOptions) throws {
        self.desk = desk
        self.catalog = catalog
        self.options = options
        feed = try options.feed.map { try RecordedFeed(path: $0, stepNanoseconds: options.stepNanoseconds) }
        random = SeededRandom(options.seed)
        by = desk.add(self)
    }

    /// Finds or opens the accounts, and steps from then on by the clock.
    package func start() {
        prepare()
        stepLater()
    }

    func prepare() {
        accounts = desk.ask { DemoAccounts.find($0) }.0
        for part in accounts.missing { submit(.openAccount(DemoAccounts.profile(part: part)), part) }
    }

    private func stepLater() {
        desk.loop.schedule(at: desk.clock.monotonicNanoseconds + options.stepNanoseconds) { [weak self] in
            guard let self, !isStopped else { return }
            step()
            stepLater()
        }
    }

    /// Takes the makers' orders out and does nothing more.
    package func stop() {
        guard !isStopped else { return }
        isStopped = true
        for part in 0..<DemoAccounts.makers {
            if let account = accounts[part] { submit(.cancelAll(CancelAll(account: account)), part) }
        }
    }

    /// Whether every book that trades has somebody on both sides: who comes now finds a market.
    package var isOpen: Bool {
        guard steps > 0 else { return false }
        return books.allSatisfy { book in
            !isTrading(book) || Side.allCases.allSatisfy { side in !desk.ask { $0.depth(of: book.symbol, side, max: 1) }.0.isEmpty }
        }
    }

    // MARK: a step

    func step() {
        guard !isStopped, accounts.missing.isEmpty, !desk.isFull, desk.failure == nil else { return }
        adopt()
        if steps.isMultiple(of: Self.fundingInterval) { fund() }
        for index in books.indices { move(index) }
        requote()
        for book in books where isTrading(book) { takeFrom(book) }
        steps += 1
    }

    func isTrading(_ book: DemoBook) -> Bool { catalog[book.symbol].phase == .continuous }

    /// Instruments listed since: those against the first one's quote currency that say what they are worth.
    private func adopt() {
        while looked < catalog.instruments.count {
            let listed = catalog.instruments[looked]
            looked += 1
            guard listed.instrument.quoteAsset == catalog.instruments[0].instrument.quoteAsset else { continue }
            let last = desk.ask { exchange in exchange.engines[Int(listed.symbol.rawValue)].assumeIsolated { $0.lastPrice } }.0
            if let book = DemoBook(listed, last: last) { books.append(book) }
        }
    }

    private func move(_ index: Int) {
        if let feed, feed.symbol == books[index].name {
            books[index].fair.follow(feed.step(steps).mid, tickUnits: books[index].instrument.tickUnits)
        } else {
            books[index].fair.walk(&random)
        }
    }

    private func takeFrom(_ book: DemoBook) {
        guard let feed, feed.symbol == book.name else { return makeNoise(book) }
        let step = feed.step(steps)
        for (side, units) in [(Side.buy, step.bought), (.sell, step.sold)] where units > 0 { replay(book, side, units) }
    }

    // MARK: answers

    func submit(_ command: Command, _ part: Int) {
        counts.commands += 1
        desk.submit(command, by: by, .none, note: UInt64(part))
    }

    func submit(_ order: EnterOrder, _ part: Int) {
        counts.commands += 1
        desk.submit(order, by: by, .none, note: UInt64(part))
    }

    func submit(_ cancel: CancelOrder, _ part: Int) {
        counts.commands += 1
        desk.submit(cancel, by: by, .none, note: UInt64(part))
    }

    package func answer(_ answer: borrowing Answer) {
        do throws(WireError) {
            var events = answer.record.events()
            guard let event = try events.next()?.event else { return }
            let part = Int(answer.note)
            switch event.kind {
            case .accountOpened: accounts.add(event.account, part: part)
            case .orderRejected:
                counts.rejected += 1
                // Insufficient balance and above: nothing changes before the account does, and that is looked at next time.
                if event.reason >= RejectReason.insufficientBalance.rawValue { pausedUntil[part] = steps + Self.fundingInterval }
            default: break
            }
        } catch { preconditionFailure("the exchange published an event nobody can read: \(error)") }
    }

    package func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64) {
        counts.refused += 1
        pausedUntil[Int(note)] = steps + Self.fundingInterval
    }
}

/// What the demo market has done so far.
package struct DemoCounts: Sendable {
    package var commands: UInt64 = 0
    package var rejected: UInt64 = 0
    package var refused: UInt64 = 0
}
