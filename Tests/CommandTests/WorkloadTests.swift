import Market
import Testing

@testable import walras

@Suite struct WorkloadTests {
    /// Three orders of one symbol, the third of which takes the first.
    private static let tiny = Workload(
        header: WorkloadHeader(
            preloadCount: 1, timedCount: 3, symbols: 2, maxID: 4, minPrice: -5, maxPrice: 5, trades: 1, volume: 2, checksum: 0),
        records: [
            WorkloadRecord(.add, .sell, symbol: 0, id: 1, price: -1, quantity: 2),
            WorkloadRecord(.add, .buy, symbol: 1, id: 2, price: 5, quantity: 9),
            WorkloadRecord(.replace, .buy, symbol: 1, id: 2, price: 4, quantity: 3, newID: 3, oldPrice: 5),
            WorkloadRecord(.market, .buy, symbol: 0, id: 4, price: 5, quantity: 7),
        ])

    private static func encoded(_ workload: Workload) -> [UInt8] {
        workload.header.encoded + workload.records.flatMap { record in unsafe withUnsafeBytes(of: record) { unsafe Array($0) } }
    }

    private func read(_ bytes: [UInt8]) throws -> Workload {
        try withDirectory { directory in
            try write(bytes, to: directory + "/w")
            return try Workload(readingFrom: directory + "/w")
        }
    }

    private func fault(_ bytes: [UInt8]) -> WorkloadFault? {
        do {
            _ = try read(bytes)
            return nil
        } catch FileError.workload(_, _, let fault) {
            return fault
        } catch {
            Issue.record("unexpected error \(error)")
            return nil
        }
    }

    @Test func `a record lies in memory as in the file`() {
        #expect(MemoryLayout<WorkloadRecord>.size == WorkloadRecord.bytes)
        #expect(MemoryLayout<WorkloadRecord>.stride == WorkloadRecord.bytes)
        let record = WorkloadRecord(.replace, .sell, symbol: 0x0102, id: 0x0304_0506, price: -2, quantity: 7, newID: 8, oldPrice: -3)
        let bytes = unsafe withUnsafeBytes(of: record) { unsafe Array($0) }
        #expect(bytes == [2, 1, 2, 1, 6, 5, 4, 3, 0xFE, 0xFF, 0xFF, 0xFF, 7, 0, 0, 0, 8, 0, 0, 0, 0xFD, 0xFF, 0xFF, 0xFF])
    }

    @Test func `a workload reads back as it was written`() throws {
        try withDirectory { directory in
            let path = directory + "/w"
            try Self.tiny.write(to: path)
            #expect(try bytes(of: path) == Self.encoded(Self.tiny))
            let read = try Workload(readingFrom: path)
            #expect(read.header == Self.tiny.header)
            #expect(read.records == Self.tiny.records)
        }
    }

    @Test func `every wrong header is refused for what is wrong`() {
        func changed(_ change: (inout WorkloadHeader) -> Void) -> [UInt8] {
            var workload = Self.tiny
            change(&workload.header)
            return Self.encoded(workload)
        }
        let good = Self.encoded(Self.tiny)
        #expect(fault(good) == nil)
        #expect(fault([]) == .tooShort(bytes: 0))
        #expect(fault(Array(good.prefix(63))) == .tooShort(bytes: 63))
        #expect(fault(Array("LOBWL002".utf8) + good[8...]) == .wrongMagic)
        #expect(fault(Array(good.dropLast())) == .wrongSize(bytes: 159, expected: 160))
        #expect(fault(good + [0]) == .wrongSize(bytes: 161, expected: 160))
        #expect(fault(changed { $0.preloadCount = 2 }) == .wrongSize(bytes: 160, expected: 184))
        #expect(fault(changed { $0.preloadCount = .max }) == .tooManyCommands(.max))
        #expect(fault(changed { $0.timedCount = 1 << 40 }) == .tooManyCommands(1 << 40))
        #expect(fault(changed { $0.symbols = 0 }) == .wrongSymbolCount(0))
        #expect(fault(changed { $0.symbols = 16_385 }) == .wrongSymbolCount(16_385))
        #expect(fault(changed { $0.maxID = 0 }) == .wrongMaxID(0))
        #expect(fault(changed { $0.maxID = 5 }) == .wrongMaxID(5))
        #expect(fault(changed { $0.minPrice = 6 }) == .wrongPriceRange(min: 6, max: 5))
        #expect(fault(changed { ($0.minPrice, $0.maxPrice) = (.min, .max) }) == .wrongPriceRange(min: .min, max: .max))
    }

