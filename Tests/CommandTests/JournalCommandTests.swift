import Engine
import IO
import Journaling
import Market
import Testing

@testable import walras

@Suite struct JournalCommandTests {
    private func lines(_ exchange: ScriptedExchange, _ change: (inout RecordFilter) -> Void = { _ in }) throws -> [String] {
        var filter = RecordFilter()
        change(&filter)
        let sink = try ByteSink("/cat", storage: exchange.storage)
        try JournalCat(directory: exchange.directory, filter: filter).print(to: sink)
        try sink.finish()
        return exchange.storage.text("/cat").split(separator: "\n").map(String.init)
    }

    private func sequences(_ exchange: ScriptedExchange, _ change: (inout RecordFilter) -> Void) throws -> [Int] {
        try lines(exchange, change).map { line in Int(line.dropFirst(12).prefix { $0 != "," })! }
    }

    @Test func `cat prints every record, or those asked for`() throws {
        let exchange = try ScriptedExchange()
        let all = try lines(exchange)
        #expect(all.count == Int(exchange.lastSequence) && all[8].hasPrefix(#"{"sequence":9,"command":"EnterOrder","#))
        #expect(try sequences(exchange) { $0.sequences = 4...6 } == [4, 5, 6])
        #expect(try sequences(exchange) { $0.template = try? RecordFilter.template(named: "trade") } == [11, 16])
        #expect(try sequences(exchange) { $0.template = try? RecordFilter.template(named: "CancelOrder") } == [15])
        #expect(try sequences(exchange) { $0.account = ScriptedExchange.ann } == [5, 7, 9, 10, 11, 16])
        #expect(try sequences(exchange) { $0.symbol = .name(Name("BTCUSDT-X")!) } == [4, 13])
        #expect(try sequences(exchange) { $0.symbol = .index(SymbolID(rawValue: 1)) } == [4, 13])
        #expect(try sequences(exchange) { $0.symbol = .name(Name("btcusdt-x")!) } == [4, 13])
        #expect(try sequences(exchange) { $0.symbol = .name(Name("BTCUSDT")!) } == [3, 9, 10, 11, 12, 14, 15, 16, 17])
        #expect(try sequences(exchange) { filter in
            filter.symbol = .name(Name("BTCUSDT")!)
            filter.account = ScriptedExchange.ann
            filter.sequences = 10...100
        } == [10, 11, 16])
    }

    @Test func `an unknown symbol or type is an error that names it`() throws {
        let exchange = try ScriptedExchange()
        #expect(throws: UnknownSymbol.self) { try sequences(exchange) { $0.symbol = .name(Name("ETHUSDT")!) } }
        let error = #expect(throws: UsageError.self) { try RecordFilter.template(named: "Trode") }
        #expect(error?.message == "--type: no command or event is called 'Trode'; did you mean 'Trade'?")
        #expect(try RecordFilter.Symbol("12") == .index(SymbolID(rawValue: 12)))
        #expect(try RecordFilter.Symbol("012") == .name(Name("012")!))
        #expect(try RecordFilter.Symbol("600519") == .name(Name("600519")!))
    }

    @Test func `a symbol is found by name after its listing was pruned`() throws {
        var exchange = try ScriptedExchange(ScriptedExchange.long(60))
        _ = try SnapshotRun(directory: exchange.directory).run()
        try exchange.go(on: [ScriptedExchange.limit(ScriptedExchange.bob, .sell, 1, at: 2_000, SymbolID(rawValue: 1))])
        #expect(try !SnapshotRun(directory: exchange.directory).run().pruned.segments.isEmpty)
        #expect(try sequences(exchange) { $0.symbol = .name(Name("BTCUSDT-X")!) } == [Int(exchange.lastSequence)])
        #expect(try sequences(exchange) { $0.symbol = .name(Name("BtcUsdt-x")!) } == [Int(exchange.lastSequence)])
    }

    @Test(arguments: [["journal", "stat"], ["journal", "cat"], ["journal", "verify"], ["journal", "repair"], ["replay"], ["snapshot"], ["rebuild"]])
    func `where there is no log, every command says so in the same words`(words: [String]) async throws {
        try await withDirectory { directory in
            let errors = Printed()
            var program = Walras.program
            program.errors = { errors.add($0) }
            #expect(await program.run(words + [directory]) == .failed)
            #expect(errors.all == "walras: \(directory)/log: there is no log\n")
        }
    }

    @Test func `stat counts what is there`() throws {
        let exchange = try ScriptedExchange()
        _ = try SnapshotRun(directory: exchange.directory).run()
        let report = try JournalReport(exchange.directory)
        #expect(report.statistics.records == 17 && report.statistics.sequences == 1...17 && !report.isLive)
        #expect(report.statistics.lastStateHash == exchange.hashes[17])
        #expect(report.snapshots.map(\.sequence) == [17] && report.snapshots[0].info?.stateHash == exchange.hashes[17])
        #expect(report.json.text.contains(#""records":17,"#) && report.json.text.contains(#""findings":0"#))
        #expect(report.text.contains("records       17, sequences 1 to 17, on disk up to 17"))
    }

    @Test func `verify names segment, offset and sequence of a damage, and damaged snapshots`() throws {
        let exchange = try ScriptedExchange()
        _ = try SnapshotRun(directory: exchange.directory).run()
        #expect(try JournalReport(exchange.directory, verifiesSnapshots: true).isSound)
        let segment = "\(exchange.directory.log)/0000000001.wal"
        exchange.storage[segment]![64 + 70] ^= 1
        exchange.storage[exchange.directory.snapshots.path(of: 17)]![70] ^= 1
        let report = try JournalReport(exchange.directory, verifiesSnapshots: true)
        #expect(!report.isSound && report.findings.count == 1)
        #expect(report.findingsText.hasPrefix("damage: segment 0000000001.wal, offset 64, sequence 1: "))
        #expect(report.findingsJSON.text.contains(#"{"kind":"damage","segment":1,"offset":64,"sequence":1,"what":""#))
        #expect(report.findingsJSON.text.contains(#""snapshots":[{"sequence":17,"error":""#))
    }

    private func repair(_ exchange: ScriptedExchange, acceptLoss: Bool = false) throws -> RepairRun.Outcome {
        try RepairRun(directory: exchange.directory, acceptLoss: acceptLoss).run()
    }

    @Test func `a sound log and a torn tail need no repair`() throws {
        var exchange = try ScriptedExchange(isClosed: false)
        #expect(try repair(exchange).verdict == .sound)
        let segment = try #require(exchange.storage.paths.last { $0.hasSuffix(".wal") && exchange.storage[$0]!.contains { $0 != 0 } })
        let end = try #require(exchange.storage[segment]!.lastIndex { $0 != 0 })
        exchange.storage[segment]![end] ^= 1
        let outcome = try repair(exchange)
        #expect(outcome.verdict == .tail && outcome.exitStatus == .done)
        let cut = try #require(try exchange.go(on: []).cut)
        #expect(outcome.repair.cut == cut.position && outcome.repair.lastSequence == cut.sequence - 1)
        #expect(outcome.json.text.contains(#""cut":{"segment":\#(cut.position.segment),"offset":\#(cut.position.offset)},"lastSequence":\#(cut.sequence - 1),"#))
    }

    @Test func `where there is no log, each says so; where there was one, each says what became of it`() throws {
        func complaint(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return ""
        }
        func expectMissing(_ directory: DataDirectory) {
            #expect(complaint { _ = try JournalReport(directory, verifiesSnapshots: true) } == "/data/log: there is no log")
            #expect(complaint { _ = try RepairRun(directory: directory).run() } == "/data/log: there is no log")
        }
        expectMissing(DataDirectory("/data", storage: SimulatedStorage()))
        let exchange = try ScriptedExchange()
        let segments = exchange.storage.paths.filter { $0.hasSuffix(".wal") }
        let blank = try #require(segments.last)
        #expect(exchange.storage[blank]!.allSatisfy { $0 == 0 } && segments.count > 1)
        // Only what was prepared is left.
        for segment in segments.dropLast() { exchange.storage[segment] = nil }
        expectMissing(exchange.directory)
        // The only segment with records ends before its header does.
        exchange.storage["\(exchange.directory.log)/0000000001.wal"] = []
        let report = try JournalReport(exchange.directory, verifiesSnapshots: true)
        #expect(!report.isSound && report.instanceID == nil && report.findingsText.contains("segment 0000000001.wal, offset 0"), "\(report.findingsText)")
        #expect(report.json.text.hasPrefix(#"{"instanceID":null,"#) && report.text.hasPrefix("/data: log unknown\n"))
        #expect(try repair(exchange).verdict == .needsLoss)
    }

    @Test func `repair takes nothing away until loss is accepted, and says what would go`() throws {
        var exchange = try ScriptedExchange()
        _ = try SnapshotRun(directory: exchange.directory).run()
        let snapshot = exchange.directory.snapshots.path(of: 17)
        let segment = "\(exchange.directory.log)/0000000001.wal"
        let frames = try frameOffsets(exchange)
        exchange.storage[segment]![frames[9] + 70] ^= 1
        let before = exchange.storage.paths
        var outcome = try repair(exchange)
        #expect(outcome.verdict == .needsLoss && outcome.exitStatus == .failed && outcome.repair.lastSequence == 9)
        #expect(outcome.text.contains("up to sequence 9") && outcome.text.contains(snapshot) && outcome.text.contains("--accept-loss"))
        #expect(exchange.storage.paths == before)
        #expect(throws: EngineError.self) { try exchange.go(on: []) }
        outcome = try repair(exchange, acceptLoss: true)
        #expect(outcome.verdict == .done && outcome.exitStatus == .done)
        #expect(exchange.storage[segment + ".damaged"] != nil && exchange.storage[snapshot + ".damaged"] != nil && exchange.storage[snapshot] == nil)
        #expect(try exchange.go(on: []).replay.lastSequence == 9)
        #expect(try repair(exchange).verdict == .sound)
    }

    @Test func `a log without its beginning needs a whole snapshot that reaches it`() throws {
        var exchange = try ScriptedExchange(ScriptedExchange.long(60))
        _ = try SnapshotRun(directory: exchange.directory).run()
        exchange.storage["\(exchange.directory.log)/0000000001.wal"] = nil
        #expect(try repair(exchange).verdict == .sound && JournalReport(exchange.directory, verifiesSnapshots: true).isSound)
        let snapshot = exchange.directory.snapshots.path(of: exchange.lastSequence)
        exchange.storage[snapshot]![70] ^= 1
        let report = try JournalReport(exchange.directory, verifiesSnapshots: true)
        #expect(report.findings.count == 1 && report.findings[0].description.contains("no usable snapshot reaches that far"), "\(report.findings)")
        let outcome = try repair(exchange)
        #expect(outcome.verdict == .needsLoss && outcome.repair.lastSequence == 0 && outcome.snapshots == [snapshot])
        #expect(outcome.reason?.hasPrefix("sequence 1 is not in the log") == true)
        #expect(UInt64(outcome.repair.lostRecords) == exchange.lastSequence + 1 - report.statistics.sequences!.lowerBound)
        #expect(throws: EngineError.self) { try exchange.go(on: []) }
        #expect(try repair(exchange, acceptLoss: true).verdict == .done)
        #expect(try exchange.go(on: []).replay.lastSequence == 0)
    }

    @Test func `a damage that a snapshot stands behind needs no repair`() throws {
        var exchange = try ScriptedExchange(ScriptedExchange.long(60))
        _ = try SnapshotRun(directory: exchange.directory).run()
        let segment = "\(exchange.directory.log)/0000000001.wal"
        exchange.storage[segment]![64 + 70] ^= 1
        let outcome = try repair(exchange)
        #expect(outcome.verdict == .covered(snapshot: exchange.lastSequence) && outcome.exitStatus == .done)
        let hash = exchange.hashes[exchange.lastSequence]
        try exchange.go(on: [])
        #expect(exchange.hashes[exchange.lastSequence] == hash)
    }

    /// Where the frames with records begin in the first segment.
    private func frameOffsets(_ exchange: ScriptedExchange) throws -> [Int] {
        let reader = try JournalReader(exchange.directory.log, storage: exchange.storage)
        var offsets: [Int] = []
        while let frame = try reader.next(), frame.position.segment == 1 {
            if frame.type == .records { offsets.append(frame.position.offset) }
        }
        return offsets
    }
}
