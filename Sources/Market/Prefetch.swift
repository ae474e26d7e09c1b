import CMemory

/// Starts loading the cache lines of what lies at an address; any address is harmless.
@inlinable @inline(__always) package func prefetchLines(_ address: UnsafeRawPointer, bytes: Int) {
    var offset = 0
    while offset < bytes {
        unsafe walras_prefetch(address + offset)
        offset &+= 64
    }
}
