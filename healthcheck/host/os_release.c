/* What distribution this is: /etc/os-release, bytes in, plain data out. */
#include "healthcheck/host/os_release.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Inside double quotes a backslash takes the meaning from these only; elsewhere it stays. */
static bool is_special(char c)
{
    return c == '"' || c == '$' || c == '\\' || c == '`';
}

/* The part in quotes that begins at `at`, which is a quote; the place behind the closing one. */
static size_t take_quoted(struct span line, size_t at, struct text *value)
{
    char quote = line.data[at++];

    for (; at < line.size && line.data[at] != quote; at++) {
        if (quote == '"' && line.data[at] == '\\' && at + 1 < line.size && is_special(line.data[at + 1]))
            at++;
        text_append_char(value, line.data[at]);
    }
    return at < line.size ? at + 1 : at;
}

/* The value as a shell would assign it; an unquoted blank ends it. Yours to free. */
static char *take_value(struct span line)
{
    struct text value = { 0 };
    size_t at = 0;

    while (at < line.size && line.data[at] != ' ' && line.data[at] != '\t') {
        if (line.data[at] == '"' || line.data[at] == '\'') {
            at = take_quoted(line, at, &value);
            continue;
        }
        if (line.data[at] == '\\' && at + 1 < line.size)
            at++;
        text_append_char(&value, line.data[at++]);
    }
    return text_take(&value);
}

static char **place_of(struct os_release *release, struct span name)
{
    return span_is(name, "ID")            ? &release->id
           : span_is(name, "ID_LIKE")     ? &release->id_like
           : span_is(name, "VERSION_ID")  ? &release->version_id
           : span_is(name, "NAME")        ? &release->name
           : span_is(name, "PRETTY_NAME") ? &release->pretty_name
                                          : NULL;
}

static void read_line(struct os_release *release, struct span line)
{
    struct span trimmed = span_trim(line);
    const char *sign = trimmed.size > 0 ? memchr(trimmed.data, '=', trimmed.size) : NULL;
    struct span name, rest;
    char **place;

    if (sign == NULL || trimmed.data[0] == '#')
        return;
    name = (struct span){ trimmed.data, (size_t)(sign - trimmed.data) };
    rest = (struct span){ sign + 1, trimmed.size - name.size - 1 };
    place = place_of(release, name);
    if (place == NULL)
        return;
    free(*place);
    *place = take_value(rest);
}

struct os_release os_release_read(const char *bytes, size_t size)
{
    struct os_release release = { 0 };
    struct span rest = { bytes, size }, line;
    char **places[] = { &release.id, &release.id_like, &release.version_id, &release.name, &release.pretty_name };

    while (span_next_line(&rest, &line))
        read_line(&release, line);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (*places[i] == NULL)
            *places[i] = memory_copy_text("");
    return release;
}

void os_release_free(struct os_release *release)
{
    free(release->id);
    free(release->id_like);
    free(release->version_id);
    free(release->name);
    free(release->pretty_name);
    *release = (struct os_release){ 0 };
}

const char *os_release_title(const struct os_release *release)
{
    return release->pretty_name[0] != '\0' ? release->pretty_name
           : release->name[0] != '\0'      ? release->name
           : release->id[0] != '\0'        ? release->id
                                           : "this distribution";
}
