import Foundation
import Testing

@testable import Database

/// A directory of its own for each test, gone afterwards.
private final class Place {
    let path: String
    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("walras-database-\(Foundation.UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(path): \(error)") }
    }
    var database: String { path + "/test.sqlite" }
    static let table = "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE, bytes BLOB) STRICT"

    func open(_ migrations: [String] = [Place.table]) throws -> DatabaseConnection { try DatabaseConnection(path: database, migrations: migrations) }
}

@Suite struct DatabaseTests {
    @Test func `values come back as they went in`() throws {
        let place = try Place()
        let database = try place.open()
        let insert = try database.prepare("INSERT INTO things VALUES (?, ?, ?)")
        let rows: [[DatabaseValue]] = [
            [.integer(1), .text("änd\u{0}so"), .blob([0, 1, 255])], [.integer(.min), .text(""), .blob([])], [.integer(.max), .null, .null],
        ]
        for row in rows {
            try insert.bind(row)
            #expect(try !insert.step())
        }
        let read = try database.query("SELECT id, name, bytes FROM things ORDER BY rowid = 1 DESC, rowid") { row throws(DatabaseError) in
            [
                DatabaseValue.integer(row.integer(0)), try row.textIfAny(1).map(DatabaseValue.text) ?? .null,
                row.isNull(2) ? .null : .blob(row.blob(2)),
            ]
        }
        #expect(read == rows)
        #expect(database.lastRow == .max)
    }

