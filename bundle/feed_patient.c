/* A feed whose file system may stop to answer. */
#include "bundle/feed_patient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/patient.h"

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
        if (!patient_wait(patient_start_anyway(read_inner, own->pending), own->seconds, forget)) {
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
