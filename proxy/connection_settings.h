/* The binary values in which Windows keeps proxy settings, little endian:
 *
 *     WinHttpSettings                 version 0x18 or 0x28, counter, flags, proxy, bypass; some 0x28 go on: auto-config URL, zeros
 *     DefaultConnectionSettings,      version 0x3c (IE 5, 6) or 0x46, counter, flags, proxy, bypass, auto-config URL, auto-discovery
 *     SavedLegacySettings, names      flags, last-known-good URL, FILETIME of the last detection, then 0x3c: count, IPv4 addresses,
 *     of dial-up and VPN connections  8 bytes; 0x46: 12 bytes, count, SOCKADDR_STORAGEs of 128 bytes
 *
 * A string is 4 bytes of length and as many characters of the ANSI code page, without terminator. No layout is documented: they are
 * from public exports and Wine's source (winhttp/session.c). Values may end at the end of any field behind the last string; the
 * counter means nothing to a reader. */
#ifndef PROXY_CONNECTION_SETTINGS_H
#define PROXY_CONNECTION_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/moment.h"
#include "proxy/ip_address.h"
#include "proxy/problem.h"

enum connection_kind { CONNECTION_WINHTTP, CONNECTION_WININET };

/* Bits of `flags` (wininet.h, PROXY_TYPE_…). */
enum { CONNECTION_DIRECT = 1, CONNECTION_PROXY = 2, CONNECTION_AUTO_CONFIG = 4, CONNECTION_AUTO_DETECT = 8 };

/* Texts are UTF-8 and owned; NULL where the bytes do not go so far. A string may stand there although its flag is off. */
struct connection_settings {
    unsigned long version, counter, flags;
    char *proxy, *bypass, *auto_config_url;
    bool has_discovery_flags;
    unsigned long discovery_flags; /* 1 user set, 2 always detect, 4 has run, 8 migrated, 0x10 not cached … (wininet.h, AUTO_PROXY_FLAG_…) */
    char *last_known_good_url;     /* where WPAD found its script */
    unsigned long long last_detection_filetime; /* 100 ns since 1601, 0: never */
    moment last_detection;                      /* 0: never, or no time */
    struct ip_address *interfaces;              /* owned */
    size_t interface_count;
    size_t tail; /* the offset behind the last string all values have: bypass of WinHTTP, auto-config URL of WinINET */
    size_t size;
};

/* False where flags or proxy cannot be told; then, and wherever else the bytes are damaged, a problem "blob" names the offset.
   What was read before the damage is kept. Free with connection_settings_free() in any case. Linear. */
bool connection_settings_read(struct connection_settings *settings, enum connection_kind kind, const unsigned char *bytes, size_t size,
                              struct proxy_problems *problems);

/* The same from the hexadecimal digits that a registry fact of type binary gives. */
bool connection_settings_read_hex(struct connection_settings *settings, enum connection_kind kind, const char *hex, size_t size,
                                  struct proxy_problems *problems);
void connection_settings_free(struct connection_settings *settings);

/* Is the flag on and its string more than blanks? For CONNECTION_PROXY and CONNECTION_AUTO_CONFIG. */
bool connection_settings_use(const struct connection_settings *settings, unsigned long flag);

#endif
