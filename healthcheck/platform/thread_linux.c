/* Threads on Linux: pthreads. */
#define _GNU_SOURCE
#include "healthcheck/platform/thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "healthcheck/core/memory.h"

struct thread {
    pthread_t handle;
    void (*work)(void *);
    void *argument;
};

struct mutex {
    pthread_mutex_t handle;
};

struct condition {
    pthread_cond_t handle;
};

/* A copy: an abandoned thread is freed while it runs. */
static void *run(void *argument)
{
    struct thread thread = *(struct thread *)argument;

    free(argument);
    thread.work(thread.argument);
    return NULL;
}

struct thread *thread_start(void (*work)(void *argument), void *argument)
{
    struct thread *thread = memory_get(sizeof *thread), *own = memory_get(sizeof *own);

    own->work = work;
    own->argument = argument;
    if (pthread_create(&thread->handle, NULL, run, own) == 0)
        return thread;
    free(own);
    free(thread);
    return NULL;
}

void thread_join(struct thread *thread)
{
    pthread_join(thread->handle, NULL);
    free(thread);
}

void thread_abandon(struct thread *thread)
{
    pthread_detach(thread->handle);
    free(thread);
}

size_t thread_cores(void)
{
    cpu_set_t cores;

    return sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_COUNT(&cores) > 0 ? (size_t)CPU_COUNT(&cores) : 1;
}

struct mutex *mutex_new(void)
{
    struct mutex *mutex = memory_get(sizeof *mutex);

    pthread_mutex_init(&mutex->handle, NULL);
    return mutex;
}

void mutex_free(struct mutex *mutex)
{
    if (mutex == NULL)
        return;
    pthread_mutex_destroy(&mutex->handle);
    free(mutex);
}

void mutex_lock(struct mutex *mutex)
{
    pthread_mutex_lock(&mutex->handle);
}

void mutex_unlock(struct mutex *mutex)
{
    pthread_mutex_unlock(&mutex->handle);
}

struct condition *condition_new(void)
{
    struct condition *condition = memory_get(sizeof *condition);
    pthread_condattr_t monotonic;

    /* Who sets the clock neither ends a wait nor makes it longer. */
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&condition->handle, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return condition;
}

void condition_free(struct condition *condition)
{
    if (condition == NULL)
        return;
    pthread_cond_destroy(&condition->handle);
    free(condition);
}

void condition_wait(struct condition *condition, struct mutex *mutex)
{
    pthread_cond_wait(&condition->handle, &mutex->handle);
}

bool condition_wait_for(struct condition *condition, struct mutex *mutex, double seconds)
{
    struct timespec until;
    double fraction = seconds - (double)(long)seconds;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)seconds;
    until.tv_nsec += (long)(fraction * 1e9);
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_cond_timedwait(&condition->handle, &mutex->handle, &until) == 0;
}

void condition_wake_all(struct condition *condition)
{
    pthread_cond_broadcast(&condition->handle);
}
