// Counts every request for memory this process makes: malloc and its relatives, and direct calls of mmap.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Requests since the process began; never goes back.
uint64_t walras_allocation_count(void);

// Of the calling thread alone.
uint64_t walras_thread_allocation_count(void);

// False in builds that leave malloc to a sanitizer: nothing is counted then.
bool walras_counts_allocations(void);
