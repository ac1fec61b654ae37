/* What a user pastes behind --explain can be anything. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/explain/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The first line is the host's name, as a capture may tell it; the rest was typed. */
    char *input = memory_copy((const char *)data, size), *typed = strchr(input, '\n');
    struct text out = { 0 };
    struct error error = { "" };

    if (typed != NULL)
        *typed++ = '\0';
    if (explain(&out, typed != NULL ? typed : input, typed != NULL ? input : NULL, &error))
        assert(out.size > 0 && out.data[out.size - 1] == '\n');
    else
        assert(out.size == 0 && *error.text != '\0' && strchr(error.text, '\n') == NULL);
    text_free(&out);
    free(input);
    return 0;
}
