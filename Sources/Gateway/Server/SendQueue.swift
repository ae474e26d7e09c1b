/// Bytes appended at the end and taken from the front; empty, it holds no memory beyond what an idle connection may.
struct SendQueue: ~Copyable {
    private var storage: [UInt8] = []
    private var start = 0

    /// Bytes of memory kept while empty.
    static let keptBytesMax = 4096

    var count: Int { storage.count - start }
    var isEmpty: Bool { storage.count == start }

    mutating func append(_ bytes: UnsafeRawBufferPointer) { unsafe storage.append(contentsOf: bytes) }

    /// What there is, valid until the queue changes.
    var bytes: UnsafeRawBufferPointer {
        unsafe storage.withUnsafeBytes { unsafe UnsafeRawBufferPointer(rebasing: $0[start...]) }
    }

    mutating func consume(_ count: Int) {
        start += count
        guard isEmpty else {
            // What was sent long ago is not carried along for ever.
            if start > 1 << 20 {
                storage.removeFirst(start)
                start = 0
            }
            return
        }
        start = 0
        if storage.capacity > Self.keptBytesMax { storage = [] } else { storage.removeAll(keepingCapacity: true) }
    }
}
