import Testing

@testable import Simulation

@Suite struct DamageProofTests {
    @Test func `a few hundred damages of every kind change nothing, or are refused where they are`() throws {
        let seed = UInt64.random(in: 1...1_000)
        var proof = DamageProof(seed: seed, cases: 320, workers: 2)
        try proof.run()
        #expect(proof.violation == nil, "seed \(seed)")
        let done = proof.statistics
        #expect(done.bits == 340 && done.refused > 300 && done.given > 50 && done.mirrored > 30 && done.repairs > 30 && done.snapshotsRefused > 300 && done.states > 2, "\(done)")
    }

    @Test func `all kinds of damage differ from the log where they say so`() throws {
        let log = try DamagedLog(seed: 5)
        let damages = LogDamages(log, stale: try DamagedLog(seed: 5, saltSeed: 1), foreign: try DamagedLog(seed: 5, instanceID: 2))
        #expect(LogDamages.bits == 524_288 && log.snapshots.count == 2 && log.payloads.count > 60)
        #expect(log.segments.flatMap { $0 }.count { $0.isRead } == log.payloads.count)
        let disk = DamagedDisk(log.files)
        #expect(damages.firstDifference(disk, in: DamagedLog.logPath) == nil)
        let frame = log.segments[2][3]
        for (damage, offset) in [
            (LogDamage.bit((2 * DamagedLog.segmentBytes + frame.range.lowerBound + 20) * 8 + 3), frame.range.lowerBound),
            (.shortened(2 * DamagedLog.segmentBytes + frame.range.lowerBound + 1, losesLater: false), frame.range.lowerBound),
            (.frame(.overNext, segment: 3, index: 2), frame.range.lowerBound), (.segment(.stale, 3, 3), 0), (.segment(.dropped, 3, 3), 0),
        ] {
            disk.restore()
            damages.apply(damage, to: disk, in: DamagedLog.logPath)
            let found = damages.firstDifference(disk, in: DamagedLog.logPath)
            #expect(found?.segment == 3 && found?.offset == offset && found?.isProven == true, "\(damage)")
        }
    }

    @Test func `the check sees a log, a state or a snapshot that is another's`() throws {
        let log = try DamagedLog(seed: 5)
        let other = try DamagedLog(seed: 6)
        let damages = LogDamages(log, stale: log, foreign: log)
        let check = DamageCheck(damages)
        // A stale segment that is no other than the log's own damages nothing; the same with another log is one.
        try check.checkAlone(.segment(.stale, 3, 3))
        #expect(check.statistics.identical == 1)
        let mistaken = DamageCheck(LogDamages(log, stale: other, foreign: other))
        #expect(throws: Never.self) { try mistaken.checkAlone(.segment(.stale, 3, 3)) }
        #expect(mistaken.statistics.refused == 1)
        #expect(throws: DamageViolation.self) {
            try check.checkState("another log", isSame: true) { disk in for (path, bytes) in other.files where path.contains("/log/") { disk[path] = bytes } }
        }
        let path = log.files.keys.filter { $0.contains("snapshots") }.max()!
        let foreign = other.files[other.files.keys.filter { $0.contains("snapshots") }.max()!]!
        #expect(throws: DamageViolation.self) { try check.checkSnapshot(path, "another snapshot") { $0[path] = foreign } }
    }
}
