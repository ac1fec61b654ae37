/* One entry of a bypass list, prepared for matching. Used by bypass*.c only. */
#ifndef PROXY_BYPASS_RULE_H
#define PROXY_BYPASS_RULE_H

#include "healthcheck/core/text.h"
#include "proxy/bypass.h"
#include "proxy/ip_address.h"

enum { BYPASS_LONGEST_HOST = 255, BYPASS_MOST_PROBLEMS = 16, BYPASS_MOST_SHOWN = 80 };

struct bypass_rule {
    enum {
        RULE_NEVER,     /* not read as was meant: matches nothing */
        RULE_ALL,       /* `*` */
        RULE_EXACT,     /* the whole of `text` */
        RULE_SUFFIX,    /* Windows: `*text` */
        RULE_PATTERN,   /* Windows: `text` with stars in it */
        RULE_LOCAL,     /* Windows: <local> */
        RULE_LOOPBACK,  /* Windows: <-loopback> */
        RULE_SUBDOMAIN, /* curl: `text` itself and what ends in `.text` */
        RULE_NETWORK,   /* curl: an IPv4 network, besides RULE_SUBDOMAIN */
    } kind;
    char *text;   /* lower case; owned; NULL where the kind needs none */
    size_t size;  /* of `text` */
    char *scheme; /* lower case, or NULL: any; owned */
    int port;     /* 0: any */
    unsigned network, mask;
};

/* A target as a grammar sees it. */
struct bypass_view {
    char host[4 * BYPASS_LONGEST_HOST + 1]; /* lower case; Windows: canonical, IDN in punycode */
    size_t size;
    const char *scheme;
    int port;
    bool is_address, is_loopback;
    bool is_v4; /* curl: four decimal parts and nothing else */
    unsigned v4;
};

void bypass_windows_read(struct bypass_rule *rule, struct span entry, struct proxy_problems *problems);
void bypass_windows_view(struct bypass_view *view, const struct bypass_target *target);
int bypass_windows_match(const struct bypass_list *list, const struct bypass_view *view);

void bypass_curl_read(struct bypass_rule *rule, struct span entry, struct proxy_problems *problems);
void bypass_curl_view(struct bypass_view *view, const struct bypass_target *target);
int bypass_curl_match(const struct bypass_list *list, const struct bypass_view *view);

/* Is it `<digits, dots, colons, stars>/<digits>`? */
bool bypass_looks_like_network(struct span entry);

/* Copies, in lower case. Yours to free. */
char *bypass_lower(struct span span);

#endif
