import Testing

@testable import JSON

/// What reading this text fails with; nil if it is read.
func failure(_ text: String, large: Bool = false) -> JSONError? {
    failure(Array(text.utf8), large: large)
}

func failure(_ bytes: [UInt8], large: Bool = false) -> JSONError? {
    do {
        _ = try JSONReader(large: large).read(bytes)
        return nil
    } catch {
        return error
    }
}

struct ReaderTests {
    let reader = JSONReader()

    @Test func `an order is read member by member`() throws {
        let body = #"{"symbol":"BTC-USD","side":"buy","type":"limit","quantity":"0.015","price":64250.10,"postOnly":true,"tag":null}"#
        let order = try reader.read(Array(body.utf8))
        #expect(order["symbol"]?.string == "BTC-USD")
        #expect(order["side"]?.equals("buy") == true)
        #expect(order["side"]?.equals("bu") == false)
        #expect(try order["quantity"]?.decimal(scale: 8) == 1_500_000)
        #expect(try order["price"]?.decimal(scale: 2) == 6_425_010)
        #expect(order["postOnly"]?.bool == true)
        #expect(order["tag"]?.isNull == true)
        #expect(order["price"]?.string == nil)
        #expect(order["missing"] == nil)
        #expect(order.root[String("side")]?.string == "buy")
    }

    @Test func `a number keeps the digits it was written with`() throws {
        let document = try reader.read(Array("[1.5E-05, 0.10, 123456789012345678901234567890, -0, 1e400]".utf8))
        let texts = try #require(document.root.elements).map { unsafe $0.decimalText.map { unsafe String(decoding: $0, as: UTF8.self) } }
        #expect(texts == ["1.5E-05", "0.10", "123456789012345678901234567890", "-0", "1e400"])
    }

    @Test func `whole numbers are integers however they are written`() throws {
        let document = try reader.read(Array("[100, 1E+2, 100.0, -9223372036854775808, 9223372036854775808, 1.5, \"7\"]".utf8))
        #expect(try #require(document.root.elements).map(\.integer) == [100, 100, 100, Int64.min, nil, nil, nil])
    }

