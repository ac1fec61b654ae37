/* The report as one self-contained page: no script, nothing fetched, light and dark, on paper too. The same facts give the same bytes. */
#ifndef HEALTHCHECK_REPORT_REPORT_HTML_H
#define HEALTHCHECK_REPORT_REPORT_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"
#include "healthcheck/report/report.h"
#include "healthcheck/report/report_connectivity.h"
#include "healthcheck/report/report_proxy.h"

/* How often one kind of value was masked in a file: "user", 12. */
struct report_masked {
    const char *what;
    unsigned long long times;
};

/* A row of a bundle's manifest. */
struct report_file {
    const char *path;
    const char *collector;
    const char *status;               /* "collected", "truncated", "unreadable", ... */
    const char *why;                  /* what is missing and why, or NULL */
    unsigned long long size;          /* as it stands in the bundle */
    unsigned long long original_size; /* 0: not known */
    unsigned long long kept_from;     /* its first so many bytes were cut away */
    const struct report_masked *masked;
    size_t masked_count;
};

struct report_files {
    const struct report_file *files; /* in the order of the bundle */
    size_t count;
};

/* Everything is borrowed, masked and escaped here. */
struct report_page {
    const struct report *report;
    const struct report_proxy *proxy;               /* or NULL, as are those below */
    const struct report_connectivity *connectivity; /* its phases are a waterfall */
    const struct report_files *files;
    bool is_quiet;          /* only what is not ok, no labels */
    bool has_findings_last; /* behind the chain or the test that was asked for */
};

/* The page of one host. */
void report_html(struct text *out, const struct report_page *page);

/* Several hosts on one page: each adds its section to `sections` and its row to `rows` as it is looked at, then the page is made of both.
   `path` is what the user calls it by, `number` counts from 1. */
struct report_hosts {
    struct text sections, rows;
    size_t count;
    enum finding_status worst;
};
void report_html_add(struct report_hosts *hosts, const struct report_page *page, const char *path);

/* Frees what was collected. */
void report_html_finish(struct text *out, struct report_hosts *hosts, const char *version);

#endif
