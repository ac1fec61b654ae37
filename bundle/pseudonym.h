/* Names for what is hidden: a keyed hash of the value (HMAC-SHA-256 of names, SipHash of the rest, cut), written so that the value keeps its kind.
 *
 * `user-7f3a91`, `host-02c1d4`, an address of the same class (loopback, private, public) in which two of one subnet stay in one,
 * a GUID that is a GUID, a SID with the same head and relative id, a MAC that is locally administered. */
#ifndef BUNDLE_PSEUDONYM_H
#define BUNDLE_PSEUDONYM_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

enum pseudonym_kind {
    PSEUDONYM_USER,
    PSEUDONYM_HOST,
    PSEUDONYM_DOMAIN,
    PSEUDONYM_EMAIL,
    PSEUDONYM_IPV4,
    PSEUDONYM_IPV6,
    PSEUDONYM_MAC,
    PSEUDONYM_GUID,
    PSEUDONYM_SID,
    PSEUDONYM_SECRET,
    PSEUDONYM_WORD,
    PSEUDONYMS
};

/* Appends the pseudonym of `value` (case does not matter but for secrets). Each thread has a small memory of those it made last. */
void pseudonym_append(const unsigned char key[32], enum pseudonym_kind kind, const char *value, size_t size, struct text *out);

/* Is it one already? Names, GUIDs, SIDs, MACs and IPv6 addresses carry a mark; of IPv4 addresses nothing tells, and it says no. */
bool pseudonym_is(enum pseudonym_kind kind, const char *value, size_t size);

#endif
