// Takes the place of the C library's allocation functions in the executable it is linked into: counts, then asks glibc.
#include "CAllocations.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

static uint64_t count;
// Initial-exec, so that reading it never allocates.
static __thread uint64_t thread_count __attribute__((tls_model("initial-exec")));

static inline void count_one(void) {
    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
    thread_count++;
}

// What memory pools call, whose blocks do not come from `malloc`.
void walras_count_allocation(void) { count_one(); }

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t bytes) {
    count_one();
    return __libc_malloc(bytes);
}

void *calloc(size_t elements, size_t bytes) {
    count_one();
    return __libc_calloc(elements, bytes);
}

void *realloc(void *block, size_t bytes) {
    count_one();
    return __libc_realloc(block, bytes);
}

void *memalign(size_t alignment, size_t bytes) {
    count_one();
    return __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
    count_one();
    return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **block, size_t alignment, size_t bytes) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    count_one();
    void *allocated = __libc_memalign(alignment, bytes);
    if (allocated == NULL) return ENOMEM;
    *block = allocated;
    return 0;
}

void *mmap(void *address, size_t bytes, int protection, int flags, int file, off_t offset) {
    count_one();
    return (void *)syscall(SYS_mmap, address, bytes, protection, flags, file, offset);
}

uint64_t walras_allocation_count(void) { return __atomic_load_n(&count, __ATOMIC_RELAXED); }
uint64_t walras_thread_allocation_count(void) { return thread_count; }
bool walras_counts_allocations(void) { return true; }

#else

uint64_t walras_allocation_count(void) { return 0; }
uint64_t walras_thread_allocation_count(void) { return 0; }
bool walras_counts_allocations(void) { return false; }

#endif
