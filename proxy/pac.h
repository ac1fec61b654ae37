/* Proxy auto-config: a script is fetched, and evaluated for URLs in a child process that can do nothing else.
 *
 * pac_evaluate() stands in pac_evaluate.c, the child in pac_engine.c (Duktape), how it is shut in in pac_child_linux.c and pac_child_windows.c. */
#ifndef PROXY_PAC_H
#define PROXY_PAC_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/host/host.h"

enum {
    PAC_LARGEST_SCRIPT = 1024 * 1024,
    PAC_LARGEST_ANSWER = 4096, /* bytes of what the script returns for one URL */
    PAC_LARGEST_HEAP = 16 * 1024 * 1024,
    PAC_MOST_LOOKUPS = 20,
};

/* What the script answered for one URL. */
struct pac_answer {
    const char *url; /* borrowed from the caller */
    char *answer;    /* "PROXY p:8080; DIRECT" as it was returned; NULL: no answer, and `why` says why (never "direct") */
    char *first;     /* the first element that is valid: "http://p:8080", "direct", "https://…", "socks4://…"; NULL where none */
    char *invalid;   /* the first element that is none ("HTTP p:8080"), or NULL */
    char *why; /* "syntax error, line 3: …", "threw …", "no answer within the limits (…)", "more than 16 MiB of memory", "empty answer" …; NULL */
};

struct pac_result {
    struct pac_answer *answers; /* one a URL */
    size_t count;
    char *error;    /* what kept the script from being evaluated at all, or NULL; then it is every answer's `why`, too */
    char **lookups; /* "name: addresses" of each DNS question the script asked, in their order */
    size_t lookup_count;
    double milliseconds; /* of the child, for the report of a live host; 0 where the clock is held */
};

/* Evaluates `script` for each URL. The child is killed within `seconds` (3), the time in which we look up names not counted, or after
   2 s of processor time. DNS
   questions are answered by us, through host_ask("dns/…"), so that they are facts, at most PAC_MOST_LOOKUPS of them; the script's
   clock is clock/utc. Free with pac_result_free(). */
struct pac_result pac_evaluate(struct host *host, const char *script, size_t size, const char *const *urls, size_t url_count, double seconds);
void pac_result_free(struct pac_result *result);

/* Where every URL got the same single `PROXY h:p`: "h:p", the static setting that does the same. Else NULL. Yours to free. */
char *pac_static_equivalent(const struct pac_result *result);

/* The fact download/<url> (fetched now on a live host that may fetch, http and https, 5 s, 1 MiB; file: is read). */
const struct fact *pac_script_of(struct host *host, const char *auto_config_url);

/* Is it a `file:` URL? Since Windows 10 WinHTTP, and so the agent, reads scripts over http and https only: the problem "pac-file". */
bool pac_url_is_file(const char *auto_config_url);

/* What a script is told of a URL: without credentials and fragment; of https (and wss) without path and query, too. `host` is lower case,
   without brackets and port. Both are yours to free. False where it is no URL with a host. */
bool pac_arguments(const char *url, char **told, char **host);

/* Reads an answer, a list of `DIRECT | PROXY h[:p] | HTTPS h[:p] | SOCKS[4|4A|5] h[:p]` with `;` between, into `first` and `invalid`;
   case does not matter, ports that are missing are 80, 443, 1080 (Chromium, proxy_string_util). */
void pac_answer_read(struct pac_answer *answer);

/* The first line with syntax of ECMAScript 2015 or later, which the engine here does not know, and what it is ("an arrow
   function"); 0 where there is none. Strings, comments and regular expressions do not count. Linear. */
size_t pac_modern_line(const char *script, size_t size, const char **what);

/* Does an exception's message ("identifier 'Map' undefined") come of a built-in of ECMAScript 2015 or later? Then its name, else NULL. */
const char *pac_modern_name(const char *message);

/* The functions every script may call, as JavaScript: parts to be put together, NULL at the end (pac_library.c says how). */
extern const char *const pac_library[];

#endif
