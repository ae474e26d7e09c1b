import CLinux
import Glibc

/// A named operating-system thread, for work that blocks: the concurrency runtime's own pool must never wait for a disk.
@safe package final class Thread: @unchecked Sendable {
    private var handle = pthread_t()
    private var joined = false

    /// Starts `body` on a thread of its own.
    /// - Parameters:
    ///   - name: at most 15 bytes are shown by the system's tools.
    ///   - core: the only processor it may run on, if given.
    package init(name: String, core: Int? = nil, _ body: @escaping @Sendable () -> Void) throws(StorageError) {
        let start = unsafe Unmanaged.passRetained(ThreadStart(name: name, core: core, body: body))
        let code = unsafe pthread_create(&handle, nil, { context in
            let start = unsafe Unmanaged<ThreadStart>.fromOpaque(context!).takeRetainedValue()
            start.run()
            return nil
        }, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            joined = true
            throw StorageError(.startThread, name, code: code)
        }
    }

    /// Waits until the body has returned. Called by one thread, once or more.
    package func join() {
        guard !joined else { return }
        joined = true
        let code = pthread_join(handle, nil)
        precondition(code == 0, "a thread that was started once can be joined once")
    }

    deinit {
        if !joined { pthread_detach(handle) }
    }
}

private final class ThreadStart: Sendable {
    let name: String
    let core: Int?
    let body: @Sendable () -> Void

    init(name: String, core: Int?, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.core = core
        self.body = body
    }

    func run() {
        ThreadAttributes.setName(name)
        if let core { ThreadAttributes.pin(toCore: core) }
        body()
    }
}

/// What the C library offers for threads beyond POSIX. Swift does not import these two declarations, so they are looked up by name.
package enum ThreadAttributes {
    private typealias SetName = @convention(c) (pthread_t, UnsafePointer<CChar>) -> Int32
    private typealias SetAffinity = @convention(c) (pthread_t, Int, UnsafeRawPointer) -> Int32

    /// Names the calling thread for the system's tools; only the first 15 bytes count.
    package static func setName(_ name: String) {
        guard let symbol = unsafe dlsym(nil, "pthread_setname_np") else { return }
        _ = unsafe unsafeBitCast(symbol, to: SetName.self)(pthread_self(), String(decoding: name.utf8.prefix(15), as: UTF8.self))
    }

    /// Keeps the calling thread on one processor.
    /// - Returns: false if the system has no such processor, and then nothing has changed.
    @discardableResult
    package static func pin(toCore core: Int) -> Bool {
        let setBytes = 128
        guard (0..<setBytes * 8).contains(core), let symbol = unsafe dlsym(nil, "pthread_setaffinity_np") else { return false }
        var words = [UInt64](repeating: 0, count: setBytes / 8)
        words[core / 64] = 1 << UInt64(core % 64)
        return unsafe unsafeBitCast(symbol, to: SetAffinity.self)(pthread_self(), setBytes, words) == 0
    }

    /// How much later than asked the system may end a timed wait of the calling thread; 50,000 ns unless set.
    /// - Returns: false if the system does not know of such a thing.
    @discardableResult
    package static func setTimerSlack(nanoseconds: Int) -> Bool { walras_set_timer_slack(UInt(nanoseconds)) == 0 }

    /// How the calling thread shares the processors where they are short.
    ///
    /// A slice is how long it runs at a time, 0.1 to 100 ms: whoever has a shorter one goes first the moment it wakes. Before Linux 6.12 the
    /// niceness alone counts.
    /// - Parameter niceness: the more, the higher, up to 19, others go first; a thread may not take that back. Nil leaves it as it is.
    /// - Returns: false if the system refuses, as it does where a real-time thread would have to become an ordinary one for a shorter slice.
    @discardableResult
    package static func setShare(niceness: Int? = nil, sliceNanoseconds: UInt) -> Bool {
        walras_set_share(
            Int32(niceness ?? Int(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0))), sliceNanoseconds, niceness == nil ? 1 : 0) == 0
    }
}
