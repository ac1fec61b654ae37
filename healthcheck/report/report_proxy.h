/* What --extendedProxy says: every source of proxy settings, the one that counts, and which way each URL goes. Everything is borrowed;
   it is masked and escaped here. */
#ifndef HEALTHCHECK_REPORT_REPORT_PROXY_H
#define HEALTHCHECK_REPORT_REPORT_PROXY_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"
#include "healthcheck/report/report.h"

/* A pair of texts: a proxy and what it is for, a problem's id and its sentence, an aside's title and what it says, a name and its
   addresses. */
struct report_pair {
    const char *name;
    const char *text;
};

struct report_proxy_source {
    const char *id;
    const char *title;
    bool is_configured;
    const char *origin;     /* NULL: not configured */
    const char *place;      /* where in it ("drop-in proxy.conf, line 3"), or NULL */
    const char *raw;        /* NULL: not configured */
    const char *unreadable; /* the key of what could not be looked at, or NULL */
    struct report_pair *proxies;
    size_t proxy_count;
    char *const *bypass;
    size_t bypass_count;
    bool auto_detect;
    const char *auto_config_url;
    bool is_usable;
    const char *outcome; /* "selected", "overridden", "not-configured", "unusable" */
    struct report_pair *problems;
    size_t problem_count;
};

struct report_proxy_url {
    const char *url;
    const char *via;     /* a proxy, "direct", or in words that it is not known */
    const char *because; /* "selected", "bypass", "no-proxy" */
    const char *entry;   /* of the bypass list, or NULL */
    const char *script;  /* what the proxy script answered, NULL where there is none, or no answer */
    bool is_asked;       /* given on the command line: always shown */
};

/* The proxy script of the source that counts. */
struct report_proxy_script {
    const char *url;
    const char *error;                 /* why there is none to evaluate, or NULL */
    const struct report_pair *answers; /* the different ones, with "first URL (and 5 more)" */
    size_t answer_count;
    const char *static_setting; /* "p:8080", where every URL gets this one; or NULL */
    char *const *lookups;
    size_t lookup_count;
};

struct report_proxy {
    const struct report *report; /* host, status and findings */
    const struct report_proxy_source *sources;
    size_t source_count;
    const struct report_proxy_source *selected; /* NULL: none is configured */
    const struct report_proxy_source *next;
    const char *selected_proxy; /* "http://proxy.example:8080", or NULL */
    const struct report_pair *asides;
    size_t aside_count;
    const struct report_proxy_script *script; /* NULL: none is set */
    const struct report_proxy_url *urls;
    size_t url_count;
};

/* Do both go one way, and for the same reason? Then they are one line, or one row. */
bool report_proxy_same_way(const struct report_proxy_url *a, const struct report_proxy_url *b);

/* What could not be looked at may name a proxy, unless one before it counts. */
const char *report_proxy_ways_title(const struct report_proxy *proxy);

void report_proxy_text(struct text *out, const struct report_proxy *proxy, const struct report_style *style);

/* healthcheck.proxy/1, one line. */
void report_proxy_json(struct text *out, const struct report_proxy *proxy);

#endif
