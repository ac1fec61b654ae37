/* Every problem a proxy setting can have. Add a row. */
#ifndef PROXY_PROBLEMS_H
#define PROXY_PROBLEMS_H

#include "proxy/problem.h"

#define LEARN_PLUGIN       "Learn, mde-plugin-wsl (2024-11-11)"
#define LEARN_CONNECTIVITY "Learn, linux-support-connectivity (2026-04-27)"
#define LEARN_STATIC_PROXY "Learn, linux-static-proxy-configuration (2026-07-02)"

static const struct proxy_problem_kind proxy_problem_kinds[] = {
    {
        .word = "scheme",
        .weight = PROXY_UNUSABLE,
        .title = "Not a plain HTTP proxy",
        .why = "The agent speaks to http proxies only: not https, not SOCKS.",
        .remedy = "Write the setting as `http://host:port`, with a proxy that answers plain HTTP (it tunnels https with CONNECT).",
        .source = LEARN_PLUGIN,
    },
    {
        .word = "credentials",
        .weight = PROXY_UNUSABLE,
        .title = "User and password in the setting",
        .why = "The agent does not authenticate to proxies.",
        .remedy = "Let the proxy pass the service URLs without authentication and write `http://host:port` alone.",
        .source = LEARN_CONNECTIVITY,
    },
    {
        .word = "pac",
        .weight = PROXY_UNUSABLE,
        .title = "Automatic configuration script",
        .why = "The agent does not evaluate proxy auto-config scripts.",
        .remedy = "Set a static proxy: `netsh winhttp set proxy HOST:PORT`, or the policy TelemetryProxyServer.",
        .source = LEARN_CONNECTIVITY,
    },
    {
        .word = "malformed",
        .weight = PROXY_UNUSABLE,
        .title = "Not a proxy",
        .why = "The text names no proxy.",
        .remedy = "Write the setting as `http://host:port`.",
        .source = "proxy lists as WinHTTP documents them (Learn, WINHTTP_PROXY_INFO)",
    },
};

#endif
