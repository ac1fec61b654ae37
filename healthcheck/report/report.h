/* What a report says, and how it is printed. Only report/ prints: everything passes print_escaped() on its way out. */
#ifndef HEALTHCHECK_REPORT_REPORT_H
#define HEALTHCHECK_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/core/text.h"

/* A row of the block the users of the plug-in's own tool know: "WSL Version : 2.7.3.0". */
struct report_label {
    const char *label;
    const char *value; /* NULL: not known, the row is left out */
};

/* Versions; NULL where one is not known. */
struct report_versions {
    const char *plugin, *wsl, *agent, *windows, *kernel;
};

/* Everything is borrowed. */
struct report {
    const char *version; /* of this program */
    const char *source;  /* "live" or "captured" */
    const char *name;    /* of the host; NULL: not known */
    const char *platform;
    const char *wine;        /* its version, where the host is Wine and not Windows; NULL */
    const char *captured_at; /* NULL on a live host, or where it is not known */
    const char *started_at;  /* NULL: not known */
    double duration_ms;      /* negative: null */
    enum finding_status status;
    const char *error; /* why the host could not be examined at all, or NULL */
    struct report_versions versions;
    const struct report_label *labels;
    size_t label_count;
    const struct finding *findings;
    size_t count;
};

struct report_style {
    bool has_colour;
    bool is_quiet;   /* only what is not ok, no labels */
    bool is_verbose; /* evidence of what is ok, and each skipped check by name */
    size_t columns;  /* of the terminal it is read on, where lines are broken; 0: none, and every text is one line */
};

/* The text of contract section 7. Long evidence that several findings share is printed once, then "(above)"; a remedy that several
   share is "as for" the first of them. */
void report_text(struct text *out, const struct report *report, const struct report_style *style);

/* healthcheck.report/1, one line, a line feed at its end. */
void report_json(struct text *out, const struct report *report);

/* The word a machine reads: skipped alone is "unknown". */
const char *report_status(const struct report *report);

/* One line a host for a call with several: status, path, the ids that made it so (or why it could not be examined). */
void report_summary_line(struct text *out, const struct report *report, const char *path, const struct report_style *style);

/* The fact alone, masked; escaped line by line where it goes to a terminal. Ends in a line feed unless it is empty. */
void report_fact_text(struct text *out, const struct fact *fact, bool is_terminal);

/* healthcheck.fact/1, one line. */
void report_fact_json(struct text *out, const struct fact *fact);

/* What Intune's remediation scripts can hold: one line of at most 2,048 bytes, its line feed counted: the status, then the
   summaries of the findings that are not ok, worst first, as far as they fit. */
enum { REPORT_INTUNE_SIZE = 2048 };
void report_intune(struct text *out, const struct report *report);

#endif
