import Market
import Testing

@testable import walras

@Suite struct OrderFileTests {
    private static let clockHeader = "seq,time_hhmmsscc,action,order_id,side,price_milliyuan,qty_shares,tif"
    private static let secondsHeader = "seq,time_s,action,order_id,side,price_1e-4usd,qty,tif,lobster_row"

    private func orders(_ text: String) throws -> [OrderRow] {
        try withDirectory { directory in
            try write(Array(text.utf8), to: directory + "/orders.csv")
            var file = try OrderFile(path: directory + "/orders.csv")
            var rows: [OrderRow] = []
            while let row = try file.nextOrder() { rows.append(row) }
            return rows
        }
    }

    /// Where and why reading fails: `line: column: reason`.
    private func complaint(_ text: String) -> String? {
        do {
            _ = try orders(text)
            return nil
        } catch FileError.row(_, let line, let column, let reason) {
            return "\(line): \(column): \(reason)"
        } catch FileError.unknownHeader(_, let header) {
            return "header \(header)"
        } catch {
            return "unexpected \(error)"
        }
    }

    @Test func `orders with clock times and no source row`() throws {
        let rows = try orders("""
            \(Self.clockHeader)
            1,09150000,NEW,30,S,1818880,100,GTC
            2,23595999,CXL,30,B,-5,100,
            3,09250080,UNCROSS,0,,0,0,
            """)
        #expect(rows.map(\.action) == [.new, .cancel, .uncross])
        #expect(rows.map(\.sequence) == [1, 2, 3])
        #expect(rows[0].time == 33_300_000_000_000)
        #expect(rows[1].time == 86_399_990_000_000)
        #expect(rows[2].time == 33_900_800_000_000)
        #expect(rows[0].side == .sell && rows[0].price == 1_818_880 && rows[0].quantity == 100 && rows[0].timeInForce == .gtc)
        #expect(rows[1].side == .buy && rows[1].price == -5)
        #expect(rows.allSatisfy { $0.sourceRow == nil })
    }

    @Test func `orders with seconds after midnight and a source row`() throws {
        let rows = try orders("""
            \(Self.secondsHeader)
            1,34200.015105074,NEW,-1,S,5794000,4,IOC,1
            2,0.5,REDUCE,9,B,1,1,,7
            3,86399,NEW,10,B,1,1,GTC,8
            """)
        #expect(rows.map(\.time) == [34_200_015_105_074, 500_000_000, 86_399_000_000_000])
        #expect(rows.map(\.sourceRow) == [1, 7, 8])
        #expect(rows[0].orderID == -1 && rows[0].timeInForce == .ioc)
        #expect(rows[1].action == .reduce)
    }

    @Test func `a malformed row is refused with its line and column`() {
        func clock(_ row: String) -> String? { complaint("\(Self.clockHeader)\n1,09150000,NEW,30,S,1,100,GTC\n\(row)\n") }
        func seconds(_ row: String) -> String? { complaint("\(Self.secondsHeader)\n\(row)") }
        #expect(clock("2,09150000,NEW,30,S,1,100,GTC") == nil)
        #expect(clock("") == "3: seq: empty where a number should be")
        #expect(clock("x,09150000,NEW,30,S,1,100,GTC") == "3: seq: 'x' is not a whole number")
        #expect(clock("0,09150000,NEW,30,S,1,100,GTC") == "3: seq: 0 is not from 1 to 9223372036854775807")
        #expect(clock("2,9150000,NEW,30,S,1,100,GTC") == "3: time_hhmmsscc: '9150000' is not hhmmsscc")
        #expect(clock("2,24000000,NEW,30,S,1,100,GTC") == "3: time_hhmmsscc: 24000000 is no time of day")
        #expect(clock("2,09600000,NEW,30,S,1,100,GTC") == "3: time_hhmmsscc: 9600000 is no time of day")
        #expect(clock("2,09150000,new,30,S,1,100,GTC") == "3: action: 'new' is none of NEW, CXL, REDUCE, UNCROSS")
        #expect(clock("2,09150000,NEW,-2,S,1,100,IOC") == nil)
        #expect(clock("2,09150000,NEW,-2,S,1,100,GTC") == "3: tif: an order that may rest needs an id above 0")
        #expect(clock("2,09150000,CXL,-2,S,1,100,") == "3: order_id: -2 is not from 1 to 9223372036854775807")
        #expect(clock("2,09150000,NEW,30,,1,100,GTC") == "3: side: '' is neither B nor S")
        #expect(clock("2,09150000,NEW,30,S,1.5,100,GTC") == "3: price_milliyuan: '1.5' is not a whole number")
        #expect(clock("2,09150000,NEW,30,S,9223372036854775808,1,GTC") == "3: price_milliyuan: '9223372036854775808' is too large")
        #expect(clock("2,09150000,NEW,30,S,1,0,GTC") == "3: qty_shares: 0 is not from 1 to 140737488355328")
        #expect(clock("2,09150000,NEW,30,S,1,1,FOK") == "3: tif: 'FOK' is no time in force of NEW")
        #expect(clock("2,09150000,CXL,30,S,1,1,GTC") == "3: tif: 'GTC' is no time in force of CXL")
        #expect(clock("2,09150000,NEW,30,S,1,1") == "3: tif: missing")
        #expect(clock("2,09150000,NEW,30,S,1,1,GTC,9") == "3: tif: more fields follow than the 8 of the header")
        #expect(seconds("1,86400,NEW,3,S,1,1,GTC,1") == "2: time_s: '86400' are no seconds after midnight")
        #expect(seconds("1,5.,NEW,3,S,1,1,GTC,1") == "2: time_s: '5.' are no seconds after midnight")
        #expect(seconds("1,5.1234567890,NEW,3,S,1,1,GTC,1") == "2: time_s: '5.1234567890' are no seconds after midnight")
        #expect(seconds("1,5.-1,NEW,3,S,1,1,GTC,1") == "2: time_s: a sign after the point")
        #expect(seconds("1,5,NEW,3,S,1,1,GTC,") == "2: lobster_row: empty where a number should be")
    }

