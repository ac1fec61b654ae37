/* The report on a live machine that lies below a test root: what bench measures with a fake agent, since the program has no option
 * for a root. */
#include <stdio.h>

#include "healthcheck/examine.h"
#include "healthcheck/host/host.h"
#include "healthcheck/report/report.h"

int main(int count, char **arguments)
{
    struct host *host = host_open_live(&(struct host_options){ .root = count > 1 ? arguments[1] : "", .timeout_seconds = 10 });
    struct examination examination = examine(host, &(struct selection){ NULL, 0 });
    struct report report = {
        .version = "0",
        .source = host_source(host),
        .duration_ms = -1,
        .status = examination.worst,
        .findings = examination.findings,
        .count = examination.count,
    };
    struct text out = { 0 };

    report_text(&out, &report, &(struct report_style){ .is_quiet = false });
    fputs(text_of(&out), stdout);
    text_free(&out);
    examination_free(&examination);
    host_free(host);
    return finding_exit_status(report.status);
}
