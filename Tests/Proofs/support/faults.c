// Makes the disk fail, or the process die, at a chosen write or sync: for LD_PRELOAD.
//
//   FAULT_FILES    patterns of paths (fnmatch, separated by ':') that count
//   FAULT_CALL     write: write, pwrite · sync: fsync, fdatasync
//   FAULT_DO       kill: before the call · killAfter: once it is done · torn: half of a write, then kill ·
//                  lose: nothing, and say it was done · a number: that errno instead of the call
//   FAULT_STICKS   1: every such call from then on fails
//   FAULT_CONTROL  a file of 4 × 8 bytes, shared with whoever runs the proof:
//                  at which call to do it, counted from when this is set (0: never) · calls counted · when it was done (CLOCK_MONOTONIC, ns) ·
//                  bytes that files may still grow by, plus one, before they get ENOSPC (0: any)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct control { _Atomic long at, count, when, budget; };

static struct control *control;
static char patterns[8][256];
static int isWrite, sticks, failure;
static enum { KILL, KILL_AFTER, TORN, LOSE, FAIL } deed;

static ssize_t (*realWrite)(int, const void *, size_t);
static ssize_t (*realPwrite)(int, const void *, size_t, off_t);
static int (*realFsync)(int), (*realFdatasync)(int);

__attribute__((constructor)) static void start(void) {
    realWrite = dlsym(RTLD_NEXT, "write");
    realPwrite = dlsym(RTLD_NEXT, "pwrite");
    realFsync = dlsym(RTLD_NEXT, "fsync");
    realFdatasync = dlsym(RTLD_NEXT, "fdatasync");
    const char *path = getenv("FAULT_CONTROL"), *files = getenv("FAULT_FILES"), *call = getenv("FAULT_CALL"), *what = getenv("FAULT_DO");
    if (!path || !files || !call || !what) return;
    int file = open(path, O_RDWR | O_CLOEXEC);
    void *memory = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED) { fprintf(stderr, "faults: %s: %s\n", path, strerror(errno)); abort(); }
    close(file);
    for (int index = 0; index < 8 && *files; index++) {
        size_t length = strcspn(files, ":");
        snprintf(patterns[index], sizeof patterns[index], "%.*s", (int)length, files);
        files += length + (files[length] == ':');
    }
    isWrite = !strcmp(call, "write");
    sticks = getenv("FAULT_STICKS") != NULL;
    deed = !strcmp(what, "kill") ? KILL : !strcmp(what, "killAfter") ? KILL_AFTER : !strcmp(what, "torn") ? TORN : !strcmp(what, "lose") ? LOSE : FAIL;
    failure = atoi(what);
    control = memory;
}

static int counts(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    for (int index = 0; index < 8 && patterns[index][0]; index++) {
        if (!fnmatch(patterns[index], path, 0)) return 1;
    }
    return 0;
}

// Whether it is to be done at this call.
static int isDue(int file, int write) {
    if (!control || write != isWrite) return 0;
    long at = control->at;
    if (at == 0) return 0;
    int saved = errno, due = 0;
    if (counts(file)) {
        long count = atomic_fetch_add(&control->count, 1) + 1;
        due = count == at || (sticks && count > at);
    }
    errno = saved;
    if (due && control->when == 0) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        control->when = now.tv_sec * 1000000000L + now.tv_nsec;
    }
    return due;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// Whether the disk has no room for a file of so many bytes.
static int isFull(int file, off_t end) {
    struct stat status;
    if (!control || control->budget == 0 || fstat(file, &status) || !S_ISREG(status.st_mode) || !counts(file)) return 0;
    long growth = end - status.st_size;
    if (growth <= 0) return 0;
    if (control->budget - 1 < growth) return 1;
    atomic_fetch_sub(&control->budget, growth);
    return 0;
}

static ssize_t put(int file, const void *bytes, size_t count, off_t offset, int isAt) {
    if (isFull(file, (isAt ? offset : lseek(file, 0, SEEK_CUR)) + (off_t)count)) { errno = ENOSPC; return -1; }
    int due = isDue(file, 1);
    if (due && deed == KILL) die();
    if (due && deed == FAIL) { errno = failure; return -1; }
    if (due && deed == LOSE) return count;
    if (due && deed == TORN) count /= 2;
    ssize_t done = isAt ? realPwrite(file, bytes, count, offset) : realWrite(file, bytes, count);
    if (due) die();
    return done;
}

ssize_t write(int file, const void *bytes, size_t count) { return put(file, bytes, count, 0, 0); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return put(file, bytes, count, offset, 1); }
ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset) { return put(file, bytes, count, offset, 1); }

static int put_on_disk(int file, int (*real)(int)) {
    int due = isDue(file, 0);
    if (due && (deed == KILL || deed == TORN)) die();
    if (due && deed == FAIL) { errno = failure; return -1; }
    int code = due && deed == LOSE ? 0 : real(file);
    if (due && deed == KILL_AFTER) die();
    return code;
}

int fsync(int file) { return put_on_disk(file, realFsync); }
int fdatasync(int file) { return put_on_disk(file, realFdatasync); }
