import Database
import Identity
import Market
import Testing

@testable import Gateway

struct AgentExchangeErrorTests {
    @Test func `codes have the statuses clients sort them by`() {
        let expected: [String: Int] = [
            "INVALID_API_KEY": 401, "INVALID_TOKEN": 401, "ACCOUNT_SUSPENDED": 403, "PERMISSION_DENIED": 403, "RATE_LIMIT_EXCEEDED": 429,
            "INSUFFICIENT_BALANCE": 400, "ORDER_REJECTED": 400, "ORDER_NOT_FOUND": 404, "ORDER_NOT_CANCELLABLE": 400,
            "INVALID_ORDER_TYPE": 400, "INVALID_QUANTITY": 400, "INVALID_SYMBOL": 400, "PRICE_NOT_AVAILABLE": 503,
            "ACCOUNT_NOT_FOUND": 404, "TRADE_NOT_FOUND": 404, "VALIDATION_ERROR": 422, "DUPLICATE_ACCOUNT": 409, "INTERNAL_ERROR": 500,
            "DATABASE_ERROR": 500, "CACHE_ERROR": 500, "SERVICE_UNAVAILABLE": 503, "DAILY_LOSS_LIMIT": 403, "RISK_LIMIT_EXCEEDED": 400,
            "BACKTEST_NOT_FOUND": 404, "BACKTEST_INVALID_STATE": 409, "BACKTEST_NO_DATA": 400, "STRATEGY_NOT_FOUND": 404,
            "STRATEGY_INVALID_STATE": 409, "TRAINING_RUN_NOT_FOUND": 404, "AGENT_NOT_FOUND": 404, "WEBHOOK_NOT_FOUND": 404,
            "BATTLE_NOT_FOUND": 404, "BATTLE_INVALID_STATE": 409, "NOT_FOUND": 404, "METHOD_NOT_ALLOWED": 405,
            "BAD_REQUEST": 400, "REQUEST_TIMEOUT": 408, "PAYLOAD_TOO_LARGE": 413, "URI_TOO_LONG": 414, "UNSUPPORTED_MEDIA_TYPE": 415,
            "EXPECTATION_FAILED": 417, "UPGRADE_REQUIRED": 426, "HEADERS_TOO_LARGE": 431, "NOT_IMPLEMENTED": 501, "HTTP_VERSION_NOT_SUPPORTED": 505,
        ]
        #expect(Dictionary(uniqueKeysWithValues: APIError.codes.map { ($0.code, $0.status) }) == expected)
    }

    @Test func `a registry without space on the disk says so, and any other failure of it does not`() {
        func answer(_ code: Int32) -> APIError { AgentExchange.error(IdentityError.database(.failed(operation: "COMMIT", code: code, message: ""))) }
        #expect("\(answer(13).code.name)" == "SERVICE_UNAVAILABLE" && answer(13).message.contains("storage_full"))
        #expect("\(answer(778).code.name)" == "DATABASE_ERROR")
    }

