/* Where a host belongs. */
#include "healthcheck/host/geography.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The geographies whose addresses are documented (Learn, configure-device-connectivity, 2025-10-16; the analyzer's own list). */
static const char *const known[][2] = {
    { "us", "unitedstates" }, { "eu", "europe" }, { "uk", "unitedkingdom" }, { "au", "australia" }, { "ch", "switzerland" }, { "in", "india" },
};

static bool same(struct span word, const char *name)
{
    if (word.size != strlen(name))
        return false;
    for (size_t i = 0; i < word.size; i++)
        if (text_lower(word.data[i]) != name[i])
            return false;
    return true;
}

static const char *named(struct span word)
{
    if (word.size > 3 && (span_starts(word, "GW_") || span_starts(word, "gw_")))
        word = (struct span){ word.data + 3, word.size - 3 };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (same(word, known[i][0]) || same(word, known[i][1]))
            return known[i][0];
    return NULL;
}

/* The letters behind `at`, past punctuation: `" : "GW_EU"`, `\":\"EU\"`. */
static struct span word_behind(struct span text)
{
    struct span word;

    while (text.size > 0 && memchr(" \t\\\":=", *text.data, 7) != NULL)
        text = (struct span){ text.data + 1, text.size - 1 };
    word = (struct span){ text.data, 0 };
    while (word.size < text.size &&
           (text.data[word.size] == '_' || (text_lower(text.data[word.size]) >= 'a' && text_lower(text.data[word.size]) <= 'z')))
        word.size++;
    return word;
}

/* What stands behind the first `name`; no data where there is none. */
static struct span behind(struct span text, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = text.data, *end = text.data + text.size; text.size > 0 && (at = memchr(at, name[0], (size_t)(end - at))) != NULL; at++)
        if ((size_t)(end - at) >= size && memcmp(at, name, size) == 0)
            return (struct span){ at + size, (size_t)(end - at) - size };
    return (struct span){ NULL, 0 };
}

static const char *field(struct span text, const char *name)
{
    struct span rest = behind(text, name);

    return rest.data != NULL ? named(word_behind(rest)) : NULL;
}

const char *geography_from_details(struct span text)
{
    const char *partner = field(text, "edr_partner_geo_location");

    return partner != NULL ? partner : field(text, "edr_preferred_geo");
}

const char *geography_from_onboarding(struct span text)
{
    return field(text, "vortexGeoLocation");
}

enum onboarded_way onboarded_way_from_details(struct span text)
{
    struct span rest = behind(text, "edr_partner_geo_location"), word;

    if (rest.data == NULL)
        return ONBOARDED_UNKNOWN;
    word = word_behind(rest);
    if (span_starts(word, "GW_"))
        return ONBOARDED_STREAMLINED;
    return word.size == 0 ? ONBOARDED_STANDARD : ONBOARDED_UNKNOWN;
}

enum onboarded_way onboarded_way_from_onboarding(struct span text)
{
    struct span partner = behind(text, "partnerGeoLocation");

    if (partner.data != NULL && span_starts(word_behind(partner), "GW_"))
        return ONBOARDED_STREAMLINED;
    if (behind(text, ".endpoint.security.microsoft.").data != NULL)
        return ONBOARDED_STREAMLINED;
    return behind(text, "winatp-gw-").data != NULL || field(text, "vortexGeoLocation") != NULL ? ONBOARDED_STANDARD : ONBOARDED_UNKNOWN;
}
