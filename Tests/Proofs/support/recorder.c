// Records what a process does to the files below a directory, for crash images: a library for LD_PRELOAD.
//
//     cc -shared -fPIC -O2 -o recorder.so recorder.c -ldl
//     RECORDER_ROOT=DIR RECORDER_OUT=EMPTY-DIR LD_PRELOAD=./recorder.so PROGRAM …
//
// Below DIR are DIR/log and DIR/snapshots, and DIR itself. Every process writes a file of its own. An entry is 72 bytes in the order of `struct entry`,
// then the paths, then the data of a write unless all of it is zero. Times are of CLOCK_MONOTONIC, taken before and after the call.
// What is not recorded in full (kind `other`) must not happen; whoever reads the recording refuses it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { kind_open = 1, kind_write, kind_sync, kind_truncate, kind_rename, kind_unlink, kind_mkdir, kind_close, kind_other };

struct entry {
    uint64_t start, end;
    int64_t result, offset, length;
    uint64_t isZero;
    uint32_t kind;
    int32_t descriptor;
    uint32_t pathBytes, newPathBytes;
    uint64_t process;
};

enum { descriptorsMax = 65536 };
static char isFollowed[descriptorsMax];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int output = -1;
static int outputOf = -1;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static _Noreturn void give_up(const char *what) {
    fprintf(stderr, "recorder: %s: %s\n", what, strerror(errno));
    abort();
}

static void *real(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (!function) give_up(name);
    return function;
}

static int is_inside(const char *path) {
    const char *root = getenv("RECORDER_ROOT");
    if (!root || !path) return 0;
    size_t bytes = strlen(root);
    if (strncmp(path, root, bytes)) return 0;
    path += bytes;
    return !*path || !strcmp(path, "/log") || !strncmp(path, "/log/", 5) || !strcmp(path, "/snapshots") || !strncmp(path, "/snapshots/", 11);
}

static int is_followed(int descriptor) { return descriptor >= 0 && descriptor < descriptorsMax && isFollowed[descriptor]; }

static int is_zero(const char *bytes, size_t count) { return count > 0 && !*bytes && !memcmp(bytes, bytes + 1, count - 1); }

static void note(struct entry entry, const char *path, const char *newPath, const void *data) {
    int failure = errno;
    entry.end = now();
    entry.process = (uint64_t)getpid();
    entry.pathBytes = path ? (uint32_t)strlen(path) : 0;
    entry.newPathBytes = newPath ? (uint32_t)strlen(newPath) : 0;
    entry.isZero = data ? (uint64_t)is_zero(data, (size_t)entry.length) : 1;
    struct iovec parts[4] = {
        {&entry, sizeof entry}, {(void *)path, entry.pathBytes}, {(void *)newPath, entry.newPathBytes},
        {(void *)data, entry.isZero ? 0 : (size_t)entry.length},
    };
    pthread_mutex_lock(&lock);
    if (outputOf != getpid()) {
        char name[4096];
        snprintf(name, sizeof name, "%s/%d.recording", getenv("RECORDER_OUT"), getpid());
        output = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (output < 0) give_up(name);
        outputOf = getpid();
    }
    for (int part = 0; part < 4; part++) {
        char *from = parts[part].iov_base;
        size_t left = parts[part].iov_len;
        while (left > 0) {
            long written = syscall(SYS_write, output, from, left);
            if (written <= 0) give_up("write");
            from += written;
            left -= (size_t)written;
        }
    }
    pthread_mutex_unlock(&lock);
    errno = failure;
}

