/* Threads on Windows. */
#include "healthcheck/platform/thread.h"

#include <process.h>
#include <stdint.h>
#include <stdlib.h>
#include <windows.h>

#include "healthcheck/core/memory.h"

struct thread {
    HANDLE handle;
};

struct start {
    void (*work)(void *);
    void *argument;
};

struct mutex {
    SRWLOCK lock;
};

struct condition {
    CONDITION_VARIABLE variable;
};

/* A copy: the starter's own may be gone. */
static unsigned __stdcall run(void *argument)
{
    struct start start = *(struct start *)argument;

    free(argument);
    start.work(start.argument);
    return 0;
}

struct thread *thread_start(void (*work)(void *argument), void *argument)
{
    struct start *start = memory_get(sizeof *start);
    struct thread *thread;
    uintptr_t handle;

    start->work = work;
    start->argument = argument;
    handle = _beginthreadex(NULL, 0, run, start, 0, NULL);
    if (handle == 0) {
        free(start);
        return NULL;
    }
    thread = memory_get(sizeof *thread);
    thread->handle = (HANDLE)handle;
    return thread;
}

void thread_join(struct thread *thread)
{
    WaitForSingleObject(thread->handle, INFINITE);
    thread_abandon(thread);
}

void thread_abandon(struct thread *thread)
{
    CloseHandle(thread->handle);
    free(thread);
}

size_t thread_cores(void)
{
    DWORD_PTR mask = 0, system = 0;
    size_t count = 0;

    if (GetProcessAffinityMask(GetCurrentProcess(), &mask, &system))
        for (; mask != 0; mask &= mask - 1)
            count++;
    return count > 0 ? count : 1;
}

struct mutex *mutex_new(void)
{
    struct mutex *mutex = memory_get(sizeof *mutex);

    InitializeSRWLock(&mutex->lock);
    return mutex;
}

void mutex_free(struct mutex *mutex)
{
    free(mutex);
}

void mutex_lock(struct mutex *mutex)
{
    AcquireSRWLockExclusive(&mutex->lock);
}

void mutex_unlock(struct mutex *mutex)
{
    ReleaseSRWLockExclusive(&mutex->lock);
}

struct condition *condition_new(void)
{
    struct condition *condition = memory_get(sizeof *condition);

    InitializeConditionVariable(&condition->variable);
    return condition;
}

void condition_free(struct condition *condition)
{
    free(condition);
}

void condition_wait(struct condition *condition, struct mutex *mutex)
{
    SleepConditionVariableSRW(&condition->variable, &mutex->lock, INFINITE, 0);
}

bool condition_wait_for(struct condition *condition, struct mutex *mutex, double seconds)
{
    DWORD milliseconds = seconds <= 0 ? 0 : seconds > 1e6 ? 1000000000 : (DWORD)(seconds * 1000 + 0.999);

    return SleepConditionVariableSRW(&condition->variable, &mutex->lock, milliseconds, 0) != 0;
}

void condition_wake_all(struct condition *condition)
{
    WakeAllConditionVariable(&condition->variable);
}
