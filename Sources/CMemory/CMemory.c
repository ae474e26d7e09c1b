// The pool that small blocks come from, and how large ones grow. Everything else of the module is in its header.
#define _GNU_SOURCE
#include "CMemory.h"
#include <pthread.h>
#include <string.h>

// A block is a power of two of at least a cache line, so that it starts on one and any free block of its size class fits.
enum { smallest_bits = 6, classes = 16, chunk_bytes = 16 * walras_huge_page_bytes };

// Of the executable's allocation counter, if it has one: to it, a block of the pool is a request for memory like any other.
extern void walras_count_allocation(void) __attribute__((weak));

struct free_block { struct free_block *next; };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct free_block *free_blocks[classes];
static char *unused, *unused_end;

static unsigned class_of(size_t bytes) {
    unsigned index = 0;
    while (((size_t)1 << (smallest_bits + index)) < bytes) index++;
    return index;
}

// Fresh memory is zero already. What is left of a chunk is too small for the block, and is lost: at most a block of the largest class in 32 MiB.
static void *take_unused(size_t size) {
    if ((size_t)(unused_end - unused) < size) {
        char *chunk = walras_map_huge_pages(chunk_bytes);
        if (!chunk) return NULL;
        unused = chunk;
        unused_end = chunk + chunk_bytes;
    }
    char *block = unused;
    unused += size;
    return block;
}

void *walras_pool_allocate_zeroed(size_t bytes) {
    if (walras_count_allocation) walras_count_allocation();
    unsigned index = class_of(bytes);
    size_t size = (size_t)1 << (smallest_bits + index);
    pthread_mutex_lock(&lock);
    struct free_block *reused = free_blocks[index];
    if (reused) free_blocks[index] = reused->next;
    void *block = reused ? reused : take_unused(size);
    pthread_mutex_unlock(&lock);
    if (reused) memset(reused, 0, size);
    return block;
}

void walras_pool_deallocate(void *block, size_t bytes) {
    unsigned index = class_of(bytes);
    pthread_mutex_lock(&lock);
    struct free_block *freed = block;
    freed->next = free_blocks[index];
    free_blocks[index] = freed;
    pthread_mutex_unlock(&lock);
}

// Pages of a large block change their address, and nothing is copied: both addresses are those of huge pages, so these move as they are.
static void *move_pages(void *block, size_t old_bytes, size_t new_bytes) {
    size_t from = walras_round_to_huge_pages(old_bytes), to = walras_round_to_huge_pages(new_bytes);
    if (from == to) return block;
    void *target = walras_map_huge_pages(to);
    if (!target) return NULL;
    // When this fails, nobody knows whether `target` is still ours: it is left.
    return mremap(block, from, to, MREMAP_MAYMOVE | MREMAP_FIXED, target) == MAP_FAILED ? NULL : target;
}

void *walras_grow_zeroed(void *block, size_t old_bytes, size_t new_bytes) {
    if (old_bytes >= walras_huge_page_bytes) return move_pages(block, old_bytes, new_bytes);
    void *grown = walras_allocate_zeroed(new_bytes);
    if (!grown) return NULL;
    memcpy(grown, block, old_bytes);
    walras_deallocate(block, old_bytes);
    return grown;
}
