import Database
import Engine
import Foundation
import IO
import Journaling
import Market
import Testing

@testable import History

@Suite struct OpeningTests {
    private func open(_ directory: String, _ last: SequenceNumber, _ retention: HistoryRetention = HistoryRetention()) throws(HistoryError) -> HistoryOpening {
        try HistoryOpening(
            DataDirectory(directory), instanceID: HistoryMarket.instanceID, through: last, retention: retention, isDamaged: false)
    }

    private func follow(_ directory: String, _ last: SequenceNumber, _ retention: HistoryRetention = HistoryRetention()) throws {
        let opening = try open(directory, last, retention)
        #expect(try opening.projection.follow(opening.log, through: last))
        try opening.projection.commit()
    }

    @Test func `a file that is no database is set aside and made again`() throws {
        try withHistoryDirectory { directory in
            let last = try HistoryMarket(commands: 500, seed: 1).write(to: directory)
            let path = HistoryStore.path(in: directory)
            try Data("what has been here before is gone".utf8).write(to: URL(fileURLWithPath: path))
            let opening = try open(directory, last)
            #expect(opening.notice?.contains("\(path): it is damaged") == true)
            #expect(FileManager.default.fileExists(atPath: path + ".damaged"))
            #expect(try opening.projection.follow(opening.log, through: last))
        }
    }

    @Test func `a file of another log, or ahead of this one, is set aside`() throws {
        try withHistoryDirectory { directory in
            let last = try HistoryMarket(commands: 500, seed: 1).write(to: directory)
            try follow(directory, last)
            let ahead = try open(directory, last - 100)
            #expect(ahead.notice?.contains("it reaches to \(last), and the log to \(last - 100)") == true)
            _ = try ahead.projection.store.connection.query("UPDATE progress SET instance = 5") { _ throws(DatabaseError) in }
            #expect(try open(directory, last).notice?.contains("it belongs to instance 5") == true)
        }
    }

    @Test func `a checkpoint that is not whole gives way to the one before, and that to the log`() throws {
        try withHistoryDirectory { directory in
            let last = try HistoryMarket(commands: 900, seed: 2).write(to: directory)
            let opening = try open(directory, last)
            for end in [last / 3, last / 2, last - 10] {
                #expect(try opening.projection.follow(opening.log, through: end))
                try opening.projection.checkpoint()
            }
            let store = opening.projection.store
            #expect(store.checkpoints == [last - 10, last / 2])
            #expect(try HistoryFile.neededFrom(directory, instanceID: HistoryMarket.instanceID) == last / 2 + 1)
            #expect(try HistoryFile.neededFrom(directory, instanceID: 1) == .max)
            let hash = opening.projection.stateHash
            for sequence in store.checkpoints {
                let bytes = try store.connection.query(
                    "SELECT bytes FROM checkpoint WHERE sequence = ? AND chunk = 0", [.integer(Int64(sequence))]
                ) { row throws(DatabaseError) in row.blob(0) }[0]
                var wrong = bytes
                wrong[wrong.count / 2] ^= 1
                try store.connection.run(
                    "UPDATE checkpoint SET bytes = ? WHERE sequence = ? AND chunk = 0", [.blob(wrong), .integer(Int64(sequence))])
                let again = try open(directory, last)
                #expect(again.projection.stateHash == hash && again.notice == nil)
            }
            #expect(try HistoryFile.blotter(in: directory, instanceID: HistoryMarket.instanceID, through: last).sequence == 0)
        }
    }

