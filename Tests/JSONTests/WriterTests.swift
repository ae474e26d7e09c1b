import Testing

@testable import JSON

struct WriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas stand between values and nowhere else`() {
        let written = text { json in
            json.object { json in
                json.key("a")
                json.array { json in
                    json.integer(1)
                    json.array { _ in }
                    json.object { _ in }
                    json.null()
                }
                json.key(String("b\n"))
                json.bool(true)
                json.key("c")
                json.object { json in
                    json.key("d")
                    json.raw([UInt8](#"{"x":1}"#.utf8))
                }
            }
        }
        #expect(written == #"{"a":[1,[],{},null],"b\n":true,"c":{"d":{"x":1}}}"#)
    }

    @Test func `integers are written to both ends`() {
        #expect(text { $0.array { $0.integer(Int64.min); $0.integer(UInt64.max); $0.integer(0); $0.integer(Int8(-7)) } } == "[-9223372036854775808,18446744073709551615,0,-7]")
    }

    @Test(arguments: [
        (0, 0, "0", "0"), (0, 2, "0.00", "0"), (5, 2, "0.05", "0.05"), (-5, 2, "-0.05", "-0.05"), (150, 2, "1.50", "1.5"), (1_000, 2, "10.00", "10"), (100, 0, "100", "100"),
        (.min, 8, "-92233720368.54775808", "-92233720368.54775808"), (.max, 18, "9.223372036854775807", "9.223372036854775807"),
        (1, 18, "0.000000000000000001", "0.000000000000000001"), (1_000_000_000_000_000_000, 18, "1.000000000000000000", "1"),
    ] as [(Int64, Int, String, String)])
    func `an amount has as many places as its scale, or as few as it needs`(units: Int64, scale: Int, full: String, trimmed: String) {
        #expect(text { $0.decimal(units: units, scale: scale) } == "\"\(full)\"")
        #expect(text { $0.decimal(units: units, scale: scale, trimmed: true) } == "\"\(trimmed)\"")
        #expect(text { $0.decimalNumber(units: units, scale: scale) } == full)
    }

    @Test func `what a string may not hold is escaped`() {
        #expect(text { $0.string(String("\"\\/\u{8}\t\n\u{C}\r\u{1}\u{1F}é😀\u{7F}")) } == #""\"\\/\b\t\n\f\r\u0001\u001fé😀"# + "\u{7F}\"")
        #expect(text { $0.string("a\"b" as StaticString) } == #""a\"b""#)
        #expect(text { $0.string(String()) } == #""""#)
    }

    @Test func `numbers of every length and scale are written digit by digit`() {
        func expected(_ units: Int64, _ scale: Int, isTrimmed: Bool) -> String {
            var digits = String(units.magnitude)
            while digits.count <= scale { digits = "0" + digits }
            guard scale > 0 else { return (units < 0 ? "-" : "") + digits }
            var text = digits.dropLast(scale) + "." + digits.suffix(scale)
            if isTrimmed {
                while text.last == "0" { text.removeLast() }
                if text.last == "." { text.removeLast() }
            }
            return (units < 0 ? "-" : "") + text
        }
        let seed = UInt64.random(in: 0 ... .max)
        var random = seed
        for round in 0..<20_000 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Of every length in bits, and around powers of ten.
            var units = Int64(truncatingIfNeeded: random) >> Int64(random >> 58)
            if round % 5 == 0 { units = (0..<Int(random >> 33 % 19)).reduce(1) { power, _ in power * 10 } - Int64(random >> 40 % 3) }
            let scale = Int(random >> 20 % 19)
            for isTrimmed in [false, true] {
                var writer = JSONWriter()
                writer.decimalNumber(units: units, scale: scale, trimmed: isTrimmed)
                let text = String(decoding: writer.bytes, as: UTF8.self)
                #expect(text == expected(units, scale, isTrimmed: isTrimmed), "seed \(seed): \(units) at \(scale)")
            }
        }
    }

    @Test func `what needs an escape is seen wherever it stands`() {
        for length in 0..<20 {
            for byte in UInt8.min ... .max {
                for place in 0..<length {
                    var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    text[place] = byte
                    let isNeeded = unsafe text.withUnsafeBytes { unsafe JSONEscapes.areNeeded(in: $0) }
                    guard isNeeded != (byte < 0x20 || byte == 0x22 || byte == 0x5C) else { continue }
                    Issue.record("byte \(byte) at \(place) of \(length)")
                }
            }
        }
    }

    @Test func `a finished text moves out and its successor uses the old memory`() {
        var body = [UInt8]("old".utf8)
        body.reserveCapacity(512)
        body.removeAll(keepingCapacity: true)
        var writer = JSONWriter(taking: &body)
        #expect(body.isEmpty)
        writer.array { $0.integer(1) }
        writer.finish(into: &body)
        #expect(body == Array("[1]".utf8))
        #expect(body.capacity >= 512)
        #expect(writer.bytes.isEmpty)
        writer.integer(2)
        #expect(writer.bytes == Array("2".utf8))
    }

    @Test func `an object left open is a fault`() async {
        await #expect(processExitsWith: .failure) {
            var body: [UInt8] = []
            var writer = JSONWriter()
            writer.beginObject()
            writer.finish(into: &body)
        }
    }
}
