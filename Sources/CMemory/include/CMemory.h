// What Swift has no spelling for: a cache prefetch, and zeroed memory that costs nothing until it is touched.
#pragma once
#include <stddef.h>
#include <sys/mman.h>

static inline void walras_prefetch(const void *_Nonnull address) { __builtin_prefetch(address, 1, 3); }

// The same for an address that may lie anywhere: the processor ignores one that is nowhere.
static inline void walras_prefetch_at(size_t address) { __builtin_prefetch((const void *)address, 1, 3); }

// From this size on a block is mapped with huge pages: random access to a large arena otherwise misses the TLB every time.
enum { walras_huge_page_bytes = 2 << 20 };

static inline size_t walras_round_to_huge_pages(size_t bytes) {
    return (bytes + walras_huge_page_bytes - 1) / walras_huge_page_bytes * walras_huge_page_bytes;
}

// Smaller blocks come from a pool of huge pages: thousands of small arenas on ordinary pages miss the TLB as often as one large one.
// Blocks given back are kept for others of their size, and zeroed when they are taken again.
void *_Nullable walras_pool_allocate_zeroed(size_t bytes);
void walras_pool_deallocate(void *_Nonnull block, size_t bytes);

// Zeroed memory of its own, from a huge page boundary on. NULL when there is no memory.
static inline void *_Nullable walras_map_huge_pages(size_t bytes) {
    size_t rounded = walras_round_to_huge_pages(bytes);
    char *mapped = (char *)mmap(NULL, rounded + walras_huge_page_bytes, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return NULL;
    char *aligned = (char *)walras_round_to_huge_pages((size_t)mapped);
    if (aligned != mapped) munmap(mapped, (size_t)(aligned - mapped));
    size_t tail = (size_t)(mapped + walras_huge_page_bytes - aligned);
    if (tail) munmap(aligned + rounded, tail);
    madvise(aligned, rounded, MADV_HUGEPAGE);
    return aligned;
}

// NULL when there is no memory. Large blocks start on a huge page, small ones on a cache line.
static inline void *_Nullable walras_allocate_zeroed(size_t bytes) {
    if (bytes < walras_huge_page_bytes) return walras_pool_allocate_zeroed(bytes);
    return walras_map_huge_pages(bytes);
}

static inline void walras_deallocate(void *_Nonnull block, size_t bytes) {
    if (bytes < walras_huge_page_bytes) walras_pool_deallocate(block, bytes);
    else munmap(block, walras_round_to_huge_pages(bytes));
}

// A larger block with what the old one held, and zeros behind; the old one is gone. NULL when there is no memory, and then the old one is as it was.
void *_Nullable walras_grow_zeroed(void *_Nonnull block, size_t old_bytes, size_t new_bytes);