static int opened(int result, uint64_t start, const char *path, int flags) {
    if (result < 0 || !is_inside(path)) return result;
    if (result >= descriptorsMax) give_up("too many descriptors");
    isFollowed[result] = 1;
    note((struct entry){.kind = kind_open, .start = start, .result = result, .descriptor = result, .offset = flags}, path, 0, 0);
    return result;
}

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        va_list more;                                                     \
        va_start(more, flags);                                            \
        mode_t mode = (mode_t)va_arg(more, int);                          \
        va_end(more);                                                     \
        uint64_t start = now();                                           \
        return opened(((int (*)(const char *, int, ...))real(#name))(path, flags, mode), start, path, flags); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                      \
    int name(int directory, const char *path, int flags, ...) {           \
        va_list more;                                                     \
        va_start(more, flags);                                            \
        mode_t mode = (mode_t)va_arg(more, int);                          \
        va_end(more);                                                     \
        uint64_t start = now();                                           \
        return opened(((int (*)(int, const char *, int, ...))real(#name))(directory, path, flags, mode), start, path, flags); \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int descriptor) {
    uint64_t start = now();
    int wasFollowed = is_followed(descriptor);
    // Before the number may be used again.
    if (wasFollowed) {
        isFollowed[descriptor] = 0;
        note((struct entry){.kind = kind_close, .start = start, .descriptor = descriptor}, 0, 0, 0);
    }
    return ((int (*)(int))real("close"))(descriptor);
}

#define PWRITE(name, Offset)                                              \
    ssize_t name(int descriptor, const void *bytes, size_t count, Offset offset) { \
        uint64_t start = now();                                           \
        ssize_t result = ((ssize_t (*)(int, const void *, size_t, Offset))real(#name))(descriptor, bytes, count, offset); \
        if (result > 0 && is_followed(descriptor))                        \
            note((struct entry){.kind = kind_write, .start = start, .result = result, .descriptor = descriptor, .offset = offset, .length = result}, 0, 0, bytes); \
        return result;                                                    \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNC(name)                                                        \
    int name(int descriptor) {                                            \
        uint64_t start = now();                                           \
        int result = ((int (*)(int))real(#name))(descriptor);             \
        if (is_followed(descriptor)) note((struct entry){.kind = kind_sync, .start = start, .result = result, .descriptor = descriptor}, 0, 0, 0); \
        return result;                                                    \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, Offset)                                            \
    int name(int descriptor, Offset size) {                               \
        uint64_t start = now();                                           \
        int result = ((int (*)(int, Offset))real(#name))(descriptor, size); \
        if (is_followed(descriptor))                                      \
            note((struct entry){.kind = kind_truncate, .start = start, .result = result, .descriptor = descriptor, .offset = size}, 0, 0, 0); \
        return result;                                                    \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *path, const char *newPath) {
    uint64_t start = now();
    int result = ((int (*)(const char *, const char *))real("rename"))(path, newPath);
    if (is_inside(path) || is_inside(newPath)) note((struct entry){.kind = kind_rename, .start = start, .result = result}, path, newPath, 0);
    return result;
}

int unlink(const char *path) {
    uint64_t start = now();
    int result = ((int (*)(const char *))real("unlink"))(path);
    if (is_inside(path)) note((struct entry){.kind = kind_unlink, .start = start, .result = result}, path, 0, 0);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    uint64_t start = now();
    int result = ((int (*)(const char *, mode_t))real("mkdir"))(path, mode);
    if (is_inside(path)) note((struct entry){.kind = kind_mkdir, .start = start, .result = result}, path, 0, 0);
    return result;
}

// What the exchange does not do to these files. If it begins to, the recording says so instead of being silently short of it.
static void other(int descriptor, const char *name) {
    if (is_followed(descriptor)) note((struct entry){.kind = kind_other, .start = now(), .descriptor = descriptor}, name, 0, 0);
}
ssize_t write(int descriptor, const void *bytes, size_t count) {
    other(descriptor, "write");
    return ((ssize_t (*)(int, const void *, size_t))real("write"))(descriptor, bytes, count);
}
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    other(descriptor, "writev");
    return ((ssize_t (*)(int, const struct iovec *, int))real("writev"))(descriptor, parts, count);
}
ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
    other(descriptor, "pwritev");
    return ((ssize_t (*)(int, const struct iovec *, int, off_t))real("pwritev"))(descriptor, parts, count, offset);
}
int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    other(descriptor, "fallocate");
    return ((int (*)(int, int, off_t, off_t))real("fallocate"))(descriptor, mode, offset, length);
}
int posix_fallocate(int descriptor, off_t offset, off_t length) {
    other(descriptor, "posix_fallocate");
    return ((int (*)(int, off_t, off_t))real("posix_fallocate"))(descriptor, offset, length);
}
int renameat2(int directory, const char *path, int newDirectory, const char *newPath, unsigned flags) {
    if (is_inside(path) || is_inside(newPath)) note((struct entry){.kind = kind_other, .start = now()}, "renameat2", 0, 0);
    return ((int (*)(int, const char *, int, const char *, unsigned))real("renameat2"))(directory, path, newDirectory, newPath, flags);
}
