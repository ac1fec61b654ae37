/* Runs the probes on one host: what is needed first, what applies, everything once. */
#ifndef HEALTHCHECK_EXAMINE_H
#define HEALTHCHECK_EXAMINE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"
#include "probes/probe.h"
#include "proxy/chain.h"
#include "proxy/connectivity.h"

/* Which checks are printed: those whose id matches one of the patterns; all, where there are none. */
struct selection {
    const char *const *patterns;
    size_t count;
};

bool selection_has(const struct selection *selection, const char *id);

struct examination {
    struct finding *findings; /* in the order of explain/checks.h; their facts belong to the host */
    size_t count;
    enum finding_status worst;
};

/* The findings of the proxy chain that are selected, added behind those of the probes. `chain` is the host's; the findings outlive it. */
void examine_proxies(struct examination *examination, struct host *host, const struct proxy_chain *chain, const struct selection *selection);

/* The findings connectivity.* that are selected, of a test that was captured or stored: nobody is contacted. */
void examine_connectivity(struct examination *examination, struct host *host, const struct selection *selection);

/* The findings connectivity.* that are selected, of a test that was just run. */
void examine_test(struct examination *examination, const struct connectivity *connectivity, const struct selection *selection);

/* Adds a finished finding, which is the examination's then. */
void examination_add(struct examination *examination, struct finding finding);

/* Is it one of those? */
bool is_check_of_connectivity(const struct probe *check);

/* Why a check does not apply to a platform. */
const char *check_why_not_here(unsigned platform, const struct probe *check);

/* Looks. Needs are judged even where they are not printed. Free it before the host. */
struct examination examine(struct host *host, const struct selection *selection);
void examination_free(struct examination *examination);

#endif
