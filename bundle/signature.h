/* manifest.sig where a bare Ed25519 key signed: four lines of text. Where a certificate did, it is a CMS in PEM instead (bundle/sign.c). */
#ifndef BUNDLE_SIGNATURE_H
#define BUNDLE_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

enum { SIGNATURE_KEY_SIZE = 32, SIGNATURE_SIZE = 64 };

struct signature {
    unsigned char key[SIGNATURE_KEY_SIZE]; /* the public key, raw (RFC 8032) */
    unsigned char bytes[SIGNATURE_SIZE];
};

void signature_write(struct text *out, const struct signature *signature);

/* False for what signature_write() did not write. */
bool signature_read(struct signature *signature, const char *bytes, size_t size);

/* "SHA256:" and the digest of the public key in hex; yours to free. */
char *signature_fingerprint(const unsigned char key[SIGNATURE_KEY_SIZE]);

#endif
