import CLinux
import Glibc
import Synchronization

/// Signals as events of a loop instead of interruptions: the handler does nothing but write the number into a pipe the loop watches.
///
/// A pipe and not a `signalfd`: libdispatch keeps a thread that blocks no signal, and it would take them away.
package final class Signals: Watcher {
    package enum Signal: Int32, Sendable, CaseIterable {
        case terminate = 15
        case interrupt = 2
        case hangUp = 1
    }

    /// Where the handler writes; -1 before there is a pipe.
    private static let pipeEnd = Atomic<Int32>(-1)

    private let descriptor: Int32
    private let body: (Signal) -> Void

    /// Calls `body` on the loop for each signal from now on; once in a process.
    package init(on loop: EventLoop, _ body: @escaping (Signal) -> Void) throws(IOError) {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe2(&ends, Int32(O_NONBLOCK | O_CLOEXEC)) == 0 else { throw .systemCall("pipe2", subject: "signals", errno: errno) }
        descriptor = ends[0]
        self.body = body
        Self.pipeEnd.store(ends[1], ordering: .releasing)
        for signal in Signal.allCases {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { number in
                let code = errno
                var byte = UInt8(truncatingIfNeeded: number)
                // Full only if nobody has looked at hundreds of signals: one more would say nothing new.
                _ = unsafe write(Signals.pipeEnd.load(ordering: .acquiring), &byte, 1)
                errno = code
            }
            action.sa_flags = SA_RESTART
            guard unsafe sigaction(signal.rawValue, &action, nil) == 0 else { throw .systemCall("sigaction", subject: "signals", errno: errno) }
        }
        try loop.watch(descriptor, for: .read, self)
    }

    package func descriptorIsReady(_ readiness: Readiness) {
        var byte: UInt8 = 0
        while unsafe read(descriptor, &byte, 1) == 1 {
            if let signal = Signal(rawValue: Int32(byte)) { body(signal) }
        }
    }
}
