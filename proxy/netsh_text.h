/* What `netsh winhttp show proxy` and `show advproxy` print (netsh.exe of Windows 10 and 11). The first is localised and read by its
 * layout: a header, then indented rows `label : value`, the proxy before the bypass list, a value in parentheses being none. The
 * second is a header and a JSON object in English. The registry is the better witness; this one is for captures without it. */
#ifndef PROXY_NETSH_TEXT_H
#define PROXY_NETSH_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum netsh_access {
    NETSH_UNRECOGNISED,
    NETSH_DIRECT,
    NETSH_PROXY,
    NETSH_UNCLEAR, /* an indented sentence in another language: most likely direct, but nobody can tell */
};

/* Texts are owned; NULL where there is none. */
struct netsh_proxy {
    enum netsh_access access;
    char *proxy, *bypass;
};

struct netsh_proxy netsh_proxy_read(const char *text, size_t size);
void netsh_proxy_free(struct netsh_proxy *proxy);

enum netsh_answer { NETSH_NOT_TOLD, NETSH_NO, NETSH_YES };

struct netsh_advproxy {
    bool is_recognised; /* is there a JSON object at all? `{ }` is one: nothing set */
    enum netsh_answer is_proxy_enabled, is_auto_config_enabled, auto_detects, is_per_user;
    char *proxy, *bypass, *auto_config_url; /* not blank; owned, or NULL */
};

struct netsh_advproxy netsh_advproxy_read(const char *text, size_t size);
void netsh_advproxy_free(struct netsh_advproxy *proxy);

#endif
