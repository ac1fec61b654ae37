/* The certificates a server presented, as JSON and back, and the products whose names they carry. */
#include "proxy/certificate.h"

#include <stdio.h>
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "proxy/json_text.h"

enum { MOST_CERTIFICATES = 10, LONGEST_NAME = 512 };

void certificate_chain_free(struct certificate_chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        free(chain->items[i].subject);
        free(chain->items[i].issuer);
        free(chain->items[i].issuer_name);
    }
    free(chain->items);
    *chain = (struct certificate_chain){ 0 };
}

static cJSON *certificate_to_json(const struct certificate *certificate)
{
    cJSON *object = cJSON_CreateObject();

    json_text_add(object, "subject", certificate->subject != NULL ? certificate->subject : "", LONGEST_NAME);
    json_text_add(object, "issuer", certificate->issuer != NULL ? certificate->issuer : "", LONGEST_NAME);
    json_text_add(object, "issuer_name", certificate->issuer_name != NULL ? certificate->issuer_name : "", LONGEST_NAME);
    json_text_add(object, "not_before", certificate->not_before, sizeof certificate->not_before - 1);
    json_text_add(object, "not_after", certificate->not_after, sizeof certificate->not_after - 1);
    json_text_add(object, "sha256", certificate->sha256, sizeof certificate->sha256 - 1);
    json_text_add(object, "key", certificate->key, sizeof certificate->key - 1);
    cJSON_AddBoolToObject(object, "self_signed", certificate->is_self_signed);
    return object;
}

cJSON *certificate_chain_to_json(const struct certificate_chain *chain)
{
    cJSON *object, *others;

    if (chain->count == 0)
        return NULL;
    object = certificate_to_json(&chain->items[0]);
    others = cJSON_AddArrayToObject(object, "chain");
    for (size_t i = 1; i < chain->count && i < MOST_CERTIFICATES; i++)
        cJSON_AddItemToArray(others, certificate_to_json(&chain->items[i]));
    cJSON_AddNumberToObject(object, "left_out", (double)chain->left_out);
    return object;
}

static char *name_of(const cJSON *object, const char *name)
{
    char *text = json_text_read(object, name, LONGEST_NAME);

    return text != NULL ? text : memory_copy_text("");
}

static void copy_short(char *short_text, size_t size, const cJSON *object, const char *name)
{
    char *text = json_text_read(object, name, size - 1);

    snprintf(short_text, size, "%s", text != NULL ? text : "");
    free(text);
}

static struct certificate certificate_from_json(const cJSON *object)
{
    struct certificate certificate = { .subject = name_of(object, "subject"),
                                       .issuer = name_of(object, "issuer"),
                                       .issuer_name = name_of(object, "issuer_name"),
                                       .is_self_signed = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, "self_signed")) };

    copy_short(certificate.not_before, sizeof certificate.not_before, object, "not_before");
    copy_short(certificate.not_after, sizeof certificate.not_after, object, "not_after");
    copy_short(certificate.sha256, sizeof certificate.sha256, object, "sha256");
    copy_short(certificate.key, sizeof certificate.key, object, "key");
    return certificate;
}

struct certificate_chain certificate_chain_from_json(const cJSON *object)
{
    struct certificate_chain chain = { 0 };
    const cJSON *others, *other;

    if (!cJSON_IsObject(object))
        return chain;
    chain.items = memory_get(MOST_CERTIFICATES * sizeof *chain.items);
    chain.items[chain.count++] = certificate_from_json(object);
    chain.left_out = (size_t)json_number_read(object, "left_out", 0, 1000000, 0);
    others = cJSON_GetObjectItemCaseSensitive(object, "chain");
    cJSON_ArrayForEach(other, others)
    {
        if (!cJSON_IsObject(other))
            continue;
        if (chain.count < MOST_CERTIFICATES)
            chain.items[chain.count++] = certificate_from_json(other);
        else
            chain.left_out++;
    }
    return chain;
}

/* Parts of the names that these products give their authorities, in the defaults their makers document; the first that fits. Names a
   customer chose say nothing of the product. */
static const struct {
    const char *part, *product;
} products[] = {
    { "zscaler", "Zscaler" },
    { "netskope", "Netskope" },
    { "goskope", "Netskope" },
    { "blue coat", "Symantec Blue Coat ProxySG" },
    { "bluecoat", "Symantec Blue Coat ProxySG" },
    { "proxysg", "Symantec Blue Coat ProxySG" },
    { "cloud services ca", "Symantec Cloud SWG" },
    { "palo alto", "Palo Alto Networks" },
    { "prisma access", "Palo Alto Networks Prisma Access" },
    { "fortigate", "Fortinet FortiGate" },
    { "fortiproxy", "Fortinet FortiProxy" },
    { "fortinet", "Fortinet FortiGate" },
    { "forcepoint", "Forcepoint" },
    { "websense", "Forcepoint" },
    { "skyhigh", "Skyhigh Secure Web Gateway" },
    { "mcafee", "Skyhigh (McAfee) Web Gateway" },
    { "sophos", "Sophos" },
    { "umbrella", "Cisco Umbrella" },
    { "check point", "Check Point" },
    { "checkpoint", "Check Point" },
    { "barracuda", "Barracuda" },
    { "watchguard", "WatchGuard" },
    { "sonicwall", "SonicWall" },
    { "iboss", "iboss" },
    { "cato networks", "Cato Networks" },
    { "gateway ca - cloudflare", "Cloudflare Gateway" },
    { "trend micro", "Trend Micro" },
    { "menlo security", "Menlo Security" },
    { "mitmproxy", "mitmproxy" },
    { "fiddler", "Fiddler" },
    { "charles proxy", "Charles" },
    { "portswigger", "Burp Suite" },
    { "eset ssl filter", "ESET" },
    { "kaspersky", "Kaspersky" },
    { "avast", "Avast" },
    { "avg web/mail shield", "AVG" },
    { "bitdefender", "Bitdefender" },
};

const char *certificate_inspection_product(const char *issuer_or_subject)
{
    for (size_t i = 0; issuer_or_subject != NULL && i < sizeof products / sizeof products[0]; i++)
        if (text_contains_ignoring_case(issuer_or_subject, products[i].part))
            return products[i].product;
    return NULL;
}
