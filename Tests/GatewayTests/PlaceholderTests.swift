import Testing
@testable import Gateway

@Test func `the module links`() { #expect(Bool(true)) }
