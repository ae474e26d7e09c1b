import Journaling
import Market

extension Exchange {
    /// Opens a data directory, which may be new: the newest whole snapshot, then the log behind it, and appends from now on.
    ///
    /// With a mirror, what is damaged in one copy is first written again from the other.
    ///
    /// A snapshot that is damaged or belongs to another log gives way to the next older one, and the last of them to the log alone. Call it
    /// once, before the first command.
    package func open(
        _ directory: DataDirectory, options: JournalOptions, replay: Replay.Options = Replay.Options()
    ) throws(EngineError) -> Opening {
        let mirror = try directory.repairFromMirror()
        var snapshot: SnapshotInfo?
        var rejected: [JournalError] = []
        if let instanceID = try directory.identity() {
            (snapshot, rejected) = try restoreNewest(of: directory.snapshots, instanceID: instanceID)
        }
        do {
            var opening = try open(log: directory.log, storage: directory.storage, options: options, replay: replay)
            opening.snapshot = snapshot
            opening.rejectedSnapshots = rejected
            opening.mirror = mirror
            return opening
        } catch {
            if case .gap(let expected, let found) = error { throw .sequenceGone(expected, logBegins: found, rejected: rejected) }
            throw error
        }
    }

    private func restoreNewest(
        of store: SnapshotStore, instanceID: UInt64
    ) throws(EngineError) -> (SnapshotInfo?, rejected: [JournalError]) {
        let proof = OnLoop(loop)
        let sequences: [SequenceNumber]
        do { sequences = try store.list() } catch { throw .journal(error) }
        var rejected: [JournalError] = []
        for sequence in sequences {
            do throws(JournalError) {
                let snapshot = try store.open(sequence, instanceID: instanceID)
                try sequencer.state.restore(snapshot, on: proof)
                return (snapshot.info, rejected)
            } catch {
                rejected.append(error)
                sequencer.state = ExchangeState(options)
            }
        }
        return (nil, rejected)
    }
}
