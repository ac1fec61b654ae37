/* A finding: what one check has to say about the examined machine.
 *
 * A check calls finding_ok, finding_warn, finding_fail, finding_unknown as often as it likes: status and sentence are set
 * together, the worst status holds (fail, warn, unknown, ok), and every sentence that is not merely ok stays in the summary,
 * worst first. Nothing here is escaped or masked: report/ does that to everything it prints. */
#ifndef HEALTHCHECK_CORE_FINDING_H
#define HEALTHCHECK_CORE_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/fact.h"

/* In the order in which the worse wins; skipped is below ok: it says nothing about the machine. */
enum finding_status { FINDING_SKIPPED, FINDING_OK, FINDING_UNKNOWN, FINDING_WARN, FINDING_FAIL };
enum { FINDING_STATUSES = FINDING_FAIL + 1 };

/* What was seen: a fact, its text cut to 512 bytes. The key and the reason belong to the host, the text to the finding. */
struct evidence {
    const struct fact *fact;
};

struct finding {
    /* Set by whoever starts the check; borrowed. */
    const char *id;
    const char *title;
    const char *needs;      /* the id of the check it needs, or NULL */
    const char *references; /* where the rule stands, or NULL */
    const char *remedy;     /* the check's own remedy, shown where it advised nothing else */
    const char *topic;      /* the --explain topic that says more, or NULL */
    bool is_of_windows;     /* the facts are Windows': rights are had from an elevated prompt, and not by sudo */

    enum finding_status status;
    char *summary; /* after finding_finish(); owned */
    char *value;   /* the check's single value, or NULL; owned */
    char *advice;  /* after finding_finish(): the remedy for this outcome, NULL where ok or skipped; owned */

    bool is_transient; /* time alone may cure it: --wait looks again */

    struct evidence *evidence;
    size_t evidence_count;
    char *sentences[FINDING_STATUSES];
    char *advices[FINDING_STATUSES];
    enum finding_status last; /* to which the next advice belongs */
};

/* Ready for a check; the names are borrowed. */
void finding_begin(struct finding *finding, const char *id, const char *title);

/* No full stop at the end, no capital at the beginning. "Told" things are said by finding_ok. */
LIKE_PRINTF(2, 3) void finding_ok(struct finding *finding, const char *format, ...);
LIKE_PRINTF(2, 3) void finding_warn(struct finding *finding, const char *format, ...);
LIKE_PRINTF(2, 3) void finding_fail(struct finding *finding, const char *format, ...);

/* The check does not apply: "not reported by this version". */
LIKE_PRINTF(2, 3) void finding_skip(struct finding *finding, const char *format, ...);

/* "could not look at <key>: <why>", with the remedy that fits the reason. */
void finding_unknown(struct finding *finding, const struct fact *fact);

/* Unknown for a reason of the check's own. Follow it with finding_advise. */
LIKE_PRINTF(2, 3) void finding_unsure(struct finding *finding, const char *format, ...);

/* Adds evidence (the same fact once). Returns the fact, so that it can stand around host_ask(). */
const struct fact *finding_saw(struct finding *finding, const struct fact *fact);

/* Adds evidence, and where the fact is unreadable also finding_unknown(). True where the check can go on. */
bool finding_could_read(struct finding *finding, const struct fact *fact);

/* The single value of the check, for machines. */
LIKE_PRINTF(2, 3) void finding_value(struct finding *finding, const char *format, ...);

/* A remedy for the outcome said last, instead of the check's own. Whole sentences, with a command, a setting or a page. */
LIKE_PRINTF(2, 3) void finding_advise(struct finding *finding, const char *format, ...);

/* What was said last may be over in minutes: telemetry, start-up, onboarding. */
void finding_may_pass(struct finding *finding);

/* Composes summary and advice; call it once, when the check has returned. */
void finding_finish(struct finding *finding);

void finding_free(struct finding *finding);

/* "ok", "warn", "fail", "unknown", "skipped" */
const char *finding_status_name(enum finding_status status);

/* The worse of two. */
enum finding_status finding_worse(enum finding_status a, enum finding_status b);

/* The monitoring-plugins convention (docs/contract.md section 2): 0, 1, 2, 3; skipped alone is unknown. */
int finding_exit_status(enum finding_status worst);

#endif
