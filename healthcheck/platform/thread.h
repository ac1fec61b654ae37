/* Threads, by the few calls we need: mingw has no threads.h (docs: windows portability, November 2026). */
#ifndef HEALTHCHECK_PLATFORM_THREAD_H
#define HEALTHCHECK_PLATFORM_THREAD_H

#include <stdbool.h>
#include <stddef.h>

struct thread;
struct mutex;
struct condition;

/* Runs `work(argument)` beside the caller; NULL where the system refuses one more thread. */
struct thread *thread_start(void (*work)(void *argument), void *argument);

/* Waits for its end and frees it. */
void thread_join(struct thread *thread);

/* Lets it go on without anybody waiting for its end, and frees it: for what a dead file system may hold for ever. */
void thread_abandon(struct thread *thread);

/* How many can run at once here; at least 1. */
size_t thread_cores(void);

struct mutex *mutex_new(void);
void mutex_free(struct mutex *mutex);
void mutex_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);

struct condition *condition_new(void);
void condition_free(struct condition *condition);
void condition_wait(struct condition *condition, struct mutex *mutex);
/* The same for at most `seconds`; false where they are over. */
bool condition_wait_for(struct condition *condition, struct mutex *mutex, double seconds);
void condition_wake_all(struct condition *condition);

#endif