    @Test func `children come in the order they were written, with their own children`() throws {
        let document = try reader.read(Array(#" {"a":[1,[2,{"b":3}],{}],"c":[] ,"d":{"e":4}} "#.utf8))
        #expect(document.root.members?.map(\.key) == ["a", "c", "d"])
        let a = try #require(document["a"]?.elements)
        #expect(a.count == 3)
        #expect(a.map(\.kind) == [.number, .array, .object])
        #expect(document["c"]?.elements?.count == 0)
        #expect(document["d"]?["e"]?.integer == 4)
        #expect(document["a"]?.members == nil)
        #expect(document["d"]?.elements == nil)
    }

    @Test func `a value alone is a document`() throws {
        #expect(try reader.read(Array("7".utf8)).root.integer == 7)
        #expect(try reader.read(Array(#" "x" "#.utf8)).root.string == "x")
        #expect(try reader.read(Array("false\n".utf8)).root.bool == false)
    }

    @Test func `a part of a buffer is read by itself`() throws {
        let bytes = Array("POST {\"a\":1}GARBAGE".utf8)
        #expect(try reader.read(bytes, 5..<12)["a"]?.integer == 1)
    }

    @Test(arguments: [
        (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#"\u00e9\u20AC\u0000x"#, "é€\0x"),
        (#"\ud83d\ude00!"#, "😀!"),
        (#"plain \\u0041"#, #"plain \u0041"#),
    ])
    func `escapes become what they stand for`(written: String, text: String) throws {
        #expect(try reader.read(Array("{\"k\":\"\(written)\",\"\(written)\":1}".utf8))["k"]?.string == text)
        #expect(try reader.read(Array("{\"k\":\"\(written)\",\"\(written)\":1}".utf8)).root[text]?.integer == 1)
    }

    @Test func `a key twice in an object is refused, however it is spelled`() {
        #expect(failure(#"{"price":1,"side":2,"price":3}"#) == .duplicateKey("price"))
        #expect(failure(#"{"price":1,"p\u0072ice":3}"#) == .duplicateKey("price"))
        #expect(failure(#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#) == nil)
        #expect(failure(#"{"":1,"":2}"#) == .duplicateKey(""))
    }

    @Test func `reading on takes no memory of the document before`() throws {
        #expect(try reader.read(Array("[1,2,3]".utf8)).root.elements?.count == 3)
        #expect(throws: JSONError.malformed(offset: 1)) { try reader.read(Array("[}".utf8)) }
        #expect(try reader.read(Array("[]".utf8)).root.elements?.count == 0)
    }

    @Test func `a node used after the next document was read is a fault`() async {
        await #expect(processExitsWith: .failure) {
            let reader = JSONReader()
            let old = try reader.read(Array("[1]".utf8)).root
            _ = try reader.read(Array("[2]".utf8))
            print(old.kind)
        }
    }
}

struct RefusalTests {
    @Test(arguments: [
        ("", .empty), ("  \n", .empty),
        ("{", .malformed(offset: 1)), ("[1,", .malformed(offset: 3)), ("[1,]", .malformed(offset: 3)), ("[,1]", .malformed(offset: 1)),
        ("{\"a\"}", .malformed(offset: 4)), ("{\"a\":}", .malformed(offset: 5)), ("{\"a\":1,}", .malformed(offset: 7)),
        ("{a:1}", .malformed(offset: 1)), ("{'a':1}", .malformed(offset: 1)), ("[1 2]", .malformed(offset: 3)), ("[1}", .malformed(offset: 2)),
        ("{\"a\":1]", .malformed(offset: 6)), ("{1:2}", .malformed(offset: 1)), ("]", .malformed(offset: 0)), (":", .malformed(offset: 0)),
        ("tru", .malformed(offset: 0)), ("truex", .malformed(offset: 0)), ("[nulll]", .malformed(offset: 1)), ("True", .malformed(offset: 0)),
        ("true\"a\"", .malformed(offset: 0)), ("[NaN]", .malformed(offset: 1)), ("[Infinity]", .malformed(offset: 1)),
        ("\u{FEFF}{}", .malformed(offset: 0)), ("// x\n1", .malformed(offset: 0)), ("[\0]", .malformed(offset: 1)), ("\\\"a\"", .malformed(offset: 0)),
        ("1 2", .trailing(offset: 2)), ("{}x", .trailing(offset: 2)), ("{}{}", .trailing(offset: 2)), ("\"a\"\"b\"", .trailing(offset: 3)), ("[]]", .trailing(offset: 2)),
        ("[01]", .invalidNumber(offset: 1)), ("-", .invalidNumber(offset: 0)), ("1.", .invalidNumber(offset: 0)), ("[1.e5]", .invalidNumber(offset: 1)),
        ("1e", .invalidNumber(offset: 0)), ("1e+", .invalidNumber(offset: 0)), ("1.2.3", .invalidNumber(offset: 0)), ("0x10", .invalidNumber(offset: 0)),
        ("-01", .invalidNumber(offset: 0)), ("1\"a\"", .invalidNumber(offset: 0)), ("1a", .invalidNumber(offset: 0)), ("--1", .invalidNumber(offset: 0)),
        ("+1", .malformed(offset: 0)), (".5", .malformed(offset: 0)),
        (#"["\x"]"#, .invalidEscape(offset: 2)), (#"["ab\u12g4"]"#, .invalidEscape(offset: 4)), (#""\u12""#, .invalidEscape(offset: 1)),
        (#""\ud800""#, .invalidEscape(offset: 1)), (#""\ud800\u0041""#, .invalidEscape(offset: 1)), (#""\udc00\ud800""#, .invalidEscape(offset: 1)),
        (#""\ud800x\udc00""#, .invalidEscape(offset: 1)),
        ("[\"a\nb\"]", .controlCharacter(offset: 3)), ("\"\u{1F}\"", .controlCharacter(offset: 1)), ("[\"abc]", .unclosedString(offset: 1)), (#"["a\"]"#, .unclosedString(offset: 1)),
    ] as [(String, JSONError)])
    func `malformed text is refused at its offset`(text: String, error: JSONError) {
        #expect(failure(text) == error)
    }

    @Test(arguments: [[0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]] as [[UInt8]])
    func `what is not UTF-8 is refused at its offset`(bytes: [UInt8]) {
        #expect(failure(Array("[\"ab".utf8) + bytes + Array("\"]".utf8)) == .invalidUTF8(offset: 4))
    }

    @Test func `nesting ends at the limit`() {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(failure(nested(JSONReader.depthMax)) == nil)
        #expect(failure(nested(JSONReader.depthMax + 1)) == .tooDeep(offset: JSONReader.depthMax, depthMax: JSONReader.depthMax))
        #expect(failure(String(repeating: "{\"a\":", count: 100_000)) == .tooDeep(offset: 5 * JSONReader.depthMax, depthMax: JSONReader.depthMax))
    }

    @Test func `values end at the limit, which is higher for large readers`() {
        func array(_ count: Int) -> String { "[" + String(repeating: "1,", count: count - 1) + "1]" }
        let most = JSONReader.nodesMax - 1
        #expect(failure(array(most)) == nil)
        #expect(failure(array(most + 1)) == .tooManyNodes(offset: 2 * most + 1, nodesMax: JSONReader.nodesMax))
        #expect(failure(array(JSONReader.largeNodesMax - 1), large: true) == nil)
        #expect(failure(array(JSONReader.largeNodesMax), large: true) != nil)
    }

    @Test func `members of an object end at the limit`() {
        func object(_ count: Int) -> String { "[{" + (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") + "}]" }
        #expect(failure(object(JSONReader.membersMax)) == nil)
        #expect(failure(object(JSONReader.membersMax + 1)) == .tooManyMembers(offset: 1, membersMax: JSONReader.membersMax))
    }

    @Test func `text ends at the limit`() {
        let quoted = [UInt8(ascii: "\"")] + [UInt8](repeating: UInt8(ascii: "x"), count: JSONReader.bytesMax - 2) + [UInt8(ascii: "\"")]
        #expect(failure(quoted) == nil)
        #expect(failure(quoted + [UInt8(ascii: " ")]) == .tooLong(bytes: JSONReader.bytesMax + 1, bytesMax: JSONReader.bytesMax))
    }

    @Test func `every error says what is wrong and where`() {
        #expect("\(JSONError.duplicateKey("price"))" == "the key \"price\" twice in one JSON object")
        #expect("\(JSONError.tooDeep(offset: 9, depthMax: 32))" == "JSON nested deeper than 32 at byte 9")
        #expect("\(JSONError.malformed(offset: 3))" == "malformed JSON at byte 3")
    }
}
