import IO

/// Proof that the holder runs on the thread of an event loop, obtained by asking once; whoever has it may touch what lives there
/// without a hop. It can be neither copied nor sent, so it cannot outlive the turn it was obtained in.
package struct OnLoop: ~Copyable {
    let loop: EventLoop

    /// Traps on any other thread.
    package init(_ loop: EventLoop) {
        loop.checkIsolated()
        self.loop = loop
    }
}

@available(*, unavailable)
extension OnLoop: Sendable {}
