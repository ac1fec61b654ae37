/* Signing and checking signatures with OpenSSL: Ed25519 keys, or X.509 certificates by CMS. */
#ifndef BUNDLE_SIGN_H
#define BUNDLE_SIGN_H

#include "bundle/verify.h"

/* Who signed these bytes? `key_path`: a public key or a certificate that is trusted, or NULL (then who signed rightly is good as well,
   and the caller says that nobody vouches for him). `*signer` is yours to free, NULL where the signature is bad. False, and one
   sentence, where the key cannot be read. */
bool sign_check(const char *key_path, const struct text *signature, const struct text *signed_bytes, enum bundle_signature *verdict, char **signer,
                struct error *error);

#endif
