/* The rows with which a report begins: what the users of the plug-in's own tool know, under the labels they know it by
   (docs/contract.md section 7), in that tool's order. */
#ifndef PROBES_SUMMARY_H
#define PROBES_SUMMARY_H

#include <stddef.h>

#include "healthcheck/host/host.h"

struct summary_label {
    const char *label; /* "Plugin Version" */
    char *value;       /* as it was reported, not padded; owned by the summary */
};

enum { SUMMARY_MOST_LABELS = 11 };

/* Only what is known; nothing is guessed. */
struct summary {
    struct summary_label labels[SUMMARY_MOST_LABELS];
    size_t count;
};

/* Starts the commands that it asks for, so that they run beside the checks, which may ask for others. */
void summary_start(struct host *host);

/* Fills the summary and returns how many labels it has; 0 where the platform is not known. Contacts nobody. Free with summary_free(). */
size_t summary_labels(struct host *host, struct summary *summary);
void summary_free(struct summary *summary);

#endif
