import Foundation
import Simulation

extension Proof {
    static let damage = Proof(
        name: "damage",
        summary: """
            Makes a log of 64 KiB and damages it: every bit, files cut at every byte, writes that never arrived, blocks, frames and segments that are stale, doubled, swapped or gone, and \
            every bit of a snapshot. Opens what is left, alone and with a mirror that has the same damage or none; compares frames and states, and the place that a refusal names. Gives up what was refused, and compares what is kept with what was announced. \
            --cases is how many of each kind, evenly spread; all of them with 600000.
            """
    ) { seed, cases in
        var proof = DamageProof(seed: seed, cases: cases, workers: ProcessInfo.processInfo.activeProcessorCount)
        try proof.run()
        let done = proof.statistics
        return Finding(violation: proof.violation, counts: [
            ("bits", done.bits), ("damagedLogs", done.alone), ("identical", done.identical), ("cut", done.cut), ("refused", done.refused), ("repaired", done.given), ("mirrored", done.mirrored),
            ("repairs", done.repairs), ("bothDamaged", done.both), ("states", done.states), ("statesRefused", done.statesRefused),
            ("snapshotsRefused", done.snapshotsRefused), ("snapshotsSame", done.snapshotsSame),
        ])
    }
}
