/* The addresses the agent must reach. */
#include "proxy/endpoints.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

#define STANDARD    CONNECTIVITY_STANDARD
#define STREAMLINED CONNECTIVITY_STREAMLINED
#define EITHER      CONNECTIVITY_EITHER

/* clang-format off */
static const struct endpoint_group groups[] = {
    /* Not redundant: a tenant lives in one data center of its geography, and the agent talks to that one's name alone. */
    { "command_and_control", "Command and control",
      "The sensor fetches its commands and its configuration here. Without it the machine is shown as inactive, and cannot be isolated, "
      "scanned or investigated from the portal.", false },
    /* Not redundant: what a sensor saw goes to the address of its geography, no other takes it. */
    { "cyber_data", "Cyber data",
      "The sensor sends what it sees on the machine here. Without it the portal has no timeline, no alerts and no results of hunting for the "
      "machine.", false },
    /* Not redundant: the addresses serve different purposes (reports, look-ups, definitions). */
    { "cloud_protection", "Cloud-delivered protection",
      "Antivirus asks here about files it does not know, reports what it found, and fetches its definitions. Without it only the definitions "
      "that are already on the machine protect it.", false },
    /* Redundant: a geography has several accounts in several regions, and the service names the one to use for each upload (the analyzer's
       map of 2025); protection itself waits for none of them. */
    { "sample_storage", "Sample storage",
      "Suspicious files and the packages of automated investigations are uploaded here. Without it the service cannot judge unknown files, and "
      "investigations stay without results.", true },
    /* Not redundant: one address a geography. */
    { "packages", "Packages",
      "The agent's packages and updates come from here. Without it the agent stays at the version it has, until that one expires.", false },
    /* Redundant: Windows passes over a revocation list it cannot fetch, keeps the ones it has until they expire, and each publisher stands
       for itself. */
    { "certificates", "Certificates",
      "The lists of revoked and of trusted certificates are fetched here, over plain HTTP. Without them certificates of the service are checked "
      "late or not at all, and new ones may be refused.", true },
};
/* clang-format on */

