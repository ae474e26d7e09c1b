import IO
import Market
import Synchronization

/// Every bit of a 64 KiB log, and whatever else can happen to its files: what is opened is what was written, or it is refused where it is not.
///
/// Two logs follow from the seed: one that ends without a word, as a crash leaves it, and one that was closed. All bits are those of the first.
package struct DamageProof {
    let seed: UInt64
    /// At most so many cases of each kind, evenly spread.
    let cases: Int
    let workers: Int
    package private(set) var statistics = DamageStatistics()
    package private(set) var violation: String?

    package init(seed: UInt64, cases: Int, workers: Int) {
        self.seed = seed
        self.cases = cases
        self.workers = workers
    }

    package mutating func run() throws {
        for isClosed in [false, true] {
            guard violation == nil else { return }
            let log = try DamagedLog(seed: seed, isClosed: isClosed)
            let stale = try DamagedLog(seed: seed, saltSeed: 0x01D)
            let foreign = try DamagedLog(seed: seed, instanceID: 0xF0E)
            try share(DamageWork(damages: LogDamages(log, stale: stale, foreign: foreign), cases: isClosed ? cases / 16 : cases, seed: seed))
        }
    }

    /// Deals the cases to threads, and adds up what they found.
    private mutating func share(_ work: DamageWork) throws {
        let found = Mutex<(statistics: DamageStatistics, violation: String?)>((DamageStatistics(), nil))
        let (workers, isStopping) = (workers, Stopping())
        var threads: [IO.Thread] = []
        for worker in 0..<workers {
            threads.append(try IO.Thread(name: "walras-prove") {
                let (statistics, violation) = work.run(worker: worker, of: workers) { isStopping.isSet.load(ordering: .relaxed) }
                if violation != nil { isStopping.isSet.store(true, ordering: .relaxed) }
                found.withLock { found in
                    found.statistics.add(statistics)
                    found.violation = found.violation ?? violation
                }
            })
        }
        for thread in threads { thread.join() }
        let (sum, first) = found.withLock { ($0.statistics, $0.violation) }
        statistics.add(sum)
        violation = first
    }

    private final class Stopping: Sendable { let isSet = Atomic(false) }
}

/// All cases of one log.
struct DamageWork: Sendable {
    let damages: LogDamages
    let cases: Int
    let seed: UInt64

    /// Every n-th case is opened as a whole exchange too, every n-th bit and n-th length of a file with a mirror; others by other seeds.
    ///
    /// Four times as many as with a mirror are given up.
    static let statesEvery = 256
    static let bitsMirroredEvery = 32
    static let lengthsMirroredEvery = 8

    func run(worker: Int, of workers: Int, _ isStopping: () -> Bool) -> (DamageStatistics, String?) {
        let check = DamageCheck(damages)
        var bits = 0
        do {
            try each(LogDamages.bits, worker, workers, isStopping) { index, number in
                bits += 1
                try one(.bit(index), number, check)
            }
            let others = damages.others
            try each(others.count, worker, workers, isStopping) { index, number in try one(others[index], number, check) }
            try snapshots(check, worker, workers, isStopping)
        } catch { return (check.statistics, "\(error)") }
        var statistics = check.statistics
        statistics.bits = bits
        return (statistics, nil)
    }

    /// Numbers from 0 up to, not including, `count`: all of them, or so many as are asked for, each by one worker.
    private func each(_ count: Int, _ worker: Int, _ workers: Int, _ isStopping: () -> Bool, _ body: (_ index: Int, _ number: Int) throws -> Void) throws {
        let wanted = min(count, max(cases, 1))
        var number = worker
        while number < wanted, !isStopping() {
            try body(number * count / wanted, number)
            number += workers
        }
    }

    private func one(_ damage: LogDamage, _ number: Int, _ check: DamageCheck) throws {
        try check.checkAlone(damage)
        let every = switch damage {
        case .bit: Self.bitsMirroredEvery
        case .shortened, .lostTail: Self.lengthsMirroredEvery
        case .staleBlock, .frame, .segment: 1
        }
        let turn = number + Int(seed % UInt64(Self.bitsMirroredEvery))
        if (turn + 1) % max(1, every / 4) == 0 { try check.checkRepair(damage) }
        if turn % every == 0 {
            try check.checkMirrored(damage, inMirror: turn / every % 2 == 1)
            if turn / every % 4 == 0 { try check.checkBoth(damage) }
        }
        if number % Self.statesEvery == 0 { try check.checkState("\(damage)") { damages.apply(damage, to: $0, in: DamagedLog.logPath) } }
    }

    /// Snapshots fall back to older ones and to the log, which has everything here.
    private func snapshots(_ check: DamageCheck, _ worker: Int, _ workers: Int, _ isStopping: () -> Bool) throws {
        let paths = damages.log.files.keys.filter { $0.hasPrefix("data/snapshots/") }.sorted()
        guard let path = paths.last, let size = damages.log.files[path]?.count else { throw DamageViolation("there is no snapshot") }
        try each(size * 8, worker, workers, isStopping) { bit, number in
            let damage = { (disk: DamagedDisk) in disk.flip(path, bit: bit) }
            try check.checkSnapshot(path, "bit \(bit) of \(path)", damage)
            if number % Self.statesEvery == 0 { try check.checkState("bit \(bit) of \(path)", isSame: true, damage) }
        }
        try each(size, worker, workers, isStopping) { bytes, number in
            let damage = { (disk: DamagedDisk) in disk.cut(path, to: bytes) }
            try check.checkSnapshot(path, "\(path) cut to \(bytes) bytes", damage)
            if number % Self.statesEvery == 0 {
                try check.checkState("all snapshots cut to \(bytes) bytes", isSame: true) { disk in for path in paths { disk.cut(path, to: bytes) } }
            }
        }
    }
}
