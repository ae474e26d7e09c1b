import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif

/// Reads a schema file and refuses whatever the generated code, or a plain third-party decoder, could not follow.
///
/// Refused: nested or several groups, variable data, constants, composites other than the header and `groupSizeEncoding`, gaps, field
/// offsets, floating point.
final class SchemaReader: NSObject, XMLParserDelegate {
    private var schema = Schema()
    private var headerType = "messageHeader"
    private let groupSizeType = "groupSizeEncoding"
    private var compositeName = ""
    private var failure: SchemaError?
    private var openElements: [String] = []
    private var text = ""
    private var choiceName = ""

    /// - Throws: `SchemaError` with the line.
    static func read(_ data: Data) throws(SchemaError) -> Schema {
        let reader = SchemaReader()
        let parser = XMLParser(data: data)
        parser.shouldProcessNamespaces = true
        parser.delegate = reader
        let isWellFormed = parser.parse()
        if let failure = reader.failure { throw failure }
        guard isWellFormed else {
            throw SchemaError(line: parser.lineNumber, problem: "not well-formed: \(parser.parserError.map { "\($0)" } ?? "unknown reason")")
        }
        // The parser of Linux takes the end of the file for the end of every element.
        if let element = reader.openElements.last { throw SchemaError(line: parser.lineNumber, problem: "not well-formed: <\(element)> is not closed") }
        try reader.checkWhole(line: parser.lineNumber)
        return reader.schema
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        guard failure == nil else { return }
        let parent = openElements.last ?? ""
        openElements.append(element)
        text = ""
        do throws(SchemaError) {
            try open(element, in: parent, Attributes(element: element, values: attributes, line: parser.lineNumber))
        } catch {
            failure = error
            parser.abortParsing()
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
        guard failure == nil else { return }
        openElements.removeLast()
        do throws(SchemaError) {
            try close(element, line: parser.lineNumber)
        } catch {
            failure = error
            parser.abortParsing()
        }
    }

    private func open(_ element: String, in parent: String, _ attributes: Attributes) throws(SchemaError) {
        switch (element, parent) {
        case ("messageSchema", ""): try openSchema(attributes)
        case ("types", "messageSchema"): break
        case ("composite", "types"):
            compositeName = try attributes.string("name")
            guard compositeName == headerType || compositeName == groupSizeType else {
                throw attributes.error("composite \(compositeName): only the message header and \(groupSizeType) may be one")
            }
        case ("type", "composite"):
            let type = try scalar(attributes)
            if compositeName == headerType { schema.header.append(type) } else { schema.groupSize.append(type) }
        case ("type", "types"):
            let type = try scalar(attributes)
            try checkNew(type.name, attributes)
            schema.scalars.append(type)
        case ("enum", "types"):
            let name = try attributes.string("name")
            try checkNew(name, attributes)
            schema.enums.append(EnumType(name: name, primitive: try byteEncoding(attributes)))
        case ("set", "types"):
            let name = try attributes.string("name")
            try checkNew(name, attributes)
            schema.sets.append(SetType(name: name, primitive: try byteEncoding(attributes)))
        case ("validValue", "enum"), ("choice", "set"): choiceName = try attributes.string("name")
        case ("message", "messageSchema"): try openMessage(attributes)
        case ("field", "message"): try addField(attributes)
        case ("group", "message"): try openGroup(attributes)
        case ("field", "group"): try addGroupField(attributes)
        default: throw attributes.error("<\(element)> inside <\(parent)> is not supported")
        }
    }

    private func close(_ element: String, line: Int) throws(SchemaError) {
        let number = text.trimmingCharacters(in: .whitespacesAndNewlines)
        switch element {
        case "validValue":
            let last = schema.enums.count - 1
            guard let value = UInt8(number), value < 255, !schema.enums[last].values.contains(where: { $0.value == value || $0.name == choiceName })
            else { throw SchemaError(line: line, problem: "\(schema.enums[last].name).\(choiceName): '\(number)' is not a new value in 0…254") }
            schema.enums[last].values.append((choiceName, value))
        case "choice":
            let last = schema.sets.count - 1
            guard let bit = UInt8(number), bit < 8, !schema.sets[last].choices.contains(where: { $0.bit == bit || $0.name == choiceName })
            else { throw SchemaError(line: line, problem: "\(schema.sets[last].name).\(choiceName): '\(number)' is not a new bit in 0…7") }
            schema.sets[last].choices.append((choiceName, bit))
        case "message":
            let message = schema.messages[schema.messages.count - 1]
            guard message.fieldBytes == message.blockLength else {
                throw SchemaError(
                    line: line, problem: "\(message.name): blockLength is \(message.blockLength), its fields take \(message.fieldBytes)")
            }
        case "group":
            let message = schema.messages[schema.messages.count - 1]
            guard let group = message.group, group.fields.bytes == group.blockLength, group.blockLength > 0 else {
                throw SchemaError(
                    line: line, problem: "\(message.name): blockLength of its group is \(message.group?.blockLength ?? 0), the fields take \(message.group?.fields.bytes ?? 0)")
            }
        default: break
        }
    }

    private func openSchema(_ attributes: Attributes) throws(SchemaError) {
        schema.id = try attributes.number("id")
        schema.version = try attributes.number("version")
        headerType = attributes.values["headerType"] ?? headerType
        guard attributes.values["byteOrder"] ?? "littleEndian" == "littleEndian" else { throw attributes.error("byteOrder is not littleEndian") }
    }

    private func scalar(_ attributes: Attributes) throws(SchemaError) -> ScalarType {
        let name = try attributes.string("name")
        let primitiveName = try attributes.string("primitiveType")
        guard let primitive = Primitive(rawValue: primitiveName) else { throw attributes.error("\(name): primitiveType \(primitiveName) is not supported") }
        let presence = attributes.values["presence"] ?? "required"
        guard presence == "required" || presence == "optional" else { throw attributes.error("\(name): presence \(presence) is not supported") }
        let length = attributes.values["length"] == nil ? 1 : Int(try attributes.number("length") as UInt16)
        guard primitive == .char ? length == 16 || length == 72 : length == 1 else {
            throw attributes.error("\(name): texts are char[16] or char[72], everything else is one element")
        }
        for bound in ["nullValue", "minValue"] {
            guard let value = attributes.values[bound] else { continue }
            let isNumber = primitive.isSigned ? Int64(value) != nil : UInt64(value) != nil
            guard isNumber, primitive != .char else { throw attributes.error("\(name): \(bound) '\(value)' is not a number of its type") }
        }
        guard (presence == "optional") == (attributes.values["nullValue"] != nil) else {
            throw attributes.error("\(name): an optional type names its nullValue, a required one has none")
        }
        return ScalarType(
            name: name, primitive: primitive, length: length, isOptional: presence == "optional",
            nullValue: attributes.values["nullValue"], minValue: attributes.values["minValue"],
            description: attributes.values["description"] ?? "")
    }

    private func byteEncoding(_ attributes: Attributes) throws(SchemaError) -> Primitive {
        let encoding = try attributes.string("encodingType")
        guard encoding == "uint8" else { throw attributes.error("encodingType \(encoding): enums and sets are one byte, uint8") }
        return .uint8
    }

    private func checkNew(_ name: String, _ attributes: Attributes) throws(SchemaError) {
        if schema.fieldType(named: name) != nil { throw attributes.error("type \(name) is there already") }
    }

    private func openMessage(_ attributes: Attributes) throws(SchemaError) {
        let name = try attributes.string("name")
        let id: UInt16 = try attributes.number("id")
        let blockLength: UInt16 = try attributes.number("blockLength")
        guard !schema.messages.contains(where: { $0.id == id || $0.name == name }) else { throw attributes.error("message \(name) or its id \(id) is there already") }
        guard id > 0 else { throw attributes.error("message \(name): id 0") }
        let description = try attributes.string("description")
        schema.messages.append(Message(name: name, id: id, blockLength: Int(blockLength), description: description))
    }

    private func addField(_ attributes: Attributes) throws(SchemaError) {
        let last = schema.messages.count - 1
        let message = schema.messages[last]
        guard message.group == nil else { throw attributes.error("\(message.name): a field after its group") }
        schema.messages[last].fields.append(try field(attributes, after: message.fields, in: message.name))
    }

    private func openGroup(_ attributes: Attributes) throws(SchemaError) {
        let last = schema.messages.count - 1
        let message = schema.messages[last]
        let name = try attributes.string("name")
        guard message.group == nil else { throw attributes.error("\(message.name).\(name): a second group") }
        guard message.isOfSession else { throw attributes.error("\(message.name).\(name): records of the log have no groups") }
        guard schema.groupSize.map(\.name) == ["blockLength", "numInGroup"], schema.groupSize.allSatisfy({ $0.primitive == .uint16 }),
            attributes.values["dimensionType"] == groupSizeType
        else { throw attributes.error("\(message.name).\(name): its dimensionType is not \(groupSizeType) of blockLength and numInGroup, each uint16") }
        let id: UInt16 = try attributes.number("id")
        guard Int(id) == message.fields.count + 1 else { throw attributes.error("\(message.name).\(name): id \(id) is not its place in the message") }
        let blockLength: UInt16 = try attributes.number("blockLength")
        schema.messages[last].group = Group(name: name, blockLength: Int(blockLength), description: try attributes.string("description"))
    }

    private func addGroupField(_ attributes: Attributes) throws(SchemaError) {
        let last = schema.messages.count - 1
        guard let group = schema.messages[last].group else { throw attributes.error("a field of no group") }
        let field = try field(attributes, after: group.fields, in: "\(schema.messages[last].name).\(group.name)")
        schema.messages[last].group?.fields.append(field)
    }

    /// The next field of a block.
    private func field(_ attributes: Attributes, after fields: [Field], in owner: String) throws(SchemaError) -> Field {
        let name = try attributes.string("name")
        let id: UInt16 = try attributes.number("id")
        guard Int(id) == fields.count + 1 else { throw attributes.error("\(owner).\(name): id \(id) is not its place in the block") }
        guard !fields.contains(where: { $0.name == name }) else { throw attributes.error("\(owner).\(name) is there already") }
        guard attributes.values["offset"] == nil, attributes.values["presence"] == nil else {
            throw attributes.error("\(owner).\(name): offset and presence belong to no field, fields follow each other and types know their null")
        }
        let typeName = try attributes.string("type")
        guard let type = schema.fieldType(named: typeName) else { throw attributes.error("\(owner).\(name): no type \(typeName)") }
        return Field(name: name, id: Int(id), type: type, offset: fields.bytes, description: attributes.values["description"] ?? "")
    }

    private func checkWhole(line: Int) throws(SchemaError) {
        guard schema.header.map(\.name) == ["blockLength", "templateId", "schemaId", "version"], schema.header.allSatisfy({ $0.primitive == .uint16 }) else {
            throw SchemaError(line: line, problem: "\(headerType) is not blockLength, templateId, schemaId, version, each uint16")
        }
        guard schema.messages.contains(where: { TemplateRange.commands.contains($0.id) }), schema.messages.contains(where: { TemplateRange.events.contains($0.id) })
        else { throw SchemaError(line: line, problem: "a record needs commands (ids \(TemplateRange.commands)) and events (\(TemplateRange.events))") }
    }
}

/// The attributes of one element, and its line for what is wrong with them.
private struct Attributes {
    var element: String
    var values: [String: String]
    var line: Int

    func string(_ name: String) throws(SchemaError) -> String {
        guard let value = values[name], !value.isEmpty else { throw error("<\(element)> has no \(name)") }
        return value
    }

    func number(_ name: String) throws(SchemaError) -> UInt16 {
        let value = try string(name)
        guard let number = UInt16(value) else { throw error("<\(element)> \(name)='\(value)' is not a number up to 65535") }
        return number
    }

    func error(_ problem: String) -> SchemaError { SchemaError(line: line, problem: problem) }
}
