import Testing

@testable import Journaling

@Suite struct FormatTests {
    @Test func `the checksum is CRC-32C`() {
        unsafe Array("123456789".utf8).withUnsafeBytes { bytes in
            #expect(unsafe Checksum.crc32c(bytes) == 0xE306_9283)
        }
    }
}
