/* The topics of --explain: what is wider than one check. */
#ifndef HEALTHCHECK_EXPLAIN_TOPICS_H
#define HEALTHCHECK_EXPLAIN_TOPICS_H

#include <stddef.h>

#include "healthcheck/core/text.h"

enum { TOPIC_MOST_ALIASES = 3 };

struct topic {
    const char *name;
    const char *title;
    const char *aliases[TOPIC_MOST_ALIASES + 1];
    const char *source; /* document and date */
    const char *prose;  /* for wrap_prose(); "    {device}" and "{unknown}" are filled in */
};

/* In alphabetical order; NULL at the end. */
const struct topic *topic_at(size_t index);

/* By its name or an alias, case apart; NULL where there is none. */
const struct topic *topic_named(const char *name);

/* Appends the topic. `host_name` may be NULL. */
void topic_explain(struct text *out, const struct topic *topic, const char *host_name);

#endif
