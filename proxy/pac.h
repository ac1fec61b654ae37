/* Proxy auto-config: a script is fetched, and evaluated for URLs in a child process that can do nothing else. */
#ifndef PROXY_PAC_H
#define PROXY_PAC_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/host/host.h"

enum { PAC_LARGEST_SCRIPT = 1024 * 1024, PAC_MOST_LOOKUPS = 20 };

/* What the script answered for one URL. */
struct pac_answer {
    const char *url; /* borrowed from the caller */
    char *answer;    /* "PROXY p:8080; DIRECT" as it was returned; NULL: no answer, and `why` says why (never "direct") */
    char *first;     /* the first element that is valid: "http://p:8080", "direct", "https://…", "socks4://…"; NULL where none */
    char *why;       /* "syntax error, line 3: …", "threw …", "no answer within 3 s", "more than 16 MiB of memory", "empty answer" …; NULL */
};

struct pac_result {
    struct pac_answer *answers; /* one a URL */
    size_t count;
    char *error;    /* what kept the script from being evaluated at all, or NULL */
    char **lookups; /* "name: addresses" of each DNS question the script asked, in their order */
    size_t lookup_count;
    double milliseconds; /* of the child, for the report of a live host; 0 where the clock is held */
};

/* Evaluates `script` for each URL. The child is killed after `seconds` (3). DNS questions are answered by us, through
   host_ask("dns/…"), so that they are facts, at most PAC_MOST_LOOKUPS of them. */
struct pac_result pac_evaluate(struct host *host, const char *script, size_t size, const char *const *urls, size_t url_count, double seconds);
void pac_result_free(struct pac_result *result);

/* The fact download/<url> (fetched now on a live host, http and https, 5 s, 1 MiB; file: is read). */
const struct fact *pac_script_of(struct host *host, const char *auto_config_url);

#endif
