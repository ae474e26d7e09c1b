#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

// libFuzzer as a library: runs what its arguments say, and ends the process.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

// Of the C library, which shows it only to those who define _GNU_SOURCE: a file in memory.
int memfd_create(const char *name, unsigned int flags);

#endif
