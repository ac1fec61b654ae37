/* What the vendor's tools say in words, in each wording known. */
#ifndef HEALTHCHECK_EXPLAIN_MESSAGES_H
#define HEALTHCHECK_EXPLAIN_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

enum { MESSAGE_MOST_WORDINGS = 4 };

struct message {
    const char *wordings[MESSAGE_MOST_WORDINGS + 1]; /* whole, as printed */
    const char *phrases[MESSAGE_MOST_WORDINGS + 1];  /* lower case, one blank between words: what tells it in a longer text */
    bool is_wsl_heading;                             /* WSL's heading over a code, which says more */
    const char *meaning;
    const char *remedy;
    const char *topic; /* or NULL */
    const char *source;
};

/* NULL at the end. */
const struct message *message_at(size_t index);

/* Explains every message that stands in `text`, or of which `text` is a part of at least six letters (of one word: the first); false,
   and nothing appended, where there is none. `has_code`: a code of the same text was explained already. */
bool message_explain(struct text *out, struct span text, bool has_code);

#endif
