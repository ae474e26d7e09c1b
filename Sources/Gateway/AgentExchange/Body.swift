import JSON

/// What a request says in its JSON body, as typed values checked against their `Parameter`. Unknown keys are ignored; null counts as absent.
///
/// Valid until the reader reads the next document.
struct Body {
    private let root: JSONNode?

    /// No body at all is an empty object.
    init(_ reader: JSONReader, _ bytes: [UInt8], _ range: Range<Int>) throws(APIError) {
        guard !range.isEmpty else {
            root = nil
            return
        }
        let document: JSONDocument
        do { document = try reader.read(bytes, range) } catch { throw .validation("body", "is no JSON: \(error)") }
        guard document.root.kind == .object else { throw .validation("body", "is not a JSON object") }
        root = document.root
    }

    /// The member under the parameter's name or one of its others; where several are there, they have to say the same.
    func node(_ parameter: Parameter) throws(APIError) -> JSONNode? {
        guard let root else { return nil }
        guard !parameter.aliases.isEmpty else { return root[parameter.name].flatMap { $0.isNull ? nil : $0 } }
        var found: (name: String, node: JSONNode)?
        for name in [parameter.name] + parameter.aliases {
            guard let node = root[name], !node.isNull else { continue }
            if let found {
                guard found.node.agrees(with: node) else { throw .validation(name, "differs from what the body calls \(found.name)") }
            } else {
                found = (name, node)
            }
        }
        return found?.node
    }

    func has(_ parameter: Parameter) throws(APIError) -> Bool { try node(parameter) != nil }

    /// Trimmed; nil if it is absent and nothing stands for that.
    func text(_ parameter: Parameter) throws(APIError) -> String? {
        guard let node = try node(parameter) else {
            if parameter.isRequired { throw .validation(parameter.name, "is required") }
            return parameter.absent.isEmpty ? nil : parameter.absent
        }
        guard let text = node.string else { throw .validation(parameter.name, "is not a text") }
        return try Self.checked { () throws(ArgumentFault) in try parameter.text(text) }
    }

    func require(_ parameter: Parameter) throws(APIError) -> String {
        guard let text = try text(parameter) else { throw .validation(parameter.name, "is required") }
        return text
    }

    func choice(_ parameter: Parameter) throws(APIError) -> String? {
        guard let text = try text(parameter) else { return nil }
        return try Self.checked { () throws(ArgumentFault) in try parameter.choice(text) }
    }

    func integer(_ parameter: Parameter) throws(APIError) -> Int? {
        guard let node = try node(parameter) else {
            if parameter.isRequired { throw .validation(parameter.name, "is required") }
            return nil
        }
        guard let text = unsafe node.decimalText else { throw .validation(parameter.name, "is not an integer") }
        let number: Int64
        do { number = try unsafe ScaledDecimal.parse(text.trimmed, scale: 0, rounding: .exact) } catch { throw .validation(parameter.name, "is not an integer") }
        return try Self.checked { () throws(ArgumentFault) in try parameter.integer(Int(number)) }
    }

    func boolean(_ parameter: Parameter) throws(APIError) -> Bool? {
        guard let node = try node(parameter) else { return nil }
        guard let value = node.bool else { throw .validation(parameter.name, "is neither true nor false") }
        return value
    }

    /// Above zero, in units of 10^-scale, cut to them; nil if it is absent and nothing stands for that.
    func amount(_ parameter: Parameter, scale: Int) throws(APIError) -> Int64? {
        guard let node = try node(parameter) else {
            guard !parameter.absent.isEmpty else { return nil }
            do { return try ScaledDecimal.parse(parameter.absent, scale: scale, rounding: .exact) } catch {
                preconditionFailure("\(parameter.name) stands for itself with no decimal: \(error)")
            }
        }
        guard let text = unsafe node.decimalText else { throw .validation(parameter.name, "is not a decimal number") }
        let units: Int64
        do { units = try unsafe ScaledDecimal.parse(text.trimmed, scale: scale, rounding: .down) } catch { throw .validation(parameter.name, "\(error)") }
        guard units > 0 else { throw .validation(parameter.name, "is not above zero") }
        return units
    }

    /// Numbers, and no texts that hold some; each finite, and at most `limit` either way.
    func numbers(_ parameter: Parameter, within limit: Double) throws(APIError) -> [Double] {
        guard let node = try node(parameter) else { throw .validation(parameter.name, "is required") }
        guard let elements = node.elements else { throw .validation(parameter.name, "is not a list") }
        var numbers: [Double] = []
        for element in elements {
            guard element.kind == .number, let number = unsafe Double(String(decoding: element.bytes, as: UTF8.self)) else {
                throw .validation(parameter.name, "holds what is not a number")
            }
            guard number.magnitude <= limit else { throw .validation(parameter.name, "holds a number beyond \(limit)") }
            numbers.append(number)
        }
        return numbers
    }

    func list(_ parameter: Parameter) throws(APIError) -> [String]? {
        guard let node = try node(parameter) else { return nil }
        guard let elements = node.elements else { throw .validation(parameter.name, "is not a list") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else { throw .validation(parameter.name, "holds what is not a text") }
            texts.append(text.trimmed)
        }
        return try Self.checked { () throws(ArgumentFault) in try parameter.list(texts) }
    }

    /// A member of an object, by the same rules.
    func nested(_ parameter: Parameter) throws(APIError) -> Body? {
        guard let node = try node(parameter) else { return nil }
        guard node.kind == .object else { throw .validation(parameter.name, "is not an object") }
        return Body(root: node)
    }

    private init(root: JSONNode) { self.root = root }

    private static func checked<Value>(_ body: () throws(ArgumentFault) -> Value) throws(APIError) -> Value {
        do { return try body() } catch { throw .validation([error]) }
    }
}
