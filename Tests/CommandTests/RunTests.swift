import Foundation
import Testing

@testable import walras

struct RunTests {
    private static let orders = """
        seq,time_hhmmsscc,action,order_id,side,price_milliyuan,qty_shares,tif
        1,09150000,NEW,1,S,10020,100,GTC
        2,09150100,NEW,2,B,10030,60,GTC
        3,09150100,NEW,3,B,10010,50,GTC
        4,09250000,UNCROSS,0,,0,0,
        5,09300000,NEW,4,B,10020,30,IOC
        6,09300100,REDUCE,3,B,10010,20,
        7,09300200,NEW,5,S,10010,40,GTC
        8,09300200,CXL,1,S,10020,10,
        9,14570000,NEW,6,B,10010,5,GTC
        10,15000000,UNCROSS,0,,0,0,

        """
    /// The auction at 10,020 (60 cross up to 10,030, sellers are left over: the lowest such price), then fills at the makers' prices.
    private static let trades = """
        seq,buy_id,sell_id,price_milliyuan,qty_shares
        4,2,1,10020,60
        5,4,1,10020,30
        7,3,5,10010,30
        10,6,5,10010,5

        """

    @Test func `a day with both auctions comes out as printed`() async throws {
        try await withDirectory { directory in
            try write(Array(Self.orders.utf8), to: directory + "/day_20230207_orders.csv")
            try write(Array(Self.trades.utf8), to: directory + "/trades.csv")
            let first = await run("run", directory + "/day_20230207_orders.csv", "--expect", directory + "/trades.csv", "--json")
            #expect(first.status == .done, "\(first)")
            #expect(first.output.contains(#""commands":11,"trades":4,"#), "\(first.output)")
            #expect(first.output.contains(#""identical":true"#))
            let again = await run("run", directory + "/day_20230207_orders.csv", "--data", directory + "/kept", "--durability", "none", "--json")
            #expect(hash(again.output) == hash(first.output))
            #expect(again.output.contains(#""identical":null"#) && again.output.contains(#""difference":null"#))
            let third = await run("run", directory + "/day_20230207_orders.csv", "--data", directory + "/kept")
            #expect(third.status == .failed && third.errors.contains("holds a log already"))
        }
    }

    @Test func `the first difference is shown with what went before`() async throws {
        try await withDirectory { directory in
            try write(Array(Self.orders.utf8), to: directory + "/orders.csv")
            try write(Array(Self.trades.replacingOccurrences(of: "7,3,5,10010,30", with: "7,3,5,10010,31").utf8), to: directory + "/trades.csv")
            let answer = await run("run", directory + "/orders.csv", "--expect", directory + "/trades.csv")
            #expect(answer.status == .failed)
            #expect(answer.output.contains("print 3 differs"), "\(answer.output)")
            #expect(answer.output.contains("same   row 5: buy 4, sell 1, price 10020, quantity 30"))
            #expect(answer.output.contains("file   row 7: buy 3, sell 5, price 10010, quantity 31"))
            #expect(answer.output.contains("walras row 7: buy 3, sell 5, price 10010, quantity 30"))
        }
    }

