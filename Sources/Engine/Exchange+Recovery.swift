import IO
import Journaling
import Market
import Synchronization

extension Exchange {
    /// What opening a log found and did.
    package struct Opening: Sendable {
        package var replay: Replay.Report
        package var cut: LogCut?
        package var instanceID: UInt64
        /// The snapshot the replay began with, and why newer ones were passed over.
        package var snapshot: SnapshotInfo?
        package var rejectedSnapshots: [JournalError] = []
        /// What was repaired in log and snapshots; nil without a mirror.
        package var mirror: MirrorReport?
    }

    /// Recovers the log in a directory, replays it, and appends to it from now on.
    ///
    /// Call it once, before the first command; `restore` a snapshot before it to replay only what came after.
    package func open(
        log path: String, storage: any Storage, options: JournalOptions, replay: Replay.Options = Replay.Options()
    ) throws(EngineError) -> Opening {
        precondition(sequencer.journal == nil, "the log is open")
        let needed = sequencer.state.options.recordBytesMax
        guard options.allowsSmallSegments || options.frameBytesMax >= needed else {
            throw .journal(.invalidOptions("segmentBytes \(options.segmentBytes): a record may have \(needed) bytes and must fit into a segment"))
        }
        let proof = OnLoop(loop)
        let after = sequencer.state.sequence == 0 ? nil : Optional(sequencer.state.sequence)
        wake.exchange.withLock { $0.value = self }
        do {
            let log = try Recovery.recover(path, storage: storage, options: options, after: after)
            let (cut, instanceID) = (log.cut, log.instanceID)
            let reader = try JournalReader(path, storage: storage, after: after)
            let report = try replayed(reader, replay, on: proof)
            let (wake, loop) = (wake, loop)
            sequencer.journal = try Journal.open(log, options: options) { wake.signal(loop) }
            // What fell due while nobody was there waits for no command.
            setTickTimer()
            return Opening(replay: report, cut: cut, instanceID: instanceID)
        } catch let error as JournalError {
            throw .journal(error)
        } catch let error as EngineError {
            throw error
        } catch { preconditionFailure("no other error is thrown here") }
    }

    private func replayed(
        _ reader: JournalReader, _ options: Replay.Options, on proof: borrowing OnLoop
    ) throws(EngineError) -> Replay.Report {
        try sequencer.state.replay(reader, options, on: proof)
    }

    /// Applies a log without writing anything: for followers, `replay` and `verify`.
    package func replay(_ path: String, storage: any Storage, options: Replay.Options = Replay.Options()) throws(EngineError) -> Replay.Report {
        let reader: JournalReader
        do { reader = try JournalReader(path, storage: storage, after: sequencer.state.sequence == 0 ? nil : sequencer.state.sequence) } catch {
            throw .journal(error)
        }
        return try sequencer.state.replay(reader, options, on: OnLoop(loop))
    }

    /// Everything, section by section, for a snapshot.
    package func forEachSection<Failure: Error>(
        _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try unsafe sequencer.state.forEachSection(body)
    }

    /// Writes the state's hash, waits until everything is durable, publishes it, and gives up the log.
    package func close() throws(EngineError) {
        guard let journal = sequencer.journal else { return }
        // No timer lets time pass any more: what it sequenced would be in no log.
        (tickTimer, tickDeadline) = (.max, .min)
        sequencer.endStretch()
        if sequencer.fence == nil, sequencer.state.sequence > 0 { journal.appendStateHash(sequencer.state.stateHash(), sequence: sequencer.state.sequence) }
        do { try journal.close() } catch {
            sequencer.publish()
            throw .fenced(error)
        }
        sequencer.publish()
        sequencer.journal = nil
    }
}
