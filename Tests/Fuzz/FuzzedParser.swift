import IO

/// An entry point of the daemon that reads what others wrote, and what must hold whatever that is.
protocol FuzzedParser: AnyObject, SendableMetatype {
    static var name: String { get }
    /// What its inputs are made of.
    static var words: [String] { get }
    /// Good inputs, to begin with.
    static func seeds(_ loop: EventLoop) throws -> [[UInt8]]

    init(_ loop: EventLoop)
    /// Traps if something does not hold.
    func take(_ bytes: UnsafeRawBufferPointer)
}

extension FuzzedParser {
    static var words: [String] { [] }
}

enum FuzzedParsers {
    static let all: [any FuzzedParser.Type] = [
        FrameFuzz.self, HTTP1Fuzz.self, HTTP2Fuzz.self, WebSocketFuzz.self, PathFuzz.self, JSONFuzz.self, OrderFuzz.self, TokenFuzz.self, LogFuzz.self,
        RecordFuzz.self, SnapshotFuzz.self, ConfigurationFuzz.self, OrderFileFuzz.self, PlantedFuzz.self,
    ]
}

/// What must hold, with what was seen if it does not.
func hold(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { preconditionFailure("does not hold: \(what())") }
}

/// Shows that a parser that trusts what it reads is found out: this one believes a length.
final class PlantedFuzz: FuzzedParser {
    static let name = "planted"
    static func seeds(_ loop: EventLoop) -> [[UInt8]] { [Array("WLRS\u{4}abcd".utf8)] }

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 5, unsafe bytes.prefix(4).elementsEqual("WLRS".utf8) else { return }
        let text = unsafe Array(bytes[5...])
        var sum = 0
        for index in 0..<Int(unsafe bytes[4]) { sum &+= Int(text[index]) }
        hold(sum >= 0, "a sum of bytes")
    }
}

/// The same bytes in other pieces, the same ones every time for the same bytes.
struct Pieces: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var place = 0
    private var random: UInt64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // FNV-1a.
        random = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard place < bytes.count else { return nil }
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let word = random >> 33
        let count = word & 3 == 0 ? 1 : Int(word >> 2) % (word & 4 == 0 ? 7 : 97) + 1
        defer { place = Swift.min(bytes.count, place + count) }
        return bytes[place..<Swift.min(bytes.count, place + count)]
    }
}
