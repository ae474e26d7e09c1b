import Market

/// What happened, as one number, and as text if somebody wants to read it.
final class Trace {
    private var hasher = StateHasher()
    private(set) var lines: [String] = []
    private let keepsLines: Bool
    private(set) var count = 0

    /// Lines kept at most; earlier ones are forgotten.
    static let linesMax = 100_000

    enum Kind: UInt64 { case step = 1, write, sync, name, read, fault, toServer, toClient, life, probe, check }

    init(keepsLines: Bool) { self.keepsLines = keepsLines }

    func note(_ kind: Kind, _ words: UInt64...) {
        hasher.combine(kind.rawValue)
        for word in words { hasher.combine(word) }
        count += 1
    }

    func note(_ kind: Kind, bytes: UnsafeRawBufferPointer) {
        hasher.combine(kind.rawValue)
        unsafe hasher.combine(bytes: bytes)
        count += 1
    }

    func line(_ text: @autoclosure () -> String) {
        guard keepsLines else { return }
        if lines.count == Self.linesMax { lines.removeFirst(Self.linesMax / 2) }
        lines.append(text())
    }

    var hash: UInt64 { hasher.finalize() }
}