    @Test func `details carry the keys clients read`() {
        let zero = APIError.Decimal(0)
        let keys: [(APIError, [String])] = [
            (.insufficientBalance(asset: "USDT", required: zero, available: zero), ["asset", "required", "available", "reason"]),
            (.invalidSymbol("X"), ["symbol"]), (.priceNotAvailable(symbol: "X"), ["symbol"]),
            (.validation("quantity", "is required"), ["field", "errors"]),
            (.rateLimitExceeded(limit: 100, retryAfterSeconds: 47), ["limit", "window_seconds", "retry_after_seconds"]),
            (.tooManyUnderWay(max: 256), ["reason", "limit", "retry_after_seconds"]),
            (.orderNotCancellable(orderID: "1", currentStatus: "filled"), ["order_id", "current_status"]),
            (.invalidQuantity(quantity: "0", min: zero, max: zero), ["quantity", "min_qty", "max_qty"]),
            (.dailyLossLimit(accountID: "1", dailyPnL: zero, limitPercent: 20), ["account_id", "daily_pnl", "loss_limit_pct"]),
        ]
        for (error, expected) in keys { #expect(error.details.map(\.key) == expected, "\(error)") }
    }

    @Test func `the envelope is what clients parse`() {
        let error = APIError.insufficientBalance(asset: "USDT", required: .init(-5), available: .init(123_456_789_012))
        #expect(
            String(decoding: error.body, as: UTF8.self)
                == #"{"error":{"code":"INSUFFICIENT_BALANCE","message":"Insufficient USDT: -0.00000005 required, 1234.56789012 available.","details":{"asset":"USDT","required":"-0.00000005","available":"1234.56789012","reason":"insufficient_balance"}}}"#)
        #expect(
            String(decoding: APIError.validation("price", "is required").body, as: UTF8.self)
                == #"{"error":{"code":"VALIDATION_ERROR","message":"price is required.","details":{"field":"price","errors":[{"field":"price","message":"is required"}]}}}"#)
        #expect(String(decoding: APIError.databaseError.body, as: UTF8.self) == #"{"error":{"code":"DATABASE_ERROR","message":"The registry failed."}}"#)
    }

    @Test func `nothing that was sequenced is answered with a status clients repeat`() {
        // Refused before they get a number.
        let unsequenced: Set<RejectReason> = [.storageFull, .overloaded]
        for reason in RejectReason.allCases where reason != .none {
            switch reason.answer {
            case .unavailable: #expect(unsequenced.contains(reason))
            case .impossible: Issue.record("\(reason) has no answer")
            default: #expect(!unsequenced.contains(reason))
            }
        }
    }

    @Test func `the limits of an account have the reasons of the contract`() {
        let reasons: [(RejectReason, String)] = [
            (.dailyLossLimit, "daily_loss_limit"), (.orderTooSmall, "order_too_small"), (.orderTooLarge, "order_too_large"),
            (.positionLimit, "position_limit_exceeded"), (.tooManyOpenOrders, "max_open_orders_exceeded"),
        ]
        for (reason, expected) in reasons {
            guard case .rejected(let name, _) = reason.answer else { Issue.record("\(reason)"); continue }
            #expect(name == expected)
        }
        #expect(RejectReason.accountNotActive.answer == .accountSuspended)
        #expect(RejectReason.orderRateLimit.answer == .tooManyOrders)
        #expect(RejectReason.insufficientBalance.answer == .insufficientBalance)
    }
}

struct OrderNameTests {
    @Test func `digits are the number itself`() {
        #expect(OrderName.reduce("1") == 1)
        #expect(OrderName.reduce("2305843009213693951") == (1 << 61) - 1)
        #expect(OrderName.text(4711) == "4711")
    }

    @Test func `short names come back`() {
        for name in ["a", "0", "007", "Z", "_-_-", "aa", "zzzzzzzzzz", "----------", "my-order_1"] {
            let reduced = OrderName.reduce(name)
            #expect(reduced >> 61 == 1, "\(name)")
            #expect(OrderName.text(reduced) == name)
        }
    }

    @Test func `everything else is hashed`() {
        for name in ["2305843009213693952", "12345678901", "abcdefghijk", "a b", "ü", "550e8400-e29b-41d4-a716-446655440000", ""] {
            let reduced = OrderName.reduce(name)
            if name == "12345678901" { #expect(reduced == 12_345_678_901); continue }
            #expect(OrderName.isHashed(reduced) && reduced < 1 << 63, "\(name)")
            #expect(OrderName.text(reduced) == nil)
        }
    }

    @Test func `any 64 bits have a text, or are a hash or no name`() {
        let packed: UInt64 = 1 << 61
        // A digit of 0, at either end and in the middle; nothing at all; eleven characters; a number's digits; a bit that no name has.
        var places: [UInt64] = []
        for digit in 0...64 as ClosedRange<UInt64> {
            var value = digit
            for _ in 0..<11 {
                places.append(packed | value)
                value = (value &* 65 &+ 1) & (packed - 1)
            }
        }
        let shifted: [UInt64] = [1 << 63, .max, 1 << 63 | 65, 3 << 62]
        let odd: [UInt64] = [packed, packed + 65, packed | (packed - 1), packed + 4226, packed | 2, packed | 197] + shifted
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = BlotterRandom(seed: seed)
        var names = places + odd
        for _ in 0..<100_000 { names.append(generator.next()) }
        for name in names {
            guard let text = OrderName.text(name) else {
                #expect(name >> 62 == 1 || name == 0, "\(name)")
                continue
            }
            #expect(text == String(name) || OrderName.reduce(text) == name, "\(name): \(text)")
            #expect(!text.isEmpty && text.count <= 20, "\(name)")
        }
        for name in odd { #expect(OrderName.text(name) == String(name)) }
    }

    @Test func `no two names meet`() {
        var seen: Set<UInt64> = []
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = BlotterRandom(seed: seed)
        let alphabet = Array("0123456789ABCxyz_-:")
        var names: Set<String> = []
        for _ in 0..<20_000 { names.insert(String((0..<Int.random(in: 1...14, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! })) }
        for name in names { #expect(seen.insert(OrderName.reduce(name)).inserted, "\(name)") }
    }

    @Test func `no name is none`() {
        #expect(OrderName.reduce("0") != 0)
        #expect(OrderName.text(0) == nil)
    }
}
