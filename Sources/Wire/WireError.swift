/// What is wrong with bytes that should be records. Offsets count from the start of the payload the reader was given.
@usableFromInline package enum WireError: Error, Hashable, Sendable {
    /// The payload ends inside a header or a block.
    case truncated(offset: Int, bytes: Int, needed: Int)
    case unknownSchema(offset: Int, schemaID: UInt16)
    case unknownTemplate(offset: Int, templateID: UInt16)
    /// A block shorter than this version's.
    case shortBlock(offset: Int, message: Text, bytes: Int, needed: Int)
    /// An enum field holds a number without a name.
    case unknownValue(offset: Int, message: Text, field: Text, value: UInt8)
    case belowMinimum(offset: Int, message: Text, field: Text, value: Int64)
    /// A record begins with a command.
    case eventWithoutCommand(offset: Int, templateID: UInt16)
    /// An accepted order that leaves its fields to a command which enters none.
    case acceptedWithoutOrder(offset: Int)

    /// A literal of the schema, comparable by its characters.
    @usableFromInline package struct Text: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
        @usableFromInline package let literal: StaticString
        @inlinable package init(stringLiteral literal: StaticString) { self.literal = literal }
        @usableFromInline package var description: String { literal.description }
        @usableFromInline package static func == (a: Self, b: Self) -> Bool { a.description == b.description }
        @usableFromInline package func hash(into hasher: inout Hasher) { hasher.combine(description) }
    }
}

extension WireError: CustomStringConvertible {
    @usableFromInline package var description: String {
        switch self {
        case .truncated(let offset, let bytes, let needed): "offset \(offset): \(bytes) bytes left, \(needed) needed"
        case .unknownSchema(let offset, let id): "offset \(offset): schema \(id) is not \(Schema.id)"
        case .unknownTemplate(let offset, let id): "offset \(offset): template \(id) is not in schema version \(Schema.version)"
        case .shortBlock(let offset, let message, let bytes, let needed): "offset \(offset): block of \(message) has \(bytes) bytes, \(needed) needed"
        case .unknownValue(let offset, let message, let field, let value): "offset \(offset): \(message).\(field) has no value \(value)"
        case .belowMinimum(let offset, let message, let field, let value): "offset \(offset): \(message).\(field) is \(value)"
        case .eventWithoutCommand(let offset, let id): "offset \(offset): event \(id) where a record's command belongs"
        case .acceptedWithoutOrder(let offset): "offset \(offset): OrderAccepted after a command that enters no order"
        }
    }
}
