/* The addresses the agent must reach: a row a URL of the table in endpoints.c, or of the user's --endpoints FILE. */
#ifndef PROXY_ENDPOINTS_H
#define PROXY_ENDPOINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "proxy/classify.h"

enum endpoint_connectivity {
    CONNECTIVITY_STANDARD,
    CONNECTIVITY_STREAMLINED,
    CONNECTIVITY_EITHER, /* needed by both */
};

/* A row of the table in endpoints.c. */
struct endpoint {
    const char *url;
    const char *group;     /* the last part of connectivity.<group>: "command_and_control", "cyber_data", … (docs/contract.md section 5) */
    const char *geography; /* "us", "eu", "uk", "au"; NULL: every one */
    enum endpoint_connectivity connectivity;
    const char *method;      /* "GET" or "HEAD" */
    int good[GOOD_STATUSES]; /* what a service that was reached answers; all 0: not documented, see classify.h */
};

/* A group of URLs that serve one purpose: the findings connectivity.<name>. */
struct endpoint_group {
    const char *name;  /* "command_and_control" */
    const char *title; /* "Command and control" */
    const char *why;   /* what does not work without it, whole sentences */
    bool is_redundant; /* one URL stands in for another: some that fail are a warning */
};

/* In the order of the report; NULL at the end. */
const struct endpoint_group *endpoint_group_at(size_t index);
const struct endpoint_group *endpoint_group_named(const char *name);

/* A list of URLs: the built-in one, the user's file, or the URLs of the command line. */
struct endpoint_list {
    const struct endpoint *items;
    size_t count;
    struct endpoint *own; /* items, where they are not the table's; their url and geography are owned, group and method last for ever */
};

struct endpoint_list endpoints_built_in(void);

enum {
    ENDPOINTS_MOST_ROWS = 1000,
    ENDPOINTS_LARGEST_FILE = 1024 * 1024, /* bytes */
};

/* --endpoints FILE: a JSON list of objects {"url", "group", "geography", "connectivity", "method", "good"}; url and group must be there
   (docs/healthcheck.1, ENDPOINTS FILE). https (http for the group certificates only) with a host. False, and one line with the row (from 1)
   and what is wrong; `list` is then empty. */
bool endpoints_read(struct endpoint_list *list, const char *bytes, size_t size, struct error *error);

/* Can this URL be tried: https (or http, where that may be) with a host, no user, no blanks, no bytes beyond ASCII? Else what is wrong with
   it, "it has no host"; a URL that may hold a password is not quoted. */
bool endpoint_url_check(const char *url, bool may_be_http, struct error *error);

/* The URLs of the command line, checked already, each once: those of the table keep their group and good statuses, others belong to the
   group "". */
struct endpoint_list endpoints_of_urls(const char *const *urls, size_t count);
void endpoint_list_free(struct endpoint_list *list);

/* Scheme and host in any case; "https://host" is "https://host/". */
bool endpoint_same_url(const char *a, const char *b);

/* In the order of the table: standard, then streamlined, then those over plain HTTP; NULL at the end. */
const struct endpoint *endpoint_at(size_t index);

/* The URL of that row, NULL at the end: what `mdatp connectivity test` contacts (Learn, linux-support-connectivity, 2026-04-27) and
   what the client analyzer asks (its map of 2025), standard and streamlined. No URL twice. Those over plain HTTP are not among them: the
   agent's proxy settings are told for its services, which are all https; lists of certificates are fetched by the system. */
const char *endpoint_url(size_t index);

#endif