/* clang-format off */
static const struct endpoint endpoints[] = {
    /* Learn, linux-support-connectivity (2026-04-27). */
    { "https://cdn.x.cp.wd.microsoft.com/ping", "cloud_protection", NULL, STANDARD, "GET", { 200 } },
    { "https://eu-cdn.x.cp.wd.microsoft.com/ping", "cloud_protection", "eu", STANDARD, "GET", { 200 } },
    { "https://wu-cdn.x.cp.wd.microsoft.com/ping", "cloud_protection", "us", STANDARD, "GET", { 200 } },
    { "https://x.cp.wd.microsoft.com/api/report", "cloud_protection", NULL, STANDARD, "GET", { 200 } },
    { "https://winatp-gw-cus.microsoft.com/test", "command_and_control", "us", STANDARD, "GET", { 0 } },
    { "https://winatp-gw-eus.microsoft.com/test", "command_and_control", "us", STANDARD, "GET", { 0 } },
    { "https://winatp-gw-weu.microsoft.com/test", "command_and_control", "eu", STANDARD, "GET", { 0 } },
    { "https://winatp-gw-neu.microsoft.com/test", "command_and_control", "eu", STANDARD, "GET", { 0 } },
    { "https://winatp-gw-ukw.microsoft.com/test", "command_and_control", "uk", STANDARD, "GET", { 0 } },
    { "https://winatp-gw-uks.microsoft.com/test", "command_and_control", "uk", STANDARD, "GET", { 0 } },
    { "https://v20.events.data.microsoft.com/ping", "cyber_data", NULL, STANDARD, "GET", { 0 } },
    { "https://eu-v20.events.data.microsoft.com/ping", "cyber_data", "eu", STANDARD, "GET", { 0 } },
    { "https://us-v20.events.data.microsoft.com/ping", "cyber_data", "us", STANDARD, "GET", { 0 } },
    { "https://uk-v20.events.data.microsoft.com/ping", "cyber_data", "uk", STANDARD, "GET", { 0 } },
    /* The client analyzer's map (2025), with the status each answers. It follows redirects and so sees 200 of the short link of
       go.microsoft.com; the short link itself answers with one. */
    { "https://unitedstates.cp.wd.microsoft.com/wdcp.svc/bond/submitReport/test", "cloud_protection", "us", STANDARD, "GET", { 404 } },
    { "https://europe.cp.wd.microsoft.com/wdcp.svc/bond/submitReport/test", "cloud_protection", "eu", STANDARD, "GET", { 404 } },
    { "https://unitedkingdom.cp.wd.microsoft.com/wdcp.svc/bond/submitReport/test", "cloud_protection", "uk", STANDARD, "GET", { 404 } },
    { "https://australia.cp.wd.microsoft.com/wdcp.svc/bond/submitReport/test", "cloud_protection", "au", STANDARD, "GET", { 404 } },
    { "https://unitedstates.x.cp.wd.microsoft.com/api/report", "cloud_protection", "us", STANDARD, "GET", { 200 } },
    { "https://europe.x.cp.wd.microsoft.com/api/report", "cloud_protection", "eu", STANDARD, "GET", { 200 } },
    { "https://unitedkingdom.x.cp.wd.microsoft.com/api/report", "cloud_protection", "uk", STANDARD, "GET", { 200 } },
    { "https://australia.x.cp.wd.microsoft.com/api/report", "cloud_protection", "au", STANDARD, "GET", { 200 } },
    { "https://ussus1eastprod.blob.core.windows.net/", "sample_storage", "us", STANDARD, "GET", { 400 } },
    { "https://ussus1westprod.blob.core.windows.net/", "sample_storage", "us", STANDARD, "GET", { 400 } },
    { "https://usseu1northprod.blob.core.windows.net/", "sample_storage", "eu", STANDARD, "GET", { 400 } },
    { "https://usseu1westprod.blob.core.windows.net/", "sample_storage", "eu", STANDARD, "GET", { 400 } },
    { "https://ussuk1southprod.blob.core.windows.net/", "sample_storage", "uk", STANDARD, "GET", { 400 } },
    { "https://ussuk1westprod.blob.core.windows.net/", "sample_storage", "uk", STANDARD, "GET", { 400 } },
    { "https://ussau1eastprod.blob.core.windows.net/", "sample_storage", "au", STANDARD, "GET", { 400 } },
    { "https://ussau1southeastprod.blob.core.windows.net/", "sample_storage", "au", STANDARD, "GET", { 400 } },
    { "https://go.microsoft.com/fwlink/?linkid=2120136", "packages", NULL, STANDARD, "HEAD", { 302, 301, 200 } },
    { "https://winatp-gw-us.microsoft.com/commands/test", "command_and_control", "us", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-cus.microsoft.com/commands/test", "command_and_control", "us", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-eus.microsoft.com/commands/test", "command_and_control", "us", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-cus3.microsoft.com/commands/test", "command_and_control", "us", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-eus3.microsoft.com/commands/test", "command_and_control", "us", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-eu.microsoft.com/commands/test", "command_and_control", "eu", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-weu.microsoft.com/commands/test", "command_and_control", "eu", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-neu.microsoft.com/commands/test", "command_and_control", "eu", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-weu3.microsoft.com/commands/test", "command_and_control", "eu", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-neu3.microsoft.com/commands/test", "command_and_control", "eu", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-uk.microsoft.com/commands/test", "command_and_control", "uk", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-uks.microsoft.com/commands/test", "command_and_control", "uk", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-ukw.microsoft.com/commands/test", "command_and_control", "uk", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-au.microsoft.com/commands/test", "command_and_control", "au", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-aus.microsoft.com/commands/test", "command_and_control", "au", STANDARD, "GET", { 200 } },
    { "https://winatp-gw-aue.microsoft.com/commands/test", "command_and_control", "au", STANDARD, "GET", { 200 } },
    { "https://automatedirstrprdus.blob.core.windows.net", "sample_storage", "us", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdcus.blob.core.windows.net", "sample_storage", "us", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdeus.blob.core.windows.net", "sample_storage", "us", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdcus3.blob.core.windows.net", "sample_storage", "us", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdeus3.blob.core.windows.net", "sample_storage", "us", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdeu.blob.core.windows.net", "sample_storage", "eu", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdweu.blob.core.windows.net", "sample_storage", "eu", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdneu.blob.core.windows.net", "sample_storage", "eu", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdweu3.blob.core.windows.net", "sample_storage", "eu", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdneu3.blob.core.windows.net", "sample_storage", "eu", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprduk.blob.core.windows.net", "sample_storage", "uk", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprduks.blob.core.windows.net", "sample_storage", "uk", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdukw.blob.core.windows.net", "sample_storage", "uk", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdau.blob.core.windows.net", "sample_storage", "au", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdaus.blob.core.windows.net", "sample_storage", "au", STANDARD, "GET", { 400 } },
    { "https://automatedirstrprdaue.blob.core.windows.net", "sample_storage", "au", STANDARD, "GET", { 400 } },
    { "https://mdav.us.endpoint.security.microsoft.com/mdav/test", "cloud_protection", "us", STREAMLINED, "GET", { 404 } },
    { "https://mdav.us.endpoint.security.microsoft.com/storage/ussus1eastprod/", "sample_storage", "us", STREAMLINED, "GET", { 400 } },
    { "https://mdav.us.endpoint.security.microsoft.com/storage/ussus1westprod/", "sample_storage", "us", STREAMLINED, "GET", { 400 } },
    { "https://mdav.us.endpoint.security.microsoft.com/xplat/api/report", "cloud_protection", "us", STREAMLINED, "GET", { 200 } },
    { "https://mdav.us.endpoint.security.microsoft.com/packages/?ostype=mac", "packages", "us", STREAMLINED, "HEAD", { 200 } },
    { "https://mdav.eu.endpoint.security.microsoft.com/mdav/test", "cloud_protection", "eu", STREAMLINED, "GET", { 404 } },
    { "https://mdav.eu.endpoint.security.microsoft.com/storage/usseu1northprod/", "sample_storage", "eu", STREAMLINED, "GET", { 400 } },
    { "https://mdav.eu.endpoint.security.microsoft.com/storage/usseu1westprod/", "sample_storage", "eu", STREAMLINED, "GET", { 400 } },
    { "https://mdav.eu.endpoint.security.microsoft.com/xplat/api/report", "cloud_protection", "eu", STREAMLINED, "GET", { 200 } },
    { "https://mdav.eu.endpoint.security.microsoft.com/packages/?ostype=mac", "packages", "eu", STREAMLINED, "HEAD", { 200 } },
    { "https://mdav.uk.endpoint.security.microsoft.com/mdav/test", "cloud_protection", "uk", STREAMLINED, "GET", { 404 } },
    { "https://mdav.uk.endpoint.security.microsoft.com/storage/ussuk1southprod/", "sample_storage", "uk", STREAMLINED, "GET", { 400 } },
    { "https://mdav.uk.endpoint.security.microsoft.com/storage/ussuk1westprod/", "sample_storage", "uk", STREAMLINED, "GET", { 400 } },
    { "https://mdav.uk.endpoint.security.microsoft.com/xplat/api/report", "cloud_protection", "uk", STREAMLINED, "GET", { 200 } },
    { "https://mdav.uk.endpoint.security.microsoft.com/packages/?ostype=mac", "packages", "uk", STREAMLINED, "HEAD", { 200 } },
    { "https://mdav.au.endpoint.security.microsoft.com/mdav/test", "cloud_protection", "au", STREAMLINED, "GET", { 404 } },
    { "https://mdav.au.endpoint.security.microsoft.com/storage/ussau1eastprod/", "sample_storage", "au", STREAMLINED, "GET", { 400 } },
    { "https://mdav.au.endpoint.security.microsoft.com/storage/ussau1southeastprod/", "sample_storage", "au", STREAMLINED, "GET", { 400 } },
    { "https://mdav.au.endpoint.security.microsoft.com/xplat/api/report", "cloud_protection", "au", STREAMLINED, "GET", { 200 } },
    { "https://mdav.au.endpoint.security.microsoft.com/packages/?ostype=mac", "packages", "au", STREAMLINED, "HEAD", { 200 } },
    { "https://edr-us.us.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "us", STREAMLINED, "GET", { 200 } },
    { "https://edr-us.us.endpoint.security.microsoft.com/storage/automatedirstrprdus/", "sample_storage", "us", STREAMLINED, "GET", { 400 } },
    { "https://edr-cus.us.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "us", STREAMLINED, "GET", { 200 } },
    { "https://edr-cus.us.endpoint.security.microsoft.com/storage/automatedirstrprdcus/", "sample_storage", "us", STREAMLINED, "GET", { 400 } },
    { "https://edr-eus.us.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "us", STREAMLINED, "GET", { 200 } },
    { "https://edr-eus.us.endpoint.security.microsoft.com/storage/automatedirstrprdeus/", "sample_storage", "us", STREAMLINED, "GET", { 400 } },
    { "https://edr-cus3.us.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "us", STREAMLINED, "GET", { 200 } },
    { "https://edr-cus3.us.endpoint.security.microsoft.com/storage/automatedirstrprdcus3/", "sample_storage", "us", STREAMLINED, "GET", { 400 } },
    { "https://edr-eus3.us.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "us", STREAMLINED, "GET", { 200 } },
    { "https://edr-eus3.us.endpoint.security.microsoft.com/storage/automatedirstrprdeus3/", "sample_storage", "us", STREAMLINED, "GET", { 400 } },
    { "https://edr-eu.eu.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "eu", STREAMLINED, "GET", { 200 } },
    { "https://edr-eu.eu.endpoint.security.microsoft.com/storage/automatedirstrprdeu/", "sample_storage", "eu", STREAMLINED, "GET", { 400 } },
    { "https://edr-weu.eu.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "eu", STREAMLINED, "GET", { 200 } },
    { "https://edr-weu.eu.endpoint.security.microsoft.com/storage/automatedirstrprdweu/", "sample_storage", "eu", STREAMLINED, "GET", { 400 } },
    { "https://edr-neu.eu.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "eu", STREAMLINED, "GET", { 200 } },
    { "https://edr-neu.eu.endpoint.security.microsoft.com/storage/automatedirstrprdneu/", "sample_storage", "eu", STREAMLINED, "GET", { 400 } },
    { "https://edr-weu3.eu.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "eu", STREAMLINED, "GET", { 200 } },
    { "https://edr-weu3.eu.endpoint.security.microsoft.com/storage/automatedirstrprdweu3/", "sample_storage", "eu", STREAMLINED, "GET", { 400 } },
    { "https://edr-neu3.eu.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "eu", STREAMLINED, "GET", { 200 } },
    { "https://edr-neu3.eu.endpoint.security.microsoft.com/storage/automatedirstrprdneu3/", "sample_storage", "eu", STREAMLINED, "GET", { 400 } },
    { "https://edr-uk.uk.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "uk", STREAMLINED, "GET", { 200 } },
    { "https://edr-uk.uk.endpoint.security.microsoft.com/storage/automatedirstrprduk/", "sample_storage", "uk", STREAMLINED, "GET", { 400 } },
    { "https://edr-uks.uk.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "uk", STREAMLINED, "GET", { 200 } },
    { "https://edr-uks.uk.endpoint.security.microsoft.com/storage/automatedirstrprduks/", "sample_storage", "uk", STREAMLINED, "GET", { 400 } },
    { "https://edr-ukw.uk.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "uk", STREAMLINED, "GET", { 200 } },
    { "https://edr-ukw.uk.endpoint.security.microsoft.com/storage/automatedirstrprdukw/", "sample_storage", "uk", STREAMLINED, "GET", { 400 } },
    { "https://edr-au.au.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "au", STREAMLINED, "GET", { 200 } },
    { "https://edr-au.au.endpoint.security.microsoft.com/storage/automatedirstrprdau/", "sample_storage", "au", STREAMLINED, "GET", { 400 } },
    { "https://edr-aus.au.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "au", STREAMLINED, "GET", { 200 } },
    { "https://edr-aus.au.endpoint.security.microsoft.com/storage/automatedirstrprdaus/", "sample_storage", "au", STREAMLINED, "GET", { 400 } },
    { "https://edr-aue.au.endpoint.security.microsoft.com/edr/commands/test", "command_and_control", "au", STREAMLINED, "GET", { 200 } },
    { "https://edr-aue.au.endpoint.security.microsoft.com/storage/automatedirstrprdaue/", "sample_storage", "au", STREAMLINED, "GET", { 400 } },
    /* Over plain HTTP (Learn, configure-device-connectivity, 2025-10-16, names the hosts and folders; a file of each that lasts: revocations by
       the Microsoft root of 2011, valid to 2036, and its certificate, both as certificates below it name them; the list of distrusted certificates
       that the connectivity analyzer of 2018 asked for; Microsoft's RSA root of 2017, valid to 2042, of Learn, azure-ca-details). */
    { "http://crl.microsoft.com/pki/crl/products/MicRooCerAut2011_2011_03_22.crl", "certificates", NULL, EITHER, "GET", { 200 } },
    { "http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/disallowedcertstl.cab", "certificates", NULL, EITHER, "GET", { 200 } },
    { "http://www.microsoft.com/pkiops/certs/Microsoft%20RSA%20Root%20Certificate%20Authority%202017.crt", "certificates", NULL, EITHER, "GET", { 200 } },
    { "http://www.microsoft.com/pki/certs/MicRooCerAut2011_2011_03_22.crt", "certificates", NULL, EITHER, "GET", { 200 } },
};
/* clang-format on */

enum {
    GROUPS = sizeof groups / sizeof *groups,
    ENDPOINTS = sizeof endpoints / sizeof *endpoints,
};

const struct endpoint_group *endpoint_group_at(size_t index)
{
    return index < GROUPS ? &groups[index] : NULL;
}

const struct endpoint_group *endpoint_group_named(const char *name)
{
    for (size_t i = 0; i < GROUPS; i++)
        if (strcmp(groups[i].name, name) == 0)
            return &groups[i];
    return NULL;
}

const struct endpoint *endpoint_at(size_t index)
{
    return index < ENDPOINTS ? &endpoints[index] : NULL;
}

const char *endpoint_url(size_t index)
{
    /* The table ends with those over plain HTTP. */
    return index < ENDPOINTS && text_starts(endpoints[index].url, "https:") ? endpoints[index].url : NULL;
}

struct endpoint_list endpoints_built_in(void)
{
    return (struct endpoint_list){ .items = endpoints, .count = ENDPOINTS };
}

/* Its scheme, host and port; letters count the same in both cases there, and nowhere behind it. */
static size_t authority_end(const char *url)
{
    const char *slashes = strstr(url, "://");
    size_t begin = slashes != NULL ? (size_t)(slashes - url) + 3 : 0;

    return begin + strcspn(url + begin, "/?#");
}

bool endpoint_same_url(const char *a, const char *b)
{
    size_t size = authority_end(a);
    const char *a_path = a + size, *b_path = b + authority_end(b);

    if (authority_end(b) != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (text_lower(a[i]) != text_lower(b[i]))
            return false;
    return strcmp(*a_path != '\0' ? a_path : "/", *b_path != '\0' ? b_path : "/") == 0;
}

static const struct endpoint *known_endpoint(const char *url)
{
    for (size_t i = 0; i < ENDPOINTS; i++)
        if (endpoint_same_url(endpoints[i].url, url))
            return &endpoints[i];
    return NULL;
}

struct endpoint_list endpoints_of_urls(const char *const *urls, size_t count)
{
    struct endpoint_list list = { .own = memory_get((count + 1) * sizeof *list.own) };

    for (size_t i = 0; i < count; i++) {
        const struct endpoint *known = known_endpoint(urls[i]);
        bool is_repeated = false;

        for (size_t j = 0; j < list.count; j++)
            is_repeated = is_repeated || endpoint_same_url(list.own[j].url, urls[i]);
        if (is_repeated)
            continue;
        list.own[list.count] = known != NULL ? *known : (struct endpoint){ .group = "", .connectivity = EITHER, .method = "GET" };
        list.own[list.count].url = memory_copy_text(urls[i]);
        list.own[list.count++].geography = known != NULL ? memory_copy_text(known->geography) : NULL;
    }
    list.items = list.own;
    return list;
}

void endpoint_list_free(struct endpoint_list *list)
{
    for (size_t i = 0; list->own != NULL && i < list->count; i++) {
        free((char *)list->own[i].url);
        free((char *)list->own[i].geography);
    }
    free(list->own);
    *list = (struct endpoint_list){ 0 };
}
