/* network/addresses and dns/<name> of a live Windows machine. */
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <iphlpapi.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/wide_windows.h"

enum { MOST_SECONDS = 1, MOST_TRIES = 4 };

/* The addresses of the adapters; NULL, and the answer says why. Yours to free. */
static IP_ADAPTER_ADDRESSES *list_adapters(struct answer *answer)
{
    ULONG size = 16 * 1024, number = ERROR_BUFFER_OVERFLOW;
    IP_ADAPTER_ADDRESSES *all = NULL;

    for (int i = 0; i < MOST_TRIES && number == ERROR_BUFFER_OVERFLOW; i++) {
        free(all);
        all = memory_get(size);
        number = GetAdaptersAddresses(
            AF_UNSPEC, GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER | GAA_FLAG_INCLUDE_GATEWAYS, NULL, all, &size);
    }
    if (number == ERROR_SUCCESS)
        return all;
    free(all);
    if (number != ERROR_NO_DATA) /* no adapter has an address: present and empty */
        live_refused(answer, number);
    return NULL;
}

/* The address as text; false for those that nobody else can reach: loopback, link-local. */
static bool write_address(const struct sockaddr *address, char text[INET6_ADDRSTRLEN])
{
    if (address->sa_family == AF_INET) {
        const struct in_addr *four = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
        const unsigned char *bytes = (const unsigned char *)four;

        return bytes[0] != 127 && !(bytes[0] == 169 && bytes[1] == 254) && inet_ntop(AF_INET, (void *)four, text, INET6_ADDRSTRLEN) != NULL;
    }
    if (address->sa_family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;

        return !IN6_IS_ADDR_LOOPBACK(six) && !IN6_IS_ADDR_LINKLOCAL(six) && inet_ntop(AF_INET6, (void *)six, text, INET6_ADDRSTRLEN) != NULL;
    }
    return false;
}

/* The adapter of the default route: of those with a gateway that with the lowest metric. NULL where there is none. */
static const IP_ADAPTER_ADDRESSES *default_adapter(const IP_ADAPTER_ADDRESSES *at)
{
    const IP_ADAPTER_ADDRESSES *best = NULL;

    for (; at != NULL; at = at->Next)
        if (at->OperStatus == IfOperStatusUp && at->FirstGatewayAddress != NULL && (best == NULL || at->Ipv4Metric < best->Ipv4Metric))
            best = at;
    return best;
}

/* IPv4 first, as Linux lists them. */
static void append_addresses(const IP_ADAPTER_ADDRESSES *adapter, struct text *list)
{
    static const ADDRESS_FAMILY families[] = { AF_INET, AF_INET6 };
    char text[INET6_ADDRSTRLEN];

    for (size_t i = 0; i < 2; i++)
        for (const IP_ADAPTER_UNICAST_ADDRESS *own = adapter->FirstUnicastAddress; own != NULL; own = own->Next) {
            const struct sockaddr *address = own->Address.lpSockaddr;

            if (address != NULL && address->sa_family == families[i] && write_address(address, text))
                text_append_format(list, "%s\n", text);
        }
}

void live_network(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    IP_ADAPTER_ADDRESSES *all;
    const IP_ADAPTER_ADDRESSES *first;

    (void)live;
    (void)host;
    if (strcmp(rest, "addresses") != 0) {
        answer_absent(answer);
        return;
    }
    all = list_adapters(answer);
    first = default_adapter(all);
    if (first != NULL)
        append_addresses(first, &answer->text);
    for (const IP_ADAPTER_ADDRESSES *at = all; at != NULL; at = at->Next)
        if (at != first && at->OperStatus == IfOperStatusUp)
            append_addresses(at, &answer->text);
    free(all);
}

static void resolve(const char *name, struct answer *answer)
{
    ADDRINFOW wanted = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *found = NULL;
    wchar_t *wide = wide_from(name);
    char text[INET6_ADDRSTRLEN];
    WSADATA sockets;
    int failure = wide == NULL ? WSAHOST_NOT_FOUND : WSAStartup(MAKEWORD(2, 2), &sockets); /* no name is not UTF-8 */

    if (failure == 0) {
        failure = GetAddrInfoW(wide, NULL, &wanted, &found);
        for (ADDRINFOW *at = failure == 0 ? found : NULL; at != NULL; at = at->ai_next) {
            void *address = at->ai_family == AF_INET ? (void *)&((struct sockaddr_in *)(void *)at->ai_addr)->sin_addr
                                                     : (void *)&((struct sockaddr_in6 *)(void *)at->ai_addr)->sin6_addr;

            if ((at->ai_family == AF_INET || at->ai_family == AF_INET6) && inet_ntop(at->ai_family, address, text, sizeof text) != NULL)
                text_append_format(&answer->text, "%s\n", text);
        }
        if (found != NULL)
            FreeAddrInfoW(found);
        WSACleanup();
    }
    if (failure == WSAHOST_NOT_FOUND || failure == WSANO_DATA || (failure == 0 && answer->text.size == 0))
        answer_absent(answer);
    else if (failure != 0)
        live_refused(answer, (unsigned long)failure);
    free(wide);
}

void live_dns(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    if (live->may_fetch)
        live_answer_patiently("the resolver", MOST_SECONDS, resolve, rest, answer);
    else
        answer_unreadable(answer, "not asked by the health report: run `healthcheck --extendedProxy`");
}
