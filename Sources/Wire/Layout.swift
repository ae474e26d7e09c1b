/// One message of the schema, for whoever reads fields by name: the JSON rendering, the documentation, the tests.
package struct MessageLayout: Sendable {
    package var name: String
    package var templateID: UInt16
    /// Bytes, header not included.
    package var blockLength: Int
    package var description: String
    package var fields: [FieldLayout]
    /// Follows the block.
    package var group: GroupLayout?
}

/// A repeating group: four bytes (block length and count, 16 bits each), then that many blocks.
package struct GroupLayout: Sendable {
    package var name: String
    /// Bytes of one entry.
    package var blockLength: Int
    package var description: String
    package var fields: [FieldLayout]
}

package struct FieldLayout: Sendable {
    package enum FieldType: Sendable {
        case scalar(String)
        case enumeration(String)
        case set(String)
    }

    package var name: String
    /// Bytes from the start of the block.
    package var offset: Int
    package var type: FieldType
    package var description: String
}

package struct ScalarLayout: Sendable {
    package enum Primitive: String, Sendable {
        case char, uint8, uint16, uint32, uint64, int8, int16, int32, int64
    }

    package var name: String
    package var primitive: Primitive
    /// Elements; 16 or 72 for `char`, else 1.
    package var length: Int
    /// The number that stands for "absent"; nil if the field is always there.
    package var nullValue: String?
    package var minValue: String?
    package var description: String
}

/// The names of an enum's values, or of a set's bits.
package struct NamesLayout: Sendable {
    package struct Entry: Sendable {
        package var name: String
        package var value: UInt8
    }

    package var name: String
    package var names: [Entry]

    package func name(of value: UInt8) -> String? { names.first { $0.value == value }?.name }
}

extension Schema {
    /// The number of a message's field, as the schema gives it; 0 if there is no such field.
    package static func fieldNumber(_ field: WireError.Text, of message: WireError.Text) -> UInt16 {
        let fields = messages.first { $0.name == message.description }?.fields ?? []
        return UInt16((fields.firstIndex { $0.name == field.description } ?? -1) + 1)
    }
}
