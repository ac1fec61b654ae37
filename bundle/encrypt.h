/* --encrypt-to: a finished bundle as a CMS message (RFC 5652, RFC 5083) that only the holders of the given certificates can open:
 *
 *     openssl cms -decrypt -inform DER -binary -in BUNDLE.zip.p7m -out BUNDLE.zip -inkey KEY
 *
 * AES-256-GCM, so that a changed byte is noticed; RSA and EC certificates. Streamed: memory does not grow with the bundle. */
#ifndef BUNDLE_ENCRYPT_H
#define BUNDLE_ENCRYPT_H

#include <stdbool.h>

#include "bundle/output_file.h"
#include "healthcheck/core/error.h"

/* The certificates that may open it. */
struct recipients;

/* Certificate files in PEM or DER, NULL at the end; read before anything is collected, for a wrong path should be told at once. NULL, and
   one sentence, where one cannot be read, is no certificate, or has a key that nothing can be encrypted to. */
struct recipients *recipients_read(const char *const *paths, struct error *error);
void recipients_free(struct recipients *recipients);

/* All of `plain` into `encrypted`, which the caller commits or abandons; both stay the caller's. False, and one sentence. */
bool bundle_encrypt(struct output_file *plain, struct output_file *encrypted, const struct recipients *recipients, struct error *error);

#endif
