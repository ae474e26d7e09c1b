import Testing

@testable import Simulation

@Suite struct PowerLossTests {
    /// Few images; the proof makes thousands, and the soak more than a hundred thousand.
    static let images = 800

    @Test func `what a power cut leaves behind is a prefix with all that was acknowledged`() throws {
        var done = PowerLossStatistics()
        for seed: UInt64 in [1, 40] {
            var proof = PowerLossProof(seed: seed, images: Self.images)
            try proof.run()
            #expect(proof.violation == nil)
            done = done + proof.statistics
        }
        // What was not there was not tried.
        #expect(done.images >= 2 * Self.images && done.secondCuts > 0 && done.tornTails > 0 && done.beyondPromise > 0)
        #expect(done.segments > 6 && done.snapshots > 0 && done.restarts > 0)
    }

    @Test func `the same seed makes the same images`() throws {
        var (first, second) = (PowerLossProof(seed: 3, images: 200), PowerLossProof(seed: 3, images: 200))
        try first.run()
        try second.run()
        #expect(first.statistics == second.statistics)
    }

    @Test func `an exchange that does not sync what it acknowledges is found out`() throws {
        try expectViolation { recording in
            recording.entries.removeAll { if case .sync = $0.operation { true } else { false } }
        }
    }

    @Test func `an exchange that forgets to sync its directories is found out`() throws {
        try expectViolation { recording in
            recording.entries.removeAll { if case .syncDirectory = $0.operation { true } else { false } }
        }
    }

    @Test func `an exchange that acknowledges before its sync is found out`() throws {
        try expectViolation { recording in
            for index in recording.entries.indices { recording.entries[index].acknowledged = recording.acknowledged(at: index + 1) }
        }
    }

    private func expectViolation(_ tamper: @escaping (inout Recording) -> Void) throws {
        var proof = PowerLossProof(seed: 1, images: Self.images)
        proof.tamper = tamper
        try proof.run()
        let violation = try #require(proof.violation)
        #expect(violation.contains("was acknowledged") || violation.contains("is refused"), "\(violation)")
    }
}
