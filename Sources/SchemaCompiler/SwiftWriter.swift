/// Writes the Swift codecs of a schema: one plain struct per message, and the tables that describe them.
struct SwiftWriter {
    private let schema: Schema
    private var output = ""

    static func write(_ schema: Schema, source: String) -> String {
        var writer = SwiftWriter(schema: schema)
        writer.line("// Written by `swift run SchemaCompiler` from \(source). Change that file and run it again.")
        writer.line("import Market")
        writer.line("")
        writer.schemaConstants()
        writer.line("")
        writer.line("/// The messages of the schema, each as it lies in memory: encoding is a store per field, decoding a load.")
        writer.line("@usableFromInline package enum Message {")
        for (index, message) in schema.messages.enumerated() {
            if index > 0 { writer.line("") }
            writer.codec(message)
        }
        writer.line("}")
        writer.line("")
        writer.layouts()
        return writer.output
    }

    private init(schema: Schema) { self.schema = schema }

    private mutating func line(_ text: String, indent: Int = 0) {
        if !text.isEmpty { output += String(repeating: "    ", count: indent) + text }
        output += "\n"
    }

    private func bytesMax(_ templates: ClosedRange<UInt16>) -> Int {
        8 + (schema.messages.filter { templates.contains($0.id) }.map(\.blockLength).max() ?? 0)
    }

    private mutating func schemaConstants() {
        line("@usableFromInline package enum Schema {")
        line("@inlinable package static var id: UInt16 { \(schema.id) }", indent: 1)
        line("@inlinable package static var version: UInt16 { \(schema.version) }", indent: 1)
        line("/// Bytes of the header before every block.", indent: 1)
        line("@inlinable package static var headerBytes: Int { 8 }", indent: 1)
        line("/// Bytes of the longest command, header included.", indent: 1)
        line("@inlinable package static var commandBytesMax: Int { \(bytesMax(TemplateRange.commands)) }", indent: 1)
        line("/// Bytes of the longest event, header included.", indent: 1)
        line("@inlinable package static var eventBytesMax: Int { \(bytesMax(TemplateRange.events)) }", indent: 1)
        line("")
        line("/// Bytes of the block of this version; -1 for a template the schema does not have.", indent: 1)
        line("@inlinable @inline(__always) package static func blockLength(template: UInt16) -> Int {", indent: 1)
        line("switch template {", indent: 2)
        for message in schema.messages { line("case \(message.id): \(message.blockLength)", indent: 2) }
        line("default: -1", indent: 2)
        line("}", indent: 2)
        line("}", indent: 1)
        line("")
        line("@usableFromInline package static func name(template: UInt16) -> WireError.Text {", indent: 1)
        line("switch template {", indent: 2)
        for message in schema.messages { line("case \(message.id): \"\(message.name)\"", indent: 2) }
        line("default: \"a message\"", indent: 2)
        line("}", indent: 2)
        line("}", indent: 1)
        line("}")
    }

    private mutating func codec(_ message: Message) {
        let face = !message.isOfSession ? "" : message.group == nil ? "SessionMessage, " : "GroupedMessage, "
        line("/// \(message.description).", indent: 1)
        line("@usableFromInline package struct \(message.name): \(face)Hashable, Sendable, BitwiseCopyable {", indent: 1)
        line("@inlinable package static var templateID: UInt16 { \(message.id) }", indent: 2)
        line("@inlinable package static var blockLength: Int { \(message.blockLength) }", indent: 2)
        line("/// Header and block.", indent: 2)
        line("@inlinable package static var encodedBytes: Int { \(message.blockLength + 8) }", indent: 2)
        line("")
        properties(message.fields, indent: 2)
        line("")
        line("/// Writes `encodedBytes` bytes at `base`, header first.", indent: 2)
        line("@inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {", indent: 2)
        let header = UInt64(message.blockLength) | UInt64(message.id) << 16 | UInt64(schema.id) << 32 | UInt64(schema.version) << 48
        line(store("(0x\(String(header, radix: 16, uppercase: true)) as UInt64).littleEndian", at: 0, as: "UInt64"), indent: 3)
        stores(message.fields, of: message.name, at: 8, indent: 3)
        line("}", indent: 2)
        line("")
        decode(message.fields, of: message.name, blockLength: message.blockLength, indent: 2)
        if let group = message.group { codec(group, of: message) }
        line("}", indent: 1)
    }

