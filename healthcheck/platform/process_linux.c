/* Running a program on Linux. */
#define _GNU_SOURCE /* pipe2, syscall, waitid's P_PID beside them */
#include "healthcheck/platform/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"

enum {
    SLICE_MS = 20,     /* between looks at a child, on kernels that cannot tell us of its end (before 5.3) */
    LEFTOVER_MS = 100, /* how long output may still come when the program itself has ended */
};

struct stream {
    int handle; /* -1 at its end */
    struct text *text;
    size_t limit;
    bool is_cut;
};

struct child {
    pid_t id;
    int handle; /* tells of its end; -1 where the kernel has no such thing */
    int stop;   /* readable when the run shall end; -1 where nobody can say so */
    bool has_ended, is_stopped;
    struct stream streams[2];
};

/* A pipe that nobody writes to: closing its other end wakes everybody who waits for it. */
struct process_stop {
    int ends[2];
};

/* The programs that run now, as a signal's handler finds them: ids of process groups, 0 is a free place. More than the table of
   commands has rows; what finds no place lives on to its own end. */
static atomic_int groups[64];
static atomic_int starting; /* programs that have an id soon */
static atomic_bool is_ending;

enum { PLACES = sizeof groups / sizeof groups[0], START_MS = 200 };

static void remember_group(pid_t id)
{
    for (size_t i = 0; i < PLACES; i++) {
        int expected = 0;

        if (atomic_compare_exchange_strong(&groups[i], &expected, id))
            return;
    }
}

static void forget_group(pid_t id)
{
    for (size_t i = 0; i < PLACES; i++) {
        int expected = id;

        if (atomic_compare_exchange_strong(&groups[i], &expected, 0))
            return;
    }
}

/* A start takes a few milliseconds, and whoever starts cannot be the one who runs this: its signals are blocked. */
void process_end_all(void)
{
    atomic_store(&is_ending, true);
    for (int waited = 0; atomic_load(&starting) > 0 && waited < START_MS; waited++)
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    for (size_t i = 0; i < PLACES; i++) {
        int id = atomic_load(&groups[i]);

        if (id > 0)
            kill(-id, SIGKILL);
    }
}

/* A pipe whose ends are none of 0, 1, 2, so that giving them to a child cannot overwrite one another. */
static bool open_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        int low = ends[i];

        if (low > STDERR_FILENO)
            continue;
        ends[i] = fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        close(low);
    }
    if (ends[0] >= 0 && ends[1] >= 0)
        return true;
    close(ends[0]);
    close(ends[1]);
    return false;
}

struct process_stop *process_stop_new(void)
{
    struct process_stop *stop = memory_get(sizeof *stop);

    if (!open_pipe(stop->ends))
        stop->ends[0] = stop->ends[1] = -1;
    return stop;
}

void process_stop_now(struct process_stop *stop)
{
    if (stop->ends[1] >= 0)
        close(stop->ends[1]);
    stop->ends[1] = -1;
}

void process_stop_free(struct process_stop *stop)
{
    process_stop_now(stop);
    if (stop->ends[0] >= 0)
        close(stop->ends[0]);
    free(stop);
}

