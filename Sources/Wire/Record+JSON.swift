import Market

extension Record {
    /// The record as one line of JSON, without the line break: field names and order are the schema's.
    ///
    ///     {"sequence":7,"command":"CancelOrder","time":1,"orderID":268435457,"clientOrderID":null,"account":3,
    ///      "events":[{"event":"OrderCanceled","orderID":268435457,"quantity":5,"account":3,"reason":"byOwner","side":"buy"}]}
    ///
    /// Prices are ticks, quantities lots, amounts units; absent values are `null`; enums and flags go by name. Integers have up to
    /// 64 bits. Throws what decoding the events throws.
    package func json(sequence: SequenceNumber) throws(WireError) -> String {
        var line: [UInt8] = []
        try appendJSON(to: &line, sequence: sequence)
        return String(decoding: line, as: UTF8.self)
    }

    /// As `json(sequence:)`, at the end of `line`.
    package func appendJSON(to line: inout [UInt8], sequence: SequenceNumber) throws(WireError) {
        // Decoding first leaves nothing in the bytes that could not be named below.
        var decoded = events()
        while try decoded.next() != nil {}
        line.append(contentsOf: #"{"sequence":"#.utf8)
        line.appendDecimal(sequence)
        line.append(UInt8(ascii: ","))
        var offset = bytes.lowerBound
        appendMessage(at: offset, isCommand: true, to: &line)
        line.append(contentsOf: #","events":["#.utf8)
        offset = eventBytes.lowerBound
        while offset < eventBytes.upperBound {
            if offset > eventBytes.lowerBound { line.append(UInt8(ascii: ",")) }
            line.append(UInt8(ascii: "{"))
            appendMessage(at: offset, isCommand: false, to: &line)
            line.append(UInt8(ascii: "}"))
            offset += Schema.headerBytes + Int(unsafe MessageHeader(loading: payload + offset).blockLength)
        }
        line.append(contentsOf: "]}".utf8)
    }

    private func appendMessage(at offset: Int, isCommand: Bool, to line: inout [UInt8]) {
        let template = Int(unsafe MessageHeader(loading: payload + offset).templateID)
        guard let rendering = MessageRendering.byTemplate[template] else { preconditionFailure("template \(template) was decoded") }
        line.append(contentsOf: isCommand ? rendering.command : rendering.event)
        let block = unsafe payload + offset + Schema.headerBytes
        for field in rendering.fields {
            line.append(contentsOf: field.key)
            unsafe field.append(from: block + field.offset, to: &line)
        }
    }
}
