import IO
import JSON
import Market

@testable import Engine
@testable import Gateway

/// The body of an order of AgentExchange, and the exchange it is entered into; the same text as a message of its WebSocket.
///
/// What is taken keeps within its instrument's limits; the exchange answers it with an event and still adds up.
final class OrderFuzz: FuzzedParser {
    static let name = "orders"
    static let words = OrderFields.Field.allCases.map { "\"\($0.parameter.name)\":" } + [
        "\"BTCUSDT\"", "\"ETHUSDT\"", "\"buy\"", "\"sell\"", "\"limit\"", "\"market\"", "\"stop_limit\"", "\"trailing_stop\"", "\"GTD\"", "\"IOC\"", "\"FOK\"", "\"DAY\"",
        "1e3", "0.00000001", "9223372036854775807", "\"2027-01-02T00:00:00Z\"", "true", "\"EXPIRE_BOTH\"", "null",
    ]

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        [
            #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"10","client_order_id":"a"}"#,
            #"{"symbol":"btcusdt","side":"SELL","type":"market","quantity":1}"#,
            #"{"symbol":"ETHUSDT","side":"sell","type":"stop_loss_limit","quantity":0.25,"price":9.5,"stopPrice":9.75,"timeInForce":"GTD","goodTillDate":"2027-01-02T00:00:00Z"}"#,
            #"{"symbol":"BTCUSDT","side":"buy","type":"trailing_stop","quantity":1,"trailingDelta":50}"#,
            #"{"symbol":"BTCUSDT","side":"sell","type":"trailing_stop","quantity":1,"trailing_amount":"0.05"}"#,
            #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":1,"price":10,"icebergQty":"0.1","postOnly":true,"selfTradePreventionMode":"EXPIRE_MAKER"}"#,
            #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":1,"price":10,"takeProfitPrice":11,"stopLossPrice":9,"stopLossLimitPrice":8,"reduceOnly":false}"#,
            #"{"action":"subscribe","channel":"candles:BTCUSDT:1m"}"#, #"{"channel":"ticker","symbol":"BTCUSDT"}"#,
            #"{"symbol":"BTCUSDT","side":"buy","type":"take_profit","quantity":"1","price":"9","seenSequence":1,"maxMoveTicks":5}"#,
        ].map { Array($0.utf8) }
    }

    private let reader = JSONReader()
    private let loop: EventLoop
    private let catalog: Catalog

    init(_ loop: EventLoop) {
        self.loop = loop
        catalog = Floor(loop).catalog
    }

    func take(_ bytes: UnsafeRawBufferPointer) {
        do throws(APIError) {
            let document: JSONDocument
            do throws(JSONError) { document = try unsafe reader.read(bytes) } catch { return }
            if let subscription = PushSubscription(document.root, catalog) { hold(!subscription.channel.isEmpty, "a channel has a name") }
            let request = try OrderRequest(OrderFields(document), account: AccountID(rawValue: 1), catalog)
            enter(request)
        } catch {
            switch error {
            case .validation(let faults): hold(!faults.isEmpty, "a refusal names what it is about")
            case .invalidSymbol, .invalidOrderType, .invalidQuantity: break
            default: hold(false, "an order is refused for \(error)")
            }
        }
    }

    private func enter(_ request: OrderRequest) {
        let order = request.order
        let instrument = request.listing.instrument
        hold((instrument.minQuantity...instrument.maxQuantity).contains(order.quantity), "\(order.quantity)")
        hold((order.price.isNone || order.price.ticks >= 0) && (order.triggerPrice.isNone || order.triggerPrice.ticks >= 0) && order.trailingOffset >= 0, "\(order)")
        hold(order.type.hasLimit || order.price.isNone, "a price of an order without a limit: \(order)")
        let floor = Floor(loop)
        for (side, price) in [(Side.buy, 990 as Int64), (.sell, 1_010)] {
            floor.apply(.enterOrder(EnterOrder(
                account: AccountID(rawValue: 2), symbol: order.symbol, side: side, type: .limit, price: Price(ticks: price), quantity: Quantity(lots: 5_000))))
        }
        floor.apply(.enterOrder(order))
        floor.audit()
        floor.apply(.cancelAll(CancelAll(account: AccountID(rawValue: 1))))
        floor.audit()
    }
}
