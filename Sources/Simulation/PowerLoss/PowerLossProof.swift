import Journaling
import Market

/// What a proof has been through.
package struct PowerLossStatistics: Sendable, Equatable {
    package var lives = 0
    package var operations = 0
    /// Segments of the log that were filled with zeros ahead of it.
    package var segments = 0
    package var records: UInt64 = 0
    package var snapshots = 0
    package var prunedSegments = 0
    package var restarts = 0
    /// Disks made, opened and compared.
    package var images = 0
    /// Of these, made by a power cut while, or after, another was recovered.
    package var secondCuts = 0
    package var tornTails = 0
    package var fromSnapshots = 0
    /// Images from which more came back than had been promised.
    package var beyondPromise = 0
    /// Images whose state could not be compared by its hash, as it lies between two that were noted; their records were.
    package var unknownStates = 0

    static func + (a: Self, b: Self) -> Self {
        var sum = a
        sum.lives += b.lives
        sum.operations += b.operations
        sum.segments += b.segments
        sum.records += b.records
        sum.snapshots += b.snapshots
        sum.prunedSegments += b.prunedSegments
        sum.restarts += b.restarts
        sum.images += b.images
        sum.secondCuts += b.secondCuts
        sum.tornTails += b.tornTails
        sum.fromSnapshots += b.fromSnapshots
        sum.beyondPromise += b.beyondPromise
        sum.unknownStates += b.unknownStates
        return sum
    }
}

/// Cuts the power at every operation of recorded lives, and recovers what the disk may hold then.
///
/// One seed is one life. What is found wrong ends the proof.
package struct PowerLossProof {
    package private(set) var statistics = PowerLossStatistics()
    package private(set) var violation: String?
    private let seed: UInt64
    private let images: Int
    /// Changes what was recorded, for tests of the proof itself.
    var tamper: ((inout Recording) -> Void)?

    /// Images made at every operation of a life; about as many follow from second cuts.
    static let imagesPerOperation = 1

    /// - Parameter images: made at least, beginning with the life of `seed`.
    package init(seed: UInt64, images: Int) {
        self.seed = seed
        self.images = images
    }

    package mutating func run() throws {
        var life = seed
        while statistics.images < images, violation == nil {
            try run(life)
            life += 1
        }
    }

    private mutating func run(_ seed: UInt64) throws {
        var random = SeededRandom(seed, .schedule, 1)
        let life = try RecordedLife(seed: seed)
        do { try life.live(100 + random.below(500)) } catch {
            violation = "seed \(seed): \(error)"
            return
        }
        note(life)
        var recording = life.recording
        tamper?(&recording)
        var check = CrashCheck(clock: life.clock, options: life.options)
        defer { statistics = statistics + check.statistics }
        var images = CrashImages(recording)
        for index in 0...recording.entries.count {
            images.advance(to: index)
            let promised = recording.acknowledged(at: index)
            for _ in 0..<Self.imagesPerOperation {
                guard statistics.images + check.statistics.images < self.images else { return }
                do { try check.check(images.image(&random), life.timeline, acknowledged: promised, &random) } catch {
                    violation = "seed \(seed), operation \(index) of \(recording.entries.count), image \(check.statistics.images): \(error)"
                    return
                }
            }
        }
    }

    private mutating func note(_ life: RecordedLife) {
        statistics.lives += 1
        statistics.operations += life.recording.entries.count
        statistics.segments += life.recording.entries.count { if case .create(let path, _) = $0.operation { path.hasSuffix(".wal.tmp") } else { false } }
        statistics.records += life.timeline.last
        statistics.snapshots += life.snapshots
        statistics.prunedSegments += life.pruned
        statistics.restarts += life.restarts
    }
}
