internal import CFuzzer
import Glibc

/// A file in memory, for those who read nothing else.
final class ScratchFile {
    private let descriptor: Int32
    let path: String

    init() {
        descriptor = unsafe memfd_create("fuzz", 0)
        precondition(descriptor >= 0, "no file in memory: errno \(errno)")
        path = "/proc/self/fd/\(descriptor)"
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) {
        let written = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        precondition(written == bytes.count && ftruncate(descriptor, bytes.count) == 0, "\(path): errno \(errno)")
    }
}
