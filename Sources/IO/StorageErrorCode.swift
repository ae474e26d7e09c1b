import Glibc

/// The `errno` values that storage code tells apart, and their text.
package enum StorageErrorCode {
    package static let noSpace = ENOSPC
    package static let notFound = ENOENT
    package static let inputOutput = EIO

    /// For example `No space left on device (errno 28)`.
    package static func text(_ code: Int32) -> String {
        // The longest text of the C library is 50 characters; a longer one is cut off.
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            let base = buffer.baseAddress!
            unsafe base.initialize(repeating: 0, count: buffer.count)
            guard unsafe strerror_r(code, base, buffer.count - 1) == 0 else { return "errno \(code)" }
            return unsafe "\(String(cString: base)) (errno \(code))"
        }
    }
}
