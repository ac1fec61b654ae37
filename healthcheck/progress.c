/* The progress line. */
#include "healthcheck/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/thread.h"

struct progress {
    const char *what;
    struct mutex *mutex;
    struct condition *over;
    struct thread *thread;
    bool is_over;
};

static void watch(void *argument)
{
    struct progress *progress = argument;
    double begun = clock_monotonic();

    mutex_lock(progress->mutex);
    while (!progress->is_over) {
        const char *work = console_work();
        char line[160];

        if (condition_wait_for(progress->over, progress->mutex, 1.0) || progress->is_over)
            continue;
        snprintf(line, sizeof line, "%s%s%s (%.0f s)", progress->what, work != NULL ? ": " : "", work != NULL ? work : "", clock_monotonic() - begun);
        console_progress(line);
    }
    mutex_unlock(progress->mutex);
}

struct progress *progress_start(const char *what)
{
    struct progress *progress;

    if (!console_shows_progress())
        return NULL;
    progress = memory_get(sizeof *progress);
    progress->what = what;
    progress->mutex = mutex_new();
    progress->over = condition_new();
    progress->thread = thread_start(watch, progress);
    return progress;
}

void progress_stop(struct progress *progress)
{
    if (progress == NULL)
        return;
    mutex_lock(progress->mutex);
    progress->is_over = true;
    condition_wake_all(progress->over);
    mutex_unlock(progress->mutex);
    if (progress->thread != NULL)
        thread_join(progress->thread);
    console_progress("");
    condition_free(progress->over);
    mutex_free(progress->mutex);
    free(progress);
}
