/* Work that a dead file system may hold for ever: waited for so long, and then left to itself. */
#ifndef BUNDLE_PATIENT_H
#define BUNDLE_PATIENT_H

#include "bundle/feed.h"

struct patient;

/* Runs `work(argument)` beside the caller (in it, where there is no thread to be had). */
struct patient *patient_start(void (*work)(void *argument), void *argument);

/* Waits for its end; the argument is the caller's again then. False: the time is over, and `forget(argument)` is called once the work
   ends after all. Frees the patient either way. */
bool patient_wait(struct patient *patient, double seconds, void (*forget)(void *argument));

/* What another feed gives, each read waited for `seconds`. Takes `inner` over. `*is_dead` is set where it did not answer. */
struct feed *feed_patient(struct feed *inner, double seconds, bool *is_dead);

#endif
