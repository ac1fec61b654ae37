/* The agent's logs on Linux, and what others do to them. Included by the tests of the collectors. */
#ifndef TESTS_BUNDLE_COLLECTED_LINUX_H
#define TESTS_BUNDLE_COLLECTED_LINUX_H

#define _GNU_SOURCE /* renameat2, unshare, mknod */
#include "tests/bundle/collected.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOGS "var/log/microsoft/mdatp"

static inline int set_up(void **state)
{
    (void)state;
    alarm(240); /* whatever hangs fails */
    set_up_logs("agent-logs", LOGS, "microsoft_defender.log", "secret");
    options.timeout_seconds = 5;
    return 0;
}

static inline char *in_logs(const char *name)
{
    return text_format("%s/%s", logs, name);
}

static inline void link_in_logs(const char *target, const char *name)
{
    char *path = in_logs(name);

    assert_int_equal(symlink(target, path), 0);
    free(path);
}

static inline void write_at(const char *name, long long offset, const char *text)
{
    char *path = in_logs(name);
    int handle = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    assert_true(handle >= 0);
    assert_int_equal(pwrite(handle, text, strlen(text), offset), (ssize_t)strlen(text));
    close(handle);
    free(path);
}

#endif
