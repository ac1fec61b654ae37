/* A test as report/report_connectivity.h wants it: proxy/ knows nothing of printing, and report/ nothing of attempts. */
#ifndef HEALTHCHECK_CONNECTIVITY_VIEW_H
#define HEALTHCHECK_CONNECTIVITY_VIEW_H

#include "healthcheck/connectivity_run.h"
#include "healthcheck/report/report_connectivity.h"
#include "proxy/connectivity_stored.h"

struct connectivity_view {
    struct report_connectivity told;
    struct report_attempt *attempts;
    char *proxy, *whose;
};

/* Its texts are the run's, or its own; free it before the run. */
struct connectivity_view connectivity_view_of(const struct connectivity_run *run, const struct report *report);

/* A stored test, judged again. Its texts are the test's, or its own; free it before the test. */
struct connectivity_view connectivity_view_of_stored(const struct connectivity_stored *again, const struct report *report);
void connectivity_view_free(struct connectivity_view *view);

#endif
