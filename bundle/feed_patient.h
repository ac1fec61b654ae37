/* A feed whose file system may stop to answer: each read is waited for so long, and then left to itself. */
#ifndef BUNDLE_FEED_PATIENT_H
#define BUNDLE_FEED_PATIENT_H

#include "bundle/feed.h"

/* What another feed gives, each read waited for `seconds`. Takes `inner` over. `*is_dead` is set where it did not answer. */
struct feed *feed_patient(struct feed *inner, double seconds, bool *is_dead);

#endif