/* The error number of the start, 0 where it runs. */
static int spawn(pid_t *id, const struct process_request *request, int out, int err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int failure;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
#if __GLIBC_PREREQ(2, 34)
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1); /* what our own parent left open */
#endif
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    failure = posix_spawn(id, request->arguments[0], &actions, &attributes, (char *const *)request->arguments, (char *const *)request->environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

/* The same, so that a signal meanwhile finds either no program or one it can end. */
static int start(pid_t *id, const struct process_request *request, int out, int err)
{
    sigset_t all, before;
    int failure = ECANCELED;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    atomic_fetch_add(&starting, 1);
    if (!atomic_load(&is_ending))
        failure = spawn(id, request, out, err);
    if (failure == 0)
        remember_group(*id);
    atomic_fetch_sub(&starting, 1);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

static int open_child(pid_t id)
{
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, id, 0); /* close-on-exec by itself */
#else
    (void)id;
    return -1;
#endif
}

/* Has it ended? It stays a zombie, so that neither its id nor its group's can become somebody else's. */
static bool has_ended(pid_t id)
{
    siginfo_t info = { 0 };

    return waitid(P_PID, (id_t)id, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == id;
}

static void drain(struct stream *stream)
{
    char chunk[65536];
    ssize_t got = read(stream->handle, chunk, sizeof chunk);
    size_t room = stream->limit - stream->text->size;

    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got <= 0) {
        close(stream->handle);
        stream->handle = -1;
        return;
    }
    stream->is_cut = stream->is_cut || (size_t)got > room;
    text_append_bytes(stream->text, chunk, (size_t)got < room ? (size_t)got : room);
}

/* Waits for one thing to happen, at most until `deadline`. */
static void wait_once(struct child *child, long long deadline)
{
    struct pollfd waits[4] = {
        { child->streams[0].handle, POLLIN, 0 }, { child->streams[1].handle, POLLIN, 0 }, { child->handle, POLLIN, 0 }, { child->stop, POLLIN, 0 }
    };
    long long left = deadline - clock_milliseconds();

    if (child->has_ended)
        waits[2].fd = -1;
    if (!child->has_ended && child->handle < 0 && left > SLICE_MS)
        left = SLICE_MS;
    /* At most an hour at once: poll() counts in int. */
    if (poll(waits, 4, left < 0 ? 0 : left < 3600000 ? (int)left : 3600000) < 0)
        return;
    for (int i = 0; i < 2; i++)
        if (waits[i].fd >= 0 && waits[i].revents != 0)
            drain(&child->streams[i]);
    child->is_stopped = waits[3].revents != 0;
}

/* Until the child's end and that of its output; false where the time was over before, or it was stopped. */
static bool wait_for(struct child *child, double timeout_seconds)
{
    long long deadline = clock_milliseconds() + (timeout_seconds < 1e9 ? (long long)(timeout_seconds * 1000) : 1000000000000LL), leftover = 0;

    for (;;) {
        bool is_silent = child->streams[0].handle < 0 && child->streams[1].handle < 0;

        if (!child->has_ended && has_ended(child->id)) {
            child->has_ended = true;
            leftover = clock_milliseconds() + LEFTOVER_MS;
        }
        if (child->has_ended && (is_silent || clock_milliseconds() >= leftover))
            return true;
        if (clock_milliseconds() >= deadline || child->is_stopped)
            return child->has_ended;
        wait_once(child, child->has_ended && leftover < deadline ? leftover : deadline);
    }
}

static void end(struct child *child, struct process_result *result, bool is_in_time)
{
    int status = 0;

    /* Also after a good end: what it left running in its group would outlive us. */
    kill(-child->id, SIGKILL);
    forget_group(child->id);
    while (waitpid(child->id, &status, 0) < 0 && errno == EINTR)
        ;
    for (int i = 0; i < 2; i++)
        if (child->streams[i].handle >= 0)
            close(child->streams[i].handle);
    if (child->handle >= 0)
        close(child->handle);
    result->end = is_in_time ? PROCESS_EXITED : child->is_stopped ? PROCESS_STOPPED : PROCESS_TIMED_OUT;
    result->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    result->is_cut = child->streams[0].is_cut;
}

static void refuse(struct process_result *result, int number)
{
    result->end = number == ENOENT || number == ENOTDIR ? PROCESS_MISSING : PROCESS_REFUSED;
    snprintf(result->why, sizeof result->why, "%s", strerror(number));
    result->why[0] = text_lower(result->why[0]);
}

struct process_result process_run(const struct process_request *request)
{
    struct process_result result = { 0 };
    struct child child = { 0 };
    int out[2], err[2], failure;

    if (!open_pipe(out)) {
        refuse(&result, EMFILE);
        return result;
    }
    if (!open_pipe(err)) {
        close(out[0]);
        close(out[1]);
        refuse(&result, EMFILE);
        return result;
    }
    failure = start(&child.id, request, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    if (failure != 0) {
        close(out[0]);
        close(err[0]);
        refuse(&result, failure);
        return result;
    }
    child.handle = open_child(child.id);
    child.stop = request->stop != NULL ? request->stop->ends[0] : -1;
    child.streams[0] = (struct stream){ out[0], &result.output, request->output_limit, false };
    child.streams[1] = (struct stream){ err[0], &result.errors, PROCESS_ERRORS_LIMIT, false };
    end(&child, &result, wait_for(&child, request->timeout_seconds));
    return result;
}

void process_result_free(struct process_result *result)
{
    text_free(&result->output);
    text_free(&result->errors);
}
