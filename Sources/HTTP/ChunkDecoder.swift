/// A chunked body as it comes, in any split (RFC 9112 §7.1). Extensions and trailers are checked and dropped.
///
///     size ──(;)→ extension ──CR→ sizeEnd ──LF→ data ──→ dataCR → dataLF → size …
///       └─ size 0: trailer lines … ── empty line → done
struct ChunkDecoder {
    private enum State { case firstDigit, digits, ext, sizeEnd, data, dataCR, dataLF, trailerStart, trailerName, trailerValue, trailerLF, end }

    private var state = State.firstDigit
    /// Of the current chunk, still to come.
    private(set) var remaining = 0
    private var lineBytes = 0
    private var extensionBytes = 0
    private var trailerBytes = 0

    enum Step {
        case needMore
        /// Body bytes: a range of the input.
        case data(Range<Int>)
        case done
    }

    /// Takes bytes from `offset` on, up to the next piece of body.
    mutating func next(_ input: UnsafeRawBufferPointer, _ offset: inout Int) throws(HTTPFault) -> Step {
        while offset < input.count {
            if state == .data {
                let piece = offset..<min(input.count, offset + remaining)
                offset = piece.upperBound
                remaining -= piece.count
                if remaining == 0 { state = .dataCR }
                return .data(piece)
            }
            let byte = unsafe input[offset]
            offset += 1
            if try step(byte) { return .done }
        }
        return .needMore
    }

    /// One byte of framing. True after the last.
    private mutating func step(_ byte: UInt8) throws(HTTPFault) -> Bool {
        switch state {
        case .firstDigit, .digits, .ext, .sizeEnd: try sizeLine(byte)
        case .data: break
        case .dataCR:
            guard byte == 13 else { throw HTTPFault(400, "a chunk is longer than its size") }
            state = .dataLF
        case .dataLF:
            guard byte == 10 else { throw HTTPFault(400, "a chunk does not end in CR LF") }
            state = .firstDigit
        case .trailerStart, .trailerName, .trailerValue, .trailerLF: try trailer(byte)
        case .end:
            guard byte == 10 else { throw HTTPFault(400, "the trailer does not end in CR LF") }
            return true
        }
        return false
    }

    private mutating func sizeLine(_ byte: UInt8) throws(HTTPFault) {
        lineBytes += 1
        guard lineBytes <= HTTPLimits.chunkLineBytesMax else { throw HTTPFault(400, "a chunk-size line is too long") }
        switch (state, byte) {
        case (.sizeEnd, 10):
            lineBytes = 0
            state = remaining == 0 ? .trailerStart : .data
        case (.firstDigit, _):
            guard let digit = byte.hexValue else { throw HTTPFault(400, "a chunk size is not a number") }
            remaining = digit
            state = .digits
        case (.digits, 13), (.ext, 13): state = .sizeEnd
        case (.digits, UInt8(ascii: ";")): state = .ext
        // Blanks were allowed here for what nobody sends, and servers have differed on them.
        case (.digits, 0x20), (.digits, 0x09): throw HTTPFault(400, "a chunk-size line does not end in CR LF")
        case (.digits, _):
            guard let digit = byte.hexValue else { throw HTTPFault(400, "a chunk size is not a number") }
            guard remaining < 1 << 55 else { throw HTTPFault(413, "a chunk is too large") }
            remaining = remaining << 4 | digit
        case (.ext, _):
            extensionBytes += 1
            guard byte.isFieldValue, extensionBytes <= HTTPLimits.chunkExtensionBytesMax else { throw HTTPFault(400, "a chunk extension is not one, or too long") }
        default: throw HTTPFault(400, "a chunk-size line does not end in CR LF")
        }
    }

    private mutating func trailer(_ byte: UInt8) throws(HTTPFault) {
        trailerBytes += 1
        guard trailerBytes <= HTTPLimits.headBytesMax else { throw HTTPFault(431, "the trailer is too long") }
        switch (state, byte) {
        case (.trailerStart, 13): state = .end
        case (.trailerName, UInt8(ascii: ":")): state = .trailerValue
        case (.trailerStart, _), (.trailerName, _):
            guard byte.isToken else { throw HTTPFault(400, "a trailer name is not a token followed by a colon") }
            state = .trailerName
        case (.trailerValue, 13): state = .trailerLF
        case (.trailerValue, _):
            guard byte.isFieldValue else { throw HTTPFault(400, "a trailer value holds a control character") }
        default:
            guard byte == 10 else { throw HTTPFault(400, "a trailer line does not end in CR LF") }
            state = .trailerStart
        }
    }
}
