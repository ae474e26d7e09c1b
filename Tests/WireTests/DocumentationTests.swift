import Foundation
import Market
import Testing
import Wire

/// `proto/MESSAGES.md` says what the schema and the codecs say.
///
/// `WALRAS_REWRITE=1 swift test --filter DocumentationTests` rewrites the page. Commit the difference only if you know where it comes from.
@Suite struct DocumentationTests {
    private static let page = Repository.root.appendingPathComponent("proto/MESSAGES.md")

    @Test func `the page of messages is current`() throws {
        let expected = try rendering()
        if ProcessInfo.processInfo.environment["WALRAS_REWRITE"] == "1" {
            try Data(expected.utf8).write(to: Self.page)
        }
        let actual = try String(contentsOf: Self.page, encoding: .utf8)
        for (line, (ours, theirs)) in zip(expected.split(separator: "\n"), actual.split(separator: "\n")).enumerated() where ours != theirs {
            Issue.record("MESSAGES.md, non-empty line \(line + 1): '\(theirs)' should be '\(ours)'")
            return
        }
        #expect(actual == expected)
    }

    @Test func `every example of the page decodes to the values beside it`() throws {
        let lines = try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n").map(String.init)
        var checked = 0
        for (index, line) in lines.enumerated() where line.hasPrefix("    ") && line.last != "}" {
            var bytes: [UInt8] = []
            for word in line.split(separator: " ") { bytes.append(try #require(UInt8(word, radix: 16))) }
            let values = lines[index + 1].trimmingCharacters(in: .whitespaces)
            let json: String
            if values.hasPrefix(#"{"message""#) {
                #expect(try unsafe bytes.withUnsafeBytes { try unsafe Schema.json(sessionMessage: $0) } == values)
                checked += 1
                continue
            }
            if values.hasPrefix(#"{"command""#) {
                json = try Self.json(bytes)[0]
                #expect(json == #"{"sequence":1,"# + values.dropFirst().dropLast() + #","events":[]}"#)
            } else {
                // An event needs a command before it; the order that a short acceptance speaks of is the page's own.
                let plain = Examples.records.first { $0.encoded[2] == 1 }!
                json = try Self.json(SampleRecord(plain.command, time: plain.time).encoded + bytes)[0]
                #expect(json.hasSuffix(#","events":["# + values + "]}"))
            }
            checked += 1
        }
        #expect(checked == Schema.messages.count)
    }

    static func json(_ bytes: [UInt8]) throws -> [String] {
        try unsafe bytes.withUnsafeBytes { buffer in
            var reader = unsafe RecordReader(buffer)
            var lines: [String] = []
            while let record = try reader.next() { lines.append(try record.json(sequence: UInt64(lines.count + 1))) }
            return lines
        }
    }

    private func rendering() throws -> String {
        var text = """
            # Messages

            Schema \(Schema.id), version \(Schema.version). Written from `walras.xml` by `WALRAS_REWRITE=1 swift test --filter DocumentationTests`, which also
            checks it. The rules are in [README.md](README.md) and [SESSION.md](SESSION.md). Offsets count from the end of the 8-byte header; the examples begin with it.

            ## Types

            | type | bytes | encoding | null | |
            |---|---|---|---|---|

            """
        for type in Schema.scalars {
            let encoding = type.primitive.rawValue + (type.length > 1 ? "[\(type.length)]" : "") + (type.minValue.map { " ≥ \($0)" } ?? "")
            text += "| `\(type.name)` | \(bytes(.scalar(type.name))) | \(encoding) | \(type.nullValue ?? "") | \(type.description) |\n"
        }
        text += "\nEnums, one byte each:\n\n| type | values |\n|---|---|\n"
        for type in Schema.enums { text += "| `\(type.name)` | \(type.names.map { "\($0.value) \($0.name)" }.joined(separator: ", ")) |\n" }
        text += "\nFlags, one byte each:\n\n| type | bits |\n|---|---|\n"
        for type in Schema.sets { text += "| `\(type.name)` | \(type.names.map { "\($0.value) \($0.name)" }.joined(separator: ", ")) |\n" }
        let examples = try examples()
        let parts = [
            ("Commands", 1..<64), ("Events", 64..<128), ("The session", 128..<144), ("Requests", 144..<160), ("Reports and answers", 160..<176),
            ("Market data", 176..<256),
        ]
        for (title, templates) in parts {
            text += "\n## \(title)\n"
            for message in Schema.messages where templates.contains(Int(message.templateID)) {
                text += section(message, try #require(examples[message.templateID], "no example of \(message.name)"))
            }
        }
        return text
    }

    private func section(_ message: MessageLayout, _ example: (bytes: ArraySlice<UInt8>, json: String)) -> String {
        var text = "\n### \(message.name)\n\nTemplate \(message.templateID), \(message.blockLength) bytes. \(message.description).\n\n"
        text += "| offset | bytes | field | type | |\n|---|---|---|---|---|\n"
        for field in message.fields {
            text += "| \(field.offset) | \(bytes(field.type)) | `\(field.name)` | \(name(field.type)) | \(field.description) |\n"
        }
        if let group = message.group {
            text += "\nThen the group `\(group.name)`: two bytes of block length (\(group.blockLength)), two of count, and so many times: \(group.description.lowercasedFirst).\n\n"
            text += "| offset | bytes | field | type | |\n|---|---|---|---|---|\n"
            for field in group.fields {
                text += "| \(field.offset) | \(bytes(field.type)) | `\(field.name)` | \(name(field.type)) | \(field.description) |\n"
            }
        }
        text += "\n    " + example.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        return text + "\n    " + example.json + "\n"
    }

    /// The first example of every message: its bytes, and its part of the record's JSON.
    private func examples() throws -> [UInt16: (bytes: ArraySlice<UInt8>, json: String)] {
        var result: [UInt16: (bytes: ArraySlice<UInt8>, json: String)] = [:]
        for record in Examples.records {
            let bytes = record.encoded
            let offsets = messageOffsets(bytes)
            let json = try Self.json(bytes)[0]
            let parts = json.dropFirst(#"{"sequence":1,"#.count).dropLast("]}".count).components(separatedBy: #","events":["#)
            let events = parts[1].components(separatedBy: #",{"event""#).enumerated().map { $0 == 0 ? $1 : #"{"event""# + $1 }
            for (index, place) in offsets.enumerated() where result[place.template] == nil {
                let end = index + 1 < offsets.count ? offsets[index + 1].offset : bytes.count
                result[place.template] = (bytes[place.offset..<end], index == 0 ? "{" + parts[0] + "}" : events[index - 1])
            }
        }
        for example in SessionExamples.messages { result[example.template] = (example.bytes[...], try example.json()) }
        return result
    }

    private func name(_ type: FieldLayout.FieldType) -> String {
        switch type {
        case .scalar(let name), .enumeration(let name), .set(let name): name
        }
    }

    private func bytes(_ type: FieldLayout.FieldType) -> Int {
        guard case .scalar(let name) = type, let scalar = Schema.scalars.first(where: { $0.name == name }) else { return 1 }
        return scalar.primitive.bytes * scalar.length
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
