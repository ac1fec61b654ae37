/* The child that evaluates a script, on Linux: forked, and shut in by pac_sandbox_linux.c. */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"
#include "proxy/pac_child.h"
#include "proxy/pac_sandbox_linux.h"

struct pac_child {
    pid_t id;
    int channel;
};

void pac_channel_end(int status)
{
    _exit(status);
}

void pac_channel_write(const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0) {
        ssize_t wrote = write(PAC_CHANNEL, at, size);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            _exit(PAC_EXIT_BROKEN_CHANNEL);
        at += wrote;
        size -= (size_t)wrote;
    }
}

void pac_channel_read(void *bytes, size_t size)
{
    char *at = bytes;

    while (size > 0) {
        ssize_t got = read(PAC_CHANNEL, at, size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            _exit(PAC_EXIT_BROKEN_CHANNEL);
        at += got;
        size -= (size_t)got;
    }
}

/* The examined machine's zone; once read, no file is looked at again. */
static void set_zone(int utc_offset)
{
    char zone[32];
    int minutes = utc_offset < 0 ? -utc_offset : utc_offset;

    snprintf(zone, sizeof zone, "HOST%c%02d:%02d", utc_offset > 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
    setenv("TZ", zone, 1);
    tzset();
}

/* In the forked child. */
static _Noreturn void run(const struct pac_task *task, int channel)
{
    struct error error = { "" };

    set_zone(task->utc_offset);
    if (pac_sandbox_enter(channel, &error))
        pac_engine_run(task);
    else if (channel == PAC_CHANNEL || dup2(channel, PAC_CHANNEL) == PAC_CHANNEL)
        pac_engine_refuse(error.text);
    _exit(EXIT_SUCCESS);
}

struct pac_child *pac_child_start(const struct pac_task *task)
{
    struct pac_child *child;
    int ends[2];
    pid_t id;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return NULL;
    id = fork();
    if (id == 0)
        run(task, ends[1]);
    close(ends[1]);
    if (id < 0) {
        close(ends[0]);
        return NULL;
    }
    child = memory_get(sizeof *child);
    *child = (struct pac_child){ id, ends[0] };
    return child;
}

long long pac_child_hear(struct pac_child *child, char *bytes, size_t size, long long deadline)
{
    for (;;) {
        struct pollfd wait = { child->channel, POLLIN, 0 };
        long long left = deadline - clock_milliseconds();
        ssize_t got;

        if (left <= 0)
            return -1;
        if (poll(&wait, 1, left < 3600000 ? (int)left : 3600000) <= 0)
            continue;
        got = read(child->channel, bytes, size);
        if (got >= 0 || errno != EINTR)
            return got > 0 ? got : 0;
    }
}

void pac_child_tell(struct pac_child *child, const char *bytes, size_t size)
{
    /* It waits for this: there is room. Where it has died, so the next read says. */
    if (send(child->channel, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        shutdown(child->channel, SHUT_WR);
}

struct pac_child_end pac_child_finish(struct pac_child *child, bool kills)
{
    struct pac_child_end end = { 0 };
    int status = 0;

    if (kills)
        kill(child->id, SIGKILL);
    while (waitpid(child->id, &status, 0) < 0 && errno == EINTR)
        ;
    close(child->channel);
    free(child);
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.is_over_time = end.signal == SIGXCPU;
    end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return end;
}
