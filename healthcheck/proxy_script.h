/* The proxy script that the selected source names, fetched and evaluated for --extendedProxy; the plain report only names it. */
#ifndef HEALTHCHECK_PROXY_SCRIPT_H
#define HEALTHCHECK_PROXY_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/report/report_proxy.h"
#include "proxy/chain.h"
#include "proxy/pac.h"

struct proxy_script {
    struct report_proxy_script told;
    struct pac_result result;
    struct report_pair *answers; /* owned, with their texts */
    char *error;
    char *static_setting;
};

/* Asks the host for the script and answers each URL; the first `services` of them are the service URLs. False where the chain
   names no script. Free it before the host. */
bool proxy_script_of(struct proxy_script *script, struct host *host, const struct proxy_chain *chain, const char *const *urls, size_t count,
                     size_t services);
void proxy_script_free(struct proxy_script *script);

/* "http://p:8080" or "direct" for the URL with this index; NULL where there was no answer. */
const char *proxy_script_way(const struct proxy_script *script, size_t index);

/* What it answered for the URL with this index, or why it did not; NULL where it was not evaluated. */
const char *proxy_script_answer(const struct proxy_script *script, size_t index);

#endif
