/* A fact: what a machine answered to one question. */
#include "healthcheck/core/fact.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"

bool fact_is(const struct fact *fact, const char *text)
{
    return fact->state == FACT_PRESENT && strcmp(fact->text, text) == 0;
}

const char *fact_text_or_null(const struct fact *fact)
{
    return fact->state == FACT_PRESENT ? fact->text : NULL;
}

bool fact_number(const struct fact *fact, long long *number)
{
    char *end;
    long long value;

    if (fact->state != FACT_PRESENT)
        return false;
    errno = 0;
    value = strtoll(fact->text, &end, 10);
    if (end == fact->text || errno != 0 || strspn(end, " \t\r\n") != strlen(end))
        return false;
    *number = value;
    return true;
}

bool fact_is_hex(const struct fact *fact)
{
    switch (fact->type) {
    case FACT_SZ:
    case FACT_EXPAND_SZ:
    case FACT_MULTI_SZ:
    case FACT_DWORD:
    case FACT_QWORD:
    case FACT_TEXT:
    case FACT_BYTES:
        return false;
    default:
        return fact->state == FACT_PRESENT && text_starts(fact->key, "registry/");
    }
}

const char *fact_type_name(enum fact_type type, char *unnamed)
{
    static const struct {
        enum fact_type type;
        const char *name;
    } names[] = {
        { FACT_TEXT, "text" },     { FACT_BYTES, "bytes" }, { FACT_NONE, "none" },         { FACT_SZ, "sz" },       { FACT_EXPAND_SZ, "expand_sz" },
        { FACT_BINARY, "binary" }, { FACT_DWORD, "dword" }, { FACT_MULTI_SZ, "multi_sz" }, { FACT_QWORD, "qword" },
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].type == type)
            return names[i].name;
    snprintf(unnamed, 12, "%u", (unsigned)type);
    return unnamed;
}

const char *fact_state_name(enum fact_state state)
{
    return state == FACT_PRESENT ? "present" : state == FACT_ABSENT ? "absent" : "unreadable";
}
