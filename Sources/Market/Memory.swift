import CMemory

/// Starts loading the cache lines of what lies at an address; any address is harmless.
@inlinable @inline(__always) package func prefetchLines(_ address: UnsafeRawPointer, bytes: Int) {
    var offset = 0
    while offset < bytes {
        unsafe walras_prefetch(address + offset)
        offset &+= 64
    }
}

/// Starts loading what lies at an address given as a number; any number is harmless.
@inlinable @inline(__always) package func prefetch(address: Int) { walras_prefetch_at(address) }

/// Zeroed memory as arenas have it, for tables of another shape: it starts on a cache line and costs nothing until it is touched.
package func allocateZeroed(bytes: Int) -> UnsafeMutableRawPointer {
    guard let block = unsafe walras_allocate_zeroed(bytes) else { fatalError("out of memory: \(bytes) bytes") }
    return unsafe block
}

package func deallocateZeroed(_ block: UnsafeMutableRawPointer, bytes: Int) { unsafe walras_deallocate(block, bytes) }
