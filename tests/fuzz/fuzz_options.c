/* Any bytes as a command line: an argument ends at a line feed. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/options.h"

enum { MOST_ARGUMENTS = 64 };

static void check_help(enum action action)
{
    struct text help = { 0 };

    options_help(&help, action);
    assert(text_starts(text_of(&help), action == ACTION_REPORT || action == ACTION_VERSION ? "healthcheck: " : "  healthcheck --"));
    assert(help.data[help.size - 1] == '\n');
    text_free(&help);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = memory_get(size + 1);
    char *arguments[MOST_ARGUMENTS] = { "healthcheck" };
    struct options options;
    struct error error = { "" };
    int count = 1;

    memcpy(line, data, size);
    line[size] = '\0';
    for (char *next = line; next != NULL && count < MOST_ARGUMENTS;) {
        arguments[count++] = next;
        next = strchr(next, '\n');
        if (next != NULL)
            *next++ = '\0';
    }
    if (options_read(&options, count, arguments, &error)) {
        assert(options.timeout_seconds > 0 && options.timeout_seconds <= 86400);
        assert(options.wait_seconds >= 0);
        assert(options.hosts.count < MOST_ARGUMENTS && options.only.count < MOST_ARGUMENTS);
        if (options.wants_help)
            check_help(options.action);
    } else {
        assert(error.text[0] != '\0');
    }
    options_free(&options);
    free(line);
    return 0;
}
