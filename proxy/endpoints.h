/* The addresses the agent must reach: a row a URL. The connectivity test will say more of each; the proxy chain needs the URL. */
#ifndef PROXY_ENDPOINTS_H
#define PROXY_ENDPOINTS_H

#include <stddef.h>

enum endpoint_connectivity {
    CONNECTIVITY_STANDARD,
    CONNECTIVITY_STREAMLINED,
};

/* A row of the table in endpoints.c. */
struct endpoint {
    const char *url;
    const char *group;     /* the last part of connectivity.<group>: "command_and_control", "cyber_data", … (docs/contract.md section 5) */
    const char *geography; /* "us", "eu", "uk", "au"; NULL: every one */
    enum endpoint_connectivity connectivity;
    int good_status; /* what a service that was reached answers; 0: not documented */
};

/* In the order of the table: standard, then streamlined; NULL at the end. */
const struct endpoint *endpoint_at(size_t index);

/* The URL of that row, NULL at the end: what `mdatp connectivity test` contacts (Learn, linux-support-connectivity, 2026-04-27) and
   what the client analyzer asks (its map of 2025), standard and streamlined. No URL twice. */
const char *endpoint_url(size_t index);

#endif
