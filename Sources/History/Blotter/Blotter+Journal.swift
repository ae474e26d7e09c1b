import Journaling
import Market
import Wire

extension Blotter {
    /// Takes in what a log holds behind what is known, up to and with `last`.
    /// - Throws: `journal` if the log cannot be read, `logGap` if it begins later than what is known ends, `record` if it holds no records.
    package mutating func apply(_ reader: JournalReader, through last: SequenceNumber = .max) throws(HistoryError) {
        while sequence < last {
            let frame: JournalFrame
            do throws(JournalError) {
                guard let next = try reader.next() else { return }
                frame = next
            } catch { throw .journal(error) }
            guard frame.type == .records else { continue }
            // A log whose beginning was pruned may be read by a blotter that knows nothing yet.
            guard sequence == 0 || frame.firstSequence <= sequence + 1 else {
                throw .logGap(expected: sequence + 1, found: frame.firstSequence)
            }
            var records = unsafe RecordReader(frame.payload)
            var number = frame.firstSequence
            var looked = 0
            do throws(WireError) {
                while number <= last {
                    if looked == 0 { looked = prefetch(records) }
                    guard let record = try records.next() else { break }
                    looked -= 1
                    if number > sequence { try apply(record, sequence: number) }
                    number += 1
                }
            } catch { throw .record(sequence: number, error) }
        }
    }
}
