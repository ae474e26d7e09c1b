/// Says when new orders are turned away because the log or the network cannot follow. Cancels and reads always pass.
///
///     admits ──(either queue reaches its high mark)──→ sheds ──(both are at or below their low marks)──→ admits
///
/// Two marks, so that it does not flip with every batch the log confirms.
package struct LoadShedder: Sendable {
    package struct Marks: Sendable {
        package let high: Int
        package let low: Int

        package init(high: Int, low: Int) {
            precondition(0 <= low && low < high, "low mark \(low), high mark \(high)")
            self.high = high
            self.low = low
        }
    }

    package enum Work: Sendable {
        case newOrder, cancel, read
    }

    /// A tenth of a second of work at several hundred thousand commands a second; half of what the desk can hold.
    package static let commandsDefault = Marks(high: 1 << 16, low: 1 << 14)
    /// Output that connections have not taken yet, in bytes over all of them.
    package static let bytesDefault = Marks(high: 256 << 20, low: 64 << 20)
    /// What a refused client is told to wait: the queues empty within that, if anything works.
    package static let retryAfterSeconds = 1

    private let commands: Marks
    private let bytes: Marks
    package private(set) var isShedding = false
    /// Times it began, and orders turned away so far.
    package private(set) var beginnings = 0
    package private(set) var shedCount = 0

    package init(commands: Marks = LoadShedder.commandsDefault, bytes: Marks = LoadShedder.bytesDefault) {
        self.commands = commands
        self.bytes = bytes
    }

    /// Takes note of how long the queues are: commands whose records are not durable yet, bytes not sent yet.
    package mutating func observe(commandsWaiting: Int, bytesQueued: Int) {
        if isShedding {
            isShedding = commandsWaiting > commands.low || bytesQueued > bytes.low
        } else if commandsWaiting >= commands.high || bytesQueued >= bytes.high {
            isShedding = true
            beginnings += 1
        }
    }

    /// Whether this may go on; an order that may not is counted.
    package mutating func admits(_ work: Work) -> Bool {
        guard isShedding, work == .newOrder else { return true }
        shedCount += 1
        return false
    }
}
