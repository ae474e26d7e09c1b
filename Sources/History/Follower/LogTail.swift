import Engine
import Journaling
import Market
import Wire

/// The records of a log that is being written, one after another, up to whichever is allowed.
///
/// It reads what is written, and its owner says how far that may leave the exchange: so it never waits for the log to say so itself.
package final class LogTail {
    private let reader: JournalReader
    /// What is left of the last frame.
    private var records: RecordReader?
    /// Of the last record that was read or passed over.
    private(set) var sequence: SequenceNumber
    /// Records until the next look ahead.
    private var recordsSeen = 0

    /// - Parameter sequence: records up to and with this one are passed over.
    /// - Throws: `logGap` if the log begins later.
    package init(_ directory: DataDirectory, after sequence: SequenceNumber, instanceID: UInt64, follow: JournalReader.Follow) throws(HistoryError) {
        do throws(JournalError) {
            reader = try JournalReader(
                directory.log, storage: directory.storage, after: sequence == 0 ? nil : sequence, follow: follow, instanceID: instanceID)
        } catch {
            if case .sequenceMissing(_, let first, _) = error { throw .logGap(expected: sequence + 1, found: first) }
            throw .journal(error)
        }
        self.sequence = sequence
        if let first = reader.firstSequence, first > sequence + 1 { throw .logGap(expected: sequence + 1, found: first) }
    }

    package var progress: (bytes: Int, of: Int) { reader.progress }

    /// The next record up to and with `last`; `sequence` is its number.
    /// - Returns: nil behind `last`, or at the end of the log so far.
    func next(through last: SequenceNumber) throws(HistoryError) -> Record? {
        while sequence < last {
            if records == nil {
                guard try fetch() else { return nil }
            } else if let record = try nextRecord() {
                recordsSeen -= 1
                sequence += 1
                return record
            } else {
                records = nil
            }
        }
        return nil
    }

    /// The records to come, when it is time to look at the next `Blotter.recordsAhead` of them.
    func ahead(through last: SequenceNumber) throws(HistoryError) -> RecordReader? {
        guard recordsSeen <= 0, sequence < last else { return nil }
        if records == nil, try !fetch() { return nil }
        recordsSeen = Blotter.recordsAhead
        return records
    }

    private func nextRecord() throws(HistoryError) -> Record? {
        do { return try records?.next() } catch { throw .record(sequence: sequence + 1, error) }
    }

    /// The next frame; its records that were passed over before are dropped.
    private func fetch() throws(HistoryError) -> Bool {
        let frame: JournalFrame
        do throws(JournalError) {
            guard let found = try reader.next() else { return false }
            frame = found
        } catch { throw .journal(error) }
        guard frame.type == .records else { return true }
        guard frame.firstSequence <= sequence + 1 else { throw .logGap(expected: sequence + 1, found: frame.firstSequence) }
        var reader = unsafe RecordReader(frame.payload)
        var number = frame.firstSequence
        do throws(WireError) {
            while number <= sequence, try reader.next() != nil { number += 1 }
        } catch { throw .record(sequence: number, error) }
        recordsSeen = 0
        records = number == sequence + 1 ? reader : nil
        return true
    }
}

extension Projection {
    /// Takes in records up to and with `last`, until `isEnough`, asked every few hundred records, says so.
    /// - Returns: false if the log ends before `last`.
    package func follow(_ log: LogTail, through last: SequenceNumber, until isEnough: () -> Bool = { false }) throws(HistoryError) -> Bool {
        var count = 0
        while count % Self.recordsBetweenLooks != 0 || !isEnough() {
            if let ahead = try log.ahead(through: last) { blotter.prefetch(ahead) }
            guard let record = try log.next(through: last) else { return log.sequence == last }
            try take(record, sequence: log.sequence)
            count += 1
        }
        return true
    }

    /// Records between two looks at the clock: some tens of microseconds.
    private static let recordsBetweenLooks = 256
}

extension Blotter {
    /// Takes in records up to and with `last`.
    /// - Returns: false if the log ends before.
    mutating func apply(_ log: LogTail, through last: SequenceNumber) throws(HistoryError) -> Bool {
        while true {
            if let ahead = try log.ahead(through: last) { prefetch(ahead) }
            guard let record = try log.next(through: last) else { return log.sequence >= last }
            do { try apply(record, sequence: log.sequence) } catch { throw .record(sequence: log.sequence, error) }
        }
    }
}
