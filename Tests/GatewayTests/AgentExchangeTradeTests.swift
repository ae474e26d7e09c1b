import Foundation
import HTTP
import Market
import Testing

@testable import Gateway

struct AgentExchangeTradeTests {
    /// A seller with bitcoins and a buyer with money.
    private func market() throws -> (Venue, buyer: Venue.Trader, seller: Venue.Trader) {
        let venue = try Venue()
        let (buyer, seller) = (venue.register("Buyer"), venue.register("Seller"))
        venue.deposit(seller, 1, units: 100 * 100_000_000)
        return (venue, buyer, seller)
    }

    private func body(_ fields: String) -> String { #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"62000"\#(fields)}"# }

    @Test func `a registered account trades at once with its key`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let reply = venue.limit(alpha, "buy", "0.01", "62000")
        #expect(reply.status == 201, "\(reply.body)")
        #expect(reply["status"] == "pending")
        #expect(reply["locked_amount"] == "620.62000000")
        #expect(reply["price"] == "62000.00000000")
        #expect(reply["quantity"] == "0.01000000")
        for null in ["executed_price", "executed_quantity", "slippage_pct", "fee", "total_cost", "filled_at", "cancelled_at", "client_order_id"] {
            #expect(reply.json[null] is NSNull, "\(null)")
        }
        let shown = venue.send(.get, "/api/v1/trade/order/\(reply["order_id"])", key: alpha.key)
        #expect(shown.status == 200 && shown.body == reply.body)
    }

