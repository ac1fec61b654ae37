/* What the child that evaluates scripts gives up. */
#define _GNU_SOURCE /* dup3, syscall, RLIMIT_NPROC */
#include "proxy/pac_sandbox_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "proxy/pac_child.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER 0
#endif

enum { MEBIBYTE = 1024 * 1024, ADDRESS_SPACE = 256 * MEBIBYTE, SPARE_ADDRESS_SPACE = 64 * MEBIBYTE, HARD_CPU_SECONDS = PAC_CPU_SECONDS + 1 };

/* What an interpreter, its allocator and the way out need. */
static const int allowed_calls[] = {
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(exit),         SCMP_SYS(exit_group),      SCMP_SYS(futex),
    SCMP_SYS(brk),           SCMP_SYS(mmap),         SCMP_SYS(munmap),       SCMP_SYS(mremap),          SCMP_SYS(madvise),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall),
};

/* What the sanitizers' run time asks for beside them, measured with gcc 12 and clang 14. */
static const int sanitizer_calls[] = {
    SCMP_SYS(mprotect),    SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
    SCMP_SYS(sched_yield), SCMP_SYS(getpid),      SCMP_SYS(gettid),
};

static void reset_signals(void)
{
    sigset_t none;

    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The channel alone; a sanitizer's complaints still come through stderr. */
static bool close_others(int channel)
{
    int nothing = open("/dev/null", O_RDWR), last = HAS_SANITIZER ? STDOUT_FILENO : STDERR_FILENO;

    if (channel != PAC_CHANNEL && dup2(channel, PAC_CHANNEL) < 0)
        return false;
    for (int i = STDIN_FILENO; i <= last; i++)
        if (nothing < 0 || dup2(nothing, i) < 0)
            close(i);
#ifdef SYS_close_range
    if (syscall(SYS_close_range, PAC_CHANNEL + 1, ~0U, 0) == 0)
        return true;
#endif
    for (long i = PAC_CHANNEL + 1, most = sysconf(_SC_OPEN_MAX); i < (most > 0 ? most : 1024); i++)
        close((int)i);
    return true;
}

/* What is mapped already counts: threads of the program reserve more than they use. */
static rlim_t address_space(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long pages = 0;
    rlim_t size;

    if (file != NULL && fscanf(file, "%lu", &pages) != 1)
        pages = 0;
    if (file != NULL)
        fclose(file);
    size = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + SPARE_ADDRESS_SPACE;
    return size > ADDRESS_SPACE ? size : ADDRESS_SPACE;
}

static bool limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard)
{
    struct rlimit now, wanted = { soft, hard };

    if (getrlimit(resource, &now) != 0)
        return false;
    /* Nobody but root may raise a hard limit. */
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < wanted.rlim_max)
        wanted.rlim_max = now.rlim_max;
    if (wanted.rlim_cur > wanted.rlim_max)
        wanted.rlim_cur = wanted.rlim_max;
    return setrlimit(resource, &wanted) == 0;
}

static bool set_limits(rlim_t space)
{
    /* The kernel sends SIGXCPU at the soft limit, and kills at the hard one. */
    return limit(RLIMIT_CPU, PAC_CPU_SECONDS, HARD_CPU_SECONDS) && limit(RLIMIT_FSIZE, 0, 0) && limit(RLIMIT_CORE, 0, 0) &&
           limit(RLIMIT_NOFILE, PAC_CHANNEL + 1, PAC_CHANNEL + 1) && limit(RLIMIT_NPROC, 0, 0) && (HAS_SANITIZER || limit(RLIMIT_AS, space, space));
}

static int allow(scmp_filter_ctx filter, const int *calls, size_t count)
{
    int failure = 0;

    for (size_t i = 0; i < count && failure == 0; i++)
        failure = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    return failure;
}

/* 0, or the number of what went wrong. */
static int drop_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int failure = filter == NULL ? -ENOMEM : allow(filter, allowed_calls, sizeof allowed_calls / sizeof allowed_calls[0]);

    if (failure == 0 && HAS_SANITIZER)
        failure = allow(filter, sanitizer_calls, sizeof sanitizer_calls / sizeof sanitizer_calls[0]);
    if (failure == 0)
        failure = seccomp_load(filter); /* sets no_new_privs itself; we have, too */
    if (filter != NULL)
        seccomp_release(filter);
    return -failure;
}

bool pac_sandbox_enter(int channel, struct error *error)
{
    rlim_t space = address_space();
    int failure;

    reset_signals();
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return error_set(error, "the kernel refuses prctl: %s", strerror(errno));
    if (!close_others(channel))
        return error_set(error, "its channel cannot be moved: %s", strerror(errno));
    if (!set_limits(space))
        return error_set(error, "the kernel refuses limits: %s", strerror(errno));
    failure = drop_calls();
    return failure == 0 || error_set(error, "the kernel refuses a filter of system calls: %s", strerror(failure));
}
