/* What stopped our own program, as one sentence for the user. It lives on the caller's stack: nobody frees it. */
#ifndef HEALTHCHECK_CORE_ERROR_H
#define HEALTHCHECK_CORE_ERROR_H

#include <stdbool.h>

/* Lets the compiler check the arguments; `rest` is the first of them, 0 for a va_list. */
#if defined(__clang__)
#define LIKE_PRINTF(text, rest) __attribute__((__format__(__printf__, text, rest)))
#elif defined(__GNUC__)
#define LIKE_PRINTF(text, rest) __attribute__((__format__(__gnu_printf__, text, rest)))
#else
#define LIKE_PRINTF(text, rest)
#endif

struct error {
    char text[512]; /* no full stop; of a longer one its beginning and its end, secrets masked */
};

/* Writes the sentence; `error` may be NULL where the caller does not care. Returns false, so that `return error_set(…)` reads well. */
LIKE_PRINTF(2, 3) bool error_set(struct error *error, const char *format, ...);

#endif
