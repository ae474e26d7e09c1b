import Engine
import IO
import Journaling
import Market
import Matching
import Wire

extension Subcommand {
    static let journalCat = Subcommand(
        path: ["journal", "cat"],
        summary: "Print the records of a log as JSON lines.",
        discussion: """
            Prints every record of the log in DIR, a command and the events it caused, as one line of JSON, with the names and the order of \
            the fields in the schema. Prices are ticks, quantities lots, amounts units. Filters combine: a record is printed if it passes all \
            of them. It is printed whole if its command or any of its events matches.

            Reads in constant memory, changes nothing, and may run beside a live exchange, of whose log it prints what is on disk. When whoever \
            reads its output closes the pipe, it ends quietly.
            """,
        arguments: [.dataDirectory],
        options: [
            Option(
                name: "symbol", value: .text(placeholder: "NAME", default: nil),
                summary: "Only what concerns this instrument: its name, in any case, or its index (a number up to \(OrderID.symbolsMax - 1))."),
            Option(name: "account", value: .integer(1...Int64(UInt32.max), default: nil), summary: "Only what concerns this account."),
            Option(name: "type", value: .text(placeholder: "TYPE", default: nil), summary: "Only records with such a command or event: EnterOrder, Trade, …"),
            Option(name: "from", value: .integer(1...Int64.max, default: 1), summary: "The first sequence number."),
            Option(name: "to", value: .integer(1...Int64.max, default: nil), summary: "The last sequence number."),
        ],
        examples: ["walras journal cat data --symbol BTCUSDT --type Trade", "walras journal cat data --from 100 --to 120"]
    ) { invocation in
        var filter = RecordFilter()
        filter.sequences = try sequences(invocation)
        filter.account = invocation.optionalInteger("account").map { AccountID(rawValue: UInt32($0)) }
        if let type = invocation.optionalText("type") { filter.template = try RecordFilter.template(named: type) }
        if let text = invocation.optionalText("symbol") { filter.symbol = try RecordFilter.Symbol(text) }
        Terminal.reportBrokenPipes()
        let sink = try ByteSink("-")
        do {
            try JournalCat(directory: DataDirectory(invocation.arguments[0]), filter: filter).print(to: sink)
            try sink.finish()
        } catch let error as IOError where error.isBrokenPipe {}
        return .done
    }

    private static func sequences(_ invocation: Invocation) throws(UsageError) -> ClosedRange<SequenceNumber> {
        let from = invocation.integer("from")
        let to = invocation.optionalInteger("to") ?? Int64.max
        guard from <= to else { throw UsageError("--from \(from) is behind --to \(to)") }
        return UInt64(from)...UInt64(to)
    }
}

/// One `walras journal cat`.
struct JournalCat {
    var directory: DataDirectory
    var filter: RecordFilter

    /// Prints what the filter lets through; ends early once the sink has failed.
    func print(to sink: ByteSink) throws {
        let instanceID = try directory.existingIdentity()
        let follow: JournalReader.Follow = try directory.isLive() ? .durable : .no
        var filter = filter
        if case .name(let name)? = filter.symbol { filter.symbol = try listed(name, instanceID) }
        let reader = try JournalReader(
            directory.log, storage: directory.storage, after: try start(filter), follow: follow, instanceID: instanceID)
        while !sink.hasFailed, reader.nextSequence <= filter.sequences.upperBound, let frame = try reader.next() {
            guard frame.type == .records, frame.firstSequence <= filter.sequences.upperBound else { continue }
            try print(frame, &filter, to: sink)
        }
        if case .name(let name)? = filter.symbol { throw UnknownSymbol(name: name) }
        if follow == .no, !sink.hasFailed, filter.sequences.upperBound == UInt64(Int64.max) { _ = try reader.assessEnd() }
    }

    private func print(_ frame: JournalFrame, _ filter: inout RecordFilter, to sink: ByteSink) throws {
        var records = unsafe RecordReader(frame.payload)
        var sequence = frame.firstSequence
        do throws(WireError) {
            while let record = try records.next() {
                if try filter.passes(record, sequence) {
                    try record.appendJSON(to: &sink.bytes, sequence: sequence)
                    sink.bytes.append(UInt8(ascii: "\n"))
                    sink.flushIfFull()
                }
                sequence += 1
            }
        } catch { throw EngineError.record(sequence: sequence, error) }
    }

    /// The sequence behind which to read; nil reads all there is. A name must be found first, where it was listed.
    private func start(_ filter: RecordFilter) throws -> SequenceNumber? {
        if case .name? = filter.symbol { return nil }
        let from = filter.sequences.lowerBound
        let first = try JournalReader(directory.log, storage: directory.storage).firstSequence ?? 1
        return from > first ? from - 1 : nil
    }

    /// The instrument of this name, if the listing was pruned from the log and a snapshot knows it.
    private func listed(_ name: Name, _ instanceID: UInt64) throws -> RecordFilter.Symbol {
        for sequence in try directory.snapshots.list() {
            do {
                let names = try ExchangeState.instruments(in: directory.snapshots.open(sequence, instanceID: instanceID)).map(\.name)
                if let index = names.firstIndex(of: name) ?? names.firstIndex(where: { RecordFilter.isSame($0, name) }) { return .index(SymbolID(rawValue: UInt16(index))) }
            } catch { try Terminal.error.write("walras: passed over: \(error)\n") }
        }
        return .name(name)
    }
}

/// No record of the log lists the instrument asked for.
struct UnknownSymbol: Error, CustomStringConvertible {
    var name: Name
    var description: String { "no instrument \(name) is listed in this log" }
}

/// What `journal cat` prints.
struct RecordFilter {
    enum Symbol: Equatable {
        case index(SymbolID)
        /// Not known yet: nothing that concerns it comes before its listing.
        case name(Name)

        init(_ text: String) throws(UsageError) {
            if let index = UInt16(text), "\(index)" == text, Int(index) < OrderID.symbolsMax {
                self = .index(SymbolID(rawValue: index))
            } else if let name = Name(text) {
                self = .name(name)
            } else {
                throw UsageError("--symbol: '\(text)' is neither a name of up to \(Name.bytesMax) characters nor an index")
            }
        }
    }

    var sequences: ClosedRange<SequenceNumber> = 1...UInt64(Int64.max)
    var symbol: Symbol?
    var account: AccountID?
    var template: UInt16?

    /// Learns where its instrument is listed on the way, so it must see every record.
    mutating func passes(_ record: Record, _ sequence: SequenceNumber) throws(WireError) -> Bool {
        if case .name(let name)? = symbol {
            guard let listing = try record.listing(), Self.isSame(listing.name, name) else { return false }
            symbol = .index(listing.symbol)
        }
        guard sequences.contains(sequence) else { return false }
        if let template, !record.holds(template: template) { return false }
        if let account, try !record.concerns(account) { return false }
        if case .index(let symbol)? = symbol, try !record.concerns(symbol) { return false }
        return true
    }

    /// In any case, as for types.
    static func isSame(_ name: Name, _ other: Name) -> Bool { name == other || "\(name)".lowercased() == "\(other)".lowercased() }

    /// The message of this name, in any case.
    static func template(named name: String) throws(UsageError) -> UInt16 {
        let recorded = Schema.messages.filter { $0.templateID < 128 }
        guard let message = recorded.first(where: { $0.name.lowercased() == name.lowercased() }) else {
            throw UsageError("--type: no command or event is called '\(name)'" + suggestion(for: name, among: recorded.map(\.name)))
        }
        return message.templateID
    }
}
