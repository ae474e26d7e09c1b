import Foundation
import Testing

@testable import walras

@Suite struct JSON5Tests {
    private func read(_ text: String) -> Result<JSON5Node.Content, JSON5Error> {
        Result { () throws(JSON5Error) in try JSON5Reader.read(text).content }
    }

    private func error(_ text: String) -> String? {
        if case .failure(let error) = read(text) { "\(error.place): \(error.reason)" } else { nil }
    }

    @Test func `strings may have either quote, escapes, and lines that go on`() {
        #expect(read(#"'it\'s "\u00e9" \ud83d\ude00\t\\\/'"#) == .success(.text("it's \"é\" 😀\t\\/")))
        #expect(read("\"one \\\ntwo\"") == .success(.text("one two")))
    }

    @Test(arguments: ["0", "-1", "+7", "1.5", "5.", ".5", "1e9", "2E-3", "0xFf", "-0x1"]) func `numbers keep their digits`(text: String) {
        #expect(read(" \(text) // end") == .success(.number(text)))
    }

    @Test func `places are counted in lines and characters`() throws {
        let node = try JSON5Reader.read("// é😀\r\n{\n  $a_1: [1,\n /* x\n */ 'é', 2,],\n}")
        guard case .group(let members) = node.content, case .list(let list) = members[0].node.content else {
            Issue.record("not an object with a list")
            return
        }
        #expect(node.place == TextPlace(line: 2, column: 1))
        #expect(members[0].name == "$a_1" && members[0].place == TextPlace(line: 3, column: 3))
        #expect(list.map(\.place) == [TextPlace(line: 3, column: 10), TextPlace(line: 5, column: 5), TextPlace(line: 5, column: 10)])
    }

    @Test(arguments: [
        ("{a: 1, a: 2}", "1:8: 'a' twice in one object"),
        ("{a: 1,\n'b' 2}", "2:5: a colon is expected behind 'b'"),
        ("{a: 1,, b: 2}", "1:7: a name is expected, found ','"),
        ("{1: 2}", "1:2: a name is expected, found '1'"),
        ("{a: 1", "1:6: a comma or '}' is expected, the text ends"),
        ("{", "1:2: a name is expected, the text ends"),
        ("[1 2]", "1:4: a comma or ']' is expected, found '2'"),
        ("[,]", "1:2: a value is expected, found ','"),
        ("{} {}", "1:4: '{' behind the end of the value"),
        ("{a: yes}", "1:5: a value is expected, found 'yes'"),
        ("{a: 01}", "1:5: a value is expected, found '01'"),
        ("{a: NaN}", "1:5: a value is expected, found 'NaN'"),
        ("'abc", "1:1: a string that does not end on its line"),
        ("'ab\nc'", "1:1: a string that does not end on its line"),
        ("'\\q'", "1:3: an escape there is none of"),
        ("'\\ud800'", "1:3: an escape there is none of"),
        ("'\\u12'", "1:3: an escape there is none of"),
        ("/* x", "1:1: a comment that does not end"),
        ("/", "1:1: a value is expected, found '/'"),
    ]) func `what is no JSON5 is refused at its place`(text: String, message: String) {
        #expect(error(text) == message)
    }

    @Test func `nesting ends at the limit`() {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(error(nested(JSON5Reader.depthMax)) == nil)
        #expect(error(nested(JSON5Reader.depthMax + 1)) == "1:17: nested deeper than \(JSON5Reader.depthMax)")
    }

    /// Texts made of JSON5's own pieces in random order.
    @Test func `what is read here Foundation reads as well, and the other way round`() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = RandomSource(seed: seed)
        let pieces = ["{", "}", "[", "]", "a", "b", ":", ",", ":", ",", " ", "\n", "1", "'x'", "\"y\"", "true", "null", "// c\n", "/* c */", "+1", ".5", "0x1F"]
        var accepted = 0
        for _ in 0..<30_000 {
            // Half of them nearly objects, or almost none would be one. Spaces, because theirs looks at a number only when it is asked for.
            let count = Int(random.next() % 9)
            let middle = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined(separator: " ")
            let text = random.next() % 2 == 0 ? middle : "{a:[\(middle)],}"
            let ours = read(text)
            if case .failure(let error) = ours, error.reason.hasSuffix("twice in one object") { continue }
            let decoder = JSONDecoder()
            decoder.allowsJSON5 = true
            let theirs = Result { try decoder.decode(Anything.self, from: Data(text.utf8)) }
            let agree = switch (ours, theirs) { case (.success, .success), (.failure, .failure): true; default: false }
            #expect(agree, "seed \(seed): \(text): \(ours), \(theirs)")
            if case .success = ours { accepted += 1 }
        }
        #expect(accepted > 1_000)
    }

    /// Whatever a decoder reads.
    private struct Anything: Decodable { init(from decoder: any Decoder) throws {} }
}