    @Test func `a mirror that is not there is not made by those who only read`() async throws {
        try await withDirectory { directory in
            try write(Array(Self.orders.utf8), to: directory + "/orders.csv")
            #expect(await run("run", directory + "/orders.csv", "--data", directory + "/kept").status == .done)
            for command in ["replay", "snapshot"] {
                let answer = await run(command, directory + "/kept", "--mirror", directory + "/typo")
                #expect(answer.status == .failed && answer.errors == "walras: \(directory)/typo/log: there is no log, so this is no mirror\n", "\(answer)")
            }
            #expect(!FileManager.default.fileExists(atPath: directory + "/typo"))
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func `what is named like a segment and is no file is refused at once, by name`(isFifo: Bool) async throws {
        try await withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory + "/log", withIntermediateDirectories: true)
            let path = directory + "/log/0000000001.wal"
            if isFifo { #expect(unsafe mkfifo(path, 0o600) == 0) } else { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
            for words in [["journal", "verify"], ["journal", "repair"], ["replay"]] {
                let answer = words.count == 2 ? await run(words[0], words[1], directory) : await run(words[0], directory)
                #expect(answer.status == .failed && answer.errors.hasPrefix("walras: open \(path): \(isFifo ? "Illegal seek" : "Is a directory")"), "\(answer)")
            }
        }
    }

    @Test func `levels can be compared only where rows name their messages`() async throws {
        try await withDirectory { directory in
            try write(Array(Self.orders.utf8), to: directory + "/orders.csv")
            let answer = await run("run", directory + "/orders.csv", "--book", directory + "/book.csv")
            #expect(answer.status == .usage && answer.errors.contains("lobster_row"), "\(answer)")
        }
    }

    @Test func `a price that is none is named with its line, and a directory that cannot be made with its path`() async throws {
        try await withDirectory { directory in
            for price in ["0", "-5"] {
                try write(Array(Self.orders.replacingOccurrences(of: "S,10020,100", with: "S,\(price),100").utf8), to: directory + "/orders.csv")
                let answer = await run("run", directory + "/orders.csv")
                #expect(answer.status == .failed && answer.errors.contains("orders.csv:2: column 'price_milliyuan': \(price) is no price"), "\(answer)")
            }
            try write(Array(Self.orders.utf8), to: directory + "/orders.csv")
            let answer = await run("run", directory + "/orders.csv", "--data", directory + "/orders.csv/day")
            #expect(answer.status == .failed && answer.errors.hasPrefix("walras: createDirectory \(directory)/orders.csv/day: Not a directory"), "\(answer)")
        }
    }

    @Test func `a trade too few is a difference`() async throws {
        try await withDirectory { directory in
            try write(Array(Self.orders.utf8), to: directory + "/orders.csv")
            try write(Array((Self.trades + "10,1,2,10010,1\n").utf8), to: directory + "/trades.csv")
            let answer = await run("run", directory + "/orders.csv", "--expect", directory + "/trades.csv", "--json")
            #expect(answer.status == .failed && answer.output.contains(#""identical":false"#), "\(answer)")
            #expect(answer.output.contains(#""difference":"print 5 differs"#), "\(answer)")
        }
    }

    @Test func `the made-up day ends in the state that the README prints`() async throws {
        try await withDirectory { directory in
            let path = directory + "/demo_20240102_orders.csv"
            try Data().write(to: URL(fileURLWithPath: path))
            let awk = Process()
            awk.executableURL = package.appending(path: "ops/made-up-day")
            awk.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try awk.run()
            awk.waitUntilExit()
            let day = await run("run", path, "--durability", "none", "--json")
            #expect(day.status == .done && day.output.contains(#""trades":23502,"#), "\(day)")
            #expect(try readme.components(separatedBy: #require(hash(day.output))).count == 3, "README.md prints it twice, and says otherwise: \(day)")
        }
    }

    @Test func `a closing time that is none is refused`() async {
        let answer = await run("run", "orders.csv", "--closing-from", "25:00")
        #expect(answer.status == .usage && answer.errors.contains("--closing-from"))
    }

    @Test(.enabled(if: recordedFlow != nil, "recorded order flow (set WALRAS_DATA to its directory)"))
    func `the recorded days come out exactly as the exchanges printed them`() async throws {
        let data = try #require(recordedFlow)
        let shanghai = await run(
            "run", data + "/sse600519_20230207_orders.csv.zst", "--expect", data + "/sse600519_20230207_trades.csv.zst", "--durability", "none", "--json")
        #expect(shanghai.status == .done && shanghai.output.contains(#""trades":18685,"#) && shanghai.output.contains(#""rejected":0"#), "\(shanghai)")
        #expect(try readme.contains(#require(hash(shanghai.output))), "not what README.md says")
        let nasdaq = await run(
            "run", data + "/goog_20120621_orders.csv.zst", "--expect", data + "/goog_20120621_fills.csv.zst", "--book",
            data + "/goog_20120621_book10.csv.zst", "--durability", "none", "--json")
        #expect(nasdaq.status == .done && nasdaq.output.contains(#""trades":7786,"#) && nasdaq.output.contains(#""depthRows":142320"#), "\(nasdaq)")
    }

    private func hash(_ output: String) -> Substring? {
        output.range(of: #""stateHash":""#).map { output[$0.upperBound...].prefix(18) }
    }
}
