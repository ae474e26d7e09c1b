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
        line("/// \(message.description).", indent: 1)
        line("@usableFromInline package struct \(message.name): Hashable, Sendable, BitwiseCopyable {", indent: 1)
        line("@inlinable package static var templateID: UInt16 { \(message.id) }", indent: 2)
        line("@inlinable package static var blockLength: Int { \(message.blockLength) }", indent: 2)
        line("/// Header and block.", indent: 2)
        line("@inlinable package static var encodedBytes: Int { \(message.blockLength + 8) }", indent: 2)
        line("")
        for field in message.fields {
            if !field.description.isEmpty { line("/// \(field.description).", indent: 2) }
            line("@usableFromInline package var \(field.name): \(field.swiftType)", indent: 2)
        }
        line("")
        memberwiseInit(message)
        line("")
        encode(message)
        line("")
        decode(message)
        line("}", indent: 1)
    }

    private mutating func memberwiseInit(_ message: Message) {
        line("@inlinable @inline(__always) package init(", indent: 2)
        line(message.fields.map { "\($0.name): \($0.swiftType)" }.joined(separator: ", "), indent: 3)
        line(") {", indent: 2)
        for field in message.fields { line("self.\(field.name) = \(field.name)", indent: 3) }
        line("}", indent: 2)
    }

    private mutating func encode(_ message: Message) {
        line("/// Writes `encodedBytes` bytes at `base`, header first.", indent: 2)
        line("@inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {", indent: 2)
        let header = UInt64(message.blockLength) | UInt64(message.id) << 16 | UInt64(schema.id) << 32 | UInt64(schema.version) << 48
        line(store("(0x\(String(header, radix: 16, uppercase: true)) as UInt64).littleEndian", at: 0, as: "UInt64"), indent: 3)
        for field in message.fields {
            for part in field.parts {
                if let minimum = field.minValue { line("assert(\(part.value) >= \(minimum), \"\(message.name).\(field.name)\")", indent: 3) }
                line(store(part.primitive.bytes == 1 ? part.value : "\(part.value).littleEndian", at: 8 + part.offset, as: part.primitive.swiftName), indent: 3)
            }
        }
        line("}", indent: 2)
    }

    private mutating func decode(_ message: Message) {
        line("/// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.", indent: 2)
        // `Name` can be made in its own module only, so what holds one is not inlined elsewhere.
        let attribute = message.fields.contains { $0.swiftType == "Name" } ? "@usableFromInline" : "@inlinable @inline(__always)"
        line("\(attribute) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {", indent: 2)
        line("guard blockLength >= \(message.blockLength) else {", indent: 3)
        line("throw .shortBlock(offset: offset, message: \"\(message.name)\", bytes: blockLength, needed: \(message.blockLength))", indent: 4)
        line("}", indent: 3)
        for field in message.fields { decode(field, of: message) }
        line("}", indent: 2)
    }

    private mutating func decode(_ field: Field, of message: Message) {
        let loads = field.parts.map { load(at: $0.offset, as: $0.primitive.swiftName) }
        switch field.type {
        case .scalar(let type) where type.length > 1:
            line("\(field.name) = Name(low: \(loads[0]), high: \(loads[1]))", indent: 3)
        case .scalar(let type):
            line("\(field.name) = \(loads[0])", indent: 3)
            guard let minimum = type.minValue else { return }
            line("guard \(field.name) >= \(minimum) else {", indent: 3)
            line(
                "throw .belowMinimum(offset: offset + \(field.offset), message: \"\(message.name)\", field: \"\(field.name)\", value: Int64(\(field.name)))", indent: 4)
            line("}", indent: 3)
        case .enumeration(let type):
            line("let \(field.name)Raw = \(loads[0])", indent: 3)
            line("guard let \(field.name) = \(type.name)(rawValue: \(field.name)Raw) else {", indent: 3)
            line(
                "throw .unknownValue(offset: offset + \(field.offset), message: \"\(message.name)\", field: \"\(field.name)\", value: \(field.name)Raw)", indent: 4)
            line("}", indent: 3)
            line("self.\(field.name) = \(field.name)", indent: 3)
        case .set(let type):
            line("\(field.name) = \(type.name)(rawValue: \(loads[0]))", indent: 3)
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
            line("fields: [", indent: 3)
            for field in message.fields {
                line(
                    "FieldLayout(name: \"\(field.name)\", offset: \(field.offset), type: \(field.layoutType), description: \"\(field.description)\"),", indent: 4)
            }
            line("]),", indent: 3)
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
    /// Type of the struct's property: enums, sets and names are those of `Market`, scalars stay raw.
    fileprivate var swiftType: String {
        switch type {
        case .scalar(let type): type.length > 1 ? "Name" : type.primitive.swiftName
        case .enumeration(let type): type.name
        case .set(let type): type.name
        }
    }

    /// What is stored where: one word, or the two of a name.
    fileprivate var parts: [(value: String, offset: Int, primitive: Primitive)] {
        switch type {
        case .scalar(let type) where type.length > 1: [("\(name).low", offset, .uint64), ("\(name).high", offset + 8, .uint64)]
        case .scalar(let type): [(name, offset, type.primitive)]
        case .enumeration(let type): [("\(name).rawValue", offset, type.primitive)]
        case .set(let type): [("\(name).rawValue", offset, type.primitive)]
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