    /// The struct of one entry of a group, inside the message's.
    private mutating func codec(_ group: Group, of message: Message) {
        line("")
        line("/// \(group.description).", indent: 2)
        line("@usableFromInline package struct Entry: GroupEntry, Hashable, Sendable, BitwiseCopyable {", indent: 2)
        line("@inlinable package static var blockLength: Int { \(group.blockLength) }", indent: 3)
        line("")
        properties(group.fields, indent: 3)
        line("")
        line("/// Writes `blockLength` bytes at `base`.", indent: 3)
        line("@inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {", indent: 3)
        stores(group.fields, of: "\(message.name).\(group.name)", at: 0, indent: 4)
        line("}", indent: 3)
        line("")
        decode(group.fields, of: "\(message.name).\(group.name)", blockLength: group.blockLength, indent: 3)
        line("}", indent: 2)
    }

    private mutating func properties(_ fields: [Field], indent: Int) {
        for field in fields {
            if !field.description.isEmpty { line("/// \(field.description).", indent: indent) }
            line("@usableFromInline package var \(field.name): \(field.swiftType)", indent: indent)
        }
        line("")
        line("@inlinable @inline(__always) package init(", indent: indent)
        line(fields.map { "\($0.name): \($0.swiftType)" }.joined(separator: ", "), indent: indent + 1)
        line(") {", indent: indent)
        for field in fields { line("self.\(field.name) = \(field.name)", indent: indent + 1) }
        line("}", indent: indent)
    }

    private mutating func stores(_ fields: [Field], of owner: String, at start: Int, indent: Int) {
        for field in fields {
            for part in field.parts {
                if let minimum = field.minValue { line("assert(\(part.value) >= \(minimum), \"\(owner).\(field.name)\")", indent: indent) }
                let value = part.primitive.bytes == 1 ? part.value : "\(part.value).littleEndian"
                line(store(value, at: start + part.offset, as: part.primitive.swiftName), indent: indent)
            }
        }
    }

    private mutating func decode(_ fields: [Field], of owner: String, blockLength: Int, indent: Int) {
        line("/// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.", indent: indent)
        // Texts can be made in their own module only, so what holds one is not inlined elsewhere.
        let attribute = fields.contains(where: \.isText) ? "@usableFromInline" : "@inlinable @inline(__always)"
        line("\(attribute) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {", indent: indent)
        line("guard blockLength >= \(blockLength) else {", indent: indent + 1)
        line("throw .shortBlock(offset: offset, message: \"\(owner)\", bytes: blockLength, needed: \(blockLength))", indent: indent + 2)
        line("}", indent: indent + 1)
        for field in fields { decode(field, of: owner, indent: indent + 1) }
        line("}", indent: indent)
    }

    private mutating func decode(_ field: Field, of owner: String, indent: Int) {
        let loads = field.parts.map { load(at: $0.offset, as: $0.primitive.swiftName) }
        let place = "offset: offset + \(field.offset), message: \"\(owner)\", field: \"\(field.name)\""
        switch field.type {
        case .scalar(let type) where type.length > 1:
            let arguments = zip(field.words, loads).map { "\($0): \($1)" }.joined(separator: ", ")
            line("\(field.name) = \(field.swiftType)(\(arguments))", indent: indent)
        case .scalar(let type):
            line("\(field.name) = \(loads[0])", indent: indent)
            guard let minimum = type.minValue else { return }
            line("guard \(field.name) >= \(minimum) else {", indent: indent)
            line("throw .belowMinimum(\(place), value: Int64(\(field.name)))", indent: indent + 1)
            line("}", indent: indent)
        case .enumeration(let type):
            line("let \(field.name)Raw = \(loads[0])", indent: indent)
            line("guard let \(field.name) = \(type.name)(rawValue: \(field.name)Raw) else {", indent: indent)
            line("throw .unknownValue(\(place), value: \(field.name)Raw)", indent: indent + 1)
            line("}", indent: indent)
            line("self.\(field.name) = \(field.name)", indent: indent)
        case .set(let type):
            line("\(field.name) = \(type.name)(rawValue: \(loads[0]))", indent: indent)
        }
    }

    private func store(_ value: String, at offset: Int, as type: String) -> String {
        "unsafe base.storeBytes(of: \(value), toByteOffset: \(offset), as: \(type).self)"
    }

