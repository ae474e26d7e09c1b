import Testing
@testable import Identity

@Test func `the module links`() { #expect(Bool(true)) }
