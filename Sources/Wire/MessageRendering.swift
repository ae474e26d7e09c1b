import Market

/// A message's fields with everything looked up that rendering needs.
struct MessageRendering: Sendable {
    /// `"command":"EnterOrder"`, and the same with `event` and `message`.
    let command: [UInt8]
    let event: [UInt8]
    let session: [UInt8]
    let fields: [FieldRendering]
    let group: GroupRendering?

    /// By template id.
    static let byTemplate: [MessageRendering?] = {
        var table = [MessageRendering?](repeating: nil, count: 256)
        for message in Schema.messages where Int(message.templateID) < table.count {
            table[Int(message.templateID)] = MessageRendering(
                command: Array("\"command\":\"\(message.name)\"".utf8), event: Array("\"event\":\"\(message.name)\"".utf8),
                session: Array("\"message\":\"\(message.name)\"".utf8), fields: message.fields.map(FieldRendering.init),
                group: message.group.map { GroupRendering($0) })
        }
        return table
    }()
}

struct GroupRendering: Sendable {
    /// `,"fills":[`
    let key: [UInt8]
    let blockLength: Int
    let fields: [FieldRendering]

    init(_ group: GroupLayout) {
        key = Array(",\"\(group.name)\":[".utf8)
        blockLength = group.blockLength
        fields = group.fields.map(FieldRendering.init)
    }
}

struct FieldRendering: Sendable {
    enum Value: Sendable {
        case unsigned(bytes: Int, null: UInt64?)
        case signed(bytes: Int, null: Int64?)
        case text(bytes: Int)
        case name([[UInt8]?])
        case names([[UInt8]])
    }

    /// `,"name":`
    let key: [UInt8]
    let offset: Int
    let value: Value

    init(_ field: FieldLayout) {
        key = Array(",\"\(field.name)\":".utf8)
        offset = field.offset
        value = Self.value(field.type)
    }

    private static func value(_ type: FieldLayout.FieldType) -> Value {
        switch type {
        case .scalar(let name):
            guard let scalar = Schema.scalars.first(where: { $0.name == name }) else { preconditionFailure("no scalar \(name)") }
            switch scalar.primitive {
            case .char: return .text(bytes: scalar.length)
            case .uint8, .uint16, .uint32, .uint64:
                return .unsigned(bytes: scalar.primitive.bytes, null: scalar.nullValue.flatMap { UInt64($0) })
            case .int8, .int16, .int32, .int64:
                return .signed(bytes: scalar.primitive.bytes, null: scalar.nullValue.flatMap { Int64($0) })
            }
        case .enumeration(let name):
            guard let layout = Schema.enums.first(where: { $0.name == name }) else { preconditionFailure("no enum \(name)") }
            return .name((0...255 as ClosedRange<UInt8>).map { layout.name(of: $0).map { Array("\"\($0)\"".utf8) } })
        case .set(let name):
            guard let layout = Schema.sets.first(where: { $0.name == name }) else { preconditionFailure("no set \(name)") }
            return .names((0..<8 as Range<UInt8>).map { Array("\"\(layout.name(of: $0) ?? "bit\($0)")\"".utf8) })
        }
    }

    func append(from base: UnsafeRawPointer, to line: inout [UInt8]) {
        switch value {
        case .unsigned(let bytes, let null):
            let word = unsafe Self.load(bytes, from: base)
            if word == null { line.append(contentsOf: "null".utf8) } else { line.appendDecimal(word) }
        case .signed(let bytes, let null):
            let unused = 64 - 8 * bytes
            let word = Int64(bitPattern: unsafe Self.load(bytes, from: base) << UInt64(unused)) >> Int64(unused)
            if word == null {
                line.append(contentsOf: "null".utf8)
            } else {
                if word < 0 { line.append(UInt8(ascii: "-")) }
                line.appendDecimal(word.magnitude)
            }
        case .text(let bytes): unsafe line.appendText(UnsafeRawBufferPointer(start: base, count: bytes))
        case .name(let names):
            let number = unsafe base.load(as: UInt8.self)
            if let name = names[Int(number)] { line.append(contentsOf: name) } else { line.appendDecimal(UInt64(number)) }
        case .names(let names):
            let bits = unsafe base.load(as: UInt8.self)
            line.append(UInt8(ascii: "["))
            var isFirst = true
            for bit in 0..<8 where bits & 1 << bit != 0 {
                if !isFirst { line.append(UInt8(ascii: ",")) }
                line.append(contentsOf: names[bit])
                isFirst = false
            }
            line.append(UInt8(ascii: "]"))
        }
    }

    private static func load(_ bytes: Int, from base: UnsafeRawPointer) -> UInt64 {
        var word: UInt64 = 0
        for index in (0..<bytes).reversed() { word = word << 8 | UInt64(unsafe base.load(fromByteOffset: index, as: UInt8.self)) }
        return word
    }
}

extension ScalarLayout.Primitive {
    package var bytes: Int {
        switch self {
        case .char, .uint8, .int8: 1
        case .uint16, .int16: 2
        case .uint32, .int32: 4
        case .uint64, .int64: 8
        }
    }
}

extension [UInt8] {
    package mutating func appendDecimal(_ number: UInt64) {
        let start = count
        var rest = number
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        // In place: a slice's `reverse` copies it first.
        var (low, high) = (start, count - 1)
        while low < high {
            swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    /// A JSON string of the characters before the first zero byte.
    mutating func appendText(_ text: UnsafeRawBufferPointer) {
        append(UInt8(ascii: "\""))
        for unsafe byte in unsafe text {
            if byte == 0 { break }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x20..<0x7F: append(byte)
            default:
                let digits = Array("0123456789abcdef".utf8)
                append(contentsOf: "\\u00".utf8)
                append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        append(UInt8(ascii: "\""))
    }
}
