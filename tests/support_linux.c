/* What the tests share: programs and folders of Linux. */
#define _GNU_SOURCE /* nftw, mkdtemp, pipe2 */
#include "tests/support.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"

static void drain(int out, int err, struct outcome *outcome)
{
    struct pollfd waits[2] = { { out, POLLIN, 0 }, { err, POLLIN, 0 } };
    struct text *texts[2] = { &outcome->out, &outcome->err };

    while (waits[0].fd >= 0 || waits[1].fd >= 0) {
        if (poll(waits, 2, -1) < 0 && errno != EINTR)
            break;
        for (int i = 0; i < 2; i++) {
            char chunk[65536];
            ssize_t got;

            if (waits[i].fd < 0 || waits[i].revents == 0)
                continue;
            got = read(waits[i].fd, chunk, sizeof chunk);
            if (got <= 0) {
                close(waits[i].fd);
                waits[i].fd = -1;
            } else {
                text_append_bytes(texts[i], chunk, (size_t)got);
            }
        }
    }
}

struct outcome run_healthcheck(const char *const *arguments)
{
    struct outcome outcome = { .status = -1 };
    const char *command[64] = { PROGRAM };
    int out[2], err[2], status;
    pid_t child;

    for (size_t i = 0; i < 62 && arguments[i] != NULL; i++)
        command[i + 1] = arguments[i];
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    child = fork();
    if (child == 0) {
        char *environment[] = { (char *)"PATH=/usr/sbin:/usr/bin:/sbin:/bin", (char *)"LC_ALL=C", NULL };

        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        execve(PROGRAM, (char *const *)command, environment);
        _exit(127);
    }
    close(out[1]);
    close(err[1]);
    drain(out[0], err[0], &outcome);
    waitpid(child, &status, 0);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
    return outcome;
}

char *make_folder(void)
{
    char *path = memory_copy_text("/tmp/healthcheck-test-XXXXXX");

    assert_non_null(mkdtemp(path));
    return path;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;
    return remove(path);
}

void remove_folder(char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
}

void write_file(const char *folder, const char *path, const char *bytes, size_t size)
{
    char *whole = text_format("%s/%s", folder, path);
    FILE *file;

    for (char *slash = strchr(whole + strlen(folder) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(whole, 0777);
        *slash = '/';
    }
    file = fopen(whole, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        fail_msg("cannot write %s", whole);
    free(whole);
}

void set_file_size(const char *path, long long size)
{
    assert_int_equal(truncate(path, size), 0);
}
