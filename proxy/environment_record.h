/* A record out of an environment: what the sources ServiceEnvironment and ProcessEnvironment share. */
#ifndef PROXY_ENVIRONMENT_RECORD_H
#define PROXY_ENVIRONMENT_RECORD_H

#include "proxy/environment.h"
#include "proxy/record.h"

/* Chooses as curl does for the https service URLs, reads proxy and no_proxy into the record, and judges the variables. Gives the
   variable that configures the proxy, or NULL; `origin` of the record is left to the caller ("" until then). */
const struct environment_variable *environment_record(struct proxy_record *record, const struct environment_variable *variables, size_t count);

#endif
