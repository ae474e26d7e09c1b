/// Finds where a head ends, across any split of the input: an empty line (RFC 9112 §2.1).
///
/// Lines end in CR LF and nothing else: a bare CR or LF is how requests are smuggled (RFC 9112 §2.2), so both are refused.
struct HTTP1Scanner {
    /// Bytes of the head so far.
    private(set) var count = 0
    private var lineStart = 0
    private var linesSeen = 0
    private var emptyLines = 0
    private var previous: UInt8 = 0

    enum Step {
        case needMore
        /// An empty line before the request line, which is forgiven (RFC 9112 §2.2) and no part of the head.
        case emptyLine
        case end
    }

    /// Looks at bytes from `offset` on, and moves it past what belongs to the head.
    mutating func scan(_ input: UnsafeRawBufferPointer, _ offset: inout Int) throws(HTTPFault) -> Step {
        while offset < input.count {
            if count == 0, unsafe !input[offset].isToken, unsafe input[offset] != 13 || linesSeen > 0 {
                throw HTTPFault(400, "the request does not begin with a method")
            }
            let room = HTTPLimits.headBytesMax - count
            let lineRoom = linesSeen == 0 ? HTTPLimits.requestLineBytesMax - (count - lineStart) : room
            let end = min(input.count, offset + min(room, lineRoom))
            let place = unsafe Self.lineFeed(in: input, from: offset, to: end)
            if place < end {
                let before = unsafe place > offset ? input[place - 1] : previous
                guard before == 13, count + (place - offset) > lineStart else { throw HTTPFault(400, "a line that does not end in CR LF") }
                count += place + 1 - offset
                offset = place + 1
                previous = 10
                let isEmpty = count - lineStart == 2
                lineStart = count
                linesSeen += 1
                guard isEmpty else { continue }
                if count > 2 { return .end }
                emptyLines += 1
                guard emptyLines <= HTTPLimits.emptyLinesMax else { throw HTTPFault(400, "too many empty lines before a request") }
                (count, lineStart, linesSeen, previous) = (0, 0, 0, 0)
                return .emptyLine
            } else {
                if end > offset { unsafe previous = input[end - 1] }
                count += end - offset
                offset = end
                if count - lineStart >= HTTPLimits.requestLineBytesMax, linesSeen == 0 { throw HTTPFault(414, "the request line is too long") }
                if count >= HTTPLimits.headBytesMax { throw HTTPFault(431, "the head is too long") }
            }
        }
        return .needMore
    }

    /// First line feed, or `to`; eight bytes at a time.
    private static func lineFeed(in input: UnsafeRawBufferPointer, from: Int, to: Int) -> Int {
        var index = from
        while index + 8 <= to {
            let word = unsafe input.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ 0x0a0a_0a0a_0a0a_0a0a
            let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < to, unsafe input[index] != 10 { index += 1 }
        return index
    }
}
