/* A list of proxies as WinINET and WinHTTP write it ("ProxyServer"):
 *
 *     entry *( (";" | blank) entry ),  entry = [ urlscheme "=" ] [ "http://" ] host [ ":" port ] [ "/" ],  urlscheme: http https ftp socks
 *
 * An entry without `=` serves all schemes; of several for one scheme the first counts; `socks=` is SOCKS 4. (WINHTTP_PROXY_INFO, Microsoft Learn; the
 * behaviour in doubt is Windows' as dotnet's HttpWindowsProxyTest and Chromium's tests record it.) */
#ifndef PROXY_PROXY_LIST_H
#define PROXY_PROXY_LIST_H

#include <stddef.h>

#include "proxy/address.h"
#include "proxy/problem.h"

struct proxy_list_entry {
    const char *target; /* "http", "https", "ftp", "socks", "*" for all */
    struct proxy_address address;
};

/* Begin with { 0 }. */
struct proxy_list {
    struct proxy_list_entry *entries;
    size_t count;
};

/* At most 1,024 entries; what is none is left out and a problem: that of the address where https URLs would have used it, else "entry".
   A list that gives no proxy is "malformed". Linear. */
void proxy_list_read(struct proxy_list *list, const char *text, size_t size, struct proxy_problems *problems);

/* Adds one address that serves `target` (takes the address over). */
void proxy_list_add(struct proxy_list *list, const char *target, struct proxy_address *address);
void proxy_list_free(struct proxy_list *list);

/* The entry that serves URLs of a scheme ("https"), as Windows chooses: its own, else the one for all; NULL where none does. */
const struct proxy_list_entry *proxy_list_for(const struct proxy_list *list, const char *scheme);

#endif
