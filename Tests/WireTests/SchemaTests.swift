import Foundation
import Market
import Testing
import Wire

@Suite struct SchemaTests {
    @Test func `the generated codecs are what the schema says`() throws {
        let generated = Repository.root.appendingPathComponent("Sources/Wire/Generated.swift").path
        let outcome = try Repository.run(Repository.executable("SchemaCompiler"), ["--check", Repository.schema.path, generated])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func `enums have the cases of Market and Wire`() {
        check(Side.self)
        check(OrderType.self)
        check(TimeInForce.self)
        check(SelfTradePrevention.self)
        check(Phase.self)
        check(AccountState.self)
        check(RejectReason.self)
        check(CancelReason.self)
        check(DurabilityMode.self)
        check(Resumption.self)
        check(LogonRefusal.self)
        check(LogoutReason.self)
        check(RequestRefusal.self)
        check(ReportKind.self)
        check(OrderState.self)
        check(Liquidity.self)
        check(ThrottledBy.self)
        check(BookChange.self)
        #expect(Schema.enums.count == 18)
    }

    private func check<Cases: CaseIterable & RawRepresentable>(_ type: Cases.Type) where Cases.RawValue == UInt8 {
        let layout = Schema.enums.first { $0.name == "\(type)" }
        #expect(layout?.names.map { "\($0.value) \($0.name)" } == Cases.allCases.map { "\($0.rawValue) \($0)" })
    }

    @Test func `flags have the bits of Market`() {
        let orderFlags: [OrderFlags] = [.postOnly, .reduceOnly, .oneCancelsOther, .bracket]
        let eventFlags: [Event.Flags] = [.auction, .rests, .waits, .sharesReserve]
        #expect(Schema.sets.map(\.name) == ["OrderFlags", "EventFlags", "LogonFlags", "Feeds"])
        #expect(Schema.sets[0].names.map(\.name) == ["postOnly", "reduceOnly", "oneCancelsOther", "bracket"])
        #expect(Schema.sets[0].names.map { 1 << $0.value } == orderFlags.map(\.rawValue))
        #expect(OrderFlags(orderFlags) == OrderFlags.all)
        #expect(Schema.sets[1].names.map(\.name) == ["auction", "rests", "waits", "sharesReserve"])
        #expect(Schema.sets[1].names.map { 1 << $0.value } == eventFlags.map(\.rawValue))
        let feeds: [Feeds] = [.topOfBook, .levels, .orders, .trades, .compressed]
        #expect(Schema.sets[2].names.map(\.name) == ["cancelOnDisconnect"])
        #expect(Schema.sets[2].names.map { 1 << $0.value } == [LogonFlags.cancelOnDisconnect.rawValue])
        #expect(Schema.sets[3].names.map(\.name) == ["topOfBook", "levels", "orders", "trades", "compressed"])
        #expect(Schema.sets[3].names.map { 1 << $0.value } == feeds.map(\.rawValue))
    }

    @Test func `absent values are those of Market`() {
        let nulls = Dictionary(uniqueKeysWithValues: Schema.scalars.compactMap { type in type.nullValue.map { (type.name, $0) } })
        #expect(
            nulls == [
                "Price": "\(Price.none.ticks)", "OrderID": "\(OrderID.none.rawValue)", "ClientOrderID": "0",
                "SymbolID": "\(SymbolID.all.rawValue)", "ReportNumber": "0", "RequestNumber": "0",
            ])
    }

    @Test func `commands have ids below 64, events from 64 to 127, messages of sessions above`() {
        let session = [128...135, 144...155, 160...165, 170...173, 176...183] as [ClosedRange<UInt16>]
        #expect(Schema.messages.map(\.templateID) == Array(1...15) + Array(64...81) + session.flatMap { Array($0) })
    }

    @Test func `the samples of these tests cover every message and every kind of event`() throws {
        var random = Random(seed: 3)
        let records = random.commands().map { SampleRecord($0, random: &random) }
        #expect(Set(records.flatMap { $0.events.map(\.event.kind) }) == Set(Event.Kind.allCases))
        let templates = records.flatMap { messageOffsets($0.encoded).map(\.template) }
        #expect(Set(templates) == Set(Schema.messages.map(\.templateID).filter { $0 < 128 }))
    }
}

@Suite struct SchemaCompilerTests {
    private func compile(_ text: String, _ options: [String] = []) throws -> Repository.Outcome {
        try Repository.withTemporaryDirectory { directory in
            let schema = directory.appendingPathComponent("schema.xml")
            try Data(text.utf8).write(to: schema)
            return try Repository.run(
                Repository.executable("SchemaCompiler"), options + [schema.path, directory.appendingPathComponent("Generated.swift").path])
        }
    }

