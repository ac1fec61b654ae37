/* Which hosts go direct, and because of which entry: the bypass list of Windows, and no_proxy as curl 7.88.1 reads it. */
#ifndef PROXY_BYPASS_H
#define PROXY_BYPASS_H

#include <stdbool.h>
#include <stddef.h>

#include "proxy/problem.h"

enum bypass_grammar {
    BYPASS_WINDOWS, /* WinINET and WinHTTP: `;`, blanks, line feeds; * anywhere; <local>, <-loopback>; implicit loopback rules */
    BYPASS_CURL,    /* no_proxy, the agent's library: commas and blanks; names cover their sub-domains; CIDR; `*` alone */
};

/* Begin with { 0 }. */
struct bypass_list {
    enum bypass_grammar grammar;
    char **entries; /* as they are written, in their order; owned */
    size_t count;
    struct bypass_rule *rules; /* one an entry, prepared for matching */
};

/* What a URL says of where it goes; nothing is resolved. */
struct bypass_target {
    const char *scheme; /* "https" */
    const char *host;   /* without brackets */
    int port;           /* the scheme's own where the URL has none */
};

enum { BYPASS_NONE = -1, BYPASS_IMPLICIT = -2 /* Windows' own rules for loopback and link-local */ };

/* Reads `text`; what Windows or curl would not read as was meant (CIDR for Windows, wildcards or ports for curl, …) is a problem.
   Linear. */
void bypass_read(struct bypass_list *list, enum bypass_grammar grammar, const char *text, size_t size, struct proxy_problems *problems);
void bypass_free(struct bypass_list *list);

/* The index of the entry that makes the target go direct, or BYPASS_IMPLICIT, or BYPASS_NONE. Linear in the list. */
int bypass_match(const struct bypass_list *list, const struct bypass_target *target);

/* Splits a URL; false where it is none. The parts are copied to `scheme` and `host` (at least 16 and 256 bytes). */
bool bypass_target_read(struct bypass_target *target, const char *url, char scheme[16], char host[256]);

#endif
