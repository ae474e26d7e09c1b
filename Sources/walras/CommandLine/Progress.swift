import IO

/// A progress bar on standard error: only where a person may be watching, and only for work longer than a second.
struct Progress {
    private static let appearsAfter: Int64 = 1_000_000_000
    private static let redrawsEvery: Int64 = 100_000_000
    private static let barColumns = 30

    private let label: String
    private let total: Int
    private let clock: any Clock
    private let began: Int64
    private var drawnAt: Int64 = .min
    private let write: ((String) throws -> Void)?

    init(_ label: String, total: Int) {
        let terminal = Terminal.error
        self.init(label, total: total, clock: SystemClock(), write: terminal.isInteractive ? { try terminal.write($0) } : nil)
    }

    /// `write` is nil where nobody watches.
    init(_ label: String, total: Int, clock: any Clock, write: ((String) throws -> Void)?) {
        self.label = label
        self.total = max(total, 1)
        self.clock = clock
        self.write = write
        began = clock.monotonicNanoseconds
    }

    /// Cheap enough for every few thousand steps; draws at most ten times a second.
    mutating func update(_ done: Int) throws {
        guard let write else { return }
        let now = clock.monotonicNanoseconds
        guard now - began >= Self.appearsAfter, drawnAt == .min || now - drawnAt >= Self.redrawsEvery else { return }
        drawnAt = now
        let done = min(done, total)
        let filled = Self.barColumns * done / total
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.barColumns - filled)
        try write("\r\(label) [\(bar)] \(100 * done / total) %")
    }

    /// Removes the bar, if it ever appeared.
    func finish() throws {
        if drawnAt != .min { try write?("\r\u{1B}[K") }
    }
}
