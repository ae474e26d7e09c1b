import Foundation
import JSON
import Testing

@testable import walras

struct OrderAnswerTests {
    private func fault(_ changes: [String: Any] = [:], isBuy: Bool = true, limit: Int64? = 6_500_000_000_000) throws -> String? {
        var body: [String: Any] = [
            "order_id": "660e8400-e29b-41d4-a716-446655440001", "status": "partially_filled", "symbol": "BTCUSDT", "side": "buy", "quantity": "0.03000000",
            "executed_quantity": "0.01000000", "executed_price": "64527.75213000", "fee": "0.64527752", "total_cost": "645.92279882",
        ]
        body.merge(changes) { $1 }
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: body))
        let reader = JSONReader()
        let answer = try OrderAnswer(try reader.read(bytes, 0..<bytes.count))
        return answer.fault(OrderAnswer.Asked(symbol: "BTCUSDT", isBuy: isBuy, quantity: 3_000_000, limit: limit))
    }

    @Test func `an answer that fits has no fault`() throws {
        #expect(try fault() == nil)
        #expect(try fault(limit: nil) == nil)
        let resting: [String: Any] = ["status": "pending", "executed_quantity": NSNull(), "executed_price": NSNull(), "fee": NSNull(), "total_cost": NSNull()]
        #expect(try fault(resting) == nil)
    }

    @Test(arguments: [
        ["order_id": "7"], ["symbol": "ETHUSDT"], ["side": "sell"], ["quantity": "0.02000000"], ["executed_quantity": "0.04000000"], ["status": "filled"],
        ["status": "pending"], ["status": "expired"], ["executed_price": "65000.01000000"], ["total_cost": "645.92279982"], ["fee": "0.64627752"],
    ]) func `an answer that does not fit has one`(_ changes: [String: String]) throws {
        #expect(try fault(changes) != nil)
    }

    @Test func `an answer that lacks a field cannot be read`() { #expect(throws: (any Error).self) { try fault(["status": NSNull()]) } }
}
