/* What WSL's autoProxy hands to distributions: environment variables made of the Windows user's proxy. They are for distributions;
 * the agent, which runs in a virtual machine of its own, does not use them.
 *
 * microsoft/WSL, src/windows/service/exe/LxssHttpProxy.cpp and test/windows/NetworkTests.cpp (2026-08): on unless [wsl2]
 * autoProxy=false, Windows 11 only; a proxy on the host itself is dropped unless networkingMode=mirrored, an IPv6 one too, [::1]
 * always; without a proxy left there is no bypass list. The list stays in Windows' grammar, joined by commas. */
#ifndef PROXY_WSL_AUTOPROXY_H
#define PROXY_WSL_AUTOPROXY_H

#include <stdbool.h>

#include "healthcheck/host/host.h"
#include "proxy/chain.h"

/* The Windows user's settings, and .wslconfig's. Borrowed. */
struct wsl_autoproxy_input {
    bool is_on;                              /* autoProxy */
    bool is_mirrored;                        /* networkingMode */
    const char *computer_name;               /* counts as loopback; or NULL */
    const struct proxy_list *proxies;        /* ProxyServer */
    const struct bypass_list *bypass;        /* ProxyOverride */
    const char *script;                      /* AutoConfigURL, or NULL */
    const struct proxy_list *scripts_answer; /* what the script answers for the URLs WSL asks, or NULL: not evaluated */
};

/* The variables; each stands for its name in both cases. NULL: not set; owned. */
struct wsl_autoproxy {
    char *http_proxy, *https_proxy, *no_proxy, *pac_url /* WSL_PAC_URL */;
    const char *dropped; /* why a proxy was dropped, or NULL */
};

struct wsl_autoproxy wsl_autoproxy_of(const struct wsl_autoproxy_input *input);
void wsl_autoproxy_free(struct wsl_autoproxy *handed);

/* Adds what distributions get to the chain's asides, where the Windows user has a proxy at all. After the sources were read. */
void proxy_aside_wsl(struct host *host, struct proxy_chain *chain);

#endif
