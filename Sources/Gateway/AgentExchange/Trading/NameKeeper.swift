import History
import IO
import Market

/// Keeps the texts of client order ids in memory and has them written down, so that they outlive the daemon.
///
///     order ─note→ book, batch of this turn ─(one at a time)→ NameStore, on its loop ─committed→ answers that waited
///
/// An order whose name is new is answered once its text is committed: the log's sync takes longer, so the answer rarely waits. Orders without
/// such a name never do. What cannot be written is counted and given up: the name is then known until the next start.
package final class NameKeeper {
    private(set) var book: NameBook
    private let store: NameStore?
    private let loop: EventLoop
    private var noted: [NameStore.Entry] = []
    private var isWriting = false
    private var waiting: [(number: UInt64, answer: () -> Void)] = []
    /// Every text up to this number is committed, or given up.
    private var settled: UInt64
    /// Texts that could not be written.
    private(set) var lost: UInt64 = 0
    private(set) var failure: HistoryError?

    /// On `loop`; in memory only: nothing is written, and nothing waits.
    init(_ book: NameBook = NameBook(), loop: EventLoop) {
        store = nil
        self.book = book
        self.loop = loop
        settled = book.count
    }

    /// On `loop`. Reads everything `store` has, on its loop, and waits for it.
    package init(_ store: NameStore, loop: EventLoop) throws(HistoryError) {
        self.store = store
        self.loop = loop
        let loaded = store.loop.performAndWait {
            store.assumeIsolated { store -> Result<NameBook, HistoryError> in
                var book = NameBook()
                do throws(HistoryError) { try store.load { book.restore($0) } } catch { return .failure(error) }
                return .success(book)
            }
        }
        book = try loaded.get()
        settled = book.count
    }

    /// Remembers the text of a name. Returns the number that its order's answer has to wait for; 0 for none.
    func note(_ name: ClientOrderID, of account: AccountID, _ text: UnsafeRawBufferPointer) -> UInt64 {
        guard OrderName.isHashed(name) else { return 0 }
        guard let entry = unsafe book.note(name, of: account, text) else {
            // It may be the repeat of an order whose first answer waits still.
            return settled < book.count ? book.count : 0
        }
        if store == nil { settled = entry.number } else { noted.append(entry) }
        return entry.number
    }

    func text(_ name: ClientOrderID, of account: AccountID) -> String? { book.text(name, of: account) }

    /// Whether the text with this number is committed.
    func isSettled(_ number: UInt64) -> Bool { number <= settled }

    /// Runs `answer` once the text with this number is committed; at once if it is.
    func hold(until number: UInt64, _ answer: @escaping () -> Void) {
        guard !isSettled(number) else { return answer() }
        waiting.append((number, answer))
    }

    func endTurn() {
        guard let store, !noted.isEmpty, !isWriting else { return }
        let batch = noted
        noted = []
        isWriting = true
        // It is taken back to the loop it lives on before it is touched again.
        nonisolated(unsafe) let keeper = self
        let loop = loop
        store.loop.schedule(at: .min) {
            let failure = store.assumeIsolated { store -> HistoryError? in
                do throws(HistoryError) { try store.write(batch) } catch { return error }
                return store.settleFailure
            }
            loop.schedule(at: .min) { unsafe keeper.written(batch, failure) }
        }
    }

    private func written(_ batch: [NameStore.Entry], _ failure: HistoryError?) {
        isWriting = false
        self.failure = failure
        if failure != nil { lost += UInt64(batch.count) }
        settled = batch[batch.count - 1].number
        let due = waiting.prefix { $0.number <= settled }
        waiting.removeFirst(due.count)
        for entry in due { entry.answer() }
        endTurn()
    }
}
