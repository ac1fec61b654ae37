/* Work that something else may hold for ever (a dead file system, a stuck service): waited for so long, and then left to itself. */
#ifndef HEALTHCHECK_PLATFORM_PATIENT_H
#define HEALTHCHECK_PLATFORM_PATIENT_H

#include <stdbool.h>

struct patient;

/* Runs `work(task)` beside the caller; NULL where the system starts no further thread, and nothing was begun. */
struct patient *patient_start(void (*work)(void *task), void *task);

/* The same, but in the caller where there is no thread to be had; never NULL. */
struct patient *patient_start_anyway(void (*work)(void *task), void *task);

/* Waits for its end; the task is the caller's again then. False: the time is over, and `forget(task)` is called once the work ends after
   all. Frees the patient either way. */
bool patient_wait(struct patient *patient, double seconds, void (*forget)(void *task));

#endif
