/* Which proxy curl 7.88.1, the agent's library, takes from an environment.
 *
 * For https URLs https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, for http URLs http_proxy in lower case alone, all_proxy and
 * ALL_PROXY; the first that is not empty counts. HTTP_PROXY in capitals is what a CGI server makes of a request's header `Proxy:`
 * (httpoxy, CVE-2016-5385), and curl ignores it. no_proxy stands before NO_PROXY. Names in other cases are none. (curl,
 * "Environment variables"; measured with curl 7.88.1 of Debian 12, 2026-11) */
#ifndef PROXY_ENVIRONMENT_H
#define PROXY_ENVIRONMENT_H

#include <stddef.h>

#include "proxy/problem.h"

/* Every variable that is about proxies, in curl's order for https URLs, those it does not take for them last; NULL at the end. */
const char *environment_proxy_name(size_t index);

/* Borrowed from the caller. */
struct environment_variable {
    const char *name;
    const char *value;
};

struct environment_choice {
    const struct environment_variable *proxy;    /* what serves URLs of the scheme, or NULL: direct */
    const struct environment_variable *no_proxy; /* or NULL */
};

/* Of several variables with one name the last counts, as in systemd. `scheme` is "https", "http" or "ftp". */
struct environment_choice environment_choose(const struct environment_variable *variables, size_t count, const char *scheme);

/* Adds `capitals` where HTTP_PROXY is set, and `https-missing` where http_proxy is set and nothing serves https URLs. */
void environment_judge(const struct environment_variable *variables, size_t count, struct proxy_problems *problems);

#endif
