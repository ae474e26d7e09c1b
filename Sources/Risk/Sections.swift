import Market

/// One arena as one section of a snapshot.
func forEachSectionOf<Element: BitwiseCopyable, Failure: Error>(
    _ arena: Arena<Element>, id: UInt32, _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
) throws(Failure) {
    try unsafe arena.withBytes { bytes throws(Failure) in try unsafe body(id, MemoryLayout<Element>.stride, bytes) }
}

/// Takes a section back; false if it was written with elements of another shape.
func restored<Element: BitwiseCopyable>(_ arena: inout Arena<Element>, stride: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard stride == MemoryLayout<Element>.stride, bytes.count % stride == 0 else { return false }
    unsafe arena.replace(with: bytes)
    return true
}
