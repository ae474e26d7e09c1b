import Foundation
import Testing

@testable import JSON

/// SplitMix64: the same seed gives the same texts everywhere.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Random values as text, damaged at a few bytes, read by us and by Foundation.
struct DifferentialTests {
    let reader = JSONReader()

    @Test func `valid text means to us what it means to Foundation`() throws {
        try run(texts: 3_000, damage: false)
    }

    @Test func `damaged text is read by us only if Foundation reads the same`() throws {
        try run(texts: 20_000, damage: true)
    }

    private func run(texts: Int, damage: Bool) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = Seeded(state: seed)
        var accepted = 0
        for _ in 0..<texts {
            var bytes = Array(value(depth: 0, &random).utf8)
            if damage { spoil(&bytes, &random) }
            let context = "seed \(seed): \(String(decoding: bytes, as: UTF8.self))"
            let theirs = Result { try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) }
            do {
                let document = try reader.read(bytes)
                accepted += 1
                if case .failure(let error) = theirs {
                    // Exponents no double has are what Foundation alone refuses.
                    #expect("\(error)".contains("not representable"), "\(error) \(context)")
                } else {
                    try compare(document.root, theirs.get(), context)
                }
            } catch let error as JSONError {
                #expect(damage, "\(error) \(context)")
                if case .duplicateKey = error { continue }
                // Foundation lets a comma stand before a bracket.
                if case .malformed(let offset) = error, offset < bytes.count, "]}".utf8.contains(bytes[offset]) { continue }
                // Zeros make Foundation guess at UTF-16 and UTF-32.
                if case .success = theirs, !bytes.contains(0) { Issue.record("refused by us alone: \(error) \(context)") }
            }
        }
        #expect(accepted > texts / 50)
    }

    private func compare(_ ours: JSONNode, _ theirs: Any, _ context: String) throws {
        switch ours.kind {
        case .null: #expect(theirs is NSNull, "\(context)")
        case .bool: #expect(ours.bool == theirs as? Bool, "\(context)")
        case .string: #expect(ours.string.map { Array($0.unicodeScalars) } == (theirs as? String).map { Array($0.unicodeScalars) }, "\(context)")
        case .number:
            let number = try #require(theirs as? NSNumber, "\(context)")
            let text = unsafe try #require(ours.decimalText.map { unsafe String(decoding: $0, as: UTF8.self) })
            // With an exponent theirs has been a double on the way.
            if let integer = ours.integer, !text.lowercased().contains("e") { #expect(number.int64Value == integer, "\(context)") }
            let double = try #require(Double(text))
            #expect(abs(number.doubleValue - double) <= abs(double) * 1e-12, "\(context)")
        case .array:
            let elements = try #require(theirs as? [Any], "\(context)")
            #expect(ours.elements?.count == elements.count, "\(context)")
            for (one, other) in zip(try #require(ours.elements), elements) { try compare(one, other, context) }
        case .object:
            let members = try #require(theirs as? [String: Any], "\(context)")
            for member in try #require(ours.members) { try compare(member, try #require(members[member.key], "\(context)"), context) }
        }
    }

    // MARK: texts

    private func value(depth: Int, _ random: inout Seeded) -> String {
        let space = ["", "", "", " ", "\n", " \t\r\n"].randomElement(using: &random) ?? ""
        let kinds = depth < 4 ? 0..<7 : 0..<5
        switch Int.random(in: kinds, using: &random) {
        case 0: return space + (["true", "false", "null"].randomElement(using: &random) ?? "null")
        case 1, 2: return space + number(&random)
        case 3, 4: return space + string(&random) + space
        case 5:
            let items = (0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth + 1, &random) }
            return space + "[" + items.joined(separator: ",") + space + "]"
        default:
            let items = (0..<Int.random(in: 0...4, using: &random)).map { "\"\($0)" + string(&random).dropFirst() + space + ":" + value(depth: depth + 1, &random) }
            return space + "{" + items.joined(separator: ",") + space + "}"
        }
    }

    private func number(_ random: inout Seeded) -> String {
        let whole = [0, 1, 42, 1_000, 999_999_999_999].randomElement(using: &random) ?? 0
        let fraction = ["", "", ".0", ".10", ".000123"].randomElement(using: &random) ?? ""
        let exponent = ["", "", "", "E-05", "e+3", "E2"].randomElement(using: &random) ?? ""
        return (Bool.random(using: &random) ? "-" : "") + "\(whole)" + fraction + exponent
    }

    private func string(_ random: inout Seeded) -> String {
        let parts = ["a", "price", " ", "é", "😀", "{", "]", ",", ":", #"\""#, #"\\"#, #"\n"#, #"\u00e9"#, #"\ud83d\ude00"#, "\u{7F}"]
        return "\"" + (0..<Int.random(in: 0...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined() + "\""
    }

    private func spoil(_ bytes: inout [UInt8], _ random: inout Seeded) {
        let likely = Array("{}[]\",:\\ue0123456789.-+ tfn\u{0}\n".utf8)
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let at = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0 where at < bytes.count: bytes.remove(at: at)
            case 1 where at < bytes.count: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
            default: bytes.insert(likely.randomElement(using: &random) ?? 0, at: at)
            }
        }
    }
}