    @Test func `every wrong record is refused, and the error says at which byte`() {
        func fault(_ index: Int, _ change: (inout WorkloadRecord) -> Void) -> WorkloadFault? {
            var workload = Self.tiny
            change(&workload.records[index])
            return self.fault(Self.encoded(workload))
        }
        #expect(fault(1) { $0.rawOperation = 4 } == .unknownOperation(4))
        #expect(fault(1) { $0.rawSide = 2 } == .unknownSide(2))
        #expect(fault(0) { $0.rawOperation = 3 } == .preloadIsNoAdd)
        #expect(fault(1) { $0.symbol = 2 } == .symbolOutOfRange(2))
        #expect(fault(1) { $0.id = 0 } == .idOutOfRange(0))
        #expect(fault(1) { $0.id = 5 } == .idOutOfRange(5))
        #expect(fault(1) { $0.id = 1 } == .idUsedTwice(1))
        #expect(fault(2) { $0.newID = 9 } == .idOutOfRange(9))
        #expect(fault(2) { $0.newID = 2 } == .idUsedTwice(2))
        #expect(fault(2) { $0.id = 4 } == .idNeverEntered(4))
        #expect(fault(2) { $0.rawOperation = 1; $0.id = 77 } == .idOutOfRange(77))
        #expect(fault(1) { $0.price = 6 } == .priceOutOfRange(6))
        #expect(fault(2) { $0.price = -6 } == .priceOutOfRange(-6))
        #expect(fault(3) { $0.price = -6 } == .priceOutOfRange(-6))
        #expect(fault(3) { $0.quantity = 0 } == .zeroQuantity)
        #expect(FileError.workload(path: "w", offset: 112, .zeroQuantity).description == "w: not a usable workload: quantity 0 (byte 112)")
    }

    @Test func `a market order's bound beyond all prices is as good as the last of them`() throws {
        var workload = Self.tiny
        workload.records[3].price = .max
        #expect(try read(Self.encoded(workload)).records[3].price == 5)
    }

    @Test(arguments: WorkloadShape.all.map(\.name)) func `the same seed gives the same bytes, another seed others`(name: String) throws {
        let shape = try #require(WorkloadShape.all.first { $0.name == name })
        func generate(_ seed: UInt64) throws -> [UInt8] {
            Self.encoded(try WorkloadGenerator.generate(shape, seed: seed, commands: 3_000, resting: 2_000))
        }
        #expect(try generate(5) == generate(5))
        #expect(try generate(5) != generate(6))
    }

    @Test func `what a seed generates does not change from release to release`() throws {
        let header = try WorkloadGenerator.generate(.base, seed: 42, commands: 20_000, resting: 1_000).header
        #expect(header.checksum == Self.goldenChecksum, "got \(hexadecimal(header.checksum))")
    }

    private static let goldenChecksum: UInt64 = 0xB4F9_0E48_6102_C745

    @Test(arguments: WorkloadShape.all.map(\.name)) func `generated workloads keep the rules of the format`(name: String) throws {
        let shape = try #require(WorkloadShape.all.first { $0.name == name })
        let workload = try WorkloadGenerator.generate(shape, seed: 9, commands: 20_000, resting: 4_000)
        // The reader checks ids, prices, sides, symbols and quantities.
        #expect(try read(Self.encoded(workload)).records == workload.records)

        var market = ReferenceMarket(
            symbols: shape.symbols, minPrice: workload.header.minPrice, maxPrice: workload.header.maxPrice, idsMax: Int(workload.header.maxID))
        for record in workload.preload { market.apply(record) }
        #expect(market.totals.trades == 0, "preload crosses")
        #expect(market.live.count == 4_000)
        var (low, high, counts) = (Int.max, 0, [0, 0, 0, 0])
        for record in workload.timed {
            if record.operation == .cancel || record.operation == .replace { #expect(market.leaves(of: record.id) > 0, "\(record) names an order that is gone") }
            market.apply(record)
            counts[Int(record.rawOperation)] += 1
            (low, high) = (min(low, market.live.count), max(high, market.live.count))
        }
        #expect(market.totals == TradeTotals(trades: workload.header.trades, volume: workload.header.volume, checksum: workload.header.checksum))
        #expect((3_200...4_800).contains(low) && (3_200...4_800).contains(high), "resting orders went from \(low) to \(high)")
        // About 46 % passive and 5 % aggressive adds, 39 % cancels, 5 % replaces, 5 % market orders.
        #expect((9_000...11_400).contains(counts[0]) && (6_800...9_000).contains(counts[1]), "\(counts)")
        #expect((800...1_200).contains(counts[2]) && (800...1_200).contains(counts[3]), "\(counts)")
        #expect(market.totals.trades > 500)
    }

    @Test func `distances are geometric: each is reached by a fixed part of those before it`() {
        var random = RandomSource(seed: 3)
        let distances = DistanceDistribution.geometric(percent: 4, limit: 1_200)
        var counts = [Int](repeating: 0, count: 1_200)
        for _ in 0..<100_000 { counts[distances.draw(&random)] += 1 }
        // 4 % at 0, and a mean of 24.
        #expect((3_800...4_200).contains(counts[0]))
        let sum = counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
        #expect((2_350_000...2_450_000).contains(sum), "\(sum)")
    }

    @Test func `the checksum folds trades as the format says`() {
        var totals = TradeTotals()
        totals.add(taker: 1, maker: 2, price: -1, quantity: 3)
        var expected: UInt64 = 0
        expected ^= 1 << 32 | 2
        expected = expected &* 0x9E37_79B9_7F4A_7C15
        expected ^= expected >> 29
        expected ^= 0xFFFF_FFFF_0000_0003
        expected = expected &* 0xBF58_476D_1CE4_E5B9
        expected ^= expected >> 32
        #expect(totals == TradeTotals(trades: 1, volume: 3, checksum: expected))
    }
}
