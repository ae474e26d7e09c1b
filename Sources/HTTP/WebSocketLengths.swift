/// Follows what frames announce (RFC 6455 §5.2): a message that will be too long is known before its first byte has come, and a close before it ends.
///
/// Whether a header is a good one is not its business: wslay looks at every byte before those of a frame found here.
struct WebSocketLengths {
    private var header = InlineArray<10, UInt8>(repeating: 0)
    private var headerCount = 0
    /// Bytes of mask and payload that are still to come of the frame at hand.
    private var left = 0
    /// Announced so far by the frames of the message at hand.
    private var messageBytes = 0

    /// What bytes come to, after which nothing else matters.
    enum End {
        /// A frame begins there that makes its message longer than `messageBytesMax`.
        case tooLong(Int)
        /// Mask and payload of a close, so many bytes, begin there.
        case close(Int, bytes: Int)
    }

    mutating func end(of bytes: UnsafeRawBufferPointer) -> End? {
        var (offset, start) = (0, 0)
        while offset < bytes.count {
            if left > 0 {
                let passed = min(left, bytes.count - offset)
                left -= passed
                offset += passed
                continue
            }
            if headerCount == 0 { start = offset }
            unsafe header[headerCount] = bytes[offset]
            headerCount += 1
            offset += 1
            guard headerCount == headerBytes else { continue }
            headerCount = 0
            if !follow() { return .tooLong(start) }
            // A close that is framed otherwise is refused by its header.
            if header[0] == 0x88, left > 0 { return .close(offset, bytes: left) }
        }
        return nil
    }

    private var headerBytes: Int {
        guard headerCount >= 2 else { return 2 }
        return switch header[1] & 0x7f {
        case 126: 4
        case 127: 10
        default: 2
        }
    }

    /// Takes in a whole header. False if its message is too long.
    private mutating func follow() -> Bool {
        var length = Int(header[1] & 0x7f)
        if length >= 126 {
            let digits = length == 126 ? 2..<4 : 2..<10
            // A length of 64 bits is no length; wslay says so.
            if length == 127, header[2] & 0x80 != 0 { return true }
            length = digits.reduce(0) { $0 << 8 | Int(header[$1]) }
        }
        let opcode = header[0] & 0x0f
        // Control frames stand between those of a message; wslay refuses long ones by their header.
        let isData = opcode < 8
        guard length <= (isData ? HTTPLimits.messageBytesMax : 125) else { return !isData }
        left = length + (header[1] & 0x80 != 0 ? 4 : 0)
        guard isData else { return true }
        messageBytes = opcode == 0 ? messageBytes + length : length
        return messageBytes <= HTTPLimits.messageBytesMax
    }
}
