import IO
import Market
import Wire

/// What the server has promised, as lines of JSON in a file: `walras load --record`.
///
///     {"account":0,"agent":"…","key":"ak_live_…"}                          it may trade from now on
///     {"kind":"accepted","account":0,"sequence":…,"order":…,"name":…,…}    a report; amounts in lots, prices in ticks
///     {"kind":"answer","account":0,"sequence":…,"order":"…","name":"…",…}    an answer over HTTP; amounts in units of 10^-8
///     {"pending":…,"account":0,…}                                          sent under this name, and not answered
final class LoadRecord {
    private let sink: ByteSink

    /// The file holds keys: it is for its owner alone.
    init(_ path: String) throws {
        try PrivateFile.write(path, [])
        sink = try ByteSink(path)
    }

    func finish() throws { try sink.finish() }

    /// Upper half of a connection's names: below 2^60 they are numbers in every protocol.
    static func tag() -> UInt64 { (RandomSource.unpredictable() & 0x7FF_FFFF | 0x800_0000) << 32 }

    /// Gives the order in a JSON body a name: one that is no number, whose text the server has to keep.
    static func add(name: UInt64, to body: inout [UInt8]) {
        body.removeLast()
        body.append(#","client_order_id":""#)
        body.append(contentsOf: text(name).utf8)
        body.append(#""}"#)
    }

    private static func text(_ name: UInt64) -> String { "load \(name)" }

    func account(_ account: Int, agent: String, key: String) {
        sink.bytes.append(contentsOf: #"{"account":\#(account),"agent":"\#(agent)","key":"\#(key)"}"#.utf8)
        end()
    }

    /// Allocates nothing while the sink has room.
    func report(_ report: Message.ExecutionReport, account: Int) {
        sink.bytes.append(#"{"kind":""#)
        sink.bytes.append(contentsOf: "\(report.kind)".utf8)
        sink.bytes.append(#"","account":"#)
        sink.bytes.append(decimal: Int64(account))
        member(#","sequence":"#, report.sequence)
        member(#","order":"#, report.orderID)
        member(#","name":"#, report.clientOrderID)
        member(#","trade":"#, report.tradeID)
        sink.bytes.append(#","last":"#)
        sink.bytes.append(decimal: report.lastQuantity)
        sink.bytes.append(#","price":"#)
        sink.bytes.append(decimal: report.price)
        sink.bytes.append(#"}"#)
        end()
    }

    private func member(_ name: StaticString, _ number: UInt64) {
        sink.bytes.append(name)
        sink.bytes.append(decimal: number)
    }

    func answer(_ answer: OrderAnswer, account: Int, name: UInt64) {
        let text = #"{"kind":"answer","account":\#(account),"sequence":\#(answer.sequence),"order":"\#(answer.id)","name":"\#(Self.text(name))","status":"\#(answer.status)","executed":\#(answer.executed)}"#
        sink.bytes.append(contentsOf: text.utf8)
        end()
    }

    func canceled(_ order: [UInt8], account: Int) {
        sink.bytes.append(contentsOf: #"{"kind":"canceledAnswer","account":\#(account),"order":""#.utf8)
        sink.bytes.append(contentsOf: order)
        sink.bytes.append(#""}"#)
        end()
    }

    func pending(_ request: FrameSession.Request, account: Int, name: UInt64, symbol: UInt16) {
        let text = #"{"pending":\#(name),"account":\#(account),"symbol":\#(symbol),"side":"\#(request.isBuy ? "buy" : "sell")","type":"\#(request.kind == FrameSession.Request.market ? "market" : "limit")","price":\#(request.price),"quantity":\#(request.lots)}"#
        sink.bytes.append(contentsOf: text.utf8)
        end()
    }

    func pending(body: [UInt8], account: Int, name: UInt64) {
        sink.bytes.append(contentsOf: #"{"pending":"\#(Self.text(name))","account":\#(account),"body":"#.utf8)
        sink.bytes.append(contentsOf: body)
        sink.bytes.append(#"}"#)
        end()
    }

    private func end() {
        sink.bytes.append(UInt8(ascii: "\n"))
        sink.flushIfFull()
    }
}
