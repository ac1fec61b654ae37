/* One test of one host: its proxies, which way each URL goes, the plan, and what came of it. */
#ifndef HEALTHCHECK_CONNECTIVITY_RUN_H
#define HEALTHCHECK_CONNECTIVITY_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/host/host.h"
#include "healthcheck/proxy_ways.h"
#include "proxy/connectivity.h"

struct connectivity_run {
    struct host *host;
    const struct endpoint_list *endpoints;
    struct proxy_chain chain;
    struct proxy_script script;
    struct proxy_way *ways; /* one an endpoint */
    struct connectivity_plan plan;
    struct connectivity connectivity; /* after connectivity_run_try() */
};

/* Reads the proxy settings (and their script) and plans; of the service nothing is contacted. */
void connectivity_run_prepare(struct connectivity_run *run, struct host *host, const struct endpoint_list *endpoints);

/* Tries, or replays a capture. */
void connectivity_run_try(struct connectivity_run *run, void (*tell)(void *context, const struct attempt *attempt), void *context);

/* Before the host and the list. */
void connectivity_run_free(struct connectivity_run *run);

#endif
