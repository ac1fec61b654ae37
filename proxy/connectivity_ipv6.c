/* A network that promises IPv6 and does not keep it. */
#include "proxy/connectivity_conclusion.h"

#include <string.h>

static bool is_ipv6(const char *address)
{
    return address != NULL && strchr(address, ':') != NULL;
}

static bool tried_ipv6_only(const struct tried *tried)
{
    bool is_only = tried->attempt->tried_count > 0;

    for (size_t i = 0; i < tried->attempt->tried_count; i++)
        is_only = is_only && is_ipv6(tried->attempt->tried[i]);
    return is_only;
}

static bool tried_ipv6_in_vain(const struct tried *tried)
{
    const struct attempt *attempt = tried->attempt;
    bool has_tried = false;

    for (size_t i = 0; i < attempt->tried_count; i++)
        has_tried = has_tried || is_ipv6(attempt->tried[i]);
    return has_tried && !tried_is_failed(tried) && attempt->remote_address != NULL && !is_ipv6(attempt->remote_address);
}

bool only_ipv6_fails(const struct tried_set *services)
{
    bool is_so = services->failed > 0 && services->failed < services->count;

    for (size_t i = 0; i < services->count && is_so; i++) {
        const struct tried *tried = &services->items[i];
        bool broke_off = pattern_same_step(tried->attempt->failure, FAILURE_UNREACHABLE) && tried_ipv6_only(tried);

        is_so = tried_is_failed(tried) ? broke_off : !is_ipv6(tried->attempt->remote_address);
    }
    return is_so;
}

void advise_ipv6(struct finding *finding)
{
    finding_advise(finding, "Look at `ip -6 route get 2001:db8::1` and `ip -6 address` (Windows: `Get-NetRoute -AddressFamily IPv6`): where the "
                            "network has no IPv6, take its IPv6 addresses off this machine; where it has, open the firewall for it as for IPv4.");
}

void say_ipv6_in_vain(const struct tried_set *services, struct finding *finding)
{
    size_t in_vain = 0;
    bool is_reached = false;

    for (size_t i = 0; i < services->count; i++) {
        in_vain += tried_ipv6_in_vain(&services->items[i]);
        is_reached = is_reached || (!tried_is_failed(&services->items[i]) && is_ipv6(services->items[i].attempt->remote_address));
    }
    if (in_vain < 2 || is_reached)
        return;
    finding_warn(finding, "only IPv6 fails: %zu of %zu URLs are reached over IPv4 after an IPv6 address was tried in vain, and none over IPv6",
                 in_vain, services->count);
    advise_ipv6(finding);
}
