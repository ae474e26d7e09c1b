import IO
import Synchronization

/// What one loop has for another, on its way. However late the other looks, one delivery waits for it, with everything in order.
///
/// Towards the engine's loop the writer waits when there are too many; away from it `ConnectionTable` counts bytes by connection.
final class LetterBox: Sendable {
    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let loop: EventLoop

    /// Letters that may wait before who writes more has to wait too: the other loop stands still, on a disk for example.
    static let lettersMax = 1 << 16
    /// How long that is at a time.
    static let waitMilliseconds = 1

    /// To be opened on `loop`.
    init(to loop: EventLoop) { self.loop = loop }

    /// Returns how many wait.
    @discardableResult func put(_ letters: [@Sendable () -> Void]) -> Int {
        let count = waiting.withLock { waiting in
            waiting.append(contentsOf: letters)
            return waiting.count
        }
        if count == letters.count { loop.schedule(at: .min) { [self] in open() } }
        return count
    }

    private func open() {
        let letters = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for letter in letters { letter() }
    }
}