    private func load(at offset: Int, as type: String) -> String {
        let load = "base.loadUnaligned(fromByteOffset: \(offset), as: \(type).self)"
        return type == "UInt8" || type == "Int8" ? "unsafe \(load)" : "\(type)(littleEndian: unsafe \(load))"
    }

    private mutating func layouts() {
        line("extension Schema {")
        line("/// Every message, field by field, in order of template id.", indent: 1)
        line("package static let messages: [MessageLayout] = [", indent: 1)
        for message in schema.messages.sorted(by: { $0.id < $1.id }) {
            line("MessageLayout(", indent: 2)
            line("name: \"\(message.name)\", templateID: \(message.id), blockLength: \(message.blockLength), description: \"\(message.description)\",", indent: 3)
            layouts(message.fields, end: message.group == nil ? "])," : "],", indent: 3)
            guard let group = message.group else { continue }
            line("group: GroupLayout(", indent: 3)
            line("name: \"\(group.name)\", blockLength: \(group.blockLength), description: \"\(group.description)\",", indent: 4)
            layouts(group.fields, end: "])),", indent: 4)
        }
        line("]", indent: 1)
        line("")
        line("package static let scalars: [ScalarLayout] = [", indent: 1)
        for type in schema.scalars {
            let null = type.nullValue.map { "\"\($0)\"" } ?? "nil"
            let minimum = type.minValue.map { "\"\($0)\"" } ?? "nil"
            line(
                "ScalarLayout(name: \"\(type.name)\", primitive: .\(type.primitive.rawValue), length: \(type.length), nullValue: \(null), minValue: \(minimum), description: \"\(type.description)\"),",
                indent: 2)
        }
        line("]", indent: 1)
        line("")
        names("enums", schema.enums.map { ($0.name, $0.values.map { ($0.name, $0.value) }) }, "values")
        line("")
        names("sets", schema.sets.map { ($0.name, $0.choices.map { ($0.name, $0.bit) }) }, "bits")
        line("}")
    }

    private mutating func layouts(_ fields: [Field], end: String, indent: Int) {
        line("fields: [", indent: indent)
        for field in fields {
            line(
                "FieldLayout(name: \"\(field.name)\", offset: \(field.offset), type: \(field.layoutType), description: \"\(field.description)\"),",
                indent: indent + 1)
        }
        line(end, indent: indent)
    }

    private mutating func names(_ property: String, _ types: [(name: String, values: [(String, UInt8)])], _ unit: String) {
        line("/// One byte each; \(unit) by name.", indent: 1)
        line("package static let \(property): [NamesLayout] = [", indent: 1)
        for type in types {
            line("NamesLayout(name: \"\(type.name)\", names: [", indent: 2)
            for (name, value) in type.values { line("NamesLayout.Entry(name: \"\(name)\", value: \(value)),", indent: 3) }
            line("]),", indent: 2)
        }
        line("]", indent: 1)
    }
}

extension Field {
    /// Type of the struct's property: enums, sets and texts are those of `Market` and `Wire`, scalars stay raw.
    fileprivate var swiftType: String {
        switch type {
        case .scalar(let type): type.length == 1 ? type.primitive.swiftName : type.length == 16 ? "Name" : "KeyText"
        case .enumeration(let type): type.name
        case .set(let type): type.name
        }
    }

    fileprivate var isText: Bool { if case .scalar(let type) = type { type.length > 1 } else { false } }

    /// The words a text is kept in.
    fileprivate var words: [String] {
        guard case .scalar(let type) = type, type.length > 1 else { return [] }
        return type.length == 16 ? ["low", "high"] : (0..<type.length / 8).map { "word\($0)" }
    }

    /// What is stored where: one word, or those of a text.
    fileprivate var parts: [(value: String, offset: Int, primitive: Primitive)] {
        if isText { return words.enumerated().map { ("\(name).\($1)", offset + 8 * $0, .uint64) } }
        switch type {
        case .scalar(let type): return [(name, offset, type.primitive)]
        case .enumeration(let type): return [("\(name).rawValue", offset, type.primitive)]
        case .set(let type): return [("\(name).rawValue", offset, type.primitive)]
        }
    }

    fileprivate var minValue: String? {
        if case .scalar(let type) = type { type.minValue } else { nil }
    }

    fileprivate var layoutType: String {
        switch type {
        case .scalar(let type): ".scalar(\"\(type.name)\")"
        case .enumeration(let type): ".enumeration(\"\(type.name)\")"
        case .set(let type): ".set(\"\(type.name)\")"
        }
    }
}
