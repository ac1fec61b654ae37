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
        .remedy = "Set a static proxy: `netsh winhttp set proxy HOST:PORT`, or the policy TelemetryProxyServer. `healthcheck --extendedProxy` "
                  "evaluates the script and says which proxy it names.",
        .source = LEARN_CONNECTIVITY,
    },
    {
        .word = "pac-file",
        .weight = PROXY_UNUSABLE,
        .title = "Automatic configuration script in a file",
        .why = "On Windows 10 and later the WinHTTP proxy service reads no script by a `file:` URL.",
        .remedy = "Serve the script over http or https, or set a static proxy: `netsh winhttp set proxy HOST:PORT`.",
        .source = "Learn, cannot-read-pac-file (KB 4025058)",
    },
    {
        .word = "wpad",
        .weight = PROXY_NOTE,
        .title = "Automatic detection",
        .why = "Where the network answers, Windows takes a proxy script that it finds by itself (WPAD). The agent looks for none: it takes a static "
               "proxy or none. Automatic detection alone is Windows' default, and no proxy.",
        .remedy = "Set a static proxy for the agent: `netsh winhttp set proxy HOST:PORT`, or the policy TelemetryProxyServer.",
        .source = LEARN_CONNECTIVITY,
    },
    {
        .word = "loopback",
        .weight = PROXY_UNUSABLE,
        .title = "A proxy on this computer that WSL does not reach",
        .why = "The agent runs in WSL's virtual machine. There 127.0.0.1 and localhost are the machine's own, unless .wslconfig says "
               "networkingMode=mirrored; ::1 never reaches Windows.",
        .remedy = "Name the proxy by an address that the virtual machine reaches, or set `networkingMode=mirrored` below `[wsl2]` in "
                  "%USERPROFILE%\\.wslconfig and run `wsl --shutdown`.",
        .source = "Learn, wsl/networking; microsoft/WSL (2026-08), which drops such proxies, too",
    },
    {
        .word = "ipv6",
        .weight = PROXY_UNUSABLE,
        .title = "An IPv6 address that WSL does not reach",
        .why = "WSL's virtual machine has IPv6 only where .wslconfig says networkingMode=mirrored.",
        .remedy = "Name the proxy by its name or its IPv4 address, or set `networkingMode=mirrored` below `[wsl2]` in "
                  "%USERPROFILE%\\.wslconfig and run `wsl --shutdown`.",
        .source = "Learn, wsl/networking; microsoft/WSL (2026-08), which drops such proxies, too",
    },
    {
        .word = "bypass-covers-service",
        .weight = PROXY_WARNING,
        .title = "Service URLs that do not go through the proxy",
        .why = "An entry of the bypass list sends them directly. Where the network lets the machine out through the proxy only, they fail.",
        .remedy = "Take the entry out of the bypass list, or open the firewall for these URLs; `healthcheck --extendedProxy` lists them.",
        .source = "Learn, linux-support-connectivity (2026-04-27): the service URLs; WINHTTP_PROXY_INFO and curl: the lists",
    },
    {
        .word = "malformed",
        .weight = PROXY_UNUSABLE,
        .title = "Not a proxy",
        .why = "The text names no proxy.",
        .remedy = "Write the setting as `http://host:port`.",
        .source = "proxy lists as WinHTTP documents them (Learn, WINHTTP_PROXY_INFO)",
    },
    {
        .word = "port",
        .weight = PROXY_UNUSABLE,
        .title = "No such port",
        .why = "Ports are 1 to 65535; with another one there is no proxy to speak to.",
        .remedy = "Write the setting as `http://host:port` with the port on which the proxy listens.",
        .source = "RFC 793 section 3.1",
    },
    {
        .word = "no-port",
        .weight = PROXY_UNUSABLE,
        .title = "No port",
        .why = "The setting is documented as `server:port`; a name alone is not what the agent reads.",
        .remedy = "Write host and port: `proxy.example:8080`.",
        .source = "Learn, configure-environment (2025-10-16): <server name or ip>:<port>",
    },
    {
        .word = "several",
        .weight = PROXY_UNUSABLE,
        .title = "A list where one proxy is expected",
        .why = "The setting takes a single `server:port`, not a list and not a proxy for each URL scheme.",
        .remedy = "Write the proxy of https URLs alone: `proxy.example:8080`.",
        .source = "Learn, configure-environment (2025-10-16): <server name or ip>:<port>",
    },
    {
        .word = "empty",
        .weight = PROXY_UNUSABLE,
        .title = "Switched on and empty",
        .why = "The setting says that a proxy or a script is used, and names none.",
        .remedy = "Name the proxy, `netsh winhttp set proxy HOST:PORT`, or switch the setting off, `netsh winhttp reset proxy`.",
        .source = "seen in public registry exports",
    },
    {
        .word = "entry",
        .weight = PROXY_WARNING,
        .title = "An entry that does not count",
        .why = "Windows passes over such an entry of the list; whoever wrote it meant something by it.",
        .remedy = "Write entries as `http=host:port`, `https=host:port` or `host:port`, with `;` between them.",
        .source = "Learn, WINHTTP_PROXY_INFO; tests of dotnet's HttpWindowsProxy",
    },
    {
        .word = "scheme-prefix",
        .weight = PROXY_NOTE,
        .title = "More than server and port",
        .why = "The documented form is `server:port`; `http://` before it and a slash behind it are read as if they were not there.",
        .remedy = "Nothing has to change; `proxy.example:8080` is the documented form.",
        .source = "Learn, configure-environment (2025-10-16): <server name or ip>:<port>; the longer form is common in the field",
    },
    {
        .word = "blob",
        .weight = PROXY_WARNING,
        .title = "Damaged bytes in the registry",
        .why = "Windows stores this setting as counted strings in a binary value; where a count is wrong, programs read different settings from it.",
        .remedy =
            "Let Windows write it anew: `netsh winhttp reset proxy` and `netsh winhttp set proxy HOST:PORT`, or open and save Settings, Network & "
            "Internet, Proxy.",
        .source = "layout of WinHttpSettings and DefaultConnectionSettings, from public exports and Wine's source",
    },
    {
        .word = "disagreement",
        .weight = PROXY_WARNING,
        .title = "Two places say different things",
        .why = "Windows keeps proxy settings in several copies, and programs differ in which they read.",
        .remedy = "Set the proxy once with Windows' own tool, which writes all copies: `netsh winhttp set proxy HOST:PORT`, or Settings, Network & "
                  "Internet, Proxy.",
        .source = "WinHttpGetIEProxyConfigForCurrentUser follows DefaultConnectionSettings; libproxy and Python read the plain values",
    },
    {
        .word = "user-only",
        .weight = PROXY_WARNING,
        .title = "Only this user's programs see it",
        .why = "The setting stands in one user's part of the registry: services, and sessions of other users, do not read it.",
        .remedy = "Set the proxy for the machine: `netsh winhttp set proxy HOST:PORT` in an elevated prompt, or the policy TelemetryProxyServer.",
        .source = LEARN_PLUGIN,
    },
    {
        .word = "capitals",
        .weight = PROXY_WARNING,
        .title = "HTTP_PROXY in capitals",
        .why = "curl, the agent's library, ignores HTTP_PROXY in capitals: a CGI server sets it from a request's header (httpoxy, CVE-2016-5385).",
        .remedy = "Set https_proxy (or HTTPS_PROXY), which serves the https service URLs: `systemctl edit mdatp.service`, "
                  "`Environment=\"HTTPS_PROXY=http://host:port\"`, `systemctl restart mdatp`.",
        .source = "curl, Environment variables; https://httpoxy.org",
    },
    {
        .word = "https-missing",
        .weight = PROXY_WARNING,
        .title = "A proxy for http URLs only",
        .why = "The service URLs are https; a proxy that is set for http URLs alone does not serve them.",
        .remedy = "Set the proxy for https too: `https=host:port` beside `http=`, HTTPS_PROXY beside http_proxy.",
        .source = "Learn, WINHTTP_PROXY_INFO; curl, Environment variables",
    },
    {
        .word = "not-reloaded",
        .weight = PROXY_WARNING,
        .title = "systemd has not read the unit's files",
        .why = "systemd runs units as it last read them: the files say something else since.",
        .remedy = "Run `systemctl daemon-reload`, then `systemctl restart mdatp`.",
        .source = "systemctl(1), daemon-reload",
    },
    {
        .word = "unit-line",
        .weight = PROXY_WARNING,
        .title = "A line of a unit that systemd does not take",
        .why = "systemd passes over such a line or assignment, and logs it.",
        .remedy = "Write `Environment=\"HTTPS_PROXY=http://host:port\"` in [Service], with %% for a percent sign; `systemd-analyze verify "
                  "mdatp.service` checks it.",
        .source = "systemd.exec(5) and systemd.syntax(7) of systemd 252",
    },
    {
        .word = "not-in-service",
        .weight = PROXY_NOTE,
        .title = "Not in the service's environment",
        .why =
            "systemd starts services with an environment of their own: variables of a shell, of a login or of this program do not reach the daemon.",
        .remedy = "Run `mdatp config proxy set --value http://host:port`, or set HTTPS_PROXY in the unit with `systemctl edit mdatp.service`.",
        .source = "systemd.exec(5), Environment=; Learn, linux-static-proxy-configuration (2026-07-02)",
    },
    {
        .word = "environment-file",
        .weight = PROXY_WARNING,
        .title = "An environment file that systemd cannot read",
        .why = "systemd does not start a service whose EnvironmentFile= is missing or damaged, unless its path is written with `-` before it.",
        .remedy = "Create the file, or take the line out: `systemctl edit mdatp.service`.",
        .source = "systemd.exec(5), EnvironmentFile=",
    },
    {
        .word = "default-port",
        .weight = PROXY_WARNING,
        .title = "A proxy without a port",
        .why = "Where the value has no port, curl, the agent's library, takes 1080, not 80.",
        .remedy = "Write the port: `http://proxy.example:8080`.",
        .source = "curl, CURLOPT_PROXYPORT; measured with curl 7.88.1 (2026-11)",
    },
    {
        .word = "not-json",
        .weight = PROXY_WARNING,
        .title = "A settings file that is no JSON",
        .why = "The agent takes no setting from a mdatp_managed.json that it cannot read.",
        .remedy = "Run `python3 -m json.tool /etc/opt/microsoft/mdatp/managed/mdatp_managed.json`, and correct the line it names.",
        .source = "Learn, linux-preferences (2026-07-02)",
    },
    {
        .word = "cidr",
        .weight = PROXY_WARNING,
        .title = "A network in a bypass list",
        .why = "Windows reads no networks in bypass lists, and curl 7.88.1, the agent's library, only those of IPv4: the entry matches nothing.",
        .remedy = "Write `10.*` instead of 10.0.0.0/8, or name the hosts (`*.example.com`); for no_proxy name the hosts or an IPv4 network.",
        .source = "Learn, WINHTTP_PROXY_INFO; measured with curl 7.88.1 (2026-11)",
    },
    {
        .word = "wildcard",
        .weight = PROXY_WARNING,
        .title = "A wildcard in no_proxy",
        .why = "curl, the agent's library, reads no wildcards in no_proxy but a `*` that is the whole list: the entry matches nothing.",
        .remedy = "Write `example.com`: it covers its sub-domains.",
        .source = "curl, CURLOPT_NOPROXY; measured with curl 7.88.1 (2026-11)",
    },
    {
        .word = "wildcard-place",
        .weight = PROXY_NOTE,
        .title = "A wildcard that WinHTTP does not document",
        .why = "WinINET reads `*` anywhere in a bypass entry, WinHTTP's documentation has it at the left end only.",
        .remedy = "Write `*.example.com` and the like.",
        .source = "Learn, WINHTTP_PROXY_INFO and netsh winhttp",
    },
    {
        .word = "bypass-port",
        .weight = PROXY_WARNING,
        .title = "A port in no_proxy",
        .why = "curl, the agent's library, compares host names only: an entry with a port matches nothing.",
        .remedy = "Write the host without `:port`.",
        .source = "measured with curl 7.88.1 (2026-11)",
    },
    {
        .word = "bypass-separator",
        .weight = PROXY_WARNING,
        .title = "A bypass list with the wrong separators",
        .why = "Windows separates the entries of a bypass list by `;`, curl those of no_proxy by commas: the entry is read as one name and matches "
               "nothing.",
        .remedy = "Write `*.example.com;<local>` for Windows, `example.com,10.0.0.1` for no_proxy.",
        .source = "Learn, WINHTTP_PROXY_INFO; curl, CURLOPT_NOPROXY",
    },
    {
        .word = "bypass-entry",
        .weight = PROXY_WARNING,
        .title = "A bypass entry that matches nothing",
        .why = "The entry is not written as its reader wants it.",
        .remedy = "Write `*.example.com`, `host:port` or `<local>` for Windows, plain names and addresses for no_proxy.",
        .source = "Learn, WINHTTP_PROXY_INFO; measured with curl 7.88.1 (2026-11)",
    },
    {
        .word = "bypass-everything",
        .weight = PROXY_WARNING,
        .title = "A bypass list that makes everything direct",
        .why = "With `*` in the bypass list (for curl as the whole of it) the proxy serves no URL.",
        .remedy = "Take `*` out of the bypass list, or unset the proxy.",
        .source = "Learn, WINHTTP_PROXY_INFO; curl, CURLOPT_NOPROXY",
    },
};

#endif
