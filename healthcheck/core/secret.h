/* The masker of everything printed: passwords and tokens become ***. The bundle's redactor, which also hides identities, is
 * another thing; this one is for what a person reads on a screen. */
#ifndef HEALTHCHECK_CORE_SECRET_H
#define HEALTHCHECK_CORE_SECRET_H

#include <stddef.h>

#include "healthcheck/core/text.h"

/* Appends `bytes` to `masked` without: user:password@ in URLs (the last @ before the path is the border; the user stays), what follows
   password=, secret:, token=, api_key … in any of the usual syntaxes, Bearer and Basic credentials, JWTs, PEM private keys,
   SAS signatures (sig=). Linear in `size`. */
void secret_mask(struct text *masked, const char *bytes, size_t size);

/* How many bytes of a value a sentence may quote ("%.*s"): at most `most`, whole characters, and not half of a user and password before an @,
   which secret_mask() would not know again. */
int secret_shown(const char *bytes, size_t size, size_t most);

#endif
