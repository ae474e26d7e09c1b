import Testing
@testable import HTTP

@Test func `the module links`() { #expect(Bool(true)) }
