import Foundation
import IO
import Testing

@testable import History

@Suite struct NameStoreTests {
    private let directory = FileManager.default.temporaryDirectory.appendingPathComponent("walras-names-\(Foundation.UUID().uuidString)").path

    private func entry(_ number: UInt64, _ text: String) -> NameStore.Entry {
        NameStore.Entry(number: number, name: 1 << 62 | number, text: Array(text.utf8))
    }

    /// Runs `body` with the store of the directory, opened anew.
    private func withStore<Value: Sendable>(namesMax: Int = NameStore.namesMax, _ body: @escaping @Sendable (isolated NameStore) throws -> Value) throws -> Value {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let loop = try EventLoop()
        try loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let store = try NameStore(directory: directory, loop: loop, namesMax: namesMax)
        return try loop.performAndWait { Result { try store.assumeIsolated { try body($0) } } }.get()
    }

    @Test func `what was written is there when the file is opened again, byte for byte`() throws {
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: directory) } }
        let entries = [entry(1, "0193b8e2-5c5b-7c3e-9d57-6d0f6f1f4f11"), NameStore.Entry(number: 2, name: .max, text: [0xFF, 0, 0x80], account: 7), entry(3, "")]
        try withStore { try $0.write(entries) }
        let read = try withStore { store in
            var read: [NameStore.Entry] = []
            try store.load { read.append($0) }
            return read
        }
        #expect(read == entries)
    }

    @Test func `only the last texts are kept, in order`() throws {
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: directory) } }
        let all = (1...10).map { entry(UInt64($0), "name number \($0)") }
        try withStore(namesMax: 4) { try $0.write(all) }
        let read = try withStore(namesMax: 4) { store in
            var read: [UInt64] = []
            try store.load { read.append($0.number) }
            return read
        }
        #expect(read == [7, 8, 9, 10])
    }

    @Test func `a file that is no database is refused by name`() throws {
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: directory) } }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data("nothing of the kind, and long enough to be looked at as a header by anybody who cares to".utf8)
            .write(to: URL(fileURLWithPath: "\(directory)/\(NameStore.fileName)"))
        #expect(throws: HistoryError.self) { try withStore { _ in } }
    }
}
