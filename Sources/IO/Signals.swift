import CLinux
import Glibc

/// Signals as events of a loop instead of interruptions: blocked for the process and read from a descriptor.
///
/// Block them before any other thread starts: threads inherit what is blocked, and one that does not block takes the signal.
package final class Signals: Watcher {
    package enum Signal: Int32, Sendable, CaseIterable {
        case terminate = 15
        case interrupt = 2
        case hangUp = 1
    }

    private let descriptor: Int32
    private let body: (Signal) -> Void

    /// To be called first thing, on the main thread.
    package static func block() {
        var set = sigset_t()
        unsafe fill(&set)
        _ = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        // A peer that is gone is an error of the write, not the end of the process.
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `body` on the loop for each signal from now on.
    package init(on loop: EventLoop, _ body: @escaping (Signal) -> Void) throws(IOError) {
        var set = sigset_t()
        unsafe Self.fill(&set)
        descriptor = unsafe signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
        guard descriptor >= 0 else { throw .systemCall("signalfd", subject: "signals", errno: errno) }
        self.body = body
        try loop.watch(descriptor, for: .read, self)
    }

    package func descriptorIsReady(_ readiness: Readiness) {
        var info = signalfd_siginfo()
        while unsafe read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) == MemoryLayout<signalfd_siginfo>.size {
            if let signal = Signal(rawValue: Int32(info.ssi_signo)) { body(signal) }
        }
    }

    private static func fill(_ set: UnsafeMutablePointer<sigset_t>) {
        unsafe sigemptyset(set)
        for signal in Signal.allCases { unsafe sigaddset(set, signal.rawValue) }
    }
}
