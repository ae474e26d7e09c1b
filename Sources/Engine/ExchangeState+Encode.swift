import Market
import Wire

extension ExchangeState {
    /// Room the record of the command just applied needs, in bytes.
    @inline(__always) var recordBytesMax: Int { RecordWriter.commandBytesMax + events.count * RecordWriter.eventBytesMax }

    /// Writes the command just applied, and what it caused, as one record.
    func encode(_ command: Command, into writer: inout RecordWriter) {
        writer.command(command, time: header.time)
        encodeEvents(into: &writer)
    }

    /// Writes what the command just applied caused; the command itself has been written.
    @inline(__always) func encodeEvents(into writer: inout RecordWriter) {
        var trade = 0
        var index = 0
        while index < events.count {
            if events[index].kind == .trade {
                let fees = fees[trade]
                trade += 1
                writer.trade(
                    events[index], tradeID: header.trades &- UInt64(feeCount - trade), takerFee: Amount(units: fees.taker),
                    makerFee: Amount(units: fees.maker))
            } else if events[index].kind == .orderCanceled {
                writer.canceled(events[index])
            } else {
                writer.event(events[index])
            }
            index += 1
        }
    }
}