    @Test func `a file of no known kind is refused by its header`() {
        #expect(complaint("") == "header ")
        #expect(complaint("a,b,c\n1,2,3\n") == "header a,b,c")
        #expect(complaint("seq,time_s,action,order_id,side,price_x,qty\n") == "header seq,time_s,action,order_id,side,price_x,qty")
    }

    @Test func `trades, fills and depth are told by their first line, and are not orders`() throws {
        try withDirectory { directory in
            try write(Array("seq,buy_id,sell_id,price_milliyuan,qty_shares\n1485,130762,-1,1808080,100\n".utf8), to: directory + "/trades")
            var trades = try OrderFile(path: directory + "/trades")
            #expect(trades.priceUnit == "milliyuan")
            let trade = try #require(try trades.nextTrade())
            #expect(trade.buyID == 130_762 && trade.sellID == -1 && trade.price == 1_808_080 && trade.quantity == 100)
            #expect(try trades.nextTrade() == nil)

            try write(Array("seq,resting_id,price_1e-4usd,qty\n30,8,5794000,300\n".utf8), to: directory + "/fills")
            var fills = try OrderFile(path: directory + "/fills")
            #expect(fills.kind == .fills && fills.priceUnit == "1e-4usd")
            #expect(try fills.nextFill()?.restingID == 8)

            let levels = (1...10).map { $0 == 10 ? "9999999999,0,-9999999999,0" : "\(100 + $0),5,\(100 - $0),6" }.joined(separator: ",")
            try write(Array("\(levels)\n\(levels)\n".utf8), to: directory + "/depth")
            var depth = try OrderFile(path: directory + "/depth")
            #expect(depth.kind == .depth)
            let row = try #require(try depth.nextDepth())
            #expect(row.asks[0] == DepthRow.Level(price: 101, quantity: 5) && row.bids[8] == DepthRow.Level(price: 91, quantity: 6))
            #expect(row.asks[9] == nil && row.bids[9] == nil)
            #expect(try depth.nextDepth() == row)
            #expect(try depth.nextDepth() == nil)

            let error = #expect(throws: FileError.self) {
                var file = try OrderFile(path: directory + "/fills")
                _ = try file.nextOrder()
            }
            #expect(error == .wrongKind(path: directory + "/fills", expected: "orders", found: "fills"))
            try write(Array(levels.replacing("9999999999,0", with: "9999999999,3").utf8), to: directory + "/odd")
            let odd = #expect(throws: FileError.self) {
                var file = try OrderFile(path: directory + "/odd")
                _ = try file.nextDepth()
            }
            #expect(odd == .row(path: directory + "/odd", line: 1, column: "ask size 10", reason: "size 3 at price 9999999999"))
        }
    }

    @Test(.enabled(if: recordedFlow != nil, "recorded order flow (set WALRAS_DATA to its directory)"))
    func `the recorded days read to their last row`() throws {
        let directory = try #require(recordedFlow)
        func count(_ name: String, _ next: (inout OrderFile) throws -> Bool) throws -> Int {
            var file = try OrderFile(path: "\(directory)/\(name).csv.zst")
            var rows = 0
            while try next(&file) { rows += 1 }
            return rows
        }
        #expect(try count("sse600519_20230207_orders") { try $0.nextOrder() != nil } == 58_432)
        #expect(try count("sse600519_20230207_trades") { try $0.nextTrade() != nil } == 18_685)
        #expect(try count("goog_20120621_orders") { try $0.nextOrder() != nil } == 152_377)
        #expect(try count("goog_20120621_fills") { try $0.nextFill() != nil } == 7_786)
    }
}
