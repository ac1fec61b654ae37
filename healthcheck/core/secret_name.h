/* Names behind which a secret stands: `password`, `ClientSecret`, `AZURE_API_KEY`, … */
#ifndef HEALTHCHECK_CORE_SECRET_NAME_H
#define HEALTHCHECK_CORE_SECRET_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum secret_name {
    SECRET_NOT,
    SECRET_WORD,     /* what follows in any syntax, up to a blank */
    SECRET_ASSIGNED, /* only behind `=`: the name has other meanings */
    SECRET_LINE,     /* the rest of the line: Authorization and cookies, as HTTP writes them */
    SECRET_MAYBE,    /* the value decides: letters and digits as no word has them (only secret_name_maybe()) */
};

/* What the name in these bytes stands for, by its end. `before` is the byte in front of it, 0 where there is none. */
enum secret_name secret_name_of(const char *name, size_t size, char before);

/* SECRET_MAYBE where the name is told by its last word to be of something that may be a secret: `key`, `auth`, `session`, `code`, …; for
   the bundle, which rather hides too much. */
enum secret_name secret_name_maybe(const char *name, size_t size);

/* Is this value a word that says there is no secret, or something about one ("none", "null", "true", "expired")? */
bool secret_is_harmless(const char *value, size_t size);

#endif
