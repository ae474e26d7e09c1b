import CAllocations

/// How often this process asked for memory; always 0 where a sanitizer has taken `malloc`.
enum AllocationCount {
    static var isKept: Bool { walras_counts_allocations() }
    /// By the calling thread, since it began.
    static var ofThisThread: UInt64 { walras_thread_allocation_count() }
}
