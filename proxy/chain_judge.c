/* Can the agent use what a source names: `http://host:port`, and nothing else. */
#include "proxy/chain_judge.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/host/windows_paths.h"
#include "healthcheck/host/wslconfig.h"
#include "proxy/pac.h"

/* Does the virtual machine share Windows' network (networkingMode=mirrored)? NAT is the default. */
static bool is_mirrored(struct host *host, struct proxy_record *record)
{
    const struct fact *fact = proxy_record_saw(record, windows_user_file(host, ".wslconfig"));
    struct wslconfig config;
    bool is;

    if (fact->state != FACT_PRESENT)
        return false;
    config = wslconfig_read(fact->text, fact->size);
    is = wslconfig_is(&config, "wsl2", "networkingMode", "mirrored");
    wslconfig_free(&config);
    return is;
}

/* The computer by its own name is as near as 127.0.0.1. */
static bool is_this_computer(struct host *host, const struct proxy_address *address)
{
    const struct fact *name = host_ask(host, "system/hostname");

    return proxy_address_is_loopback(address) || (name->state == FACT_PRESENT && name->size > 0 && text_same(name->text, address->host));
}

static void judge_reach(struct host *host, struct proxy_record *record, const struct proxy_address *address)
{
    bool is_local = is_this_computer(host, address);

    if (!is_local && !address->is_ipv6)
        return;
    if (is_local && address->is_ipv6)
        proxy_problem_add(&record->problems, "loopback", "%s is this computer by IPv6, which WSL's virtual machine never reaches", address->host);
    else if (is_mirrored(host, record))
        return;
    else if (is_local)
        proxy_problem_add(&record->problems, "loopback", "%s is this computer, which WSL's virtual machine does not reach by this name in NAT mode",
                          address->host);
    else
        proxy_problem_add(&record->problems, "ipv6", "%s is an IPv6 address, which WSL's virtual machine does not reach in NAT mode", address->host);
}

static void judge_address(struct host *host, struct proxy_record *record, const struct proxy_address *address)
{
    char *uri = proxy_address_uri(address);

    if (strcmp(address->scheme, "http") != 0)
        proxy_problem_add(&record->problems, "scheme", "%s is no plain HTTP proxy", uri);
    if (address->has_credentials)
        proxy_problem_add(&record->problems, "credentials", "%s names a user, and the agent does not authenticate", uri);
    if ((record->source->platforms & ON_WINDOWS) != 0)
        judge_reach(host, record, address);
    free(uri);
}

/* Proxies, and none of them for https URLs. */
static void judge_missing(struct proxy_record *record)
{
    for (size_t i = 0; i < record->proxies.count; i++)
        if (strcmp(record->proxies.entries[i].target, "socks") == 0) {
            proxy_problem_add(&record->problems, "scheme", "the setting names a SOCKS proxy (socks=%s) and none for https URLs",
                              record->proxies.entries[i].address.host);
            return;
        }
    proxy_problem_add(&record->problems, "https-missing", "the setting names a proxy for %s URLs and none for https, which the service URLs are",
                      record->proxies.entries[0].target);
}

void proxy_chain_judge(struct host *host, struct proxy_record *record)
{
    const struct proxy_list_entry *entry = proxy_list_for(&record->proxies, "https");

    if (record->auto_config_url != NULL)
        proxy_problem_add(&record->problems, "pac", "a proxy script is set, %s", record->auto_config_url);
    if (record->auto_config_url != NULL && pac_url_is_file(record->auto_config_url))
        proxy_problem_add(&record->problems, "pac-file", "the script is a file, and WinHTTP reads scripts over http and https only");
    if (record->auto_detect)
        proxy_problem_add(&record->problems, "wpad", "automatic detection is on as well; the agent looks for no script");
    if (entry != NULL)
        judge_address(host, record, &entry->address);
    else if (record->proxies.count > 0)
        judge_missing(record);
    else if (!proxy_problems_have(&record->problems, PROXY_UNUSABLE))
        proxy_problem_add(&record->problems, "malformed", "the setting names no proxy");
    record->is_usable = entry != NULL && !proxy_problems_have(&record->problems, PROXY_UNUSABLE);
}
