/* What sc.exe prints. */
#include "healthcheck/host/sc_query.h"

#include <stddef.h>
#include <string.h>

/* A decimal number at the beginning; -1 where there is none or where it is longer than any of these. */
static long number_at(struct span text)
{
    long number = 0;
    size_t digits = 0;

    while (digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9') {
        if (digits == 9)
            return -1;
        number = number * 10 + (text.data[digits++] - '0');
    }
    return digits > 0 ? number : -1;
}

/* "[SC] OpenService FAILED 1060:": the digits before the last colon. */
static long error_of(struct span line)
{
    size_t end = line.size, begin;

    while (end > 0 && line.data[end - 1] != ':')
        end--;
    if (end == 0)
        return 0;
    for (begin = --end; begin > 0 && line.data[begin - 1] >= '0' && line.data[begin - 1] <= '9';)
        begin--;
    return begin < end ? number_at((struct span){ line.data + begin, end - begin }) : 0;
}

struct sc_query sc_query_read(struct span text)
{
    struct sc_query query = { .second = -1 };
    struct span line;
    int rows = 0;

    while (rows < 2 && span_next_line(&text, &line)) {
        const char *colon = line.size > 0 ? memchr(line.data, ':', line.size) : NULL;
        struct span value;

        if (span_starts(line, "[SC]"))
            query.error = error_of(line);
        if (colon == NULL || (*line.data != ' ' && *line.data != '\t'))
            continue;
        value = span_trim((struct span){ colon + 1, line.size - (size_t)(colon + 1 - line.data) });
        if (number_at(value) >= 0 && ++rows == 2)
            query.second = number_at(value);
    }
    return query;
}

const char *sc_state_name(long state)
{
    /* 5 and 6 are on their way to 4 and 7. */
    static const char *const names[] = { NULL, "stopped", "starting", "stopping", "running", "starting", "stopping", "paused" };

    return state > 0 && state < (long)(sizeof names / sizeof names[0]) ? names[state] : NULL;
}
