import CSimdjson

package enum JSONKind: Hashable, Sendable { case object, array, string, number, bool, null }

/// A view of what a reader read last.
@safe package struct JSONDocument {
    private let reader: JSONReader
    package let root: JSONNode

    init(reader: JSONReader, root: JSONNode) {
        self.reader = reader
        self.root = root
    }

    /// Member of the root object.
    package subscript(_ key: StaticString) -> JSONNode? { root[key] }
}

/// One value of a document: 16 bytes that point into its reader.
///
/// Belongs to the document it came from: using it after the reader has read another one traps, and the reader must outlive it.
@safe package struct JSONNode {
    fileprivate let view: UnsafePointer<walras_json_document>
    fileprivate let generation: UInt32
    fileprivate let index: UInt32

    init(view: UnsafePointer<walras_json_document>) {
        unsafe self.view = unsafe view
        generation = unsafe view.pointee.generation
        index = 0
    }

    fileprivate init(sibling: JSONNode, index: UInt32) {
        unsafe view = unsafe sibling.view
        generation = sibling.generation
        self.index = index
    }

    @inline(__always)
    fileprivate var node: UnsafePointer<walras_json_node> {
        unsafe precondition(view.pointee.generation == generation, "a JSON node outlived its document")
        return unsafe view.pointee.nodes + Int(index)
    }

    /// Where the node stands among all of its document: less to keep than the node itself. The root is at 0.
    package var place: UInt32 { index }
    /// The node at a place of the same document.
    package func node(at place: UInt32) -> JSONNode {
        // Behind the root and everything in it is nothing.
        unsafe precondition(place < view.pointee.nodes.pointee.next, "no node of this document stands there")
        return JSONNode(sibling: self, index: place)
    }

    @inline(__always)
    private func slice(_ start: UInt32, _ length: UInt32) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: view.pointee.text + Int(start), count: Int(length))
    }

    package var kind: JSONKind {
        switch unsafe node.pointee.kind {
        case WALRAS_JSON_OBJECT: .object
        case WALRAS_JSON_ARRAY: .array
        case WALRAS_JSON_STRING: .string
        case WALRAS_JSON_NUMBER: .number
        case WALRAS_JSON_NULL: .null
        default: .bool
        }
    }

    // MARK: scalars

    package var isNull: Bool { kind == .null }

    package var bool: Bool? {
        switch unsafe node.pointee.kind {
        case WALRAS_JSON_TRUE: true
        case WALRAS_JSON_FALSE: false
        default: nil
        }
    }

    /// The number, if it is a whole one that fits, however it is written: `100`, `1E+2` and `100.0` are the same.
    package var integer: Int64? {
        guard kind == .number else { return nil }
        do {
            return try unsafe ScaledDecimal.parse(bytes, scale: 0, rounding: .exact)
        } catch {
            return nil
        }
    }

    package var string: String? {
        guard kind == .string else { return nil }
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// The digits of a number, or the text of a string that should hold some, as they were written.
    package var decimalText: UnsafeRawBufferPointer? {
        guard kind == .number || kind == .string else { return nil }
        return unsafe bytes
    }

    /// The amount in units of 10^-scale, from a number or a string.
    package func decimal(scale: Int, rounding: DecimalRounding = .exact) throws(DecimalError) -> Int64 {
        guard let text = unsafe decimalText else { throw .malformed(offset: 0) }
        return try unsafe ScaledDecimal.parse(text, scale: scale, rounding: rounding)
    }

    /// What stands between the quotes, unescaped, or the digits of a number; empty for containers.
    package var bytes: UnsafeRawBufferPointer {
        let node = unsafe self.node.pointee
        guard node.kind != WALRAS_JSON_OBJECT, node.kind != WALRAS_JSON_ARRAY else {
            return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return unsafe slice(node.start, node.length)
    }

    /// Whether this is a string with exactly these bytes.
    package func equals(_ text: StaticString) -> Bool {
        guard kind == .string else { return false }
        return unsafe bytes.equals(text)
    }

    // MARK: containers

    /// Members of an object in the order they were written, nil for anything else.
    package var members: JSONChildren? { kind == .object ? JSONChildren(of: self) : nil }
    /// Elements of an array, nil for anything else.
    package var elements: JSONChildren? { kind == .array ? JSONChildren(of: self) : nil }

    /// The member's name, unescaped; empty outside objects.
    package var key: String { unsafe String(decoding: keyBytes, as: UTF8.self) }
    package var keyBytes: UnsafeRawBufferPointer {
        let node = unsafe self.node.pointee
        return unsafe slice(node.key_start, node.key_length)
    }
    package func keyEquals(_ text: StaticString) -> Bool { unsafe keyBytes.equals(text) }

    /// The member of that name; nil if there is none, and for everything that is not an object.
    ///
    /// - Complexity: linear in the members, which are at most `JSONReader.membersMax`.
    package subscript(_ key: StaticString) -> JSONNode? {
        members?.first { $0.keyEquals(key) }
    }

    package subscript(_ key: String) -> JSONNode? {
        members?.first { member in
            var key = key
            return key.withUTF8 { unsafe member.keyBytes.equals(UnsafeRawBufferPointer($0)) }
        }
    }
}

/// What an array or an object holds, in the order it was written.
@safe package struct JSONChildren: Sequence, IteratorProtocol {
    private var current: JSONNode
    private var left: UInt32

    fileprivate init(of parent: JSONNode) {
        current = JSONNode(sibling: parent, index: parent.index + 1)
        left = unsafe parent.node.pointee.length
    }

    /// How many are left.
    package var count: Int { Int(left) }
    package var underestimatedCount: Int { count }

    package mutating func next() -> JSONNode? {
        guard left > 0 else { return nil }
        left -= 1
        defer { current = unsafe JSONNode(sibling: current, index: current.node.pointee.next) }
        return current
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        precondition(text.hasPointerRepresentation, "keys have more than one character")
        return unsafe equals(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    func equals(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        for i in indices where unsafe self[i] != other[i] { return false }
        return true
    }
}
