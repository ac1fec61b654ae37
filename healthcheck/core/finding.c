/* A finding: what one check has to say about the examined machine. */
#include "healthcheck/core/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

void finding_begin(struct finding *finding, const char *id, const char *title)
{
    *finding = (struct finding){ .id = id, .title = title };
}

/* Is `part` one of the parts, and not only the beginning of a longer one ("1 of 2" and "1 of 20")? */
static bool has_part(const char *whole, const char *between, const char *part)
{
    size_t size = strlen(part), gap = strlen(between);

    for (const char *at = strstr(whole, part); at != NULL; at = strstr(at + 1, part)) {
        bool begins = at == whole || ((size_t)(at - whole) >= gap && memcmp(at - gap, between, gap) == 0);

        if (begins && (at[size] == '\0' || strncmp(at + size, between, gap) == 0))
            return true;
        if (*at == '\0')
            break;
    }
    return false;
}

/* Adds one more part to a text that grows by `between`; the same part is not added twice. */
static void join(char **whole, const char *between, char *part)
{
    if (*whole == NULL) {
        *whole = part;
        return;
    }
    if (!has_part(*whole, between, part)) {
        char *longer = text_format("%s%s%s", *whole, between, part);

        free(*whole);
        *whole = longer;
    }
    free(part);
}

LIKE_PRINTF(1, 0) static char *format_arguments(const char *format, va_list arguments)
{
    va_list again;
    int size;
    char *text;

    va_copy(again, arguments);
    size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = memory_get((size_t)(size > 0 ? size : 0) + 1);
    vsnprintf(text, (size_t)(size > 0 ? size : 0) + 1, format, arguments);
    return text;
}

static void say(struct finding *finding, enum finding_status status, char *sentence)
{
    finding->status = finding_worse(finding->status, status);
    finding->last = status;
    join(&finding->sentences[status], "; ", sentence);
}

#define SAY(finding, status)                                       \
    do {                                                           \
        va_list arguments;                                         \
        va_start(arguments, format);                               \
        say(finding, status, format_arguments(format, arguments)); \
        va_end(arguments);                                         \
    } while (0)

void finding_ok(struct finding *finding, const char *format, ...)
{
    SAY(finding, FINDING_OK);
}

void finding_warn(struct finding *finding, const char *format, ...)
{
    SAY(finding, FINDING_WARN);
}

void finding_fail(struct finding *finding, const char *format, ...)
{
    SAY(finding, FINDING_FAIL);
}

void finding_skip(struct finding *finding, const char *format, ...)
{
    SAY(finding, FINDING_SKIPPED);
}

void finding_unsure(struct finding *finding, const char *format, ...)
{
    SAY(finding, FINDING_UNKNOWN);
}

