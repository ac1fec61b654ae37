/* What one source of proxy settings says. */
#ifndef PROXY_RECORD_H
#define PROXY_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/fact.h"
#include "healthcheck/host/host.h"
#include "proxy/bypass.h"
#include "proxy/problem.h"
#include "proxy/proxy_list.h"

enum proxy_outcome { PROXY_NOT_CONFIGURED, PROXY_SELECTED, PROXY_OVERRIDDEN, PROXY_UNUSABLE_SOURCE };

enum { PROXY_MOST_EVIDENCE = 16 };

enum { PROXY_MOST_COMMANDS = 3 };

struct proxy_record;

/* A row of proxy/sources.h; the order of the rows is the precedence. */
struct proxy_source {
    const char *id;         /* "TelemetryProxyServer": as in JSON (docs/contract.md section 5) */
    const char *finding_id; /* "proxy.telemetry_proxy_server" */
    const char *title;
    unsigned platforms;                            /* ON_WINDOWS, ON_LINUX */
    const char *why;                               /* for its page; whole sentences */
    const char *remedy;                            /* how to set it, or unset it: a command or a place */
    const char *source;                            /* document and date */
    const char *commands[PROXY_MOST_COMMANDS + 1]; /* names of host/commands.h it may ask for: those of all sources start together */
    void (*read)(struct host *host, struct proxy_record *record);
};

/* Begin with { .source = … }; everything is owned but the facts. */
struct proxy_record {
    const struct proxy_source *source;
    bool is_configured;
    const struct fact *unreadable; /* what could not be looked at, or NULL */
    char *origin;                  /* the key of the fact that configures it, or NULL */
    char *place;                   /* where in it ("drop-in proxy.conf, line 3", "https_proxy"), or NULL */
    char *raw;                     /* the setting as it stands (decoded, where it is a blob); masked when printed */
    struct proxy_list proxies;
    struct bypass_list bypass;
    bool auto_detect;
    char *auto_config_url;
    struct proxy_problems problems;
    const struct fact *evidence[PROXY_MOST_EVIDENCE];
    size_t evidence_count;

    /* Set by the chain. */
    bool is_usable;
    enum proxy_outcome outcome;
};

/* Adds evidence and gives the fact back; an unreadable one makes the record unreadable. */
const struct fact *proxy_record_saw(struct proxy_record *record, const struct fact *fact);

/* Reads a single proxy that serves all URLs (TelemetryProxyServer, https_proxy, managed JSON …) into the record. */
void proxy_record_set_address(struct proxy_record *record, const char *origin, const char *text);

void proxy_record_free(struct proxy_record *record);

#endif
