// What Swift's Glibc module leaves out of Linux.
#pragma once
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Declared by <pthread.h> too, but only under _GNU_SOURCE, which a module's header cannot set for another module.
extern int pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t bytes, const cpu_set_t *cores);

// Declared by <sys/socket.h>, likewise.
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

// Declared by <fcntl.h>, likewise.
extern int pipe2(int ends[2], int flags);

// Declared by <unistd.h>, likewise.
extern long syscall(long number, ...);

// Swift imports no function with a variable number of arguments.
static inline int walras_set_timer_slack(unsigned long nanoseconds) { return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0); }

// A variable that everybody may change is nothing Swift reads.
static inline char *const *walras_environment(void) {
    extern char **environ;
    return environ;
}

// Niceness and slice of the calling thread, which have no wrapper in the C library: a `sched_attr`, whose `sched_runtime` is the slice since Linux 6.12.
// With SCHED_FLAG_KEEP_POLICY (8) a thread that is real-time is refused, and stays so; without the flag it becomes an ordinary one.
static inline int walras_set_share(int niceness, unsigned long slice, int keeps_policy) {
    struct {
        unsigned int size, policy;
        unsigned long flags;
        int nice;
        unsigned int priority;
        unsigned long runtime, deadline, period;
    } attributes = {48, 0, keeps_policy ? 8 : 0, niceness, 0, slice, 0, 0};
    return (int)syscall(SYS_sched_setattr, 0, &attributes, 0);
}

// Niceness 19 and the idle class of the I/O scheduler, which has no wrapper in the C library: (IOPRIO_CLASS_IDLE << 13) of the calling thread.
static inline int walras_yield_to_others(void) {
    return setpriority(PRIO_PROCESS, 0, 19) | (syscall(SYS_ioprio_set, 1, 0, 3 << 13) < 0);
}
