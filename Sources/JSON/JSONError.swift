/// Why a text is not the JSON that was asked for; offsets are bytes from its start.
package enum JSONError: Error, Hashable {
    /// A token where another kind belongs, or the text ends too early.
    case malformed(offset: Int)
    case empty
    /// A second value behind the first.
    case trailing(offset: Int)
    case invalidNumber(offset: Int)
    /// An unknown escape, or half of a surrogate pair.
    case invalidEscape(offset: Int)
    case invalidUTF8(offset: Int)
    /// A control character inside a string.
    case controlCharacter(offset: Int)
    /// The offset is that of the opening quote.
    case unclosedString(offset: Int)
    case tooLong(bytes: Int, bytesMax: Int)
    case tooDeep(offset: Int, depthMax: Int)
    case tooManyNodes(offset: Int, nodesMax: Int)
    /// The offset is that of the object's bracket.
    case tooManyMembers(offset: Int, membersMax: Int)
    /// Refused, because which of the two counts is what parsers disagree about.
    case duplicateKey(String)
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let offset): "malformed JSON at byte \(offset)"
        case .empty: "JSON expected, nothing there"
        case .trailing(let offset): "more at byte \(offset), behind the end of the JSON value"
        case .invalidNumber(let offset): "not a JSON number at byte \(offset)"
        case .invalidEscape(let offset): "invalid escape in a JSON string at byte \(offset)"
        case .invalidUTF8(let offset): "not UTF-8 at byte \(offset)"
        case .controlCharacter(let offset): "control character in a JSON string at byte \(offset)"
        case .unclosedString(let offset): "the JSON string at byte \(offset) is not closed"
        case .tooLong(let bytes, let bytesMax): "\(bytes) bytes of JSON, at most \(bytesMax)"
        case .tooDeep(let offset, let depthMax): "JSON nested deeper than \(depthMax) at byte \(offset)"
        case .tooManyNodes(let offset, let nodesMax): "more than \(nodesMax) JSON values at byte \(offset)"
        case .tooManyMembers(let offset, let membersMax): "more than \(membersMax) members in the JSON object at byte \(offset)"
        case .duplicateKey(let key): "the key \"\(key)\" twice in one JSON object"
        }
    }
}
