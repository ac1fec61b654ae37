/* System calls that fail, or never return. */
#define _GNU_SOURCE
#include "tests/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

const struct fault no_unnamed_files[] = { { SYS_openat, 2, O_TMPFILE & ~O_DIRECTORY, 0, EOPNOTSUPP }, { 0 } };
const struct fault no_careful_rename[] = { { SYS_openat, 2, O_TMPFILE & ~O_DIRECTORY, 0, EOPNOTSUPP },
                                           { SYS_renameat2, 4, RENAME_NOREPLACE, 0, EINVAL },
                                           { 0 } };

static bool begin_one(const struct fault *fault)
{
    unsigned number = fault->error > 0 ? (unsigned)fault->error : 0;
    unsigned verdict = fault->error != 0 ? SECCOMP_RET_ERRNO | number : SECCOMP_RET_USER_NOTIF;
    unsigned place = (unsigned)offsetof(struct seccomp_data, args) + 8 * (unsigned)(fault->argument > 0 ? fault->argument : 0);
    unsigned compare = fault->bits != 0 ? BPF_JSET : BPF_JGE, value = fault->bits != 0 ? fault->bits : fault->argument >= 0 ? fault->at_least : 0;
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)fault->call, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, place),
        BPF_JUMP(BPF_JMP | compare | BPF_K, value, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, verdict),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog filter = { sizeof program / sizeof program[0], program };

    /* Who listens to the calls that wait, and never answers, is the descriptor this gives. */
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, fault->error == 0 ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0, &filter) >= 0;
}

bool faults_begin(const struct fault *faults)
{
    for (; faults->call != 0; faults++)
        if (!begin_one(faults))
            return false;
    return true;
}

struct run {
    const struct fault *faults;
    void (*body)(void *argument);
    void *argument;
};

static void *run(void *argument)
{
    const struct run *run = argument;

    if (!faults_begin(run->faults)) {
        perror("seccomp");
        abort();
    }
    run->body(run->argument);
    return NULL;
}

void faults_during(const struct fault *faults, void (*body)(void *argument), void *argument)
{
    struct run all = { faults, body, argument };
    pthread_t thread;

    if (pthread_create(&thread, NULL, run, &all) != 0)
        abort();
    pthread_join(thread, NULL);
}
