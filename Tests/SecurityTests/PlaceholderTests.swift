import Testing
@testable import Security

@Test func `the module links`() { #expect(Bool(true)) }