    @Test func `old rows go at full hours, but not before those who follow them have read them`() throws {
        try withHistoryDirectory { directory in
            // Some 30 hours.
            let last = try HistoryMarket(commands: 3_000, seed: 3, secondsMax: 72).write(to: directory)
            let opening = try open(directory, last, HistoryRetention(minuteEquityDays: 1, days: 1, rows: 0))
            let connection = opening.projection.store.connection
            try connection.run("INSERT INTO reader VALUES ('letters', 5, 100000000, 0)")
            #expect(try opening.projection.follow(opening.log, through: last))
            try opening.projection.commit()
            func first(_ table: String, _ column: String = "number") throws -> Int64 {
                try connection.query("SELECT min(\(column)) FROM \(table)") { row throws(DatabaseError) in row.integer(0) }[0]
            }
            #expect(try first("ended_order") == 6)
            let hour = opening.projection.blotter.time - opening.projection.blotter.time % Candle.hour
            #expect(try first("fill", "time") >= hour - Candle.day && first("fill") > 1)
            #expect(try first("trade", "time") == first("fill", "time"))
            let old = try connection.query(
                "SELECT account, count(*) FROM equity WHERE spacing = 60 AND time < ? GROUP BY account HAVING count(*) > 1", [.integer(hour - Candle.day)]
            ) { row throws(DatabaseError) in row.integer(0) }
            #expect(old.isEmpty)
        }
    }

    @Test func `the latest rows are kept by number`() throws {
        try withHistoryDirectory { directory in
            let last = try HistoryMarket(commands: 2_000, seed: 4).write(to: directory)
            try follow(directory, last, HistoryRetention(rows: 50))
            let opening = try open(directory, last)
            let kept = try opening.projection.store.connection.query("SELECT count(*), max(number) FROM fill") { row throws(DatabaseError) in
                (row.integer(0), row.integer(1))
            }[0]
            // And what came since the last full hour.
            #expect(kept.0 >= 50 && kept.0 < kept.1)
        }
    }

    @Test func `a list is as long as what is kept of it`() throws {
        try withHistoryDirectory { directory in
            let last = try HistoryMarket(commands: 2_000, seed: 4).write(to: directory)
            try follow(directory, last, HistoryRetention(rows: 50))
            var whole = Blotter()
            try whole.apply(JournalReader(DataDirectory(directory).log, storage: FileStorage()), through: last)
            var limits = Blotter.Limits()
            (limits.endedOrdersMax, limits.fillsMax) = (16, 16)
            var small = Blotter(limits)
            try small.apply(JournalReader(DataDirectory(directory).log, storage: FileStorage()), through: last)
            let tables = try HistoryTables(HistoryStore.path(in: directory))
            let accounts = (1...6).map(AccountID.init)
            var totals = (ever: 0, kept: 0)
            for statuses in [OrderQuestion.Statuses.all] + BlotterOrder.Status.allCases.map({ .init($0) }) {
                var listing = OrderListing(accounts: accounts, limit: .max)
                listing.statuses = statuses
                let ever = try #require(whole.orders(listing, lookingAt: .max).page).total
                let memory = small.orders(listing, shortens: true)
                let page = try memory.page ?? #require(try tables.snapshot(through: last) { tables throws(DatabaseError) in try tables.orders(listing, memory) })
                #expect(page.total == page.elements.count && page.total <= ever)
                totals = (totals.ever + ever, totals.kept + page.total)
            }
            for side in [nil, .buy, .sell] as [Side?] {
                var listing = FillListing(accounts: accounts, limit: .max)
                listing.side = side
                let ever = try #require(whole.fills(listing, lookingAt: .max).page).total
                let memory = small.fills(listing, shortens: true)
                let page = try memory.page
                    ?? #require(try tables.snapshot(through: last) { tables throws(DatabaseError) in try tables.fills(listing, through: memory.through) })
                #expect(page.total == page.elements.count && page.total <= ever)
                totals = (totals.ever + ever, totals.kept + page.total)
            }
            #expect(totals.kept > 0 && totals.kept < totals.ever, "\(totals)")
        }
    }

    @Test func `a rebuild is refused beside an exchange`() throws {
        try withHistoryDirectory { directory in
            try HistoryMarket(commands: 10, seed: 5).write(to: directory)
            let data = DataDirectory(directory)
            let lock = try #require(try JournalReader.lockOut(data.log, storage: data.storage))
            #expect(throws: HistoryError.isLive(directory: directory)) { try HistoryRebuild(data).run() }
            withExtendedLifetime(lock) {}
        }
    }
}
