/* What --extendedProxy and --connectivityTest share: this machine or captured ones, one result each, the worst as exit status. */
#ifndef HEALTHCHECK_CMD_LOOK_H
#define HEALTHCHECK_CMD_LOOK_H

#include <stdbool.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"
#include "healthcheck/options.h"
#include "healthcheck/report/report.h"
#include "healthcheck/report/report_html.h"

struct cmd_look {
    const struct options *options;
    void *context;

    /* Opens this machine. */
    struct host *(*open_live)(const struct cmd_look *look);

    /* Looks at a host and prints into `out`; where there are several, also a line into `lines`. */
    enum finding_status (*look)(const struct cmd_look *look, struct host *host, const char *path, struct text *out, struct text *lines);

    /* Prints the document of a host that could not be opened: report->error says why. */
    void (*print_unopened)(struct text *out, const struct report *report);

    struct report_hosts *hosts; /* set by cmd_look(): the page of several hosts, or NULL */
};

/* Prints the page of a host, or adds it to that of several. */
void cmd_page(const struct cmd_look *look, const struct report_page *page, const char *path, struct text *out);

/* Returns the exit status. */
int cmd_look(const struct cmd_look *look);

/* What the options say of the style of a text. */
struct report_style cmd_style(const struct options *options);

/* A report on the host, findings still to come. Its texts are the host's. */
struct report cmd_report_on(struct host *host);

/* Does --only leave any check whose id begins with one of these? NULL at the end. */
bool cmd_selects(const struct options *options, const char *const *beginnings);

#endif
