import Glibc
import Synchronization
import Testing

@testable import IO

/// Every look at it takes a microsecond.
private final class TickingClock: Clock {
    private let looks = Atomic<Int64>(0)
    var monotonicNanoseconds: Int64 { looks.add(1, ordering: .relaxed).newValue * 1_000 }
    var wallNanoseconds: Int64 { monotonicNanoseconds }
}

/// Sets one timer after another. Touched by its loop alone.
private final class Chain: @unchecked Sendable {
    let clock = TickingClock()
    let loop: EventLoop

    init(lookout: Int64) throws {
        loop = try EventLoop(clock: clock)
        loop.lookoutNanoseconds = lookout
    }

    /// Runs the loop through so many timers, each so long after the last; returns how often it slept.
    func run(_ hops: Int, every interval: Int64) -> Int {
        let before = loop.sleepCount
        loop.schedule(at: .min) { self.hop(hops, interval) }
        loop.run()
        return loop.sleepCount - before
    }

    private func hop(_ left: Int, _ interval: Int64) {
        guard left > 0 else { return loop.stop() }
        loop.schedule(at: clock.monotonicNanoseconds + interval) { self.hop(left - 1, interval) }
    }
}

@Suite struct LookoutTests {
    /// Waits that long; in vain if it looks out for less.
    private func wait(_ lookout: inout Lookout, _ nanoseconds: Int64) {
        lookout.begin(at: 1_000)
        if lookout.isWorthIt, nanoseconds > lookout.nanoseconds {
            lookout.missed()
            lookout.begin(at: 1_000 + lookout.nanoseconds)
        }
        lookout.end(at: 1_000 + nanoseconds)
    }

    @Test func `looking out is worth it while the last wait was no longer than that`() {
        var lookout = Lookout(nanoseconds: 50)
        #expect(!lookout.isWorthIt)
        wait(&lookout, 51)
        #expect(!lookout.isWorthIt)
        wait(&lookout, 50)
        #expect(lookout.isWorthIt)
        lookout.end(at: 9_000)
        #expect(lookout.isWorthIt, "no wait has ended")
    }

    @Test func `the more often it was in vain, the more waits pass before the next look`() {
        var lookout = Lookout(nanoseconds: 50)
        var passed: [Int] = []
        for _ in 0..<6 {
            var count = 0
            repeat {
                wait(&lookout, 10)
                count += 1
            } while !lookout.isWorthIt
            passed.append(count)
            wait(&lookout, 60)
            #expect(!lookout.isWorthIt)
        }
        #expect(passed == [1, 1, 9, 73, 585, 1024])
        // What is met again counts for it.
        while !lookout.isWorthIt { wait(&lookout, 10) }
        for _ in 0..<11 { wait(&lookout, 10) }
        wait(&lookout, 60)
        wait(&lookout, 10)
        #expect(lookout.isWorthIt)
    }

    @Test func `a loop sleeps once, and not again while work follows work soon`() throws {
        let chain = try Chain(lookout: 50_000)
        #expect(chain.run(1, every: 20_000) > 0)
        #expect(chain.run(1_000, every: 20_000) == 0)
    }

    @Test func `a loop that waits for longer than it looks out sleeps`() throws {
        let chain = try Chain(lookout: 50_000)
        _ = chain.run(10, every: 20_000)
        #expect(chain.run(10, every: 200_000) >= 10)
    }

    @Test func `a loop that does not look out sleeps before every timer`() throws {
        #expect(try Chain(lookout: 0).run(100, every: 20_000) >= 100)
    }

    @Test func `a loop stops though work never ends`() throws {
        let chain = try Chain(lookout: 1_000_000)
        let loop = chain.loop
        let turns = Mutex(0)
        @Sendable func again() {
            turns.withLock { $0 += 1 }
            loop.schedule(at: chain.clock.monotonicNanoseconds + 3_000) { again() }
        }
        loop.schedule(at: .min) { again() }
        loop.schedule(at: 5_000_000) { loop.stop() }
        loop.run()
        #expect(turns.withLock { $0 } > 100)
    }

    /// Counts how often its descriptor is ready. Touched by its loop alone.
    private final class Ears: Watcher {
        var heard = 0
        func descriptorIsReady(_ readiness: Readiness) { heard += 1 }
    }

    @Test func `where a timer is always due, descriptors have their turn`() throws {
        let chain = try Chain(lookout: 50_000)
        _ = chain.run(1_000, every: 20_000)
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        #expect(unsafe write(ends[1], "x", 1) == 1)
        defer { for end in ends { close(end) } }
        let (loop, ears, read) = (chain.loop, Ears(), ends[0])
        let left = Mutex(100)
        nonisolated(unsafe) let watcher = ears
        @Sendable func again() {
            guard left.withLock({ $0 -= 1; return $0 > 0 }) else { return loop.stop() }
            loop.schedule(at: .min) { again() }
        }
        loop.schedule(at: .min) {
            do { try unsafe loop.watch(read, for: .read, watcher) } catch { Issue.record(error) }
            again()
        }
        loop.run()
        #expect(ears.heard > 90)
    }

    @Test func `a loop that never sleeps runs what others bring, and stops`() throws {
        let loop = try EventLoop()
        loop.spins = true
        try loop.start()
        #expect(loop.performAndWait { loop.isCurrent })
        loop.stop()
        loop.join()
        #expect(loop.sleepCount == 0)
    }
}