    @Test func `what the database refuses says what, with the code and the reason`() throws {
        let database = try Place().open()
        try database.run("INSERT INTO things VALUES (1, 'a', NULL)")
        #expect {
            try database.run("INSERT INTO things VALUES (2, ?, NULL)", [.text("a")])
        } throws: { error in
            guard case .failed("INSERT INTO things VALUES (2, ?, NULL)", 2067, "UNIQUE constraint failed: things.name")? = error as? DatabaseError else { return false }
            return (error as? DatabaseError)?.isDuplicate == true
        }
        #expect(throws: DatabaseError.failed(operation: "SELEC", code: 1, message: "near \"SELEC\": syntax error")) { try database.execute("SELEC") }
        #expect(throws: DatabaseError.failed(operation: "SELECT ?", code: 25, message: "0 values for 1 parameters")) { try database.run("SELECT ?") }
        #expect(throws: DatabaseError.self) { try DatabaseConnection(path: "/no/such/directory/x.sqlite", migrations: []) }
    }

    @Test func `a value over the limit is refused`() throws {
        let database = try Place().open()
        #expect(throws: DatabaseError.self) {
            try database.run("INSERT INTO things VALUES (1, NULL, ?)", [.blob([UInt8](repeating: 0, count: Int(DatabaseConnection.valueBytesMax) + 1))])
        }
    }

    @Test func `a transaction that fails leaves nothing, and the next one works`() throws {
        let database = try Place().open()
        #expect(throws: DatabaseError.self) {
            try database.transaction { () throws(DatabaseError) in
                try database.run("INSERT INTO things VALUES (1, 'a', NULL)")
                try database.run("INSERT INTO things VALUES (2, 'a', NULL)")
            }
        }
        try database.transaction { () throws(DatabaseError) in try database.run("INSERT INTO things VALUES (3, 'a', NULL)") }
        #expect(try database.query("SELECT id FROM things") { row throws(DatabaseError) in row.integer(0) } == [3])
        try database.run("UPDATE things SET name = 'b'")
        #expect(database.changedRows == 1)
    }

    @Test func `the file is in write-ahead mode and syncs fully`() throws {
        let database = try Place().open()
        #expect(try database.query("PRAGMA journal_mode") { row throws(DatabaseError) in try row.text(0) } == ["wal"])
        #expect(try database.query("PRAGMA synchronous") { row throws(DatabaseError) in row.integer(0) } == [2])
        #expect(try database.query("PRAGMA foreign_keys") { row throws(DatabaseError) in row.integer(0) } == [1])
    }

    @Test func `migrations run once, in order, and a failing one changes nothing`() throws {
        let place = try Place()
        do { _ = try place.open() }
        do {
            let database = try place.open([Place.table, "ALTER TABLE things ADD COLUMN colour TEXT; INSERT INTO things (id, colour) VALUES (1, 'red')"])
            #expect(try database.query("SELECT colour FROM things") { row throws(DatabaseError) in try row.text(0) } == ["red"])
        }
        #expect(throws: DatabaseError.self) { try place.open([Place.table, "-", "CREATE TABLE more (id INTEGER); INSERT INTO nowhere VALUES (1)"]) }
        let database = try place.open([Place.table, "-", "CREATE TABLE more (id INTEGER)"])
        #expect(try database.query("PRAGMA user_version") { row throws(DatabaseError) in row.integer(0) } == [3])
    }

    @Test func `a file of a later version is refused`() throws {
        let place = try Place()
        do { _ = try place.open([Place.table, "SELECT 1"]) }
        #expect(throws: DatabaseError.newerSchema(path: place.database, version: 2, known: 1)) { try place.open() }
    }

    @Test func `text that is not UTF-8 names its column`() throws {
        let database = try Place().open()
        #expect(throws: DatabaseError.column(name: "bad", statement: "SELECT CAST(x'ff' AS TEXT) AS bad")) {
            try database.query("SELECT CAST(x'ff' AS TEXT) AS bad") { row throws(DatabaseError) in try row.text(0) }
        }
    }

    @Test func `another connection sees what was committed and nothing else`() throws {
        let place = try Place()
        let (writer, reader) = (try place.open(), try place.open())
        let count = { try reader.query("SELECT COUNT(*) FROM things") { row throws(DatabaseError) in row.integer(0) }[0] }
        try writer.execute("BEGIN; INSERT INTO things VALUES (1, 'a', NULL)")
        #expect(try count() == 0)
        try writer.execute("COMMIT")
        #expect(try count() == 1)
    }

    @Test func `who has the first page from the write-ahead file writes checksums too`() throws {
        let place = try Place()
        do {
            let first = try place.open()
            try first.run("INSERT INTO things VALUES (1, 'a', NULL)")
            let second = try place.open()
            try first.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for number in 2..<200 as Range<Int64> { try second.run("INSERT INTO things VALUES (?, ?, NULL)", [.integer(number), .text("thing \(number), which takes some room")]) }
            try second.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        #expect(try place.open().query("SELECT COUNT(*) FROM things") { row throws(DatabaseError) in row.integer(0) } == [199])
    }

    @Test func `a bit that flipped anywhere in the file is found when it is opened`() throws {
        let place = try Place()
        func fill() throws {
            let database = try place.open()
            for number in 0..<300 as Range<Int64> {
                try database.run("INSERT INTO things VALUES (?, ?, ?)", [.integer(number), .text("thing \(number)"), .blob([UInt8](repeating: UInt8(number & 0xFF), count: 40))])
            }
        }
        try fill()
        let whole = try Data(contentsOf: URL(fileURLWithPath: place.database))
        #expect(whole.count > 20_000 && whole[20] == 8)
        let seed = UInt64.random(in: 0 ... .max)
        var places = Array(0..<100)
        var state = seed
        for _ in 0..<150 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            places.append(Int(state >> 33) % whole.count)
        }
        for at in places {
            var damaged = whole
            damaged[at] ^= 1 << UInt8(at % 8)
            try damaged.write(to: URL(fileURLWithPath: place.database))
            let error = #expect(throws: DatabaseError.self, "seed \(seed), byte \(at)") { _ = try place.open() }
            #expect(error?.description.contains(place.database) ?? false, "\(error?.description ?? "")")
        }
        // A page that was put where another belongs, as a misdirected write does.
        var moved = whole
        moved.replaceSubrange(8192..<12288, with: whole[12288..<16384])
        try moved.write(to: URL(fileURLWithPath: place.database))
        let error = #expect(throws: DatabaseError.self) { _ = try place.open() }
        #expect(error?.isDamage ?? false)
        try whole.write(to: URL(fileURLWithPath: place.database))
        #expect(try place.open().query("SELECT count(*) FROM things") { row throws(DatabaseError) in row.integer(0) } == [300])
    }

    @Test func `a page that is damaged behind the back of an open file is refused when it is read`() throws {
        let place = try Place()
        do {
            let database = try place.open()
            for number in 0..<300 as Range<Int64> { try database.run("INSERT INTO things VALUES (?, ?, NULL)", [.integer(number), .text("thing \(number)")]) }
        }
        var options = DatabaseOptions()
        options.checkedBytesMax = 0
        var damaged = try Data(contentsOf: URL(fileURLWithPath: place.database))
        for page in 1..<(damaged.count / 4096) { damaged[page * 4096 + 4_000] ^= 1 }
        try damaged.write(to: URL(fileURLWithPath: place.database))
        let database = try DatabaseConnection(path: place.database, migrations: [Place.table], options: options)
        let error = #expect(throws: DatabaseError.self) { _ = try database.query("SELECT name FROM things") { row throws(DatabaseError) in try row.text(0) } }
        #expect(error?.isDamage ?? false, "\(error?.description ?? "")")
    }
}
