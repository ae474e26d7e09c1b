import Foundation
import IO
import Testing

@testable import Gateway
@testable import History

@Suite struct NameKeeperTests {
    private let directory = FileManager.default.temporaryDirectory.appendingPathComponent("walras-keeper-\(Foundation.UUID().uuidString)").path
    private let text = "0193b8e2-5c5b-7c3e-9d57-6d0f6f1f4f11"

    /// A loop that stands for the engine's, another for the store's, and what `body` makes of them; `opened` is how often they are opened.
    private func withKeeper<Value: Sendable>(_ body: @escaping @Sendable (EventLoop, NameKeeper, NameStore) -> Value) throws -> Value {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let (engine, names) = (try EventLoop(), try EventLoop())
        for loop in [engine, names] { try loop.start() }
        defer {
            for loop in [engine, names] {
                loop.stop()
                loop.join()
            }
        }
        let store = try NameStore(directory: directory, loop: names)
        return body(engine, try NameKeeper(store, loop: engine), store)
    }

    private func note(_ text: String, _ keeper: NameKeeper) -> UInt64 {
        var text = text
        return text.withUTF8 { unsafe keeper.note(OrderName.reduce(UnsafeRawBufferPointer($0)), of: Bazaar.alice, UnsafeRawBufferPointer($0)) }
    }

    @Test func `a long name is committed before its order is answered, and outlives the process`() throws {
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: directory) } }
        let text = text
        let events = try withKeeper { engine, keeper, store in
            nonisolated(unsafe) let keeper = keeper
            let answered = DispatchSemaphore(value: 0)
            nonisolated(unsafe) var events: [String] = []
            engine.schedule(at: .min) {
                let number = unsafe note(text, keeper)
                unsafe keeper.hold(until: number) {
                    unsafe events.append("answered")
                    answered.signal()
                }
                unsafe events.append("waiting")
                // A repeat waits for the same commit, a short name for none.
                unsafe #expect(note(text, keeper) == number)
                unsafe #expect(note("short", keeper) == 0)
                unsafe keeper.endTurn()
            }
            #expect(answered.wait(timeout: .now() + 10) == .success)
            let again = engine.performAndWait { unsafe note(text, keeper) }
            #expect(again == 0)
            return unsafe events
        }
        #expect(events == ["waiting", "answered"])
        let again = try withKeeper { _, keeper, _ in keeper.text(OrderName.reduce(text), of: Bazaar.alice) }
        #expect(again == text)
    }

    @Test func `what cannot be written is counted, and its orders are answered nevertheless`() throws {
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: directory) } }
        let text = text
        try withKeeper { engine, keeper, store in
            nonisolated(unsafe) let keeper = keeper
            // Somebody else holds the file for longer than a write waits: the write fails.
            store.loop.performAndWait { store.assumeIsolated { $0.refuseWrites() } }
            let answered = DispatchSemaphore(value: 0)
            engine.schedule(at: .min) {
                unsafe keeper.hold(until: unsafe note(text, keeper)) { answered.signal() }
                unsafe keeper.endTurn()
            }
            #expect(answered.wait(timeout: .now() + 10) == .success)
            engine.performAndWait {
                unsafe #expect(keeper.lost == 1 && keeper.failure != nil)
                unsafe #expect(keeper.text(OrderName.reduce(text), of: Bazaar.alice) == text)
            }
        }
    }

    @Test func `the oldest texts give way to new ones`() {
        var book = NameBook(namesMax: 3)
        let texts = (1...5).map { "a name of order number \($0)" }
        for (index, text) in texts.enumerated() {
            let entry = unsafe Array(text.utf8).withUnsafeBytes { unsafe book.note(OrderName.reduce(text), of: Bazaar.alice, $0) }
            #expect(entry?.number == UInt64(index + 1))
        }
        #expect(texts.map { book.text(OrderName.reduce($0), of: Bazaar.alice) } == [nil, nil, texts[2], texts[3], texts[4]])
        #expect(book.count == 5)
    }

    @Test func `a text is shown to the account that wrote it, and one of an old file to all`() {
        var book = NameBook()
        let name = OrderName.reduce(text)
        unsafe Array(text.utf8).withUnsafeBytes { _ = unsafe book.note(name, of: Bazaar.alice, $0) }
        #expect(book.text(name, of: Bazaar.alice) == text && book.text(name, of: Bazaar.bob) == nil)
        book.restore(NameStore.Entry(number: 2, name: 1 << 62, text: Array("old".utf8)))
        #expect(book.text(1 << 62, of: Bazaar.alice) == "old" && book.text(1 << 62, of: Bazaar.bob) == "old")
    }
}

extension NameStore {
    /// As on a full disk.
    func refuseWrites() {
        #expect(throws: Never.self) { try refuse() }
    }
}
