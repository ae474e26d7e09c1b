import IO
import JSON
import Market
import Wire

/// The payload of a frame of the log: commands and their events. Refused with a place and a reason; or what was read is JSON, and an exchange that is asked
/// to do the same adds up.
final class RecordFuzz: FuzzedParser {
    static let name = "records"
    /// Commands of an input that take effect.
    private static let commandsMax = 32

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        let floor = Floor(loop)
        func order(_ account: UInt32, _ side: Side, _ price: Int64, _ change: (inout EnterOrder) -> Void = { _ in }) -> Command {
            var order = EnterOrder(
                account: AccountID(rawValue: account), symbol: SymbolID(rawValue: 0), side: side, type: .limit, price: Price(ticks: price), quantity: Quantity(lots: 10))
            order.clientOrderID = UInt64(price)
            change(&order)
            return .enterOrder(order)
        }
        for command in [
            order(1, .buy, 990), order(2, .sell, 990), order(1, .buy, 980), order(2, .sell, 1_020) { $0.displayQuantity = Quantity(lots: 2) },
            order(1, .sell, 970) { ($0.type, $0.triggerPrice) = (.stopLimit, Price(ticks: 975)) }, .cancelAll(CancelAll(account: AccountID(rawValue: 2))), .tick,
        ] { floor.apply(command) }
        return floor.records + [floor.records.suffix(4).flatMap { $0 }]
    }

    private let loop: EventLoop
    private let reader = JSONReader()

    init(_ loop: EventLoop) { self.loop = loop }

    func take(_ bytes: UnsafeRawBufferPointer) {
        var commands: [Command] = []
        do throws(WireError) {
            var records = unsafe RecordReader(bytes)
            while let record = try records.next() {
                if commands.count < Self.commandsMax { commands.append(record.command) }
                let line = try record.json(sequence: 1)
                do throws(JSONError) { _ = try reader.read(Array(line.utf8)) } catch { hold(false, "\(error) in \(line)") }
                var events = record.events()
                while let event = try events.next() { hold(!"\(event.event.kind)".isEmpty, "an event has a kind") }
                _ = try (record.concerns(AccountID(rawValue: 1)), record.concerns(SymbolID(rawValue: 0)), record.listing())
            }
        } catch {
            hold(!"\(error)".isEmpty, "an error says what it is about")
        }
        guard !commands.isEmpty else { return }
        let floor = Floor(loop)
        for command in commands { floor.apply(command) }
        floor.audit()
    }
}
