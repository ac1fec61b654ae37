/* Runs the probes on one host: what is needed first, what applies, everything once. */
#ifndef HEALTHCHECK_EXAMINE_H
#define HEALTHCHECK_EXAMINE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"
#include "proxy/chain.h"

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

/* Looks. Needs are judged even where they are not printed. Free it before the host. */
struct examination examine(struct host *host, const struct selection *selection);
void examination_free(struct examination *examination);

#endif
