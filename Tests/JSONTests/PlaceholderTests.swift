import Testing
@testable import JSON

@Test func `the module links`() { #expect(Bool(true)) }
