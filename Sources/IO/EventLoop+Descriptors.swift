import CLinux
import Glibc

/// What a descriptor is ready for.
@usableFromInline package struct Readiness: OptionSet, Sendable, BitwiseCopyable {
    @usableFromInline package var rawValue: UInt32
    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let read = Readiness(rawValue: EPOLLIN.rawValue)
    package static let write = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The other side has closed its half of a connection.
    package static let readClosed = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// An error waits, or both halves are closed. Told whether asked for or not.
    package static let failed = Readiness(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    /// Reading will say something: bytes, an end, or an error.
    package static let readable = Readiness(rawValue: EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLERR.rawValue | EPOLLHUP.rawValue)
}

/// Whoever wants to know when a descriptor is ready. Called on the loop, outside any task: reach an actor on it with `assumeIsolated`.
package protocol Watcher: AnyObject {
    func descriptorIsReady(_ readiness: Readiness)
}

extension EventLoop {
    /// Descriptors told of in one look; the others wait for the next turn, which comes at once.
    package static let readyMax = 256

    struct Watch {
        var watcher: (any Watcher)?
        /// Tells a descriptor from an earlier one of the same number whose event is still on its way.
        var generation: UInt32 = 0
    }

    /// Tells `watcher`, again and again as long as it is so (level-triggered), that `descriptor` is ready. On the loop.
    package func watch(_ descriptor: Int32, for readiness: Readiness, _ watcher: any Watcher) throws(IOError) {
        checkIsolated()
        while watches.count <= Int(descriptor) { watches.append(Watch()) }
        precondition(watches[Int(descriptor)].watcher == nil, "event loop: descriptor \(descriptor) is watched already")
        try control(EPOLL_CTL_ADD, descriptor, readiness)
        watches[Int(descriptor)].watcher = watcher
        watchCount += 1
    }

    /// Asks for other readiness from now on.
    package func rewatch(_ descriptor: Int32, for readiness: Readiness) throws(IOError) {
        try control(EPOLL_CTL_MOD, descriptor, readiness)
    }

    /// Ends it; to be called before the descriptor is closed.
    package func unwatch(_ descriptor: Int32) {
        checkIsolated()
        guard Int(descriptor) < watches.count, watches[Int(descriptor)].watcher != nil else { return }
        // Fails only for a descriptor that is closed, and that is no longer watched either.
        _ = epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil)
        watches[Int(descriptor)].watcher = nil
        watches[Int(descriptor)].generation &+= 1
        watchCount -= 1
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ readiness: Readiness) throws(IOError) {
        let generation = watches[Int(descriptor)].generation
        let key = UInt64(UInt32(bitPattern: descriptor)) | UInt64(generation) << 32
        var interest = unsafe epoll_event(events: readiness.rawValue, data: epoll_data_t(u64: key))
        guard unsafe epoll_ctl(epoll, operation, descriptor, &interest) == 0 else {
            throw .systemCall("epoll_ctl", subject: "descriptor \(descriptor)", errno: errno)
        }
    }

    @inline(__always) func dispatch(_ key: UInt64, _ readiness: Readiness) {
        let descriptor = Int(UInt32(truncatingIfNeeded: key))
        if descriptor == Int(wakeUp) {
            var count: UInt64 = 0
            // Nothing to read means that somebody else's wake-up was already taken: fine either way.
            _ = unsafe read(wakeUp, &count, 8)
            return
        }
        guard descriptor < watches.count, watches[descriptor].generation == UInt32(truncatingIfNeeded: key >> 32) else { return }
        watches[descriptor].watcher?.descriptorIsReady(readiness)
    }
}
