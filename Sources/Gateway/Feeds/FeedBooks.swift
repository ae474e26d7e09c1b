import Engine
import Market
import Wire

/// The public books somebody follows, by instrument. An instrument nobody follows costs one comparison per record.
///
/// On the engine's loop, once per published batch: `beginBatch`, `apply` for every record, `endBatch`; then the `updates` of each book in
/// `changed` go to whoever follows it.
package struct FeedBooks {
    private var books: [FeedBook?] = []
    /// Books with subscribers.
    package private(set) var count = 0
    /// Of the last batch, in order of their first change.
    package private(set) var changed: [FeedBook] = []

    /// Instruments followed at a time: each holds a copy of its book, 64 bytes an order.
    package static let booksMax = 1 << 10

    package init() {}

    /// The book of an instrument somebody follows.
    package func book(_ symbol: SymbolID) -> FeedBook? { Int(symbol.rawValue) < books.count ? books[Int(symbol.rawValue)] : nil }

    /// Counts one more subscriber; the first brings a copy of the live book along.
    /// - Returns: the book, which may be shown once its `sequence` is durable; nil at `booksMax`, or if there is no such instrument.
    package mutating func subscribe(_ symbol: SymbolID, _ snapshot: () -> BookSnapshot?) -> FeedBook? {
        if let book = book(symbol) {
            book.subscribers += 1
            return book
        }
        guard count < Self.booksMax, let copy = snapshot() else { return nil }
        let book = FeedBook(copy)
        while books.count <= Int(symbol.rawValue) { books.append(nil) }
        books[Int(symbol.rawValue)] = book
        book.subscribers = 1
        count += 1
        return book
    }

    /// Counts one subscriber less; the book of the last one is given up.
    package mutating func unsubscribe(_ symbol: SymbolID) {
        guard let book = book(symbol) else { return }
        book.subscribers -= 1
        guard book.subscribers == 0 else { return }
        books[Int(symbol.rawValue)] = nil
        changed.removeAll { $0 === book }
        count -= 1
    }

    package mutating func beginBatch() {
        for book in changed { book.beginBatch() }
        changed.removeAll(keepingCapacity: true)
    }

    /// Takes in a published record.
    /// - Throws: if the record is not one the exchange wrote.
    package mutating func apply(_ record: Record, sequence: SequenceNumber) throws(WireError) {
        guard count > 0 else { return }
        // Orders and cancels, nearly all there is, concern one instrument.
        var display = Quantity.zero
        switch record.header.templateID {
        case Message.EnterOrder.templateID:
            if book(SymbolID(rawValue: record.plainMessage.symbol)) == nil { return }
        case Message.CancelOrder.templateID:
            let id = record.cancelOrder.orderID
            if id != .none, book(id.symbol) == nil { return }
        case Message.EnterAdvancedOrder.templateID:
            guard case .enterOrder(let order) = record.command else { break }
            if book(order.symbol) == nil { return }
            display = order.displayQuantity
        default: break
        }
        var events = record.events()
        while let recorded = try events.next() {
            take(recorded, display, sequence, record.time)
            // Only the command's own order may be an iceberg.
            if recorded.event.kind == .orderAccepted { display = .zero }
        }
        for book in changed where book.sequence == sequence { book.end() }
    }

    private mutating func take(_ recorded: RecordedEvent, _ display: Quantity, _ sequence: SequenceNumber, _ time: Timestamp) {
        guard recorded.event.kind.isOfBook, let book = book(recorded.event.symbol) else { return }
        if book.sequence != sequence || !changed.contains(where: { $0 === book }) {
            // A copy of the live book may be ahead of what is published.
            guard book.expects(sequence) else { return }
            book.begin(sequence, time)
            if !changed.contains(where: { $0 === book }) { changed.append(book) }
        }
        book.apply(recorded, display: display)
    }

    package func endBatch() {
        for book in changed { book.endBatch() }
    }
}

extension Event.Kind {
    /// Whether it may change a book. Rejections and the like name an instrument too, but may name one that does not exist.
    fileprivate var isOfBook: Bool {
        switch self {
        case .orderAccepted, .orderCanceled, .orderAmended, .orderReplaced, .orderTriggered, .orderRefreshed, .trade, .phaseChanged: true
        default: false
        }
    }
}
