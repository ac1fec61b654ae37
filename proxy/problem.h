/* What is wrong with a proxy setting: a word of a closed list, and a sentence for this case. */
#ifndef PROXY_PROBLEM_H
#define PROXY_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"

enum proxy_weight {
    PROXY_NOTE,     /* worth saying; changes nothing */
    PROXY_WARNING,  /* likely not what was meant */
    PROXY_UNUSABLE, /* the agent cannot use the setting */
};

/* A row of proxy/problems.h; the ids of findings and of --explain are "proxy.problem.<word>". */
struct proxy_problem_kind {
    const char *word;
    enum proxy_weight weight;
    const char *title;
    const char *why;    /* whole sentences */
    const char *remedy; /* whole sentences with a command, a setting or a page */
    const char *source; /* document and date, or how it was measured */
};

struct proxy_problem {
    const struct proxy_problem_kind *kind;
    char *summary; /* this case, without full stop; owned */
};

/* Begin with { 0 }. */
struct proxy_problems {
    struct proxy_problem *items;
    size_t count;
};

/* Adds one; the same word with the same summary once. `word` stands in the table. */
LIKE_PRINTF(3, 4) void proxy_problem_add(struct proxy_problems *problems, const char *word, const char *format, ...);
void proxy_problems_free(struct proxy_problems *problems);

bool proxy_problems_have(const struct proxy_problems *problems, enum proxy_weight weight);

/* The rows, in their order; NULL at the end. */
const struct proxy_problem_kind *proxy_problem_kind_at(size_t index);

/* NULL where there is none. `word` with or without "proxy.problem." before it; case does not matter. */
const struct proxy_problem_kind *proxy_problem_kind_named(const char *word);

#endif
