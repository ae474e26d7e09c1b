// SQLite checks the frames of its write-ahead file, but not the pages of a database: a bit that flips in one is read as it is. So a page
// carries a checksum of its content and its place, as SQLite's own cksumvfs does (sqlite.org/cksumvfs.html), which Debian does not build.
//
// Only the database file is wrapped. Pages are written whole, and a database that reserves eight bytes a page has checksums: byte 20 of its
// header says so (sqlite.org/fileformat2.html, 1.3.4). Others pass as they are.
#include "CPages.h"
#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    sqlite3_file base;
    // Whether pages have checksums, as the header said when it was last read or written.
    int checks;
} CheckedFile;

static sqlite3_vfs *below;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((CheckedFile *)file + 1); }

// Each word is folded in by a bijection, so that one changed bit always changes the value.
static uint64_t page_hash(const unsigned char *page, int bytes, sqlite3_int64 offset) {
    uint64_t hash = 0x9E3779B97F4A7C15u ^ (uint64_t)offset;
    for (int at = 0; at < bytes; at += 8) {
        uint64_t word;
        memcpy(&word, page + at, 8);
        hash ^= word;
        hash = (hash << 29 | hash >> 35) * 0xBF58476D1CE4E5B9u;
    }
    return hash ^ hash >> 32;
}

static int is_page(int bytes, sqlite3_int64 offset) { return bytes >= 512 && (bytes & (bytes - 1)) == 0 && offset % bytes == 0; }

static void look_at_header(CheckedFile *file, const unsigned char *page, sqlite3_int64 offset) {
    if (offset == 0) file->checks = memcmp(page, "SQLite format 3", 16) == 0 && page[20] == walras_page_check_bytes;
}

static int pages_read(sqlite3_file *file, void *buffer, int bytes, sqlite3_int64 offset) {
    CheckedFile *own = (CheckedFile *)file;
    int code = real(file)->pMethods->xRead(real(file), buffer, bytes, offset);
    if (code != SQLITE_OK || !is_page(bytes, offset)) return code;
    look_at_header(own, buffer, offset);
    if (!own->checks) return code;
    int content = bytes - walras_page_check_bytes;
    uint64_t expected = page_hash(buffer, content, offset), found;
    memcpy(&found, (unsigned char *)buffer + content, 8);
    if (found == expected) return SQLITE_OK;
    sqlite3_log(SQLITE_IOERR_DATA, "checksum of the page at offset %lld is wrong", offset);
    return SQLITE_IOERR_DATA;
}

static int pages_write(sqlite3_file *file, const void *buffer, int bytes, sqlite3_int64 offset) {
    CheckedFile *own = (CheckedFile *)file;
    if (is_page(bytes, offset)) {
        look_at_header(own, buffer, offset);
        if (own->checks) {
            int content = bytes - walras_page_check_bytes;
            uint64_t hash = page_hash(buffer, content, offset);
            // SQLite's own buffer, in bytes it does not use.
            memcpy((unsigned char *)buffer + content, &hash, 8);
        }
    }
    return real(file)->pMethods->xWrite(real(file), buffer, bytes, offset);
}

static int pages_close(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }
static int pages_truncate(sqlite3_file *file, sqlite3_int64 bytes) { return real(file)->pMethods->xTruncate(real(file), bytes); }
static int pages_sync(sqlite3_file *file, int flags) { return real(file)->pMethods->xSync(real(file), flags); }
static int pages_size(sqlite3_file *file, sqlite3_int64 *bytes) { return real(file)->pMethods->xFileSize(real(file), bytes); }
static int pages_lock(sqlite3_file *file, int lock) { return real(file)->pMethods->xLock(real(file), lock); }
static int pages_unlock(sqlite3_file *file, int lock) { return real(file)->pMethods->xUnlock(real(file), lock); }
static int pages_check_lock(sqlite3_file *file, int *result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); }
static int pages_control(sqlite3_file *file, int what, void *argument) { return real(file)->pMethods->xFileControl(real(file), what, argument); }
static int pages_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int pages_device(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int pages_map(sqlite3_file *file, int region, int bytes, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), region, bytes, extend, memory);
}
static int pages_map_lock(sqlite3_file *file, int offset, int count, int flags) { return real(file)->pMethods->xShmLock(real(file), offset, count, flags); }
static void pages_map_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int pages_unmap(sqlite3_file *file, int removes) { return real(file)->pMethods->xShmUnmap(real(file), removes); }

// Version 2: shared memory for the write-ahead file's index, but no pages mapped past this layer.
static const sqlite3_io_methods methods = {
    .iVersion = 2, .xClose = pages_close, .xRead = pages_read, .xWrite = pages_write, .xTruncate = pages_truncate, .xSync = pages_sync,
    .xFileSize = pages_size, .xLock = pages_lock, .xUnlock = pages_unlock, .xCheckReservedLock = pages_check_lock, .xFileControl = pages_control,
    .xSectorSize = pages_sector, .xDeviceCharacteristics = pages_device, .xShmMap = pages_map, .xShmLock = pages_map_lock,
    .xShmBarrier = pages_map_barrier, .xShmUnmap = pages_unmap,
};

static int pages_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *found) {
    (void)vfs;
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return below->xOpen(below, name, file, flags, found);
    CheckedFile *own = (CheckedFile *)file;
    own->base.pMethods = NULL;
    own->checks = 0;
    real(file)->pMethods = NULL;
    int code = below->xOpen(below, name, real(file), flags, found);
    // Where there is a table of methods, SQLite closes the file, after a failure too.
    if (real(file)->pMethods) own->base.pMethods = &methods;
    // SQLite may have its first page from the write-ahead file, and never read or write the one here.
    unsigned char header[24];
    if (code == SQLITE_OK && real(file)->pMethods->xRead(real(file), header, sizeof header, 0) == SQLITE_OK) look_at_header(own, header, 0);
    return code;
}

static sqlite3_vfs layer;

int walras_pages_register(void) {
    if (sqlite3_vfs_find(WALRAS_PAGES_VFS)) return SQLITE_OK;
    below = sqlite3_vfs_find(NULL);
    if (!below) return SQLITE_ERROR;
    // Everything but opening is the system's.
    layer = *below;
    layer.pNext = NULL;
    layer.zName = WALRAS_PAGES_VFS;
    layer.szOsFile = (int)sizeof(CheckedFile) + below->szOsFile;
    layer.xOpen = pages_open;
    return sqlite3_vfs_register(&layer, 0);
}
