import Database
import History
import IO
import Market

/// Answers about what happened: from memory what it holds, at once; the rest from the tables of the history, in a later turn.
///
/// Lives on the engine's loop. An answer is the same wherever it comes from, and says how things were when it was asked for.
package final class Historian: HistoryArchive, @unchecked Sendable {
    private let desk: Desk
    private let keeper: BlotterKeeper
    private let reader: HistoryReader?
    private let catchUp: CatchUp?
    private let shortensLists: Bool
    /// Questions the reader has not come back with, given up or not.
    private var waiting = 0
    /// Those somebody still waits for.
    private var unanswered: [UInt64: (deadline: Int64, giveUp: () -> Void)] = [:]
    private var askedEver: UInt64 = 0
    private var isLooking = false
    private var orderCursors = CursorTable<OrderKey>()
    private var fillCursors = CursorTable<FillKey>()

    /// Waits until the tables hold everything up to a record; false if that takes too long.
    package typealias CatchUp = nonisolated(nonsending) @Sendable (SequenceNumber) async -> Bool

    /// What stands behind memory: who reads files, and what waits for the tables among them; nil for imported bars alone.
    package struct Files {
        package var reader: HistoryReader
        package var catchUp: CatchUp?
        /// Whether the tables delete old rows.
        package var shortensLists: Bool

        package init(reader: HistoryReader, catchUp: CatchUp?, shortensLists: Bool = false) {
            (self.reader, self.catchUp, self.shortensLists) = (reader, catchUp, shortensLists)
        }
    }

    /// Why there is no answer.
    package enum Fault: Error {
        /// The tables are too far behind; the same question may be answered a moment later.
        case behind
        /// Too many questions wait.
        case busy
        case failed(HistoryError)
    }

    /// Questions that wait for the tables, some ten microseconds to milliseconds each; more are refused as `busy`.
    static let waitingMax = 1 << 10
    /// How long an answer may take, in nanoseconds: what the tables have to catch up (`HistoryFollower.patienceNanoseconds`) and as much for
    /// disks that stand still, which hold up whoever would say that the time is over. Then it is `behind`, and a connection goes on.
    static let patienceNanoseconds = 2 * HistoryFollower.patienceNanoseconds
    /// How often it is looked for questions that have waited too long.
    static let lookInterval: Int64 = 250_000_000

    /// - Parameter files: nil for memory alone. Without tables, what memory has forgotten is in no list.
    package init(_ desk: Desk, _ keeper: BlotterKeeper, _ files: Files?) {
        (self.desk, self.keeper) = (desk, keeper)
        (reader, catchUp, shortensLists) = (files?.reader, files?.catchUp, files?.shortensLists ?? false)
    }

    // MARK: questions

    /// An order, open or ended; nil if there never was one.
    package func order(_ id: OrderID, then: @escaping (Result<BlotterOrder?, Fault>) -> Void) {
        if let known = keeper.blotter.order(id) { return then(.success(known)) }
        guard catchUp != nil, id != .none else { return then(.success(nil)) }
        // Neither open nor among the latest that ended: tables need not have caught up to know it, and most have not under load.
        let forgotten = keeper.blotter.forgottenOrders
        ask(isEager: true, { reader, sequence throws(HistoryError) in try reader.order(id, endedWithin: forgotten, at: sequence) }, then: then)
    }

    /// A page of orders. One that begins where another one ended goes on behind its last order, whatever has come or gone since.
    package func orders(_ listing: OrderListing, then: @escaping (Result<ListingPage<BlotterOrder, OrderKey>, Fault>) -> Void) {
        var listing = listing
        let question = CursorTable<OrderKey>.Question(listing.accounts, listing.symbol, UInt64(listing.statuses.rawValue))
        let offset = orderCursors.resume(&listing.start, question, at: desk.clock.monotonicNanoseconds)
        let memory = keeper.blotter.orders(listing, lookingAt: lookedAtMax, shortens: shortensLists)
        let limit = listing.limit
        let note = { [self] (page: ListingPage<BlotterOrder, OrderKey>) in
            if page.elements.count == limit { orderCursors.note(page.last, question, offset + limit, at: desk.clock.monotonicNanoseconds) }
        }
        if let page = memory.page {
            note(page)
            return then(.success(page))
        }
        ask({ [listing] reader, sequence throws(HistoryError) in try reader.orders(listing, memory, at: sequence) }) { result in
            if case .success(let page) = result { note(page) }
            then(result)
        }
    }

    /// A page of fills, as orders.
    package func fills(_ listing: FillListing, then: @escaping (Result<ListingPage<Fill, FillKey>, Fault>) -> Void) {
        var listing = listing
        let question = CursorTable<FillKey>.Question(listing.accounts, listing.symbol, listing.side.map { UInt64($0.rawValue) } ?? .max)
        let offset = fillCursors.resume(&listing.start, question, at: desk.clock.monotonicNanoseconds)
        let memory = keeper.blotter.fills(listing, lookingAt: lookedAtMax, shortens: shortensLists)
        let limit = listing.limit
        let note = { [self] (page: ListingPage<Fill, FillKey>) in
            if page.elements.count == limit { fillCursors.note(page.last, question, offset + limit, at: desk.clock.monotonicNanoseconds) }
        }
        if let page = memory.page {
            note(page)
            return then(.success(page))
        }
        ask({ [listing] reader, sequence throws(HistoryError) in try reader.fills(listing, memory, at: sequence) }) { result in
            if case .success(let page) = result { note(page) }
            then(result)
        }
    }

    /// Public trades, newest first: those before `id`, or the last ones.
    package func trades(of symbol: SymbolID, before id: UInt64?, limit: Int, then: @escaping (Result<[Print], Fault>) -> Void) {
        let known = keeper.blotter.prints(of: symbol, limit: Tape.printsMax)
        let wanted = known.drop { print in id.map { print.tradeID >= $0 } ?? false }.prefix(limit)
        guard wanted.count < limit, known.count == Tape.printsMax, catchUp != nil else { return then(.success(Array(wanted))) }
        ask({ reader, sequence throws(HistoryError) in
            try reader.trades(of: symbol, before: id ?? .max >> 1, limit: limit, at: sequence)
        }, then: then)
    }

    /// Bars of the exchange and imported ones, as `BarSeries` says.
    package func bars(_ question: BarQuestion, then: @escaping (Result<[Bar], Fault>) -> Void) {
        guard reader != nil else { return then(.success(keeper.blotter.bars(question))) }
        var memory = keeper.blotter.candles(for: question)
        if catchUp == nil { memory.sureFrom = nil }
        ask(waits: !memory.isEnough(for: question), { [memory] reader, sequence throws(HistoryError) in
            try reader.bars(question, memory, at: sequence)
        }, then: then)
    }

    /// What was imported, and what is missing in it.
    package func imports(then: @escaping (Result<(series: [MarketData.Series], gaps: [MarketData.Gap]), Fault>) -> Void) {
        guard reader != nil else { return then(.success(([], []))) }
        ask(waits: false, { reader, _ throws(HistoryError) in try reader.imported() }, then: then)
    }

    // MARK: tables

    /// Asks tables that hold everything up to a record that is durable.
    package func ask<Answer: Sendable>(
        through sequence: SequenceNumber, _ question: @escaping @Sendable (DatabaseConnection) throws(DatabaseError) -> Answer,
        then: @escaping (Result<Answer, HistoryError>) -> Void
    ) {
        ask({ reader, _ throws(HistoryError) in try reader.ask(through: sequence, question) }) { result in
            then(result.mapError { fault in
                if case .failed(let error) = fault { error } else { .behind(sequence) }
            })
        }
    }

    private var lookedAtMax: Int? { catchUp == nil ? nil : Blotter.lookedAtMax }

    /// Asks the reader, behind everything that is durable now if the question `waits` for that; one that `isEager` is tried without, first.
    private func ask<Answer: Sendable>(
        waits: Bool = true, isEager: Bool = false,
        _ question: @escaping @Sendable (isolated HistoryReader, SequenceNumber) throws(HistoryError) -> Answer,
        then: @escaping (Result<Answer, Fault>) -> Void
    ) {
        guard let reader else { preconditionFailure("nobody to ask") }
        guard waiting < Self.waitingMax else { return then(.failure(.busy)) }
        waiting += 1
        let (sequence, loop, catchUp) = (desk.durable, desk.loop, waits ? catchUp : nil)
        let number = expect { then(.failure(.behind)) }
        let then = UncheckedBox({ [self] (result: Result<Answer, Fault>) in
            waiting -= 1
            if unanswered.removeValue(forKey: number) != nil { then(result) }
        })
        reader.perform { reader in
            var result: Result<Answer, Fault> = .failure(.behind)
            if isEager || catchUp == nil { result = Self.result(of: question, reader, sequence) }
            if case .failure = result, let catchUp {
                result = await catchUp(sequence) ? Self.result(of: question, reader, sequence) : .failure(.behind)
            }
            let outcome = result
            loop.schedule(at: .min) { then.value(outcome) }
        }
    }

    private static func result<Answer: Sendable>(
        of question: @Sendable (isolated HistoryReader, SequenceNumber) throws(HistoryError) -> Answer, _ reader: isolated HistoryReader,
        _ sequence: SequenceNumber
    ) -> Result<Answer, Fault> {
        Result { () throws(HistoryError) in try question(reader, sequence) }.mapError { error in
            if case .behind = error { .behind } else { .failed(error) }
        }
    }

    // MARK: patience

    /// Notes a question that is given up in time; returns its number.
    private func expect(_ giveUp: @escaping () -> Void) -> UInt64 {
        askedEver += 1
        unanswered[askedEver] = (desk.clock.monotonicNanoseconds + Self.patienceNanoseconds, giveUp)
        if !isLooking { lookLater() }
        return askedEver
    }

    private func lookLater() {
        isLooking = true
        desk.loop.schedule(at: desk.clock.monotonicNanoseconds + Self.lookInterval) { [weak self] in self?.look() }
    }

    /// Gives up what has waited too long. On the desk's own loop: reader and follower may be standing still.
    func look() {
        isLooking = false
        let now = desk.clock.monotonicNanoseconds
        for (number, question) in unanswered where question.deadline <= now {
            unanswered[number] = nil
            question.giveUp()
        }
        if !unanswered.isEmpty { lookLater() }
    }
}