    @Test func `wrong usage exits 2 and says how`() throws {
        for arguments in [[], ["one.xml"], ["--unknown", "a", "b"], ["a", "b", "c"]] {
            let outcome = try Repository.run(Repository.executable("SchemaCompiler"), arguments)
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("usage: SchemaCompiler"))
        }
        #expect(try Repository.run(Repository.executable("SchemaCompiler"), ["--help"]).status == 0)
    }

    @Test func `a stale generated file exits 1`() throws {
        try Repository.withTemporaryDirectory { directory in
            let stale = directory.appendingPathComponent("Generated.swift")
            let current = try Data(contentsOf: Repository.root.appendingPathComponent("Sources/Wire/Generated.swift"))
            try (current + Data("\n".utf8)).write(to: stale)
            let outcome = try Repository.run(Repository.executable("SchemaCompiler"), ["--check", Repository.schema.path, stale.path])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("is not what"))
            let rewrite = try Repository.run(Repository.executable("SchemaCompiler"), [Repository.schema.path, stale.path])
            #expect(rewrite.status == 0)
            #expect(try Data(contentsOf: stale) == current)
        }
    }

    @Test func `a schema it cannot carry exits 1 with the line and the name`() throws {
        let text = try String(contentsOf: Repository.schema, encoding: .utf8)
        let faults: [(from: String, to: String, problem: String)] = [
            (#"name="Tick" id="7" blockLength="8""#, #"name="Tick" id="7" blockLength="9""#, "Tick: blockLength is 9, its fields take 8"),
            (#"name="Tick" id="7""#, #"name="Tick" id="6""#, "message Tick or its id 6 is there already"),
            (#"primitiveType="int64" description="Nanoseconds"/>"#, #"primitiveType="double"/>"#, "Duration: primitiveType double is not supported"),
            (#"<choice name="bracket">3"#, #"<choice name="bracket">8"#, "OrderFlags.bracket: '8' is not a new bit"),
            (#"<validValue name="sell">1"#, #"<validValue name="sell">0"#, "Side.sell: '0' is not a new value"),
            (#"<field name="scale" id="3""#, #"<field name="scale" id="4""#, "AddAsset.scale: id 4 is not its place"),
            (#"<field name="scale" id="3" type="Scale"/>"#, #"<data name="scale" id="3"/>"#, "<data> inside <message> is not supported"),
            (#"<field name="scale" id="3" type="Scale"/>"#, #"<group name="scale" id="3"/>"#, "AddAsset.scale: records of the log have no groups"),
            (#"<group name="fills" id="10""#, #"<group name="fills" id="9""#, "PreviewReport.fills: id 9 is not its place"),
            (#"dimensionType="groupSizeEncoding" blockLength="1""#, #"blockLength="1""#, "CompressedBatch.block: its dimensionType is not"),
            (#"dimensionType="groupSizeEncoding" blockLength="1""#, #"dimensionType="groupSizeEncoding" blockLength="2""#, "CompressedBatch: blockLength of its group is 2, the fields take 1"),
            (#"length="72""#, #"length="71""#, "KeyText: texts are char[16] or char[72]"),
            (#"type="Scale"/>"#, #"type="Scales"/>"#, "AddAsset.scale: no type Scales"),
            (#"byteOrder="littleEndian""#, #"byteOrder="bigEndian""#, "byteOrder is not littleEndian"),
            (#"presence="optional" nullValue="65535""#, #"presence="optional""#, "SymbolID: an optional type names its nullValue"),
            ("</sbe:messageSchema>", "", "not well-formed"),
        ]
        for fault in faults {
            let outcome = try compile(text.replacing(fault.from, with: fault.to, maxReplacements: 1))
            #expect(outcome.status == 1, "\(fault.to)")
            #expect(outcome.errors.contains(fault.problem), "\(outcome.errors)")
            #expect(outcome.errors.contains("line "))
        }
        #expect(try compile(text).status == 0)
    }
}

/// Where each message of a payload begins, and its template id.
func messageOffsets(_ bytes: [UInt8]) -> [(offset: Int, template: UInt16)] {
    var result: [(offset: Int, template: UInt16)] = []
    var offset = 0
    while offset < bytes.count {
        result.append((offset, UInt16(bytes[offset + 2]) | UInt16(bytes[offset + 3]) << 8))
        offset += 8 + (Int(bytes[offset]) | Int(bytes[offset + 1]) << 8)
    }
    return result
}
