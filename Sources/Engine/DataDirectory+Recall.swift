import Journaling
import Market

/// A state made again from a data directory, and how.
package struct Recollection: ~Copyable {
    package var state: ExchangeState
    /// The snapshot it began with.
    package var snapshot: SnapshotInfo?
    /// Why newer snapshots were passed over.
    package var rejected: [JournalError] = []
    package var replay = Replay.Report()
    /// What recovery would cut off the end of the log; it had no part in the state.
    package var tail: LogCut?
    package let instanceID: UInt64
    /// Chain value of the log behind the state.
    package var chain: UInt64 = 0
}

extension DataDirectory {
    package struct RecallOptions: Sendable {
        package enum Start: Sendable {
            case newestSnapshot
            /// As far back as possible: the log's first record, or the oldest snapshot if the log begins later.
            case earliest
            /// The first record, which must still be there.
            case log
        }

        package var start = Start.newestSnapshot
        /// Reads only what the log itself says is on disk, as for a log that is being written, even if nobody writes it.
        package var durableOnly = false
        package var replay = Replay.Options()
        package init() {}
    }

    /// Makes the state again as it is at the end of the log or, with `replay.until`, as it was behind that record.
    ///
    /// Takes no lock and changes nothing. Beside a writer it ends at what the log says is on disk.
    /// - Throws: `sequenceGone` or `sequenceAhead` if the state asked for cannot be made.
    package func recall(
        _ options: RecallOptions = RecallOptions(), engine: EngineOptions = EngineOptions(), on proof: borrowing OnLoop
    ) throws(EngineError) -> Recollection {
        let instanceID = try existingIdentity()
        let isLive = try isLive()
        let until = options.replay.until
        var result = Recollection(state: ExchangeState(engine), instanceID: instanceID)
        let sequences = try startingPoints(options, until)
        for sequence in sequences {
            do throws(JournalError) {
                let snapshot = try snapshots.open(sequence, instanceID: instanceID)
                try result.state.restore(snapshot, on: proof)
                result.snapshot = snapshot.info
                break
            } catch {
                result.rejected.append(error)
                result.state = ExchangeState(engine)
            }
        }
        let follow: JournalReader.Follow = isLive || options.durableOnly ? .durable : .no
        let reader: JournalReader
        do throws(JournalError) {
            let after = result.snapshot.map(\.sequence)
            reader = try JournalReader(log, storage: storage, after: after, follow: follow, instanceID: instanceID)
            if after == nil, let first = reader.firstSequence, first > 1 {
                throw JournalError.sequenceMissing(needed: min(until, first - 1), first: first, last: first)
            }
        } catch {
            if case .sequenceMissing(let needed, let first, _) = error { throw .sequenceGone(needed, logBegins: first, rejected: result.rejected) }
            throw .journal(error)
        }
        result.replay = try result.state.replay(reader, options.replay, on: proof)
        result.chain = reader.chain
        let last = result.state.sequence
        if until != .max, last < until { throw .sequenceAhead(until, last: last) }
        if follow == .no, until == .max {
            do { result.tail = try reader.assessEnd() } catch { throw .journal(error) }
        }
        return result
    }

    /// The snapshots to try, in order, before the log alone.
    private func startingPoints(_ options: RecallOptions, _ until: SequenceNumber) throws(EngineError) -> [SequenceNumber] {
        do throws(JournalError) {
            let usable = try snapshots.list().filter { $0 <= until }
            switch options.start {
            case .newestSnapshot: return usable
            case .log: return []
            case .earliest:
                let first = try JournalReader(log, storage: storage).firstSequence ?? 1
                return first <= 1 ? [] : usable.reversed()
            }
        } catch { throw .journal(error) }
    }
}
