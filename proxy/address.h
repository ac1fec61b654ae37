/* One proxy as a setting writes it: `[scheme://][user[:password]@]host[:port][/]`, the last `@` being the border of credentials.
 * The password is not kept. */
#ifndef PROXY_ADDRESS_H
#define PROXY_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "proxy/problem.h"

struct proxy_address {
    char scheme[16];      /* lower case, as written; "http" where none is written */
    bool has_scheme;      /* was one written? */
    char *host;           /* lower case, IPv6 without brackets, IDN as written; owned */
    bool is_ipv6;         /* a literal */
    int port;             /* 1 to 65535; 0 where none is written */
    bool has_credentials; /* anything before an `@` */
    char *user;           /* percent-encoding as written; NULL without credentials; owned */
};

/* False, and what is wrong added to `problems`, where it names no proxy (empty host, port of 99999, blanks within, a zone that …).
   Judges nothing else. */
bool proxy_address_read(struct proxy_address *address, const char *text, size_t size, struct proxy_problems *problems);
void proxy_address_free(struct proxy_address *address);

/* "http://proxy.example:8080", with the port only where one is known (80 for http without one), "user:***@" where there were
   credentials, IPv6 in brackets. Yours to free. */
char *proxy_address_uri(const struct proxy_address *address);

/* 127.0.0.0/8, ::1, localhost and what ends in .localhost. */
bool proxy_address_is_loopback(const struct proxy_address *address);

#endif
