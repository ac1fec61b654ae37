/* Memory that is always there. */
#include "healthcheck/core/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_end(void *memory)
{
    if (memory == NULL) {
        fputs("healthcheck: out of memory\n", stderr);
        exit(4);
    }
    return memory;
}

void *memory_get(size_t size)
{
    return or_end(calloc(1, size > 0 ? size : 1));
}

void *memory_resize(void *old, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size)
        return or_end(NULL);
    return or_end(realloc(old, count * size > 0 ? count * size : 1));
}

char *memory_copy(const char *bytes, size_t size)
{
    char *copy = memory_resize(NULL, size + 1, 1);

    if (size > 0)
        memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

char *memory_copy_text(const char *text)
{
    return text != NULL ? memory_copy(text, strlen(text)) : NULL;
}
