import HTTP
import JSON

/// Gives accounts base currency over the admin interface, so that they can sell from the first order on: as much of each as a quarter of
/// what they hold of the quote currency would buy.
final class Funding: LoadSpeaker, HTTPClientHandler {
    private static let pipelined = 16

    private let run: LoadRun
    private let session = HTTP1ClientSession()
    private var socket: LoadSocket?
    private var deposits: [HTTPClientRequest] = []
    private var asked = 0
    private var answered = 0

    init(_ run: LoadRun) { self.run = run }

    /// What an account that began with such a balance holds of an instrument's base currency once it is funded, in lots.
    static func lots(_ instrument: LoadInstrument, of instruments: Int, balance: Int64) -> Int64 {
        let share = Int128(balance) * 100_000_000 / Int128(4 * instruments)
        // Units of the base currency that so much buys, both in units of 10^-8.
        let units = share * 100_000_000 / Int128(max(1, instrument.priceUnits))
        return Int64(clamping: units / Int128(instrument.lotUnits))
    }

    /// `agents` are the ids of the wallets' owners.
    func open(_ instruments: [LoadInstrument], _ agents: [String]) throws {
        guard let address = run.options.admin else { return run.funded() }
        for instrument in instruments {
            var writer = JSONWriter()
            writer.object { writer in
                writer.key("asset")
                writer.string(instrument.base)
                writer.key("amount")
                writer.decimal(units: Self.lots(instrument, of: instruments.count, balance: run.options.startingBalance) * instrument.lotUnits, scale: LoadInstrument.scale)
            }
            var body: [UInt8] = []
            writer.finish(into: &body)
            for agent in agents {
                var request = HTTPClientRequest(.post, "/admin/accounts/\(agent)/deposit", authority: "admin")
                request.add("content-type", "application/json")
                request.body = body
                deposits.append(request)
            }
        }
        socket = try LoadSocket(address, run, self)
    }

    func opened() { send() }

    private func send() {
        while asked < deposits.count, asked - answered < Self.pipelined {
            session.send(deposits[asked])
            asked += 1
        }
        socket?.flush()
        guard answered == deposits.count else { return }
        socket?.close()
        run.funded()
    }

    func received(_ bytes: UnsafeRawBufferPointer) { _ = unsafe session.receive(bytes, self) }
    func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int { unsafe session.writeOutput(sink) }
    func ended(_ reason: String) { run.fail("administration: \(reason)") }

    func response(_ response: borrowing HTTPClientResponse, stream: Int32) {
        guard response.status == 200 else {
            return run.fail("administration: \(LoadError.answer(response.status, response.text(response.body)))")
        }
        answered += 1
        send()
    }

    func head(_ response: borrowing HTTPClientResponse, stream: Int32) {}
    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) {}
    func end(stream: Int32) {}
    func aborted(stream: Int32) { run.fail("administration: a deposit was not answered") }
}
