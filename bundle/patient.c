/* Work that a dead file system may hold for ever. */
#include "bundle/patient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/thread.h"

struct patient {
    void (*work)(void *argument);
    void *argument;
    void (*forget)(void *argument); /* once nobody waits */
    struct thread *thread;
    struct mutex *mutex;
    struct condition *ended;
    bool is_over, is_abandoned;
};

static void free_patient(struct patient *patient)
{
    condition_free(patient->ended);
    mutex_free(patient->mutex);
    free(patient);
}

static void run(void *argument)
{
    struct patient *patient = argument;
    bool is_abandoned;

    patient->work(patient->argument);
    mutex_lock(patient->mutex);
    patient->is_over = true;
    is_abandoned = patient->is_abandoned;
    condition_wake_all(patient->ended);
    mutex_unlock(patient->mutex);
    if (is_abandoned) {
        patient->forget(patient->argument);
        free_patient(patient);
    }
}

struct patient *patient_start(void (*work)(void *argument), void *argument)
{
    struct patient *patient = memory_get(sizeof *patient);

    patient->work = work;
    patient->argument = argument;
    patient->mutex = mutex_new();
    patient->ended = condition_new();
    patient->thread = thread_start(run, patient);
    if (patient->thread == NULL)
        run(patient);
    return patient;
}

bool patient_wait(struct patient *patient, double seconds, void (*forget)(void *argument))
{
    struct thread *thread = patient->thread;
    bool is_over;

    mutex_lock(patient->mutex);
    while (!patient->is_over && condition_wait_for(patient->ended, patient->mutex, seconds))
        ;
    is_over = patient->is_over;
    patient->is_abandoned = !is_over;
    patient->forget = forget;
    mutex_unlock(patient->mutex);
    if (!is_over) {
        thread_abandon(thread);
        return false;
    }
    if (thread != NULL)
        thread_join(thread);
    free_patient(patient);
    return true;
}

/* One read of the inner feed, which outlives the outer one where it hangs. */
struct pending {
    struct feed *inner;
    char buffer[256 * 1024];
    long long got;
};

struct patient_feed {
    struct feed feed;
    struct pending *pending; /* NULL once it was abandoned */
    size_t at;               /* in what was read */
    double seconds;
    bool *is_dead;
};

static void read_inner(void *argument)
{
    struct pending *pending = argument;

    pending->got = pending->inner->read(pending->inner, pending->buffer, sizeof pending->buffer);
}

static void forget(void *argument)
{
    struct pending *pending = argument;

    feed_close(pending->inner);
    free(pending);
}

static long long read_patiently(struct feed *feed, char *buffer, size_t size)
{
    struct patient_feed *own = (struct patient_feed *)feed;
    size_t left;

    if (own->pending != NULL && own->pending->got >= 0 && own->at == (size_t)own->pending->got) {
        own->at = 0;
        if (!patient_wait(patient_start(read_inner, own->pending), own->seconds, forget)) {
            own->pending = NULL;
            *own->is_dead = true;
            snprintf(feed->why, sizeof feed->why, "the file system did not answer within %g s", own->seconds);
        } else if (own->pending->inner->why[0] != '\0') {
            snprintf(feed->why, sizeof feed->why, "%s", own->pending->inner->why);
        }
    }
    if (own->pending == NULL || own->pending->got < 0)
        return -1;
    left = (size_t)own->pending->got - own->at;
    if (size > left)
        size = left;
    memcpy(buffer, own->pending->buffer + own->at, size);
    own->at += size;
    return (long long)size;
}

static void close_patiently(struct feed *feed)
{
    struct patient_feed *own = (struct patient_feed *)feed;

    if (own->pending != NULL)
        forget(own->pending);
    free(own);
}

struct feed *feed_patient(struct feed *inner, double seconds, bool *is_dead)
{
    struct patient_feed *own = memory_get(sizeof *own);

    own->feed = (struct feed){ .read = read_patiently, .close = close_patiently, .most = inner->most };
    own->pending = memory_get(sizeof *own->pending);
    own->pending->inner = inner;
    own->seconds = seconds;
    own->is_dead = is_dead;
    return &own->feed;
}
