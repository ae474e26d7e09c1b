import Engine
import IO
import Journaling
import Market

extension Subcommand {
    static let run = Subcommand(
        path: ["run"],
        summary: "Play a recorded trading day through the exchange and compare what comes out.",
        discussion: """
            Streams a file of recorded orders through the whole exchange, log included: sequence, funds, match, settle, journal. The file may \
            be zstd-compressed; its kind is told by its header. Prices, tick and range are taken from a first reading. \
            With --expect, every trade (or fill) is compared with the file's, in order; with --book, the visible levels are compared after \
            every message, which the column `lobster_row` of the orders counts. The first difference is shown with what went before.

            A day with UNCROSS rows begins in a call auction; the first of them opens continuous trading. With two or more, orders are \
            collected again for the last one, from --closing-from on. Time is the file's; the date (YYYYMMDD between underscores, else 1970-01-01) and the name of the instrument (what \
            comes before the first underscore) are taken from the file's name. So the same file under the same name always ends in the same state.

            The orders of the file are shared out among 64 accounts by their ids, without fees and limits.

            --json prints: commands, trades, commandsPerSecond, identical (null if there was nothing to compare with), stateHash (a \
            hexadecimal string), then rejected, volume, depthRows, sequence, difference (the first, as text, or null).

            Stopped by SIGINT, SIGTERM or SIGHUP, it removes the temporary directory and ends with status 130, 143 or 129.
            """,
        arguments: [Argument(name: "ORDERS", summary: "The order file.")],
        options: [
            Option(name: "expect", value: .text(placeholder: "TRADES", default: nil), summary: "The trades or fills that must come out."),
            Option(name: "book", value: .text(placeholder: "LEVELS", default: nil), summary: "The levels that must be visible after each message."),
            Option(name: "levels", value: .integer(1...Int64(DepthRow.levels), default: Int64(DepthRow.levels)), summary: "Levels to compare on each side."),
            Option(name: "data", value: .text(placeholder: "DIR", default: nil), summary: "Keep the log there; the directory must hold none yet. Default: a temporary one."),
            .mirror,
            Option(
                name: "durability", value: .choice(["always", "interval", "none"], default: "always"),
                summary: "When a command counts as done: synced, synced at intervals, or written."),
            Option(
                name: "closing-from", value: .text(placeholder: "HH:MM", default: nil),
                summary: "When the closing auction begins to collect. Default: three minutes before the last UNCROSS."),
            .json,
        ],
        examples: [
            "walras run sse600519_20230207_orders.csv.zst --expect sse600519_20230207_trades.csv.zst",
            "walras run goog_orders.csv.zst --expect goog_fills.csv.zst --book goog_book10.csv.zst --data day",
        ],
        exitNote: "failed, or something that came out differs from what was expected"
    ) { invocation in
        let day = try TradingDay(scanning: invocation.arguments[0], closingFrom: try closingTime(invocation.optionalText("closing-from")))
        if invocation.optionalText("book") != nil, !day.hasSourceRow {
            throw UsageError("--book: \(day.path) has no column 'lobster_row', which says after which message to compare")
        }
        let run = DayRun(
            day: day, expect: invocation.optionalText("expect"), book: invocation.optionalText("book"), levels: Int(invocation.integer("levels")),
            durability: Durability(named: invocation.text("durability")), mirror: invocation.optionalText("mirror"))
        let directory = try WorkDirectory(invocation.optionalText("data"), prefix: "walras-run")
        defer { directory.clean() }
        let outcome = try await run.run(in: directory.path)
        try invocation.print(invocation.flag("json") ? outcome.json.text + "\n" : outcome.text(day))
        return outcome.identical ?? true ? .done : .failed
    }

    /// `HH:MM` in nanoseconds after midnight.
    private static func closingTime(_ text: String?) throws(UsageError) -> Timestamp? {
        guard let text else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = Int64(parts[0]), let minute = Int64(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute) else {
            throw UsageError("--closing-from: '\(text)' is no time of day like 14:57")
        }
        return (hour * 60 + minute) * 60_000_000_000
    }
}

