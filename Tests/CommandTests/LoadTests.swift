import Foundation
import FoundationXML
import Testing

@testable import walras

struct HistogramTests {
    /// By nearest rank over all values.
    private func exact(_ sorted: [Int64], _ perMillion: UInt64) -> Int64 {
        let rank = (UInt64(sorted.count) * perMillion + 999_999) / 1_000_000
        return sorted[Int(max(1, rank)) - 1]
    }

    @Test(arguments: [1, 7, 2026] as [UInt64]) func `percentiles differ from the exact ones in the fourth digit at most`(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var histogram = Histogram()
        var values: [Int64] = []
        for _ in 0..<50_000 {
            // As many of each magnitude from 1 µs to 60 s.
            let magnitude = [1_000, 50_000, 2_000_000, 900_000_000, 59_000_000_000][random.below(5)]
            let value = Int64(1_000 + random.below(magnitude))
            values.append(value)
            histogram.record(value)
        }
        values.sort()
        for (name, perMillion) in LoadReport.percentiles + [("p1", 10_000), ("p100", 1_000_000)] {
            let (expected, found) = (exact(values, perMillion), histogram.value(perMillion: perMillion))
            #expect(found >= expected && found - expected <= expected / 1000, "seed \(seed), \(name): \(found) for \(expected)")
        }
        #expect(histogram.max == values.last)
        #expect(histogram.min == values.first)
        #expect(histogram.count == UInt64(values.count))
    }

    @Test func `two histograms added are that of all values`() {
        var random = RandomSource(seed: 3)
        var (first, second, all) = (Histogram(), Histogram(), Histogram())
        for index in 0..<10_000 {
            let value = Int64(random.below(3_000_000))
            all.record(value)
            if index % 3 == 0 { first.record(value) } else { second.record(value) }
        }
        first.add(second)
        for perMillion in stride(from: UInt64(0), through: 1_000_000, by: 10_000) {
            #expect(first.value(perMillion: perMillion) == all.value(perMillion: perMillion))
        }
        #expect((first.count, first.max, first.min) == (all.count, all.max, all.min))
    }

    @Test func `what took longer than a minute is counted as a minute, and the longest is told`() {
        var histogram = Histogram()
        histogram.record(1_000)
        histogram.record(75_000_000_000)
        #expect(histogram.value(perMillion: 900_000) >= 60_000_000_000)
        #expect(histogram.max == 75_000_000_000)
    }

    @Test func `nothing recorded is zero`() {
        #expect(Histogram().value(perMillion: 500_000) == 0)
    }
}

struct LatencyPlotTests {
    @Test func `the drawing is XML whose curve never falls`() throws {
        var histogram = Histogram()
        for value in 1...10_000 { histogram.record(Int64(value) * 1_000) }
        let svg = LatencyPlot(title: "a < b & c", latency: histogram).svg
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        let points = try #require(svg.components(separatedBy: "points=\"").last?.components(separatedBy: "\"").first)
        let heights = try points.split(separator: " ").map { try #require(Double($0.split(separator: ",")[1])) }
        #expect(heights.count > 100)
        #expect(heights == heights.sorted(by: >), "up is towards 0")
        // 1 µs to 10 ms: four decades of the five that are drawn.
        #expect(heights.first == 420 && abs((heights.last ?? 0) - 124) < 1, "\(heights.first ?? 0), \(heights.last ?? 0)")
    }
}

struct LoadTargetTests {
    @Test func `a target is a protocol and an address`() throws {
        let target = try LoadTarget("sbe://127.0.0.1:9000/")
        #expect(target.transport == .sbe)
        #expect(target.authority == "127.0.0.1:9000")
        #expect(try LoadTarget("h2://127.0.0.1:8443").transport.isHTTP2 && LoadTarget("h2://127.0.0.1:8443").transport.isEncrypted)
        #expect(throws: UsageError.self) { try LoadTarget("ftp://127.0.0.1:9000") }
        #expect(throws: UsageError.self) { try LoadTarget("http://example") }
    }

    @Test func `a mix draws each kind as often as its share`() throws {
        let mix = try LoadMix("limit=70,cancel=20,market=10")
        var random = RandomSource(seed: 1)
        var counts: [LoadMix.Kind: Int] = [:]
        for _ in 0..<100_000 { counts[mix.draw(&random), default: 0] += 1 }
        for (kind, share) in mix.shares { #expect(abs(counts[kind, default: 0] - 1000 * share) < 1000, "\(kind)") }
    }

    @Test(arguments: ["limit=70", "limit=70,limit=30", "stop=100", "limit=-1,cancel=101", ""]) func `a mix that does not add up is refused`(text: String) {
        #expect(throws: UsageError.self) { try LoadMix(text) }
    }
}

struct OpenOrdersTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func `the table finds what was put in and not taken out`(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var orders = OpenOrders(capacity: 64)
        defer { orders.deallocate() }
        var model: [UInt64: Int64] = [:]
        for step in 0..<20_000 {
            let id = UInt64(1 + random.below(150))
            if let place = orders.find(id) {
                #expect(orders[place].quantity == model[id], "seed \(seed)")
                orders.remove(at: place)
                model[id] = nil
            } else {
                #expect(model[id] == nil, "seed \(seed)")
                guard model.count < 64 else { continue }
                orders.insert(KnownOrder(id: id, price: 1, quantity: Int64(step), filled: 0, symbol: 0, isBuy: true, isMarket: false))
                model[id] = Int64(step)
            }
            #expect(orders.count == model.count)
        }
    }
}
