import Market
import Testing
import Wire

@Suite struct RecordJSONTests {
    private func json(_ record: SampleRecord, sequence: SequenceNumber = 1) throws -> String {
        let bytes = record.encoded
        return try unsafe bytes.withUnsafeBytes { buffer in
            var reader = unsafe RecordReader(buffer)
            return try #require(try reader.next()).json(sequence: sequence)
        }
    }

    @Test func `a record is one line, its fields in the order of the schema`() throws {
        let id = OrderID(symbol: SymbolID(rawValue: 0), slot: 1, generation: 1)
        let canceled = Event(
            .orderCanceled, reason: CancelReason.byOwner.rawValue, side: .buy, symbol: SymbolID(rawValue: 0), account: AccountID(rawValue: 3),
            orderID: id, quantity: Quantity(lots: 5))
        let record = SampleRecord(
            .cancelOrder(CancelOrder(account: AccountID(rawValue: 3), orderID: id)), time: -1, [RecordedEvent(canceled), RecordedEvent(canceled)])
        let event = #"{"event":"OrderCanceled","orderID":268435457,"quantity":5,"account":3,"reason":"byOwner","side":"buy"}"#
        #expect(
            try json(record, sequence: 7)
                == #"{"sequence":7,"command":"CancelOrder","time":-1,"orderID":268435457,"clientOrderID":null,"account":3,"events":["#
                + event + "," + event + "]}")
    }

    @Test func `absent values are null, flags are lists of names`() throws {
        var order = EnterOrder(
            account: AccountID(rawValue: .max), symbol: SymbolID(rawValue: 1), side: .sell, type: .market, quantity: Quantity(lots: .min))
        order.flags = [.postOnly, .bracket, OrderFlags(rawValue: 0x80)]
        #expect(
            try json(SampleRecord(.enterOrder(order), time: .max), sequence: .max)
                == #"{"sequence":18446744073709551615,"command":"EnterOrder","time":9223372036854775807,"clientOrderID":null,"price":null,"#
                + #""quantity":-9223372036854775808,"account":4294967295,"symbol":1,"side":"sell","type":"market","timeInForce":"gtc","#
                + #""selfTradePrevention":"none","flags":["postOnly","bracket","bit7"],"events":[]}"#)
        #expect(try json(SampleRecord(.cancelAll(CancelAll(account: AccountID(rawValue: 1))), time: 0)).contains(#""symbol":null"#))
    }

    @Test func `names that are not text are escaped`() throws {
        let name = Name(low: 0xFF0A_5C22_41, high: 0)
        #expect(try json(SampleRecord(.addAsset(Asset(name: name, scale: 8)), time: 0)).contains(#""name":"A\"\\\u000a\u00ff","scale":8"#))
    }

    @Test func `a damaged event throws instead of being rendered`() throws {
        let rejected = Event(.orderRejected, symbol: SymbolID(rawValue: 1), account: AccountID(rawValue: 1))
        var bytes = SampleRecord(.tick, time: 1, [RecordedEvent(rejected)]).encoded
        bytes[bytes.count - 2] = 255
        unsafe bytes.withUnsafeBytes { buffer in
            var reader = unsafe RecordReader(buffer)
            #expect(throws: WireError.unknownValue(offset: 38, message: "OrderRejected", field: "reason", value: 255)) {
                try #require(try reader.next()).json(sequence: 1)
            }
        }
    }
}
