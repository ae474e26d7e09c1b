import IO
import Testing

struct ProcessorWakefulnessTests {
    @Test func `a latency of no microseconds is asked for as 32 bits`() throws {
        let path = "/tmp/walras-wakefulness-\(UInt64.random(in: 0 ... .max))"
        let storage = FileStorage()
        _ = try storage.open(path, .create)
        defer { #expect(throws: Never.self) { try storage.remove(path) } }
        do { _ = try ProcessorWakefulness(device: path) }
        var bytes = [UInt8](repeating: 9, count: 8)
        let file = try storage.open(path, .read)
        #expect(try unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0, at: 0) } == 4)
        #expect(bytes == [0, 0, 0, 0, 9, 9, 9, 9])
    }

    @Test func `what may not be asked is an error that names the device`() {
        #expect(throws: IOError.systemCall("open", subject: "/no/such/device", errno: 2)) { _ = try ProcessorWakefulness(device: "/no/such/device") }
    }
}
