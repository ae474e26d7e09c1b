// CRC-32C (Castagnoli) through the processor's own instruction where there is one.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
__attribute__((target("sse4.2")))
static inline uint32_t walras_crc32c_update(uint32_t crc, const void *_Nonnull data, size_t bytes) {
    const unsigned char *p = (const unsigned char *)data;
    uint64_t c = crc;
    for (; bytes >= 8; p += 8, bytes -= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        c = __builtin_ia32_crc32di(c, word);
    }
    uint32_t c32 = (uint32_t)c;
    for (; bytes; ++p, --bytes) c32 = __builtin_ia32_crc32qi(c32, *p);
    return c32;
}
#else
static inline uint32_t walras_crc32c_update(uint32_t crc, const void *_Nonnull data, size_t bytes) {
    const unsigned char *p = (const unsigned char *)data;
    for (; bytes; ++p, --bytes) {
        crc ^= *p;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1u)));
    }
    return crc;
}
#endif
