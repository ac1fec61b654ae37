/* --explain: finds the table that knows a name. */
#include "healthcheck/explain/explain.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/nearest.h"
#include "healthcheck/explain/check_text.h"
#include "healthcheck/explain/checks.h"
#include "healthcheck/explain/failure_text.h"
#include "healthcheck/explain/installer_codes.h"
#include "healthcheck/explain/messages.h"
#include "healthcheck/explain/plugin_errors.h"
#include "healthcheck/explain/problem_text.h"
#include "healthcheck/explain/topics.h"

enum { NAMES_TOLD = 3 };

/* The nearest names so far, the nearest first. */
struct nearest {
    const char *wanted;
    const char *names[NAMES_TOLD];
    size_t distances[NAMES_TOLD];
};

static void consider(struct nearest *nearest, const char *name)
{
    size_t distance = nearest_to_typed(name, nearest->wanted), place = NAMES_TOLD;

    while (place > 0 && (nearest->names[place - 1] == NULL || distance < nearest->distances[place - 1]))
        place--;
    for (size_t i = NAMES_TOLD - 1; i > place && place < NAMES_TOLD; i--) {
        nearest->names[i] = nearest->names[i - 1];
        nearest->distances[i] = nearest->distances[i - 1];
    }
    if (place < NAMES_TOLD) {
        nearest->names[place] = name;
        nearest->distances[place] = distance;
    }
}

/* What was typed goes to a terminal: printable ASCII and whole UTF-8 only, and no more than a line. */
static void quote(struct text *out, const char *wanted)
{
    size_t size = strlen(wanted), used = 0;

    while (used < size && used < 60) {
        size_t length = text_utf8_length(wanted + used, size - used);
        bool is_plain = length > 1 ? (unsigned char)wanted[used] != 0xC2 || (unsigned char)wanted[used + 1] >= 0xA0
                                   : length == 1 && wanted[used] >= ' ' && wanted[used] != 0x7F;

        if (is_plain)
            text_append_bytes(out, wanted + used, length);
        else
            text_append_char(out, '?');
        used += length > 0 ? length : 1;
    }
    text_append(out, used < size ? "…" : "");
}

static bool tell_nearest(const char *wanted, struct error *error)
{
    static const char prefix[] = FAILURE_ID_PREFIX;
    struct nearest nearest = { .wanted = text_starts(wanted, prefix) ? wanted + strlen(prefix) : wanted };
    struct text quoted = { 0 };

    for (size_t i = 0; check_at(i) != NULL; i++)
        consider(&nearest, check_at(i)->id);
    for (size_t i = 0; topic_at(i) != NULL; i++)
        consider(&nearest, topic_at(i)->name);
    for (size_t i = 0; plugin_error_at(i) != NULL; i++)
        consider(&nearest, plugin_error_at(i)->name);
    for (int i = FAILURE_NONE + 1; i < FAILURES; i++)
        consider(&nearest, failure_kind((enum failure)i)->word);
    consider(&nearest, "mde_installer");
    quote(&quoted, wanted);
    error_set(error, "nothing is known by the name '%s'; the nearest are %s, %s and %s (`healthcheck --list` names all checks)", text_of(&quoted),
              nearest.names[0], nearest.names[1], nearest.names[2]);
    text_free(&quoted);
    return false;
}

static bool explain_words(struct text *out, struct span words)
{
    bool has_code = plugin_error_explain(out, words);
    bool has_message = message_explain(out, words, has_code);

    return has_code || has_message || installer_code_explain(out, words);
}

bool explain(struct text *out, const char *what, const char *host_name, struct error *error)
{
    struct span words = span_trim(span_of(what));
    char *name = memory_copy(words.data, words.size);
    const struct probe *probe = check_with_id(name);
    const struct topic *topic = topic_named(name);
    bool is_known = true;

    if (words.size == 0)
        is_known = error_set(error, "--explain wants a name: a check's id, a topic, an error code or a message");
    else if (probe != NULL)
        check_explain(out, probe);
    else if (text_starts(name, "proxy.problem.") && proxy_problem_kind_named(name) != NULL)
        problem_explain(out, proxy_problem_kind_named(name));
    else if (failure_named(name) < FAILURES)
        failure_explain(out, failure_named(name));
    else if (topic != NULL)
        topic_explain(out, topic, host_name);
    else
        is_known = explain_words(out, words) || tell_nearest(name, error);
    free(name);
    return is_known;
}
