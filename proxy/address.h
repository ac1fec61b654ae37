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
    char *host;           /* lower case, IDN as written; IP addresses as ip_address.h writes them (0x7f.1 is 127.0.0.1), without brackets; owned */
    bool is_ipv6;         /* a literal */
    int port;             /* 1 to 65535; 0 where none is written */
    bool has_credentials; /* anything before an `@` */
    char *user;           /* percent-encoding as written; NULL without credentials; owned */
};

/* False, and what is wrong added to `problems` ("malformed", "port") with its offset, where it names no proxy: no host, a port of
   99999, blanks within, an IPv6 zone, IPv6 without brackets … Judges nothing else. Blanks on either side and what follows a slash are
   passed over. Summaries quote nothing of the text: a password may stand anywhere in it. */
bool proxy_address_read(struct proxy_address *address, const char *text, size_t size, struct proxy_problems *problems);
void proxy_address_free(struct proxy_address *address);

/* "http://proxy.example:8080", with the scheme's own port where none is written (http 80, https 443, socks 1080), "user:***@" where there were
   credentials, IPv6 in brackets. Yours to free. */
char *proxy_address_uri(const struct proxy_address *address);

/* 127.0.0.0/8, ::1, localhost and what ends in .localhost. */
bool proxy_address_is_loopback(const struct proxy_address *address);

#endif
