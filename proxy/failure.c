/* Every word for an attempt that failed. */
#include "proxy/failure.h"

#include <string.h>

#include "healthcheck/core/text.h"

#define MEASURED       "measured with curl 7.88.1 and OpenSSL 3.0 (Debian 12, 2026-11)"
#define CONNECT_STATUS "RFC 9110 section 9.3.6; answers of squid 5.7, tinyproxy 1.11 and haproxy 2.6, " MEASURED
#define LEARN_TEST     "Learn, linux-support-connectivity (2026-04-27)"
#define LEARN_URLS     "Learn, configure-environment (2025-10-16)"

#define OF_NAMES   "whoever runs the name servers"
#define OF_NETWORK "whoever runs the network and its firewalls"
#define OF_PROXY   "whoever runs the proxy"
#define OF_DEVICE  "whoever runs the device that inspects TLS"
#define OF_MACHINE "whoever administers this machine"
#define OF_SERVICE "the service, and whoever runs what lies between"

/* In the order of enum failure. */
static const struct failure_kind kinds[FAILURES] = {
    [FAILURE_NONE] = {
        .word = "",
        .title = "No failure",
        .sentence = "it was reached",
        .why = "The service answered as it should.",
        .remedy = "Nothing has to be done; `healthcheck --connectivityTest` tests again.",
        .owner = "nobody",
        .source = LEARN_TEST,
    },
    [FAILURE_PROXY_DNS] = {
        .word = "proxy_dns",
        .title = "The proxy's name has no address",
        .sentence = "the proxy's name has no address",
        .why = "The name servers know no address of the proxy, so nothing that goes through it leaves this machine.",
        .remedy = "Run `healthcheck --extendedProxy`: it names the setting that holds the proxy; correct its spelling there, or write the proxy's "
                  "address. `getent hosts NAME` (Windows: `Resolve-DnsName NAME`) says whether a name is known.",
        .owner = OF_MACHINE,
        .source = "CURLE_COULDNT_RESOLVE_PROXY, " MEASURED,
    },
    [FAILURE_DNS_TIMEOUT] = {
        .word = "dns_timeout",
        .title = "The name server does not answer",
        .sentence = "the name server does not answer",
        .why = "A question for the address was sent, and no answer came within the time limit: the name server is down, or something drops what is "
               "sent to port 53.",
        .remedy = "Ask by hand: `getent hosts NAME` (Windows: `Resolve-DnsName NAME`). The servers asked stand in /etc/resolv.conf, or in "
                  "`resolvectl status` (Windows: `Get-DnsClientServerAddress`); let UDP and TCP port 53 through to them. Inside WSL "
                  "`healthcheck --explain wsl.networking` names the lines for .wslconfig.",
        .owner = OF_NAMES,
        .source = "a name server behind a firewall that drops, " MEASURED,
    },
    [FAILURE_DNS] = {
        .word = "dns",
        .title = "The name has no address",
        .sentence = "the name has no address",
        .why = "The name servers answered that they know no address, or could not be asked. The service's names are public: where they are not known, "
               "a filter in the name service hides them, or this machine may not ask outside.",
        .remedy = "Ask by hand: `getent hosts NAME` (Windows: `Resolve-DnsName NAME`), and compare with what another network says. Have the name "
                  "taken out of the name service's filter, or name a server that resolves public names in /etc/resolv.conf.",
        .owner = OF_NAMES,
        .source = "NXDOMAIN by dnsmasq 2.90, " MEASURED,
    },
    [FAILURE_PROXY_REFUSED] = {
        .word = "proxy_refused",
        .title = "The proxy refuses connections",
        .sentence = "nothing takes connections on the proxy's port",
        .why = "The proxy's machine is there, but no program listens on this port, or the proxy's own access list ends the connection at once.",
        .remedy = "Run `healthcheck --extendedProxy` and compare host and port with what the proxy's administrators name; `nc -vz HOST PORT` (Windows: "
                  "`Test-NetConnection HOST -Port PORT`) tries the port alone. Then start the proxy, or have it accept this machine's address.",
        .owner = OF_PROXY,
        .source = "a closed port, and haproxy 2.6 with `tcp-request connection reject`, " MEASURED,
    },
    [FAILURE_REFUSED] = {
        .word = "refused",
        .title = "The connection is refused",
        .sentence = "the connection is refused",
        .why = "Somebody answered that this port is closed. The service's ports are open: a firewall rejects the connection, or the name leads to another "
               "machine (a filter in the name service, a line in the hosts file).",
        .remedy = "Look where the name leads: `getent hosts NAME` and /etc/hosts (Windows: `Resolve-DnsName NAME`). Where the address is right have the "
                  "firewall let this machine out to it on TCP port 443 (the group certificates: 80), or set a proxy: `healthcheck --explain "
                  "proxy.conclusion`.",
        .owner = OF_NETWORK,
        .source = "iptables REJECT with tcp-reset, " MEASURED,
    },
    [FAILURE_UNREACHABLE] = {
        .word = "unreachable",
        .title = "No route leads there",
        .sentence = "no route leads to the address",
        .why = "This machine has no route to the address, or a router or firewall said so: there is no network, no default route, or a rule forbids the "
               "way.",
        .remedy = "Look at `ip route get ADDRESS` and `ip -brief address` (Windows: `Find-NetRoute -RemoteIPAddress ADDRESS`): a default route must be "
                  "there. Where it is, have the firewall allow TCP port 443 to the service, or set the proxy that leads out: `healthcheck --explain "
                  "proxy.conclusion`.",
        .owner = OF_NETWORK,
        .source = "no route, routes of the types unreachable, blackhole and prohibit, iptables REJECT with ICMP, " MEASURED,
    },
    [FAILURE_CONNECT_TIMEOUT] = {
        .word = "connect_timeout",
        .title = "Nobody answers at the address",
        .sentence = "nobody answers at the address",
        .why = "Packets to the address are dropped without a word: a firewall that lets this machine out through a proxy only, a proxy that is down, or "
               "a wrong address.",
        .remedy = "Without a proxy: have the firewall let this machine out to TCP port 443 of the service, or set the proxy that leads out "
                  "(`healthcheck --explain proxy.conclusion`). With one: `nc -vz HOST PORT` (Windows: `Test-NetConnection HOST -Port PORT`) tries "
                  "the proxy's port; `healthcheck --extendedProxy` names the setting it comes from.",
        .owner = OF_NETWORK,
        .source = "iptables DROP, " MEASURED,
    },
    [FAILURE_PROXY_CERT] = {
        .word = "proxy_cert",
        .title = "The proxy's own certificate is not accepted",
        .sentence = "the certificate of the proxy itself is not accepted",
        .why = "The setting names an https proxy, and the certificate with which that proxy introduces itself is expired, has another name, or is "
               "issued by somebody this machine does not trust. The agent uses plain http proxies only.",
        .remedy = "Write the proxy as `http://host:port` in the setting that `healthcheck --extendedProxy` names, with a port on which the proxy "
                  "answers plain HTTP: https URLs stay encrypted inside the tunnel.",
        .owner = OF_MACHINE,
        .source = "stunnel 5.68 with an expired certificate before squid 5.7, " MEASURED "; Learn, mde-plugin-wsl (2024-11-11): http proxies only",
    },
    [FAILURE_PROXY_TIMEOUT] = {
        .word = "proxy_timeout",
        .title = "The proxy does not answer",
        .sentence = "the proxy takes the connection and does not answer",
        .why = "The connection to the proxy stands, but no answer to the request came within the time limit: the proxy is overloaded, it waits for "
               "something itself, or it delays on purpose those whom it refuses.",
        .remedy = "Try the proxy alone: `curl -v --max-time 60 -x http://HOST:PORT https://x.cp.wd.microsoft.com/api/report`. Have the proxy's log "
                  "searched for this machine's address; where it only is slow, test with more time: `healthcheck --connectivityTest --timeout 60`.",
        .owner = OF_PROXY,
        .source = "haproxy 2.6 with tarpit and with silent-drop, servers that hang or answer a byte a second, " MEASURED,
    },
    [FAILURE_PROXY_AUTH] = {
        .word = "proxy_auth",
        .title = "The proxy asks for a user",
        .sentence = "the proxy asks for a user",
        .why = "The proxy wants a user and a password (status 407). The agent does not authenticate to proxies, so nothing of it gets through.",
        .remedy = "Have the proxy let the service URLs through without authentication for this machine; `healthcheck --extendedProxy` names the URLs "
                  "and the proxy. A password in the setting does not help.",
        .owner = OF_PROXY,
        .source = LEARN_TEST ": authenticated proxies are not supported; RFC 9110 section 15.5.8",
    },
    [FAILURE_PROXY_DENIED] = {
        .word = "proxy_denied",
        .title = "The proxy does not let the URL through",
        .sentence = "the proxy does not let it through",
        .why = "The proxy answered that it will not: its access list forbids the host, the port, the method CONNECT, or this machine.",
        .remedy = "Have the host added to what the proxy allows, for CONNECT to port 443 and from this machine's address; `healthcheck "
                  "--extendedProxy` lists the URLs, `*.endpoint.security.microsoft.com` covers those of streamlined connectivity.",
        .owner = OF_PROXY,
        .source = CONNECT_STATUS,
    },
    [FAILURE_PROXY_UPSTREAM] = {
        .word = "proxy_upstream",
        .title = "The proxy does not get through itself",
        .sentence = "the proxy does not reach the service itself",
        .why = "The proxy took the request and gave up: it cannot resolve the name, is refused, or is not answered. What is wrong is between the proxy "
               "and the service.",
        .remedy = "On the proxy itself run `getent hosts NAME` and `curl -v https://NAME/`, and open its way out to TCP port 443 of the service. Where "
                  "this machine may go out directly an exception in the bypass list helps, too: `healthcheck --extendedProxy` shows which way each "
                  "URL goes.",
        .owner = OF_PROXY,
        .source = CONNECT_STATUS ": 500 for a name unknown to squid, 503 where it is refused or dropped",
    },
    [FAILURE_PROXY_PORTAL] = {
        .word = "proxy_portal",
        .title = "The proxy answers with a page of its own",
        .sentence = "the proxy answers with a page of its own",
        .why = "In the place of the service the proxy sends a page, or leads to one: to sign in, to confirm terms of use, or to say that the URL is "
               "blocked. The agent has nobody who could read it.",
        .remedy = "Open the page named in a browser of this machine to see what it wants, then have the proxy let the service URLs through without it; "
                  "`healthcheck --extendedProxy` lists them.",
        .owner = OF_PROXY,
        .source = CONNECT_STATUS ": 302, 511 (RFC 6585), and 200 with HTML behind it",
    },
    [FAILURE_PROXY_NOT_HTTP] = {
        .word = "proxy_not_http",
        .title = "What answers there is no HTTP proxy",
        .sentence = "what answers at the proxy's address is no HTTP proxy",
        .why = "At this address and port something listens that does not answer as a proxy does: another program, a web server, a SOCKS or TLS port, or "
               "one that hangs up on everybody.",
        .remedy = "Run `healthcheck --extendedProxy` and compare scheme, host and port with what the proxy's administrators name; write it as "
                  "`http://host:port`. `curl -v -x http://HOST:PORT https://x.cp.wd.microsoft.com/api/report` shows what answers.",
        .owner = OF_MACHINE,
        .source = "TLS and SSH ports, servers that close, reset or send an endless header, " MEASURED,
    },
    [FAILURE_TLS_TIMEOUT] = {
        .word = "tls_timeout",
        .title = "TLS is not answered",
        .sentence = "TLS is not answered",
        .why = "The connection stands, and the first words of TLS remain without an answer: a device on the way swallows them, often one that inspects "
               "TLS, or drops packets that are larger than the route carries.",
        .remedy = "Try it alone: `openssl s_client -connect HOST:443 -servername HOST`. Where `ping -M do -s 1472 HOST` fails and a smaller size does not, "
                  "the route carries smaller packets: set the interface's MTU. Else have the device let the service's names through unopened.",
        .owner = OF_NETWORK,
        .source = "a server that accepts and is silent, " MEASURED,
    },
    [FAILURE_TLS_RESET] = {
        .word = "tls_reset",
        .title = "The connection is cut when TLS names the service",
        .sentence = "the connection is cut as soon as TLS begins",
        .why = "The first message of TLS names the host. When it was seen, the connection was cut: so do firewalls that filter by name, and proxies that "
               "end a tunnel they do not like.",
        .remedy = "Have the firewall or the proxy allow the host's name; `healthcheck --extendedProxy` lists all of them. To see whether the name is "
                  "what matters: `openssl s_client -connect HOST:443 -servername HOST`, and once more with `-noservername`.",
        .owner = OF_NETWORK,
        .source = "haproxy 2.6 that rejects by SNI, squid with ssl_bump terminate, servers that close or reset, " MEASURED,
    },
    [FAILURE_TLS_VERSION] = {
        .word = "tls_version",
        .title = "Only an old TLS is spoken",
        .sentence = "no version of TLS is spoken that both sides accept",
        .why = "The other side offers only a version or a signature that is not accepted any more; the service speaks TLS 1.2 and 1.3. A device that "
               "opens TLS is old, or this machine's policy is.",
        .remedy = "See what answers: `openssl s_client -connect HOST:443 -tls1_2`. Exempt the service's names from the device that answers in their stead, "
                  "or update it; this machine's own policy is shown by `update-crypto-policies --show`, or stands in /etc/ssl/openssl.cnf.",
        .owner = OF_DEVICE,
        .source = "nginx 1.22 with TLS 1.0 alone: \"legacy sigalg disallowed or unsupported\", " MEASURED,
    },
    [FAILURE_TLS_ALERT] = {
        .word = "tls_alert",
        .title = "TLS is refused",
        .sentence = "TLS is refused",
        .why = "The other side ended the hand-shake and said why: it does not know the name, wants a certificate of ours, or finds no cipher in common. "
               "The service itself does none of that.",
        .remedy = "Look who answers: `openssl s_client -connect HOST:443 -servername HOST`, and `getent hosts HOST` for where the name leads. Have the "
                  "device that refuses let the name through.",
        .owner = OF_NETWORK,
        .source = "nginx 1.22 with ssl_reject_handshake, " MEASURED,
    },
    [FAILURE_CLOCK_SKEW] = {
        .word = "clock_skew",
        .title = "This machine's clock is wrong",
        .sentence = "this machine's clock is wrong, so that certificates do not seem valid",
        .why = "Certificates have a first and a last day. By this machine's clock they are over or have not begun, while the servers' own clocks differ "
               "from it by more than a day.",
        .remedy = "Run `timedatectl`, then `timedatectl set-ntp true` (chrony: `chronyc makestep`; Windows: `w32tm /resync`). WSL's clock follows "
                  "Windows: `wsl --shutdown` sets it again.",
        .owner = OF_MACHINE,
        .source = "RFC 5280 section 4.1.2.5; RFC 9110 section 6.6.1 (Date)",
    },
    [FAILURE_CERT_EXPIRED] = {
        .word = "cert_expired",
        .title = "The certificate has expired",
        .sentence = "the certificate has expired",
        .why = "The certificate presented, or one above it, is past its last day. The service renews its own in time: it is most likely that of a device "
               "that answers in its stead, unless this machine's clock is ahead.",
        .remedy = "Compare the clock: `timedatectl` (Windows: `w32tm /query /status`). Where it is right, look who issued the certificate: `openssl "
                  "s_client -connect HOST:443 -servername HOST | openssl x509 -noout -issuer -dates`, and exempt the service's names from that device.",
        .owner = OF_DEVICE,
        .source = "X509_V_ERR_CERT_HAS_EXPIRED from nginx 1.22, " MEASURED,
    },
    [FAILURE_CERT_NOT_YET_VALID] = {
        .word = "cert_not_yet_valid",
        .title = "The certificate is not valid yet",
        .sentence = "the certificate is not valid yet",
        .why = "The certificate's first day lies ahead. Nearly always that means that this machine's clock is behind.",
        .remedy = "Compare the clock and set it: `timedatectl`, `timedatectl set-ntp true` (Windows: `w32tm /resync`). Where it is right, look who "
                  "issued the certificate: `openssl s_client -connect HOST:443 -servername HOST | openssl x509 -noout -issuer -dates`.",
        .owner = OF_MACHINE,
        .source = "X509_V_ERR_CERT_NOT_YET_VALID from nginx 1.22 with a certificate of 2040, " MEASURED,
    },
    [FAILURE_CERT_INSPECTED] = {
        .word = "cert_inspected",
        .title = "TLS is opened on the way",
        .sentence = "TLS is opened on the way and closed again with another certificate",
        .why = "The certificate is issued by an authority that was installed on this machine and is none of the public ones: a device reads along. "
               "Defender refuses that on Linux even where the authority is installed, since it knows which certificates the service has.",
        .remedy = "Exempt these host names from TLS inspection on the device or proxy that issued the certificate; `healthcheck --extendedProxy` lists "
                  "them, `*.endpoint.security.microsoft.com` covers those of streamlined connectivity. Installing the authority on this machine "
                  "(`update-ca-certificates`) does not help.",
        .owner = OF_DEVICE,
        .source = LEARN_TEST ": TLS inspection is not supported; mitmproxy 8.1 and squid 5.7 with ssl_bump, " MEASURED,
    },
    [FAILURE_CERT_UNTRUSTED] = {
        .word = "cert_untrusted",
        .title = "The certificate is issued by somebody unknown",
        .sentence = "the certificate is issued by nobody whom this machine trusts",
        .why = "No authority of this machine's store vouches for the certificate: a device opens TLS with an authority of its own, it is self-signed, or "
               "the store is old or incomplete; or Windows cannot judge it, since it builds no chain of it at all.",
        .remedy = "Look who issued it: `openssl s_client -connect HOST:443 -servername HOST -showcerts`. Where it is a device of yours exempt the service's "
                  "names from inspection (installing its authority is not enough for Defender on Linux); where it is a public authority run `apt-get "
                  "install --reinstall ca-certificates` or `update-ca-trust extract`. Where Windows builds no chain, save the certificate and run `certutil "
                  "-verify FILE`, which says why.",
        .owner = OF_DEVICE,
        .source = "X509_V_ERR 18 to 21: mitmproxy 8.1 (20), squid 5.7 with ssl_bump (19), " MEASURED,
    },
    [FAILURE_CERT_NAME] = {
        .word = "cert_name",
        .title = "The certificate is another host's",
        .sentence = "the certificate is another host's",
        .why = "The certificate is valid, but names another host: the name leads to a wrong machine, or a device shows a page of its own.",
        .remedy = "Look where the name leads: `getent hosts NAME` and /etc/hosts (Windows: `Resolve-DnsName NAME`), and what the certificate names: "
                  "`openssl s_client -connect HOST:443 -servername HOST | openssl x509 -noout -subject -ext subjectAltName`.",
        .owner = OF_NETWORK,
        .source = "nginx 1.22 with a certificate of another name, " MEASURED,
    },
    [FAILURE_CAPTIVE_PORTAL] = {
        .word = "captive_portal",
        .title = "A sign-in page answers in the service's place",
        .sentence = "another page answers in the service's place",
        .why = "Without a proxy something on the way answered for the service: it leads to another host, sends a page where the service sends none, or "
               "speaks plain HTTP where TLS belongs. Guest networks do so until somebody signs in, filters to show that a URL is blocked.",
        .remedy = "Open http://www.msftconnecttest.com/redirect in a browser of this machine and sign in, or connect it to another network. For a "
                  "filter have the service's names allowed: `healthcheck --extendedProxy` lists them.",
        .owner = OF_NETWORK,
        .source = "RFC 8952; nginx 1.22 with a redirect and with plain HTTP on port 443, " MEASURED,
    },
    [FAILURE_HTTP_STATUS] = {
        .word = "http_status",
        .title = "The service answers something else",
        .sentence = "the service answers something else than it should",
        .why = "The way is free, and the certificate is right; the answer is not what the service is documented to give: it has trouble itself, or a "
               "device behind TLS answers.",
        .remedy = "Try again in some minutes: `healthcheck --connectivityTest`. Where it stays look for an incident at https://admin.microsoft.com > "
                  "Health > Service health, then at the answer itself: `curl -v URL`.",
        .owner = OF_SERVICE,
        .source = LEARN_URLS "; the client analyzer's map of good answers (2025)",
    },
    [FAILURE_RESET] = {
        .word = "reset",
        .title = "The connection breaks off",
        .sentence = "the connection breaks off before the answer",
        .why = "Everything stood, and before the answer was complete somebody ended the connection: a device on the way that looks into what is sent, a "
               "proxy that restarts, a limit for connections.",
        .remedy = "Test again: `healthcheck --connectivityTest`; a single time is nothing. Where it stays, try `curl -v URL` with and without the proxy "
                  "(`--noproxy '*'`), and have the log of the device between searched for this machine's address.",
        .owner = OF_NETWORK,
        .source = "servers that close or reset after TLS, " MEASURED,
    },
    [FAILURE_TOO_SLOW] = {
        .word = "too_slow",
        .title = "The answer takes too long",
        .sentence = "the answer does not come in time",
        .why = "The connection stands, and the answer is not complete within the time limit: a slow or lossy line, an overloaded proxy, or a device that "
               "holds answers back until it has looked through them.",
        .remedy = "Test with more time: `healthcheck --connectivityTest --timeout 60`, and see which step takes it. `mtr -rwz HOST` (Windows: `pathping "
                  "HOST`) shows where packets are lost.",
        .owner = OF_NETWORK,
        .source = "a server that sends a byte a second, " MEASURED,
    },
};

const struct failure_kind *failure_kind(enum failure failure)
{
    return (unsigned)failure < FAILURES ? &kinds[failure] : NULL;
}

enum failure failure_named(const char *word)
{
    static const char prefix[] = FAILURE_ID_PREFIX;
    size_t failure = 0;

    if (word != NULL && strlen(word) > strlen(prefix) && strncmp(word, prefix, strlen(prefix)) == 0)
        word += strlen(prefix);
    while (word != NULL && failure < FAILURES && !text_same(kinds[failure].word, word))
        failure++;
    return (enum failure)failure;
}