/// Where listings went that may go on: the place behind the last element of a page, by what was asked and the offset of the page to come.
struct CursorTable<Key: Hashable & Sendable> {
    struct Question: Hashable {
        var accounts: [AccountID]
        var symbol: SymbolID
        var filter: UInt64

        init(_ accounts: [AccountID], _ symbol: SymbolID, _ filter: UInt64) { (self.accounts, self.symbol, self.filter) = (accounts, symbol, filter) }
    }

    private struct Place: Hashable {
        var question: Question
        var offset: Int
    }

    private var keys: [Place: (key: Key, notedAt: Int64)] = [:]
    /// In the order they were noted; those noted again since stand there twice.
    private var order: [(place: Place, notedAt: Int64)] = []
    private var oldest = 0

    /// Places remembered, some 200 bytes each; the oldest is forgotten, and its listing goes on by its offset.
    static var placesMax: Int { 1 << 12 }
    /// How long a listing may rest, in nanoseconds: after it an offset counts from the newest again.
    static var restMax: Int64 { 60_000_000_000 }

    /// Begins behind the page before, if it is remembered; returns the offset.
    mutating func resume(_ start: inout ListingStart<Key>, _ question: Question, at time: Int64) -> Int {
        guard case .offset(let offset) = start, offset > 0 else { return 0 }
        if let known = keys[Place(question: question, offset: offset)], time - known.notedAt <= Self.restMax { start = .after(known.key) }
        return offset
    }

    mutating func note(_ key: Key?, _ question: Question, _ offset: Int, at time: Int64) {
        guard let key else { return }
        let place = Place(question: question, offset: offset)
        keys[place] = (key, time)
        order.append((place, time))
        while order.count - oldest > Self.placesMax {
            let (place, notedAt) = order[oldest]
            if keys[place]?.notedAt == notedAt { keys[place] = nil }
            oldest += 1
        }
        guard oldest > Self.placesMax else { return }
        order.removeFirst(oldest)
        oldest = 0
    }
}
