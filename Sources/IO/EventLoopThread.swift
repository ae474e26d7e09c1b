import CLinux
import Glibc
import Synchronization

extension EventLoop {
    /// Runs the loop on a thread of its own, on one core if asked for, until `stop()`; `join()` waits for its end.
    ///
    /// Throws `noSuchCore` for a core this process may not use.
    package func start(core: Int? = nil) throws(IOError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        if let core {
            var cores = cpu_set_t()
            let bits = MemoryLayout<cpu_set_t>.size * 8
            guard (0..<bits).contains(core) else { throw .noSuchCore(core) }
            unsafe withUnsafeMutableBytes(of: &cores) { unsafe $0[core / 8] = 1 << UInt8(core % 8) }
            unsafe pthread_attr_setaffinity_np(&attributes, MemoryLayout<cpu_set_t>.size, &cores)
        }
        let code = thread.withLock { thread in
            precondition(thread == nil, "event loop: already started")
            var created = pthread_t()
            let loop = unsafe Unmanaged.passRetained(self)
            let code = unsafe pthread_create(&created, &attributes, { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, loop.toOpaque())
            if code == 0 { thread = created } else { unsafe loop.release() }
            return code
        }
        if code == EINVAL, let core { throw .noSuchCore(core) }
        guard code == 0 else { throw .systemCall("pthread_create", subject: "event loop", errno: code) }
    }

    /// Lets the loop's thread sleep, and with it all that lives on the loop: for one that is too far ahead of others.
    package func pause(milliseconds: Int) {
        checkIsolated()
        var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        // Cut short by a signal, it was long enough.
        _ = unsafe nanosleep(&time, nil)
    }

    /// Waits until the thread of `start()` has ended; returns at once if there is none.
    package func join() {
        let started = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let started { pthread_join(started, nil) }
    }
}
