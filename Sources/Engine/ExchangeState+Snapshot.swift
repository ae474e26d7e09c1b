import Journaling
import Market

extension ExchangeState {
    /// Takes back a snapshot into a state that has applied nothing. After a throw the state is of no use.
    /// - Complexity: reads the file once and hashes the state once.
    package mutating func restore(_ snapshot: SnapshotReader, on proof: borrowing OnLoop) throws(JournalError) {
        for section in snapshot.sections {
            let fits = try unsafe snapshot.withBytes(of: section) { bytes throws(JournalError) in
                unsafe restore(section: section.id, stride: section.stride, bytes: bytes, on: proof)
            }
            guard fits else {
                throw .snapshot(path: snapshot.path, what: "section \(String(section.id, radix: 16)) of \(section.bytes) bytes does not fit this version")
            }
        }
        let info = snapshot.info
        guard sequence == info.sequence else {
            throw .snapshot(path: snapshot.path, what: "it holds the state at sequence \(sequence), not \(info.sequence)")
        }
        let hash = stateHash()
        guard hash == info.stateHash else {
            throw .snapshot(path: snapshot.path, what: "the state's hash is \(String(hash, radix: 16)), not \(String(info.stateHash, radix: 16))")
        }
    }

    /// Writes a snapshot, and makes a state of it again before it gets its name.
    /// - Parameters:
    ///   - chain: chain value of the log behind the last record applied, which must be on disk.
    /// - Returns: the snapshot's path.
    package func writeSnapshot(
        to directory: DataDirectory, instanceID: UInt64, chain: UInt64, on proof: borrowing OnLoop
    ) throws(JournalError) -> String {
        let writer = try directory.snapshots.writer(instanceID: instanceID, sequence: sequence)
        do throws(JournalError) {
            try unsafe forEachSection { id, stride, bytes throws(JournalError) in try unsafe writer.add(id: id, stride: stride, bytes) }
            return try writer.finish(stateHash: stateHash(), chain: chain) { snapshot throws(JournalError) in
                var again = ExchangeState(options)
                try again.restore(snapshot, on: proof)
            }
        } catch {
            try writer.abandon()
            throw error
        }
    }
}

extension ExchangeState {
    /// The instruments of a snapshot, without the rest of it.
    package static func instruments(in snapshot: SnapshotReader) throws(JournalError) -> [Instrument] {
        guard let section = snapshot.section(instrumentsSection), section.stride == MemoryLayout<StoredInstrument>.stride else {
            throw .snapshot(path: snapshot.path, what: "its instruments do not fit this version")
        }
        return try unsafe snapshot.withBytes(of: section) { bytes throws(JournalError) in
            var instruments: [Instrument] = []
            for offset in stride(from: 0, to: bytes.count, by: section.stride) {
                guard let instrument = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: StoredInstrument.self).instrument else {
                    throw .snapshot(path: snapshot.path, what: "instrument \(offset / section.stride) has no known phase")
                }
                instruments.append(instrument)
            }
            return instruments
        }
    }
}
