import IO
import Journaling
import Market
import Wire

/// Brings a state up to the end of a log by applying its commands again.
package struct Replay: Sendable {
    package struct Options: Sendable {
        /// Compare the events of every command with those in the log, byte by byte.
        package var verifies = false
        /// Compare the hashes of the state that the log holds.
        package var checksStateHashes = true
        /// The last record to apply.
        package var until = SequenceNumber.max
        /// Read the log ahead on a thread of its own.
        package var readsAhead = true
        /// Told now and then how far the log has been read, in bytes, of how many.
        package var onProgress: (@Sendable (_ bytes: Int, _ of: Int) -> Void)?
        package init() {}
    }

    package struct Report: Sendable, Equatable {
        package var records: UInt64 = 0
        package var events: UInt64 = 0
        package var stateHashes = 0
        package var lastSequence: SequenceNumber = 0
        /// Spent reading and applying.
        package var nanoseconds: Int64 = 0
    }
}

extension ExchangeState {
    /// Applies the records behind `sequence` in a log; nothing is written.
    package mutating func replay(
        _ reader: JournalReader, _ options: Replay.Options = Replay.Options(), on proof: borrowing OnLoop
    ) throws(EngineError) -> Replay.Report {
        var report = Replay.Report(lastSequence: sequence)
        let began = SystemClock().monotonicNanoseconds
        var scratch = RecordScratch()
        // Whoever stops before the end may ask the reader where it stands, so it reads nothing ahead then.
        let ahead: ReadAhead?
        do { ahead = options.until == .max && options.readsAhead ? try ReadAhead(reader) : nil } catch { throw .journal(error) }
        defer { ahead?.stop() }
        while sequence < options.until {
            let frame: JournalFrame
            do {
                guard let next = if let ahead { try ahead.next() } else { try reader.next() } else { break }
                frame = next
            } catch { throw .journal(error) }
            if let logged = frame.stateHash {
                guard options.checksStateHashes, frame.firstSequence == sequence else { continue }
                let applied = stateHash()
                guard applied == logged else { throw .stateHash(sequence: sequence, logged: logged, applied: applied) }
                report.stateHashes += 1
            } else {
                try replay(frame, options, &scratch, &report, on: proof)
                #if WALRAS_PLANTED_BUGS
                if PlantedBug.isOn(.replayBatchTwice) { try replayAgain(frame, on: proof) }
                #endif
                if let onProgress = options.onProgress {
                    let progress = ahead?.progress ?? reader.progress
                    onProgress(progress.bytes, progress.of)
                }
            }
        }
        report.lastSequence = sequence
        report.nanoseconds = SystemClock().monotonicNanoseconds - began
        return report
    }

    private mutating func replay(
        _ frame: JournalFrame, _ options: Replay.Options, _ scratch: inout RecordScratch, _ report: inout Replay.Report, on proof: borrowing OnLoop
    ) throws(EngineError) {
        guard frame.firstSequence <= sequence + 1 else { throw .gap(expected: sequence + 1, found: frame.firstSequence) }
        var reader = unsafe RecordReader(frame.payload)
        // Records read ahead, by sequence, so that what they will touch is on its way while those before are applied.
        var ahead = InlineArray<8, Record?>(repeating: nil)
        var (number, end, isWhole) = (frame.firstSequence, frame.firstSequence, false)
        while number <= options.until {
            while !isWhole, end < number + UInt64(ahead.count) {
                let record = try next(&reader, end)
                ahead[Int(end % 8)] = record
                guard let record else {
                    isWhole = true
                    break
                }
                if let entry = Self.entry(record) { prefetch(entry) }
                end += 1
            }
            guard number < end, let record = ahead[Int(number % 8)] else { return }
            if number + 4 < end, let later = ahead[Int((number + 4) % 8)], let entry = Self.entry(later) { prefetchFurther(entry) }
            if number > sequence {
                apply(record, sequence: number, on: proof)
                if options.verifies { try unsafe compare(record, frame.payload, &scratch) }
                report.records += 1
                report.events += UInt64(events.count)
            }
            number += 1
        }
    }

    #if WALRAS_PLANTED_BUGS
    private mutating func replayAgain(_ frame: JournalFrame, on proof: borrowing OnLoop) throws(EngineError) {
        guard frame.firstSequence > 20 else { return }
        var reader = unsafe RecordReader(frame.payload)
        var number = frame.firstSequence
        while let record = try next(&reader, number) {
            apply(record, sequence: number, on: proof)
            number += 1
        }
    }
    #endif

    @inline(__always)
    private func next(_ reader: inout RecordReader, _ sequence: SequenceNumber) throws(EngineError) -> Record? {
        do { return try reader.next() } catch { throw .record(sequence: sequence, error) }
    }

    @inline(__always) private mutating func apply(_ record: Record, sequence: SequenceNumber, on proof: borrowing OnLoop) {
        switch record.header.templateID {
        case Message.EnterOrder.templateID: apply(record.plainOrder, sequence: sequence, time: record.time)
        case Message.CancelOrder.templateID: apply(record.cancelOrder, sequence: sequence, time: record.time)
        default: apply(record.otherCommand, sequence: sequence, time: record.time, on: proof)
        }
    }

    /// What a record's command will touch; nil where that is not worth a look.
    @inline(__always) private static func entry(_ record: Record) -> CommandBatch.Entry? {
        switch record.header.templateID {
        case Message.EnterOrder.templateID:
            let message = record.plainMessage
            return CommandBatch.Entry(
                clientOrderID: message.clientOrderID, account: AccountID(rawValue: message.account), symbol: SymbolID(rawValue: message.symbol),
                kind: .order)
        case Message.CancelOrder.templateID:
            let cancel = record.cancelOrder
            return CommandBatch.Entry(orderID: cancel.orderID, account: cancel.account, kind: .cancel)
        default: return nil
        }
    }

    /// Encodes what applying the record caused, and compares it with what the log holds.
    private func compare(_ record: Record, _ payload: UnsafeRawBufferPointer, _ scratch: inout RecordScratch) throws(EngineError) {
        let space = unsafe scratch.space(atLeast: recordBytesMax)
        var writer = unsafe RecordWriter(into: space)
        encode(record.command, into: &writer)
        let applied = unsafe UnsafeRawBufferPointer(rebasing: space[0..<writer.bytesWritten])
        let logged = unsafe UnsafeRawBufferPointer(rebasing: payload[record.bytes])
        if unsafe applied.elementsEqual(logged) { return }
        throw .diverged(
            sequence: sequence, logged: try unsafe Self.rendering(of: logged, sequence), applied: try unsafe Self.rendering(of: applied, sequence))
    }

    private static func rendering(of bytes: UnsafeRawBufferPointer, _ sequence: SequenceNumber) throws(EngineError) -> String {
        do {
            var reader = unsafe RecordReader(bytes)
            guard let record = try reader.next() else { return "nothing" }
            return try record.json(sequence: sequence)
        } catch { throw .record(sequence: sequence, error) }
    }
}
