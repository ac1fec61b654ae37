/* What the child that runs a proxy script may do on Linux: nothing. */
#define _GNU_SOURCE /* prlimit */
#include "tests/support.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proxy/pac_sandbox_linux.h"

/* Runs in the sandbox, and ends the process with 0 where each of these was refused. */
static void try_to_get_out(void)
{
    int refused = 0;
    char *const none[] = { NULL };

    refused += socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM;
    refused += open("/etc/passwd", O_RDONLY) < 0 && errno == EPERM;
    refused += open("/tmp/healthcheck-sandbox", O_WRONLY | O_CREAT, 0600) < 0 && errno == EPERM;
    refused += fork() < 0 && errno == EPERM;
    refused += execve("/bin/true", none, none) < 0 && errno == EPERM;
    refused += kill(getppid(), 0) < 0;
    refused += unlink("/tmp/healthcheck-sandbox") < 0 && errno == EPERM;
    refused += dup(PAC_CHANNEL) < 0;
    _exit(8 - refused);
}

static void the_child_can_do_nothing_else(void **state)
{
    int ends[2], status = -1;
    pid_t id;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    id = fork();
    if (id == 0) {
        struct error error = { "" };

        if (!pac_sandbox_enter(ends[1], &error))
            _exit(100);
        try_to_get_out();
    }
    close(ends[1]);
    assert_int_equal(waitpid(id, &status, 0), id);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    close(ends[0]);
}

static void the_child_has_limits(void **state)
{
    struct {
        int resource;
        rlim_t soft, hard;
    } limits[] = { { RLIMIT_CPU, 2, 3 }, { RLIMIT_FSIZE, 0, 0 }, { RLIMIT_CORE, 0, 0 }, { RLIMIT_NOFILE, 4, 4 } };
    int ends[2], status = -1;
    pid_t id;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    id = fork();
    if (id == 0) {
        char byte;

        if (!pac_sandbox_enter(ends[1], &(struct error){ "" }))
            _exit(100);
        _exit(read(PAC_CHANNEL, &byte, 1) == 0 ? 0 : 1);
    }
    close(ends[1]);
    /* It waits for us: once its last limit is set, so are the others. */
    for (size_t i = 0; i < 4; i++) {
        struct rlimit now = { 0 };

        for (int tries = 0; tries < 500 && (prlimit(id, limits[i].resource, NULL, &now) != 0 || now.rlim_cur != limits[i].soft); tries++)
            usleep(10000);
        assert_int_equal(now.rlim_cur, limits[i].soft);
        assert_int_equal(now.rlim_max, limits[i].hard);
    }
#ifndef __SANITIZE_ADDRESS__
    {
        struct rlimit space = { 0 };

        assert_int_equal(prlimit(id, RLIMIT_AS, NULL, &space), 0);
        assert_true(space.rlim_cur <= 512UL * 1024 * 1024);
    }
#endif
    close(ends[0]);
    assert_int_equal(waitpid(id, &status, 0), id);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_child_can_do_nothing_else),
        cmocka_unit_test(the_child_has_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
