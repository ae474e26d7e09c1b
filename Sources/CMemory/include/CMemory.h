// What Swift has no spelling for: a cache prefetch, and zeroed memory that costs nothing until it is touched.
#pragma once
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>

static inline void walras_prefetch(const void *_Nonnull address) { __builtin_prefetch(address, 1, 3); }

// From this size on a block is mapped with huge pages: random access to a large arena otherwise misses the TLB every time.
enum { walras_huge_page_bytes = 2 << 20 };

static inline size_t walras_round_to_huge_pages(size_t bytes) {
    return (bytes + walras_huge_page_bytes - 1) / walras_huge_page_bytes * walras_huge_page_bytes;
}

// NULL when there is no memory. Large blocks start on a huge page.
static inline void *_Nullable walras_allocate_zeroed(size_t bytes) {
    if (bytes < walras_huge_page_bytes) return calloc(1, bytes);
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

static inline void walras_deallocate(void *_Nonnull block, size_t bytes) {
    if (bytes < walras_huge_page_bytes) free(block);
    else munmap(block, walras_round_to_huge_pages(bytes));
}
