import Synchronization

extension EventLoop {
    /// Runs `body` as the only job of a loop on the calling thread: for tools that work on what belongs to a loop and then end.
    package static func perform<Success>(_ body: (EventLoop) throws -> Success) throws -> Success {
        let loop = try EventLoop()
        return try withoutActuallyEscaping(body) { body in
            // Both are used on this very thread, below, and nowhere else.
            nonisolated(unsafe) let body = body
            nonisolated(unsafe) var outcome: Result<Success, any Error>?
            loop.schedule(at: .min) {
                unsafe outcome = Result { try unsafe body(loop) }
                loop.stop()
            }
            loop.run()
            guard let outcome = unsafe outcome else { preconditionFailure("the loop ended without running its only job") }
            return try outcome.get()
        }
    }
}

extension EventLoop {
    /// Runs `body` on this loop, which another thread runs, and blocks the caller until it is done: for starting up and for tests.
    package func performAndWait<Success: Sendable>(_ body: @escaping @Sendable () -> Success) -> Success {
        precondition(!isCurrent, "a loop that waits for itself")
        let gate = ThreadGate()
        let outcome = Mutex<Success?>(nil)
        schedule(at: .min) {
            let success = body()
            outcome.withLock { $0 = success }
            gate.notify()
        }
        gate.wait { outcome.withLock { $0 != nil } }
        guard let success = outcome.withLock({ $0 }) else { preconditionFailure("the gate opened before there was an outcome") }
        return success
    }
}
