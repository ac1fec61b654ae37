/* Names for what is hidden: a keyed hash of the value (HMAC-SHA-256, cut), written so that the value keeps its kind.
 *
 * `user-7f3a91`, `host-02c1d4`, an address of the same class (loopback, private, public) in which two of one subnet stay in one,
 * a GUID that is a GUID, a SID with the same head and relative id, a MAC that is locally administered. */
#ifndef BUNDLE_PSEUDONYM_H
#define BUNDLE_PSEUDONYM_H

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

struct pseudonyms; /* the key, and a small memory of its own a thread */

/* Appends the pseudonym of `value` (case does not matter but for secrets). */
void pseudonym_append(const unsigned char key[32], enum pseudonym_kind kind, const char *value, size_t size, struct text *out);

#endif
