/* A probe asks the host for facts and says what it found; it never touches the operating system, never prints, and never fails.
 *
 * To add one: a file that ends in a `const struct probe`, a row in probes/table.h, a sample that shows it failing, a test. */
#ifndef PROBES_PROBE_H
#define PROBES_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/host_platform.h"

enum { PROBE_MOST_COMMANDS = 6 };

struct probe {
    const char *id;     /* "subject.aspect": permanent once released */
    const char *title;  /* "Agent service" */
    const char *why;    /* why it matters, whole sentences */
    const char *ok;     /* when it is ok, for its page; not a whole sentence */
    const char *warns;  /* when it warns, or NULL */
    const char *fails;  /* when it fails, or NULL */
    const char *remedy; /* what to do, where look() advises nothing else; whole sentences with a command, a setting or a page */
    const char *topic;  /* the topic of --explain that says more, or NULL */
    const char *source; /* where the rule stands: document and date */
    const char *needs;  /* the id of a check without which this one makes no sense, or NULL */
    unsigned platforms; /* ON_… */
    const char *commands[PROBE_MOST_COMMANDS + 1]; /* names of host/commands.h it may ask for, on any platform */

    /* What it needs instead where the Windows rows are judged, or NULL: the same. */
    const char *needs_on_windows;

    /* Looked at also where what it needs has skipped itself: what that one waits for is what this one judges. */
    bool judges_skipped_need;

    /* Asks for what takes long (whether a signature is good), and for nothing else; NULL: nothing does. Of a live machine it runs beside the
       other checks, in a thread of its own, and look() comes after theirs. */
    void (*begin)(struct host *host);

    /* Says at least one thing about `finding`. */
    void (*look)(struct host *host, struct finding *finding);

    /* Looks instead where the Windows rows are judged, or NULL: the same. */
    void (*look_on_windows)(struct host *host, struct finding *finding);
};

/* The rows of probes/table.h, in their order; NULL at the end. */
const struct probe *probe_at(size_t index);

/* NULL where there is none. Case does not matter. */
const struct probe *probe_named(const char *id);

/* Lets the probe look at the host, as its platform wants it. */
void probe_look(const struct probe *probe, struct host *host, struct finding *finding);

#endif
