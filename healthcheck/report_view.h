/* A look at one host as report/report.h wants it: every selected check, the versions and the block of labels. */
#ifndef HEALTHCHECK_REPORT_VIEW_H
#define HEALTHCHECK_REPORT_VIEW_H

#include "healthcheck/examine.h"
#include "healthcheck/report/report.h"
#include "probes/summary.h"
#include "probes/versions.h"

/* It stays where it is: the report points into it. */
struct report_view {
    struct report report;
    struct examination examination;
    struct versions versions;
    struct summary summary;
    struct report_label labels[SUMMARY_MOST_LABELS];
};

/* Free it before the host. */
void report_view_look(struct report_view *view, struct host *host, const struct selection *selection);
void report_view_free(struct report_view *view);

#endif
