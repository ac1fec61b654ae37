/* A text as a redactor leaves it that knows no names of the machine. */
#ifndef TESTS_BUNDLE_REDACTED_H
#define TESTS_BUNDLE_REDACTED_H

#include "tests/support.h"

#include <stdlib.h>

#include "bundle/redact.h"

/* Yours to free. */
static inline char *redacted_at(enum redaction level, const char *text)
{
    const struct redact_options options = { .level = level, .key = "a key that only this test has" };
    struct redactor *redactor = redactor_new(&options);
    char *left = redact_name(redactor, text, NULL);

    redactor_free(redactor);
    assert_non_null(left);
    return left;
}

static inline void assert_untouched_at(enum redaction level, const char *text)
{
    char *left = redacted_at(level, text);

    assert_string_equal(left, text);
    free(left);
}

#endif
