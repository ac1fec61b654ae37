/* Work that something else may hold for ever. */
#include "healthcheck/platform/patient.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/thread.h"

/* What two threads share; who is done with it last frees it. */
struct patient {
    void (*work)(void *task);
    void *task;
    void (*forget)(void *task); /* once nobody waits */
    struct thread *thread;      /* NULL where the caller did the work */
    struct mutex *mutex;
    struct condition *ended;
    bool is_over, is_abandoned;
};

static struct patient *new_patient(void (*work)(void *task), void *task)
{
    struct patient *patient = memory_get(sizeof *patient);

    patient->work = work;
    patient->task = task;
    patient->mutex = mutex_new();
    patient->ended = condition_new();
    return patient;
}

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

    patient->work(patient->task);
    mutex_lock(patient->mutex);
    patient->is_over = true;
    is_abandoned = patient->is_abandoned;
    condition_wake_all(patient->ended);
    mutex_unlock(patient->mutex);
    if (is_abandoned) {
        patient->forget(patient->task);
        free_patient(patient);
    }
}

struct patient *patient_start(void (*work)(void *task), void *task)
{
    struct patient *patient = new_patient(work, task);

    patient->thread = thread_start(run, patient);
    if (patient->thread != NULL)
        return patient;
    free_patient(patient);
    return NULL;
}

struct patient *patient_start_anyway(void (*work)(void *task), void *task)
{
    struct patient *patient = patient_start(work, task);

    if (patient == NULL) {
        patient = new_patient(work, task);
        run(patient);
    }
    return patient;
}

bool patient_wait(struct patient *patient, double seconds, void (*forget)(void *task))
{
    struct thread *thread = patient->thread;
    double deadline = clock_monotonic() + seconds;
    bool is_over;

    mutex_lock(patient->mutex);
    while (!patient->is_over && seconds > 0 && condition_wait_for(patient->ended, patient->mutex, seconds))
        seconds = deadline - clock_monotonic();
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
