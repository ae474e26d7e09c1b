/// The opening handshake of RFC 6455 §4, over HTTP/1.1.
enum WebSocketHandshake {
    enum Outcome {
        /// With the value of `sec-websocket-accept`.
        case accepted(String)
        case refused(HTTPResponse)
    }

    static func check(_ request: borrowing HTTPRequest, _ handler: any HTTPHandler) -> Outcome {
        guard request.isWebSocket else {
            var response = handler.refusal(426, "this is a WebSocket endpoint", request)
            response.add("upgrade", "websocket")
            return .refused(response)
        }
        guard request.equals(request[.webSocketVersion], "13") else {
            var response = handler.refusal(426, "only version 13 of the WebSocket protocol is spoken", request)
            response.add("upgrade", "websocket")
            response.add("sec-websocket-version", "13")
            return .refused(response)
        }
        let key = request[.webSocketKey]
        guard isKey(request, key) else { return .refused(handler.refusal(400, "sec-websocket-key is not 16 bytes in base64", request)) }
        return .accepted(accept(request.bytes[key]))
    }

    /// Base64 of 16 bytes: 22 digits and two signs of padding.
    private static func isKey(_ request: borrowing HTTPRequest, _ key: Range<Int>) -> Bool {
        guard key.count == 24 else { return false }
        for (place, index) in key.enumerated() {
            let byte = request.bytes[index]
            guard place < 22 ? Base64.alphabet.contains(byte) : byte == UInt8(ascii: "=") else { return false }
        }
        return true
    }

    /// The value that proves the key was understood (RFC 6455 §4.2.2, 5.4).
    static func accept(_ key: some Sequence<UInt8>) -> String {
        Base64.encode(SHA1.hash(Array(key) + Array("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
    }
}

/// RFC 4648 §4.
enum Base64 {
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = 0
            for place in 0..<3 { word = word << 8 | (place < group.count ? Int(group[start + place]) : 0) }
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[(word >> (18 - 6 * place)) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// FIPS 180-4 §6.1, for the handshake alone, which asks for it as a checksum: it protects nothing.
enum SHA1 {
    static func hash(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        let bits = UInt64(message.count) * 8
        for shift in stride(from: 56, through: 0, by: -8) { padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
        for block in stride(from: 0, to: padded.count, by: 64) { compress(&state, padded[block..<block + 64]) }
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }

    private static func compress(_ state: inout [UInt32], _ block: ArraySlice<UInt8>) {
        var words: [UInt32] = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
            block[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<80 { words.append(rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)) }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for index in 0..<80 {
            let (mix, constant): (UInt32, UInt32) =
                switch index / 20 {
                case 0: ((b & c) | (~b & d), 0x5a82_7999)
                case 1: (b ^ c ^ d, 0x6ed9_eba1)
                case 2: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
                default: (b ^ c ^ d, 0xca62_c1d6)
                }
            (a, b, c, d, e) = (rotate(a, 5) &+ mix &+ e &+ constant &+ words[index], a, rotate(b, 30), c, d)
        }
        for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
    }

    private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}