/* What to do about a fact that could not be read, by the words of the reason. */
static const char *advice_for(const char *why, bool is_of_windows)
{
    const char *more_rights =
        is_of_windows ? "Run healthcheck again from an elevated prompt." : "Run healthcheck again as root (`sudo healthcheck`).";
    const struct {
        const char *word, *advice;
    } table[] = {
        { "denied", more_rights },
        { "not permitted", more_rights },
        { "timed out", "Run healthcheck again with a longer limit, for example `--timeout 60`." },
        { "interoperability",
          "Turn interoperability on (`[interop] enabled=true` in /etc/wsl.conf, then `wsl.exe --shutdown` on Windows), and run healthcheck again." },
        { "not captured", "Take the capture again on the machine itself." },
        { "link", "Replace the link in the capture by the file it names." },
        { "larger than", "Ask for the end of the file: `healthcheck --ask file-tail/PATH`." },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (text_contains_ignoring_case(why, table[i].word))
            return table[i].advice;
    return NULL;
}

/* Where the last thing that could not be looked at was refused for the same reason, the reason is said once: "A and B: why". */
static bool add_to_unknown(struct finding *finding, const char *key, const char *why)
{
    char *said = finding->sentences[FINDING_UNKNOWN], *ending = text_format(": %s", why);
    size_t size = said != NULL ? strlen(said) : 0, ending_size = strlen(ending);
    bool is_same = size > ending_size && strcmp(said + size - ending_size, ending) == 0 && strstr(said, "could not look at ") != NULL;

    if (is_same && strstr(said, key) == NULL) {
        finding->sentences[FINDING_UNKNOWN] = text_format("%.*s, %s%s", (int)(size - ending_size), said, key, ending);
        free(said);
    }
    free(ending);
    finding->last = is_same ? FINDING_UNKNOWN : finding->last;
    return is_same;
}

void finding_unknown(struct finding *finding, const struct fact *fact)
{
    const char *advice = advice_for(fact->why, finding->is_of_windows), *why = fact->why[0] != '\0' ? fact->why : "it is not there";

    finding_saw(finding, fact);
    if (!add_to_unknown(finding, fact->key, why))
        finding_unsure(finding, "could not look at %s: %s", fact->key, why);
    if (advice != NULL)
        finding_advise(finding, "%s", advice);
    else
        finding_advise(finding, "Run `healthcheck --ask '%s'` on the machine to see what stands in the way.", fact->key);
}

const struct fact *finding_saw(struct finding *finding, const struct fact *fact)
{
    for (size_t i = 0; i < finding->evidence_count; i++)
        if (finding->evidence[i].fact == fact)
            return fact;
    finding->evidence = memory_resize(finding->evidence, finding->evidence_count + 1, sizeof *finding->evidence);
    finding->evidence[finding->evidence_count++] = (struct evidence){ fact };
    return fact;
}

bool finding_could_read(struct finding *finding, const struct fact *fact)
{
    finding_saw(finding, fact);
    if (fact->state != FACT_UNREADABLE)
        return true;
    finding_unknown(finding, fact);
    return false;
}

void finding_value(struct finding *finding, const char *format, ...)
{
    va_list arguments;

    free(finding->value);
    va_start(arguments, format);
    finding->value = format_arguments(format, arguments);
    va_end(arguments);
}

void finding_advise(struct finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    join(&finding->advices[finding->last], " ", format_arguments(format, arguments));
    va_end(arguments);
}

void finding_may_pass(struct finding *finding)
{
    finding->is_transient = true;
}

/* The remedy of an outcome: what was advised for every sentence that is not ok, else the check's own, then where more stands. */
static char *compose_advice(struct finding *finding)
{
    char *advice = NULL;

    if (finding->status <= FINDING_OK)
        return NULL;
    for (int status = FINDING_FAIL; status > FINDING_OK; status--)
        if (finding->advices[status] != NULL)
            join(&advice, " ", memory_copy_text(finding->advices[status]));
    if (advice == NULL)
        advice = memory_copy_text(finding->remedy != NULL ? finding->remedy : "");
    if (finding->topic != NULL && finding->status != FINDING_UNKNOWN)
        join(&advice, " ", text_format("More: `healthcheck --explain %s`.", finding->topic));
    return advice;
}

void finding_finish(struct finding *finding)
{
    char *summary = NULL;
    int worst = (int)finding->status, lowest = worst > FINDING_OK ? FINDING_UNKNOWN : worst;

    for (int status = worst; status >= lowest; status--)
        if (finding->sentences[status] != NULL)
            join(&summary, "; ", memory_copy_text(finding->sentences[status]));
    finding->summary = summary != NULL ? summary : memory_copy_text("");
    finding->advice = compose_advice(finding);
}

void finding_free(struct finding *finding)
{
    for (int i = 0; i < FINDING_STATUSES; i++) {
        free(finding->sentences[i]);
        free(finding->advices[i]);
    }
    free(finding->summary);
    free(finding->value);
    free(finding->advice);
    free(finding->evidence);
    *finding = (struct finding){ 0 };
}

const char *finding_status_name(enum finding_status status)
{
    static const char *const names[FINDING_STATUSES] = { "skipped", "ok", "unknown", "warn", "fail" };

    return names[status];
}

enum finding_status finding_worse(enum finding_status a, enum finding_status b)
{
    return a > b ? a : b;
}

int finding_exit_status(enum finding_status worst)
{
    static const int statuses[FINDING_STATUSES] = { 3, 0, 3, 1, 2 };

    return statuses[worst];
}