    @Test func `a market order trades with the book and reports price, fee and slippage`() throws {
        let (venue, buyer, seller) = try market()
        #expect(venue.limit(seller, "sell", "0.01", "64500")["status"] == "pending")
        #expect(venue.limit(seller, "sell", "0.01", "64600")["status"] == "pending")
        let reply = venue.order(buyer, #"{"symbol":"btcusdt","side":"BUY","type":"MARKET","quantity":"0.02"}"#)
        #expect(reply.status == 201)
        #expect(reply["status"] == "filled")
        #expect(reply["executed_price"] == "64550.00000000")
        #expect(reply["executed_quantity"] == "0.02000000" && reply["executed_qty"] == "0.02000000")
        #expect(reply["fee"] == "1.29100000")
        #expect(reply["total_cost"] == "1292.29100000")
        // Of 64500, the listed reference.
        #expect(reply["slippage_pct"] == "0.077519")
        #expect(reply.json["price"] is NSNull && reply.json["locked_amount"] is NSNull)
        let trades = venue.send(.get, "/api/v1/trade/history?side=buy", key: buyer.key)
        #expect(trades["total"] == "2" && trades["limit"] == "50" && trades["offset"] == "0")
        let first = try #require((trades.json["trades"] as? [[String: Any]])?.first)
        #expect(first["price"] as? String == "64600.00000000" && first["pnl"] is NSNull)
        #expect(first["order_id"] as? String == reply["order_id"])
        let sold = venue.send(.get, "/api/v1/trade/history?limit=1&offset=1", key: seller.key)
        #expect(sold["total"] == "2")
        #expect((sold.json["trades"] as? [[String: Any]])?.first?["price"] as? String == "64500.00000000")
    }

    @Test func `numbers may be JSON numbers, have exponents, and more digits than the step`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        for (quantity, expected) in [
            ("1E-2", "0.01000000"), (#""1E-2""#, "0.01000000"), ("0.012345678901234567", "0.01234000"), (#"" 0.01 ""#, "0.01000000"), (#""+1.5e-02""#, "0.01500000"),
        ] {
            let reply = venue.order(alpha, #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":\#(quantity),"price":6.2E+4}"#)
            #expect(reply.status == 201 && reply["quantity"] == expected, "\(quantity): \(reply.body)")
            #expect(reply["price"] == "62000.00000000")
        }
    }

    @Test func `a price between two ticks goes to the patient side`() throws {
        let (venue, buyer, seller) = try market()
        #expect(venue.limit(buyer, "buy", "0.01", "62000.019")["price"] == "62000.01000000")
        #expect(venue.limit(seller, "sell", "0.01", "66000.011")["price"] == "66000.02000000")
        let stop = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell","type":"stop_loss","quantity":"0.01","trigger_price":"60000.019"}"#)
        #expect(stop["trigger_price"] == "60000.01000000")
        let target = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell","type":"take_profit","quantity":"0.01","trigger_price":"70000.011"}"#)
        #expect(target["trigger_price"] == "70000.02000000")
    }

    @Test(arguments: ["trigger_price", "stop_price", "price", "stopPrice"])
    func `a trigger is understood under all its names`(_ name: String) throws {
        let (venue, _, seller) = try market()
        let reply = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell","type":"stop_loss","quantity":"0.01","\#(name)":"60000"}"#)
        #expect(reply.status == 201, "\(reply.body)")
        #expect(reply["price"] == "60000.00000000" && reply["trigger_price"] == "60000.00000000")
        #expect(reply["status"] == "pending")
    }

    @Test func `names of one value may stand together if they say the same`() throws {
        let (venue, _, seller) = try market()
        let order = #"{"symbol":"BTCUSDT","side":"sell","type":"stop_loss","order_type":"STOP_LOSS","quantity":"0.01","price":60000,"#
        let reply = venue.order(seller, order + #""stop_price":"60000.0","stopPrice":6e4,"trigger_price":" 60000 "}"#)
        #expect(reply.status == 201 && reply["trigger_price"] == "60000.00000000", "\(reply.body)")
        let other = venue.order(seller, order + #""stop_price":"60000","trigger_price":"60000.01"}"#)
        #expect(other.status == 422 && other.details["field"] as? String == "trigger_price", "\(other.body)")
        let price = venue.order(seller, order + #""trigger_price":"59999"}"#)
        #expect(price.status == 422 && price.details["field"] as? String == "price", "\(price.body)")
        let reset = venue.send(.post, "/api/v1/account/reset", #"{"starting_balance":"5000","new_starting_balance":"6000"}"#, key: seller.key)
        #expect(reset.status == 422 && reset.details["field"] as? String == "new_starting_balance", "\(reset.body)")
        #expect(venue.send(.post, "/api/v1/account/reset", #"{"starting_balance":"5000","new_starting_balance":5000}"#, key: seller.key).status == 200)
    }

    @Test(arguments: [
        (#","type":"limit_maker","quantity":"0.01","price":"60000""#, "limit"), (#","type":"stop_limit","quantity":"0.01","price":"60000","stopPrice":"60500""#, "stop_limit"),
        (#","type":"take_profit_limit","quantity":"0.01","price":"70000","trigger_price":"69000""#, "take_profit_limit"),
        (#","type":"limit","quantity":"0.01","price":"70000","timeInForce":"GTD","goodTillDate":"2030-01-01T00:00:00Z""#, "limit"),
        (#","type":"limit","quantity":"0.01","price":"70000","time_in_force":"GTD","goodTillDate":1893456000000"#, "limit"),
        (#","type":"limit","quantity":"0.01","price":"70000","timeInForce":"day","reduceOnly":true,"selfTradePreventionMode":"EXPIRE_BOTH""#, "limit"),
        (#","type":"limit","quantity":"0.02","price":"70000","icebergQty":"0.01""#, "limit"),
        (#","type":"limit","quantity":"0.02","price":"70000","takeProfitPrice":"60000","stopLossPrice":"75000","stopLossLimitPrice":"76000""#, "limit"),
    ]) func `every kind of order enters`(_ fields: String, _ type: String) throws {
        let (venue, _, seller) = try market()
        let reply = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell"\#(fields)}"#)
        #expect(reply.status == 201 && reply["type"] == type && reply["order_type"] == type, "\(reply.body)")
    }

    @Test(arguments: [
        (#","postOnly":true"#, ["postOnly": "1"]), (#","reduceOnly":true,"timeInForce":"DAY""#, ["reduceOnly": "1"]), (#","icebergQty":"0.005""#, ["icebergQty": "0.00500000"]),
        (#","timeInForce":"GTD","goodTillDate":"2030-01-01T00:00:00Z""#, ["goodTillDate": "2030-01-01T00:00:00.000Z"]),
        (#","selfTradePreventionMode":"expire_both""#, ["selfTradePreventionMode": "EXPIRE_BOTH"]), ("", [:]),
        (#","takeProfitPrice":"60000""#, ["bracket": "1", "takeProfitPrice": "60000.00000000"]),
        (
            #","stopLossPrice":"75000","stopLossLimitPrice":"76000""#,
            ["bracket": "1", "stopLossPrice": "75000.00000000", "stopLossLimitPrice": "76000.00000000"]
        ),
    ]) func `an order shows what was asked for, at once and later`(_ fields: String, _ shown: [String: String]) throws {
        let (venue, _, seller) = try market()
        let reply = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell","type":"limit","quantity":"0.01","price":"70000"\#(fields)}"#)
        #expect(reply.status == 201, "\(reply.body)")
        let names = [
            "postOnly", "reduceOnly", "bracket", "takeProfitPrice", "stopLossPrice", "stopLossLimitPrice", "icebergQty", "goodTillDate", "trailingAmount",
            "selfTradePreventionMode",
        ]
        for order in [reply, venue.send(.get, "/api/v1/trade/order/\(reply["order_id"])", key: seller.key)] {
            #expect(order.json.filter { names.contains($0.key) }.mapValues { "\($0)" } == shown, "\(order.body)")
        }
    }

    @Test func `a trailing stop is shown with the trigger it has moved to`() throws {
        let (venue, buyer, seller) = try market()
        _ = venue.limit(seller, "sell", "0.01", "64500")
        _ = venue.limit(buyer, "buy", "0.01", "64500")
        let stop = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell","type":"trailing_stop","quantity":"0.01","trailingAmount":"500"}"#)
        #expect(stop["trigger_price"] == "64000.00000000" && stop["trailingAmount"] == "500.00000000")
        _ = venue.limit(seller, "sell", "0.01", "66000")
        _ = venue.limit(buyer, "buy", "0.01", "66000")
        #expect(venue.send(.get, "/api/v1/trade/order/\(stop["order_id"])", key: seller.key)["trigger_price"] == "65500.00000000")
        let open = venue.send(.get, "/api/v1/trade/orders/open", key: seller.key).json["orders"] as? [[String: Any]] ?? []
        #expect(open.compactMap { $0["trigger_price"] as? String } == ["65500.00000000"])
    }

    @Test func `a trailing stop is told in basis points or as an amount`() throws {
        let (venue, buyer, seller) = try market()
        _ = venue.limit(seller, "sell", "0.01", "64500")
        _ = venue.limit(buyer, "buy", "0.01", "64500")
        for distance in [#""trailingDelta":100"#, #""trailingAmount":"645""#] {
            let name = #","client_order_id":"t\#(distance.count)""#
            let reply = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell","type":"trailing_stop","quantity":"0.01",\#(distance)\#(name)}"#)
            #expect(reply.status == 201 && reply["trigger_price"] == "63855.00000000", "\(reply.body)")
            // A repeat is the same order, even after the price has moved.
            _ = venue.limit(seller, "sell", "0.01", "66000")
            let again = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell","type":"trailing_stop","quantity":"0.01",\#(distance)\#(name)}"#)
            #expect(again.status == 201 && again["order_id"] == reply["order_id"], "\(again.body)")
        }
    }

    @Test(arguments: [
        (#"{"side":"buy","type":"market","quantity":"1"}"#, "symbol"), (#"{"symbol":"BTCUSDT","type":"market","quantity":"1"}"#, "side"),
        (#"{"symbol":"BTCUSDT","side":"hold","type":"market","quantity":"1"}"#, "side"), (#"{"symbol":"BTCUSDT","side":"buy","quantity":"1"}"#, "type"),
        (#"{"symbol":"BTCUSDT","side":"buy","type":"market"}"#, "quantity"), (#"{"symbol":"BTCUSDT","side":"buy","type":"market","quantity":"0"}"#, "quantity"),
        (#"{"symbol":"BTCUSDT","side":"buy","type":"market","quantity":"-1"}"#, "quantity"), (#"{"symbol":"BTCUSDT","side":"buy","type":"market","quantity":"x"}"#, "quantity"),
        (#"{"symbol":"BTCUSDT","side":"buy","type":"market","quantity":true}"#, "quantity"),
        (#"{"symbol":"BTCUSDT","side":"buy","type":"market","quantity":"1","price":"5"}"#, "price"),
        (#"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"1"}"#, "price"),
        (#"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"1","price":"0"}"#, "price"),
        (#"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"1","price":"1e30"}"#, "price"),
        (#"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"1","price":"5","trigger_price":"6"}"#, "trigger_price"),
        (#"{"symbol":"BTCUSDT","side":"sell","type":"stop_loss","quantity":"1"}"#, "trigger_price"),
        (#"{"symbol":"BTCUSDT","side":"sell","type":"stop_loss","quantity":"1","trigger_price":"5","price":"6"}"#, "price"),
        (#"{"symbol":"BTCUSDT","side":"sell","type":"stop_loss","quantity":"1","trigger_price":"5","stopPrice":"6"}"#, "stopPrice"),
        (#"{"symbol":"BTCUSDT","side":"sell","type":"stop_limit","quantity":"1","trigger_price":"5"}"#, "price"),
        (#"{"symbol":"BTCUSDT","side":"sell","type":"trailing_stop","quantity":"1"}"#, "trailingDelta"),
        (#"{"symbol":"BTCUSDT","side":"sell","type":"trailing_stop","quantity":"1","trailingDelta":100,"trailingAmount":"5"}"#, "trailingDelta"),
        (#"{"symbol":"BTCUSDT","side":"sell","type":"trailing_stop","quantity":"1","trailingDelta":2001}"#, "trailingDelta"),
        (#"["symbol"]"#, "body"), ("{", "body"), ("", "body"),
    ]) func `a body that cannot be an order is refused by field`(_ body: String, _ field: String) throws {
        let venue = try Venue()
        let reply = venue.order(venue.register(), body)
        #expect(reply.status == 422 && reply.code == "VALIDATION_ERROR", "\(reply.body)")
        #expect(reply.details["field"] as? String == field, "\(reply.body)")
        #expect((reply.details["errors"] as? [[String: String]])?.first?["field"] == field)
    }

    @Test(arguments: [
        (#","trailingDelta":5"#, "trailingDelta"), (#","timeInForce":"FOREVER""#, "timeInForce"), (#","timeInForce":"GTD""#, "goodTillDate"),
        (#","goodTillDate":"2030-01-01""#, "goodTillDate"), (#","timeInForce":"GTD","goodTillDate":"soon""#, "goodTillDate"),
        (#","timeInForce":"GTD","goodTillDate":"2001-01-01""#, "goodTillDate"), (#","postOnly":true,"timeInForce":"IOC""#, "timeInForce"),
        (#","postOnly":"maybe""#, "postOnly"), (#","icebergQty":"0.01""#, "icebergQty"), (#","icebergQty":"0.005","timeInForce":"FOK""#, "icebergQty"),
        (#","selfTradePreventionMode":"SOME""#, "selfTradePreventionMode"), (#","stopLossLimitPrice":"5""#, "stopLossLimitPrice"),
        (#","maxMoveTicks":5"#, "maxMoveTicks"), (#","seenSequence":0"#, "seenSequence"), (#","seenSequence":1.5"#, "seenSequence"),
        (#","seenSequence":9000000000000000000"#, "seenSequence"),
        (#","takeProfitPrice":"60000","stopLossPrice":"61000""#, "takeProfitPrice"), (#","takeProfitPrice":"62000""#, "takeProfitPrice"),
        (#","takeProfitPrice":"70000","stopLossPrice":"62000""#, "stopLossPrice"), (#","stopLossPrice":"62500""#, "stopLossPrice"),
    ]) func `options that contradict each other are refused by field`(_ fields: String, _ field: String) throws {
        let venue = try Venue()
        let reply = venue.order(venue.register(), body(fields))
        #expect(reply.status == 422 && reply.details["field"] as? String == field, "\(reply.body)")
    }

    @Test func `a market order's exits contradict each other, where they do`() throws {
        let venue = try Venue()
        let order = #"{"symbol":"BTCUSDT","side":"sell","type":"market","quantity":"0.01","takeProfitPrice":"61000","stopLossPrice":"60000"}"#
        let reply = venue.order(venue.register(), order)
        #expect(reply.status == 422 && reply.details["field"] as? String == "bracket", "\(reply.body)")
    }

    @Test func `a client order id may be long, but not longer`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let name = String(repeating: "n", count: 64)
        #expect(venue.order(alpha, body(#","client_order_id":"\#(name)""#))["client_order_id"] == name)
        #expect(venue.order(alpha, body(#","client_order_id":"\#(name)n""#)).details["field"] as? String == "client_order_id")
    }

    @Test func `an order too expensive says what it needs and what there is`() throws {
        let venue = try Venue()
        let alpha = venue.register(balance: "1000")
        let limits = #"{"max_position_size_pct":100,"daily_loss_limit_pct":20,"max_open_orders":50}"#
        #expect(venue.send(.put, "/api/v1/account/risk-profile", limits, key: alpha.key).status == 200)
        _ = venue.send(.put, "/api/v1/agents/\(alpha.agentID)/risk-profile", #"{"max_order_size_pct":100}"#, key: alpha.key)
        _ = venue.limit(alpha, "buy", "0.005", "60000")
        let reply = venue.limit(alpha, "buy", "0.0155", "60000")
        #expect(reply.status == 400 && reply.code == "INSUFFICIENT_BALANCE", "\(reply.body)")
        #expect(reply.details["asset"] as? String == "USDT")
        #expect(reply.details["required"] as? String == "930.93000000")
        #expect(reply.details["available"] as? String == "699.70000000")
        let sale = venue.limit(alpha, "sell", "0.001", "60000")
        #expect(sale.code == "INSUFFICIENT_BALANCE" && sale.details["asset"] as? String == "BTC" && sale.details["required"] as? String == "0.00100000")
    }

    @Test func `limits of the account are rejections with a reason`() throws {
        let (venue, buyer, seller) = try market()
        #expect(venue.limit(buyer, "buy", "8.5", "62000").details["reason"] as? String == "order_too_large")
        #expect(venue.limit(buyer, "buy", "4.5", "62000").details["reason"] as? String == "position_limit_exceeded")
        #expect(venue.limit(buyer, "buy", "0.00001", "62000").details["reason"] as? String == "min_notional")
        _ = venue.send(.put, "/api/v1/account/risk-profile", #"{"max_position_size_pct":25,"daily_loss_limit_pct":20,"max_open_orders":1}"#, key: buyer.key)
        #expect(venue.limit(buyer, "buy", "0.01", "62000").status == 201)
        #expect(venue.limit(buyer, "buy", "0.01", "62000").details["reason"] as? String == "max_open_orders_exceeded")
        let nothing = venue.order(seller, #"{"symbol":"ETHUSDT","side":"buy","type":"market","quantity":"0.01"}"#)
        #expect(nothing.status == 400 && nothing.details["reason"] as? String == "no_liquidity")
        let cross = venue.order(seller, #"{"symbol":"BTCUSDT","side":"sell","type":"limit_maker","quantity":"0.01","price":"61000"}"#)
        #expect(cross.details["reason"] as? String == "post_only_would_take")
    }

    @Test func `unknown symbols and types have codes of their own`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        for symbol in ["DOGEUSD", "BTC-USDT", String(repeating: "X", count: 20)] {
            let reply = venue.order(alpha, #"{"symbol":"\#(symbol)","side":"buy","type":"market","quantity":"1"}"#)
            #expect(reply.status == 400 && reply.code == "INVALID_SYMBOL" && reply.details["symbol"] as? String == symbol)
        }
        let reply = venue.order(alpha, #"{"symbol":"BTCUSDT","side":"buy","order_type":"iceberg","quantity":"1"}"#)
        #expect(reply.status == 400 && reply.code == "INVALID_ORDER_TYPE" && reply.details["order_type"] as? String == "iceberg")
    }

    @Test func `a cancel gives back what was locked, and a second one is refused`() throws {
        let venue = try Venue()
        let (alpha, beta) = (venue.register(), venue.register("Beta"))
        let id = venue.limit(alpha, "buy", "0.01", "62000")["order_id"]
        #expect(venue.send(.delete, "/api/v1/trade/order/\(id)", key: beta.key).code == "ORDER_NOT_FOUND")
        let reply = venue.send(.delete, "/api/v1/trade/order/\(id)", key: alpha.key)
        #expect(reply.status == 200 && reply["status"] == "cancelled" && reply["unlocked_amount"] == "620.62000000" && reply["order_id"] == id)
        let again = venue.send(.delete, "/api/v1/trade/order/\(id)", key: alpha.key)
        #expect(again.status == 400 && again.code == "ORDER_NOT_CANCELLABLE")
        #expect(again.details["order_id"] as? String == id && again.details["current_status"] as? String == "cancelled")
        #expect(venue.send(.delete, "/api/v1/trade/order/\(id)", key: beta.key).code == "ORDER_NOT_FOUND")
        let shown = venue.send(.get, "/api/v1/trade/order/\(id)", key: alpha.key)
        #expect(shown["status"] == "cancelled" && shown["cancel_reason"] == "by_owner")
    }

    @Test(arguments: ["550e8400-e29b-41d4-a716-446655440000", "nonsense", "%zz"]) func `an order nobody made is not found`(_ id: String) throws {
        let venue = try Venue()
        let alpha = venue.register()
        for method in [HTTPMethod.get, .delete] {
            let reply = venue.send(method, "/api/v1/trade/order/\(id)", key: alpha.key)
            #expect(reply.status == 404 && reply.code == "ORDER_NOT_FOUND" && reply.details["order_id"] != nil, "\(reply.body)")
        }
    }

    @Test func `orders are listed newest first, by status and symbol, in pages`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let ids = (0..<5).map { venue.limit(alpha, "buy", "0.01", "6200\($0)")["order_id"] }
        _ = venue.order(alpha, #"{"symbol":"ETHUSDT","side":"buy","type":"limit","quantity":"0.1","price":"3000"}"#)
        _ = venue.send(.delete, "/api/v1/trade/order/\(ids[0])", key: alpha.key)
        func list(_ query: String) -> (ids: [String], total: String) {
            let reply = venue.send(.get, "/api/v1/trade/orders\(query)", key: alpha.key)
            return ((reply.json["orders"] as? [[String: Any]] ?? []).map { $0["order_id"] as? String ?? "" }, reply["total"])
        }
        #expect(list("?symbol=btcusdt").ids == ids.reversed())
        #expect(list("?symbol=BTCUSDT&limit=2&offset=1").ids == [ids[3], ids[2]] && list("").total == "6")
        #expect(list("?status=cancelled").ids == [ids[0]])
        #expect(list("/open?symbol=BTCUSDT").ids == [ids[4], ids[3], ids[2], ids[1]])
        for query in ["?limit=501", "?limit=0", "?offset=-1", "?status=gone", "/open?limit=201", "?limit=x"] {
            #expect(venue.send(.get, "/api/v1/trade/orders\(query)", key: alpha.key).code == "VALIDATION_ERROR", "\(query)")
        }
        #expect(venue.send(.get, "/api/v1/trade/orders?symbol=NONE", key: alpha.key).code == "INVALID_SYMBOL")
    }

    @Test func `all open orders go at once`() throws {
        let (venue, buyer, seller) = try market()
        for _ in 0..<3 { _ = venue.limit(buyer, "buy", "0.01", "62000") }
        _ = venue.limit(seller, "sell", "0.01", "70000")
        let reply = venue.send(.delete, "/api/v1/trade/orders/open", key: buyer.key)
        #expect(reply.status == 200 && reply.json["cancelled_count"] as? Int == 3 && reply["total_unlocked"] == "1861.86000000")
        #expect(venue.send(.delete, "/api/v1/trade/orders/open", key: buyer.key).json["cancelled_count"] as? Int == 0)
        #expect(venue.send(.delete, "/api/v1/trade/orders/open?symbol=ETHUSDT", key: seller.key).json["cancelled_count"] as? Int == 0)
        #expect(venue.send(.delete, "/api/v1/trade/orders/open?symbol=BTCUSDT", key: seller.key).json["cancelled_count"] as? Int == 1)
    }

    @Test func `what orders in several currencies give back is added up in the wallet's alone`() throws {
        let (venue, buyer, _) = try market()
        let pair = try #require(InstrumentListing("BTC", "ETH", tick: 100_000, lot: 10_000, maxPrice: 100_000_000_000).instrument(
            base: AssetID(rawValue: 1), quote: AssetID(rawValue: 2)))
        venue.submit(.addInstrument(pair))
        venue.deposit(buyer, 2, units: 100 * 100_000_000)
        func enter() {
            _ = venue.limit(buyer, "buy", "0.01", "62000")
            let other = venue.order(buyer, #"{"symbol":"BTCETH","side":"buy","type":"limit","quantity":"0.1","price":"18"}"#)
            #expect(other.status == 201, "\(other.body)")
        }
        for (query, count, unlocked) in [("", 2, "620.62000000"), ("?symbol=BTCETH", 1, "1.80180000"), ("?symbol=BTCUSDT", 2, "1241.24000000")] {
            enter()
            let reply = venue.send(.delete, "/api/v1/trade/orders/open\(query)", key: buyer.key)
            #expect(reply.json["cancelled_count"] as? Int == count && reply["total_unlocked"] == unlocked, "\(reply.body)")
        }
    }

    @Test func `a preview says what the order then does, and does nothing itself`() throws {
        let (venue, buyer, seller) = try market()
        _ = venue.limit(seller, "sell", "0.01", "64500")
        let order = #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.03","price":"64500"}"#
        let preview = venue.send(.post, "/api/v1/trade/preview", order, key: buyer.key)
        #expect(preview.status == 200 && preview.json["accepted"] as? Bool == true, "\(preview.body)")
        #expect(preview["executed_quantity"] == "0.01000000" && preview["remaining_quantity"] == "0.02000000" && preview["fee"] == "0.64500000")
        #expect(preview["executed_price"] == "64500.00000000" && preview["total_cost"] == "645.64500000")
        #expect(venue.send(.get, "/api/v1/trade/orders", key: buyer.key)["total"] == "0")
        let placed = venue.order(buyer, order)
        #expect(placed["executed_quantity"] == "0.01000000" && placed["fee"] == "0.64500000" && placed["status"] == "partially_filled")
        let balances = venue.send(.get, "/api/v1/account/balance", key: buyer.key).json["balances"] as? [[String: String]]
        #expect(balances == preview.json["balances_after"] as? [[String: String]])
        let rejected = venue.send(.post, "/api/v1/trade/preview", #"{"symbol":"BTCUSDT","side":"sell","type":"market","quantity":"5"}"#, key: buyer.key)
        #expect(rejected.json["accepted"] as? Bool == false && rejected["reason"] == "insufficient_balance")
    }

    @Test func `an order decided on stale data is refused`() throws {
        let (venue, buyer, seller) = try market()
        _ = venue.limit(seller, "sell", "0.01", "64500")
        let seen = venue.send(.get, "/api/v1/market/orderbook/BTCUSDT")["sequence"]
        let guarded = #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"64600","seenSequence":\#(seen),"maxMoveTicks":10}"#
        #expect(venue.send(.post, "/api/v1/trade/preview", guarded, key: buyer.key).json["accepted"] as? Bool == true)
        _ = venue.limit(seller, "sell", "0.01", "64400")
        let reply = venue.order(buyer, guarded)
        #expect(reply.code == "ORDER_REJECTED" && reply.details["reason"] as? String == "touch_moved", "\(reply.body)")
    }

    @Test func `a loss over the daily limit stops orders, not cancels`() throws {
        let (venue, buyer, seller) = try market()
        let poor = venue.register("Poor", balance: "1000")
        _ = venue.send(.put, "/api/v1/account/risk-profile", #"{"max_position_size_pct":100,"daily_loss_limit_pct":1,"max_open_orders":50}"#, key: poor.key)
        _ = venue.limit(seller, "sell", "0.005", "64500")
        let open = venue.limit(poor, "buy", "0.001", "49000")["order_id"]
        #expect(venue.order(poor, #"{"symbol":"BTCUSDT","side":"buy","type":"market","quantity":"0.005"}"#)["status"] == "filled")
        _ = venue.limit(buyer, "buy", "0.005", "50000")
        #expect(venue.order(poor, #"{"symbol":"BTCUSDT","side":"sell","type":"market","quantity":"0.005"}"#)["status"] == "filled")
        let reply = venue.limit(poor, "buy", "0.001", "50000")
        #expect(reply.status == 400 && reply.code == "ORDER_REJECTED" && reply.details["reason"] as? String == "daily_loss_limit", "\(reply.body)")
        #expect(reply.details["loss_limit_pct"] as? Int == 1 && reply.details["loss_limit"] as? String == "10.00000000")
        #expect((reply.details["daily_pnl"] as? String)?.hasPrefix("-") == true)
        #expect(venue.send(.get, "/api/v1/account/info", key: poor.key).json["circuit_breaker_triggered"] as? Bool == true)
        #expect(venue.send(.delete, "/api/v1/trade/order/\(open)", key: poor.key).status == 200)
    }

    @Test func `too many accepted orders a minute are a 429 of the account`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        #expect(venue.send(.put, "/api/v1/agents/\(alpha.agentID)", #"{"risk_profile":{"order_rate_limit":2}}"#, key: alpha.key).status == 200)
        for _ in 0..<2 { #expect(venue.limit(alpha, "buy", "0.01", "62000").status == 201) }
        let reply = venue.limit(alpha, "buy", "0.01", "62000")
        #expect(reply.status == 429 && reply.code == "RATE_LIMIT_EXCEEDED" && reply.details["limit"] as? Int == 2, "\(reply.body)")
        let wait = try #require(reply.details["retry_after_seconds"] as? Int)
        #expect(reply.headers["retry-after"] == "\(wait)" && (1...60).contains(wait))
        venue.clock.advance(seconds: 60)
        #expect(venue.limit(alpha, "buy", "0.01", "62000").status == 201)
    }
}
