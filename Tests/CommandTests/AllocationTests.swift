import IO
import Testing

@testable import walras

/// How often the engine's loop asks for memory while it takes orders. Builds without optimization box what others keep in registers.
@Suite(.serialized) struct AllocationTests {
    #if DEBUG
    static let perFrameMax = 26.0
    static let perRequestMax = 64.0
    #else
    static let perFrameMax = 0.5
    static let perRequestMax = 0.5
    #endif

    /// Of the loop's thread, per order, once everything has grown to its size.
    private func allocationsPerOrder(_ target: (_ http: String, _ binary: String) -> String) async throws -> Double {
        var perOrder = Double.infinity
        try await withDaemonAndLoop { loop, http, binary, admin, directory in
            func count(_ orders: Int) async -> UInt64 {
                let before = loop.performAndWait { AllocationCount.ofThisThread }
                let result = await run(
                    "load", "--target", target(http, binary), "--http", "http://\(http)", "--admin", admin, "--connections", "1", "--inflight", "32",
                    "--requests", "\(orders)", "--json")
                #expect(result.output.contains("\"violations\":0"), "\(result.output) \(result.errors)")
                return loop.performAndWait { AllocationCount.ofThisThread } - before
            }
            _ = await count(2_000)
            // What a run costs beside its orders (accounts, connections) is in both.
            let few = await count(1_000)
            let many = await count(3_000)
            perOrder = (Double(many) - Double(few)) / 2_000
        }
        return perOrder
    }

    @Test(.enabled(if: AllocationCount.isKept)) func `an order as a binary frame is taken and answered without memory of its own`() async throws {
        let perOrder = try await allocationsPerOrder { _, binary in "sbe://\(binary)" }
        #expect(perOrder < Self.perFrameMax, "\(perOrder) allocations per order")
    }

    @Test(.enabled(if: AllocationCount.isKept)) func `an order over HTTP asks for memory hardly ever`() async throws {
        let perOrder = try await allocationsPerOrder { http, _ in "http://\(http)" }
        #expect(perOrder < Self.perRequestMax, "\(perOrder) allocations per order")
    }
}
