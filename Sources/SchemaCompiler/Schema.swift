/// What a message schema says, as far as this compiler goes: blocks of scalars, enums and sets, and at most one repeating group after each.
struct Schema {
    var id: UInt16 = 0
    var version: UInt16 = 0
    var scalars: [ScalarType] = []
    var enums: [EnumType] = []
    var sets: [SetType] = []
    var messages: [Message] = []
    /// Members of the composite named by `headerType`.
    var header: [ScalarType] = []
    /// Members of `groupSizeEncoding`; none if the schema has no such composite.
    var groupSize: [ScalarType] = []

    func fieldType(named name: String) -> FieldType? {
        if let type = scalars.first(where: { $0.name == name }) { return .scalar(type) }
        if let type = enums.first(where: { $0.name == name }) { return .enumeration(type) }
        if let type = sets.first(where: { $0.name == name }) { return .set(type) }
        return nil
    }
}

enum Primitive: String {
    case char, uint8, uint16, uint32, uint64, int8, int16, int32, int64

    var bytes: Int {
        switch self {
        case .char, .uint8, .int8: 1
        case .uint16, .int16: 2
        case .uint32, .int32: 4
        case .uint64, .int64: 8
        }
    }

    var isSigned: Bool { self == .int8 || self == .int16 || self == .int32 || self == .int64 }

    var swiftName: String {
        switch self {
        case .char, .uint8: "UInt8"
        case .uint16: "UInt16"
        case .uint32: "UInt32"
        case .uint64: "UInt64"
        case .int8: "Int8"
        case .int16: "Int16"
        case .int32: "Int32"
        case .int64: "Int64"
        }
    }
}

struct ScalarType {
    var name: String
    var primitive: Primitive
    /// Elements; more than one for `char` only: 16 (`Name`) or 72 (`KeyText`).
    var length: Int
    var isOptional: Bool
    var nullValue: String?
    var minValue: String?
    var description: String

    var bytes: Int { primitive.bytes * length }
}

struct EnumType {
    var name: String
    var primitive: Primitive
    var values: [(name: String, value: UInt8)] = []
}

struct SetType {
    var name: String
    var primitive: Primitive
    var choices: [(name: String, bit: UInt8)] = []
}

enum FieldType {
    case scalar(ScalarType)
    case enumeration(EnumType)
    case set(SetType)

    var name: String {
        switch self {
        case .scalar(let type): type.name
        case .enumeration(let type): type.name
        case .set(let type): type.name
        }
    }

    var bytes: Int {
        switch self {
        case .scalar(let type): type.bytes
        case .enumeration(let type): type.primitive.bytes
        case .set(let type): type.primitive.bytes
        }
    }
}

struct Field {
    var name: String
    var id: Int
    var type: FieldType
    /// From the start of the block, in bytes.
    var offset: Int
    var description: String
}

struct Message {
    var name: String
    var id: UInt16
    var blockLength: Int
    var description: String
    var fields: [Field] = []
    /// Follows the block.
    var group: Group?

    var fieldBytes: Int { fields.bytes }
    /// One of a client's session, not of the log.
    var isOfSession: Bool { id > TemplateRange.events.upperBound }
}

/// A repeating group: a count, then that many blocks of their own.
struct Group {
    var name: String
    var blockLength: Int
    var description: String
    var fields: [Field] = []
}

extension [Field] {
    var bytes: Int { reduce(0) { $0 + $1.type.bytes } }
}

/// The id ranges of a record: one test tells a command, which opens a record, from an event, which continues it.
enum TemplateRange {
    static let commands: ClosedRange<UInt16> = 1...63
    static let events: ClosedRange<UInt16> = 64...127
}

/// What is wrong with a schema file, and in which line.
struct SchemaError: Error, CustomStringConvertible {
    var line: Int
    var problem: String
    var description: String { "line \(line): \(problem)" }
}
