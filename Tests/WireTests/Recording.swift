import Market
import Wire

/// What a test writes as one record.
struct SampleRecord {
    var command: Command
    var time: Timestamp
    var events: [RecordedEvent]

    /// Every kind of event after `command`, in random order, trades among them.
    init(_ command: Command, random: inout Random) {
        self.command = command
        time = random.extreme()
        var order: EnterOrder?
        if case .enterOrder(let entered) = command { order = entered }
        events = random.events(after: order).map { RecordedEvent($0) }
        for _ in 0..<2 {
            events.append(
                RecordedEvent(
                    random.trade(), tradeID: random.extreme(), takerFee: Amount(units: random.extreme()),
                    makerFee: Amount(units: random.extreme())))
        }
        events.shuffle(using: &random)
    }

    init(_ command: Command, time: Timestamp, _ events: [RecordedEvent] = []) {
        self.command = command
        self.time = time
        self.events = events
    }

    var encoded: [UInt8] {
        recordBytes(eventsMax: events.count) { writer in write(to: &writer) }
    }

    func write(to writer: inout RecordWriter) {
        writer.command(command, time: time)
        for recorded in events {
            if recorded.event.kind == .trade {
                writer.trade(recorded.event, tradeID: recorded.tradeID, takerFee: recorded.takerFee, makerFee: recorded.makerFee)
            } else {
                writer.event(recorded.event)
            }
        }
    }
}

/// The bytes that `write` writes, one command and at most `eventsMax` events.
func recordBytes(eventsMax: Int, _ write: (inout RecordWriter) -> Void) -> [UInt8] {
    let room = RecordWriter.commandBytesMax + eventsMax * RecordWriter.eventBytesMax
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        var writer = unsafe RecordWriter(into: UnsafeMutableRawBufferPointer(buffer))
        write(&writer)
        count = writer.bytesWritten
    }
}

/// Every record of a payload with its events, or the first error.
func decode(_ bytes: [UInt8]) throws(WireError) -> [SampleRecord] {
    let result = unsafe bytes.withUnsafeBytes { buffer -> Result<[SampleRecord], WireError> in
        Result { () throws(WireError) -> [SampleRecord] in
            var reader = unsafe RecordReader(buffer)
            var records: [SampleRecord] = []
            while let record = try reader.next() {
                var events = record.events()
                var decoded: [RecordedEvent] = []
                while let event = try events.next() { decoded.append(event) }
                records.append(SampleRecord(record.command, time: record.time, decoded))
            }
            return records
        }
    }
    return try result.get()
}

extension SampleRecord: Hashable {}

/// A writer into `room` bytes.
func withWriter(room: Int, _ write: (inout RecordWriter) -> Void) {
    var bytes = [UInt8](repeating: 0, count: room)
    unsafe bytes.withUnsafeMutableBytes { buffer in
        var writer = unsafe RecordWriter(into: buffer)
        write(&writer)
    }
}