/// One playing of a day: exchange, log, comparison.
struct DayRun {
    let day: TradingDay
    let expect: String?
    let book: String?
    let levels: Int
    let durability: Durability
    var mirror: String?

    struct Outcome {
        var commands = 0
        var nanoseconds: Int64 = 0
        var trades = 0
        var volume: Int64 = 0
        var rejected: [RejectReason: Int] = [:]
        var identical: Bool?
        var difference: String?
        var depthRows = 0
        var sequence: SequenceNumber = 0
        var stateHash: UInt64 = 0

        var commandsPerSecond: Int64 { nanoseconds == 0 ? 0 : Int64(Double(commands) * 1_000_000_000 / Double(nanoseconds)) }
    }

    func run(in directory: String) async throws -> Outcome {
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        let clock = RecordedClock(day.midnight)
        let exchange = Exchange(loop: loop, clock: clock)
        var options = JournalOptions()
        options.durability = durability
        let opening = try await exchange.open(DataDirectory(directory, mirror: mirror), options: options)
        guard opening.replay.lastSequence == 0 else {
            throw RunError.expectation("\(directory) holds a log already: a day starts with an empty one")
        }
        let check = DayCheck(
            tick: day.tick, expected: try expect.map(Expectation.init), depth: try book.map { try DepthCheck(path: $0, levels: levels) })
        _ = try await exchange.submit(day.setUp())
        check.begin(after: await exchange.sequence)
        await exchange.setListener(check)
        return try await play(exchange, clock, check)
    }

    private func play(_ exchange: Exchange, _ clock: RecordedClock, _ check: DayCheck) async throws -> Outcome {
        var outcome = Outcome()
        let began = clock.monotonicNanoseconds
        outcome.commands = try await exchange.play(day, clock, check, comparesDepth: book != nil)
        outcome.nanoseconds = clock.monotonicNanoseconds - began
        if let failure = check.failure { throw failure }
        (outcome.trades, outcome.volume, outcome.rejected) = (check.trades, check.volume, check.rejected)
        (outcome.identical, outcome.difference, outcome.depthRows) = (check.identical, check.difference, check.comparedDepthRows)
        outcome.sequence = await exchange.sequence
        outcome.stateHash = await exchange.stateHash()
        guard await exchange.conserves() else { throw RunError.expectation("money or shares were made or lost: the ledger does not add up") }
        try await exchange.close()
        return outcome
    }
}

extension Exchange {
    /// Plays a day on the engine's loop and returns how many commands it was.
    fileprivate func play(_ day: TradingDay, _ clock: RecordedClock, _ check: DayCheck, comparesDepth: Bool) throws -> Int {
        var player = DayPlayer(day, clock, check, comparesDepth: comparesDepth)
        var progress = Progress("run", total: day.rows)
        try player.play(self) { try progress.update($0) }
        try progress.finish()
        return player.submitted
    }
}

extension DayRun.Outcome {
    var json: JSONValue {
        .object([
            ("commands", .integer(Int64(commands))),
            ("trades", .integer(Int64(trades))),
            ("commandsPerSecond", .integer(commandsPerSecond)),
            ("identical", identical.map { .boolean($0) } ?? .null),
            ("stateHash", .string(hexadecimal(stateHash))),
            ("rejected", .integer(Int64(rejected.values.reduce(0, +)))),
            ("volume", .integer(volume)),
            ("depthRows", .integer(Int64(depthRows))),
            ("sequence", .unsigned(sequence)),
            ("difference", difference.map { .string($0) } ?? .null),
        ])
    }

    func text(_ day: TradingDay) -> String {
        let reasons = rejected.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let verdict =
            switch identical {
            case nil: "nothing to compare with"
            case true?: "identical"
            case false?: "DIFFERENT\n\n\(difference ?? "")"
            }
        return """
            \(day.path): \(commands) commands, \(commandsPerSecond) per second with the log on
              trades       \(trades), volume \(volume)
              depth rows   \(depthRows) compared
              rejected     \(reasons.isEmpty ? "none" : reasons)
              state hash   \(hexadecimal(stateHash)) after record \(sequence)
              \(verdict)

            """
    }
}
