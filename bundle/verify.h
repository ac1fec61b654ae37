/* --verify: is this bundle intact, and whose is it? --sign: a detached signature over manifest.json, inside the bundle. */
#ifndef BUNDLE_VERIFY_H
#define BUNDLE_VERIFY_H

#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

/* GOOD: by the trusted key, or, where none was given, by whoever `signer` says. BAD: of another manifest, or broken. */
enum bundle_signature { SIGNATURE_NONE, SIGNATURE_GOOD, SIGNATURE_STRANGER, SIGNATURE_BAD };

struct verification {
    struct text altered, missing, foreign; /* paths, a line each, of the first with what is wrong */
    size_t entries;
    enum bundle_signature signature;
    char *signer;                           /* subject of the certificate, or the fingerprint of the key; NULL */
    char *host, *tool_version, *created_at; /* as the manifest has them; NULL */
};

/* `key_path`: a public key or a certificate that is trusted, or NULL. False where it is no bundle at all. */
bool bundle_verify(const char *path, const char *key_path, struct verification *verification, struct error *error);
bool verification_is_intact(const struct verification *verification);
void verification_free(struct verification *verification);

/* The signature over a manifest (PEM of a CMS or raw Ed25519, what `--verify` reads): `key_path` is a PEM private key, for X.509 with
   its certificate in the same file. Into `out`. */
bool bundle_sign(const char *key_path, const char *manifest, size_t size, struct text *out, struct error *error);

#endif
