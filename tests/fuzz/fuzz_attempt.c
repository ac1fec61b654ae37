/* Rows of a connectivity test: limits hold, and what is read is written in a form that is read the same again. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "proxy/attempt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct attempt attempt, again;
    struct error error = { "" };
    char *row, *row_again;

    if (!attempt_from_json(&attempt, (const char *)data, size, &error)) {
        assert(error.text[0] != '\0' && attempt.url == NULL);
        return 0;
    }
    assert(attempt.failure < FAILURES && attempt.tried_count <= 16 && attempt.chain.count <= 10);
    assert(attempt.earlier == NULL || attempt.earlier->earlier == NULL);
    row = attempt_to_json(&attempt);
    assert(text_is_utf8(row, strlen(row)) && strchr(row, '\n') == NULL);
    assert(attempt_from_json(&again, row, strlen(row), &error));
    row_again = attempt_to_json(&again);
    assert(strcmp(row, row_again) == 0);
    free(row);
    free(row_again);
    attempt_free(&attempt);
    attempt_free(&again);
    return 0;
}
