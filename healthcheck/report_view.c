/* A look at one host as report/report.h wants it. */
#include "healthcheck/report_view.h"

#include "healthcheck/cmd_look.h"

void report_view_look(struct report_view *view, struct host *host, const struct selection *selection)
{
    struct report *report = &view->report;

    *report = cmd_report_on(host);
    summary_start(host);
    view->examination = examine(host, selection);
    view->versions = versions_of(host);
    report->status = view->examination.worst;
    report->versions =
        (struct report_versions){ view->versions.plugin, view->versions.wsl, view->versions.agent, view->versions.windows, view->versions.kernel };
    report->findings = view->examination.findings;
    report->count = view->examination.count;
    summary_labels(host, &view->summary);
    for (size_t i = 0; i < view->summary.count; i++)
        view->labels[i] = (struct report_label){ view->summary.labels[i].label, view->summary.labels[i].value };
    report->labels = view->labels;
    report->label_count = view->summary.count;
}

void report_view_free(struct report_view *view)
{
    examination_free(&view->examination);
    summary_free(&view->summary);
    versions_free(&view->versions);
}
