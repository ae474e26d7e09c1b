import Engine
import Journaling
import Market
import Wire

/// Market data for binary sessions: who follows what, and what they are sent of every batch that becomes durable. On the engine's loop.
///
/// Who falls behind gets nothing until there is room, then a new snapshot: quotes and levels are made up for, trades are left out.
package final class MarketDataDesk {
    /// Instruments one session may follow.
    package static let subscriptionsMax = 256

    private struct Follower {
        var session: BinarySession
        var feeds: Feeds
        /// Of these a snapshot is due before anything else.
        var due: Feeds
        /// Until it is told of another, a follower takes the instrument for traded continuously.
        var toldPhase = Phase.continuous
    }

    private final class Followed {
        let book: FeedBook
        var feed: MarketDataFeed
        var followers: [Follower] = []

        init(_ book: FeedBook) {
            self.book = book
            feed = MarketDataFeed(book)
        }
    }

    private var books = FeedBooks()
    private var followed: [SymbolID: Followed] = [:]
    private var counts: [ObjectIdentifier: Int] = [:]
    private var snapshot = FrameBuffer()
    private let compressor = BlockCompressor()
    /// Somebody waits for a snapshot: for the book to be durable, or for room.
    private var hasDue = false

    package init() {}

    // MARK: subscriptions

    /// `copy` is asked for the live book if nobody followed the instrument so far.
    package func subscribe(_ symbol: SymbolID, _ feeds: Feeds, _ session: BinarySession, copy: () -> BookSnapshot?) -> Subscription {
        let wanted = feeds.intersection(.all)
        if let index = followed[symbol]?.followers.firstIndex(where: { $0.session === session }), let entry = followed[symbol] {
            entry.followers[index].due.formUnion(wanted.subtracting(entry.followers[index].feeds))
            entry.followers[index].feeds.formUnion(feeds)
            hasDue = true
            return Subscription(feeds: entry.followers[index].feeds)
        }
        guard !wanted.isEmpty else { return Subscription(feeds: []) }
        let count = counts[ObjectIdentifier(session), default: 0]
        guard count < Self.subscriptionsMax else { return Subscription(feeds: [], refusal: .tooManySubscriptions) }
        if followed[symbol] == nil {
            // First of all: asking the exchange may publish, and that comes back here.
            let snapshot = books.count < FeedBooks.booksMax ? copy() : nil
            guard let book = books.subscribe(symbol, { snapshot }) else {
                return Subscription(feeds: [], refusal: books.count >= FeedBooks.booksMax ? .tooManySubscriptions : .unknownSymbol)
            }
            followed[symbol] = Followed(book)
        }
        followed[symbol]?.followers.append(Follower(session: session, feeds: feeds, due: wanted))
        counts[ObjectIdentifier(session)] = count + 1
        hasDue = true
        return Subscription(feeds: feeds)
    }

    package func unsubscribe(_ symbol: SymbolID, _ feeds: Feeds, _ session: BinarySession) -> Subscription {
        guard let entry = followed[symbol], let index = entry.followers.firstIndex(where: { $0.session === session }) else {
            return Subscription(feeds: [])
        }
        entry.followers[index].feeds.subtract(feeds)
        entry.followers[index].due.subtract(feeds)
        let left = entry.followers[index].feeds
        if left.isDisjoint(with: .all) {
            remove(session, from: entry)
            return Subscription(feeds: [])
        }
        return Subscription(feeds: left)
    }

    package func unsubscribeAll(_ session: BinarySession) {
        guard counts[ObjectIdentifier(session)] != nil else { return }
        for entry in Array(followed.values) { remove(session, from: entry) }
    }

    private func remove(_ session: BinarySession, from entry: Followed) {
        guard let index = entry.followers.firstIndex(where: { $0.session === session }) else { return }
        entry.followers.remove(at: index)
        let count = counts[ObjectIdentifier(session), default: 1] - 1
        counts[ObjectIdentifier(session)] = count == 0 ? nil : count
        guard entry.followers.isEmpty else { return }
        followed[entry.book.symbol] = nil
        books.unsubscribe(entry.book.symbol)
    }

    // MARK: records

    /// - Throws: if the record is not one the exchange wrote.
    @inline(__always) package func apply(_ record: Record, sequence: SequenceNumber) throws(WireError) {
        try books.apply(record, sequence: sequence)
    }

    /// Sends what the records applied since the last call changed.
    package func endOfBatch(durable: SequenceNumber) {
        guard books.count > 0 else { return }
        books.endBatch()
        for book in books.changed {
            guard let entry = followed[book.symbol] else { continue }
            entry.feed.encode(book)
            for index in entry.followers.indices { send(entry, index) }
        }
        books.beginBatch()
        sendDue(durable: durable)
    }

    private func send(_ entry: Followed, _ index: Int) {
        let follower = entry.followers[index]
        guard follower.session.hasRoomForMarketData else {
            entry.followers[index].due = follower.feeds.intersection(.all)
            hasDue = true
            return
        }
        let live = follower.feeds.subtracting(follower.due.subtracting(.trades))
        if live.contains(.trades) {
            deliver(&entry.feed.trades, follower)
        } else if !live.isDisjoint(with: .all) {
            deliver(&entry.feed.phases, follower)
        }
        if !live.isDisjoint(with: .all), !entry.feed.phases.isEmpty { entry.followers[index].toldPhase = entry.book.phase }
        if live.contains(.topOfBook) { deliver(&entry.feed.top, follower) }
        if live.contains(.levels) { deliver(&entry.feed.levels, follower) }
        if live.contains(.orders) { deliver(&entry.feed.orders, follower) }
    }

    /// Snapshots, where the book is durable and there is room. To be called now and then, whether or not anything was published.
    package func sendDue(durable: SequenceNumber) {
        guard hasDue else { return }
        hasDue = false
        for entry in followed.values {
            for index in entry.followers.indices where !entry.followers[index].due.isEmpty {
                guard entry.book.sequence <= durable, entry.followers[index].session.hasRoomForMarketData else {
                    hasDue = true
                    continue
                }
                snapshot.removeAll()
                MarketDataFeed.snapshot(entry.book, entry.followers[index].due, into: &snapshot)
                if entry.followers[index].toldPhase != entry.book.phase || entry.book.phase.collects {
                    snapshot.append(MarketDataFeed.phase(entry.book))
                    entry.followers[index].toldPhase = entry.book.phase
                }
                entry.followers[index].due = []
                deliver(&snapshot, entry.followers[index])
            }
        }
    }

    private func deliver(_ frames: inout FrameBuffer, _ follower: Follower) {
        guard !frames.isEmpty else { return }
        if follower.feeds.contains(.compressed) {
            frames.pack(compressor)
            unsafe frames.packed.withUnsafeBytes { unsafe follower.session.deliver($0) }
        } else {
            unsafe frames.bytes.withUnsafeBytes { unsafe follower.session.deliver($0) }
        }
    }
}
