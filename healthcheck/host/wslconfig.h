/* .wslconfig in the user's profile folder, read by WSL's own rules: bytes in, settings and problems out.
 *
 * UTF-8, with or without mark; CR LF or LF. `[section]`, `key = value`, `#` begins a comment outside double quotes; quotes are
 * taken away wherever they stand; `\\`, `\"`, `\b`, `\n`, `\t` are escapes and a `\` at the end of a line continues it; any
 * other escape spoils the line (so a Windows path needs `\\`). Names count without case, of a setting given twice the first
 * counts, whether or not its value is any good. A bad value leaves the default. Source: microsoft/WSL, src/shared/configfile
 * and WslCoreConfig (2026-08). */
#ifndef HEALTHCHECK_HOST_WSLCONFIG_H
#define HEALTHCHECK_HOST_WSLCONFIG_H

#include <stdbool.h>
#include <stddef.h>

/* What WSL takes the value of a setting for. */
enum wslconfig_type {
    WSLCONFIG_TEXT,
    WSLCONFIG_BOOLEAN,
    WSLCONFIG_NUMBER,
    WSLCONFIG_SIZE,
    WSLCONFIG_NETWORKING_MODE,
    WSLCONFIG_RECLAIM_MODE,
    WSLCONFIG_ADDRESS,
    WSLCONFIG_PORTS,
    WSLCONFIG_MAC
};

struct wslconfig_setting {
    const char *name; /* as WSL writes it: "wsl2.networkingMode", also where the file says [experimental] */
    enum wslconfig_type type;
    size_t line;   /* where it begins, from 1; 0: it is not in the file */
    char *value;   /* without quotes and escapes; owned */
    bool is_valid; /* false: WSL keeps its default */
};

enum wslconfig_problem_kind {
    WSLCONFIG_DUPLICATE,
    WSLCONFIG_UNKNOWN_KEY,
    WSLCONFIG_BAD_BOOLEAN,
    WSLCONFIG_BAD_VALUE,
    WSLCONFIG_BAD_LINE, /* neither section, setting nor comment, or a spoilt one: WSL skips it */
};

struct wslconfig_problem {
    enum wslconfig_problem_kind kind;
    size_t line;
    char *text; /* "dnsTunneling=yes is not true, false, 1 or 0": what is said behind "line 6: "; owned */
};

enum { WSLCONFIG_MOST_PROBLEMS = 64 };

struct wslconfig {
    bool is_text; /* false: UTF-16, bytes that are not UTF-8, or NULs: WSL takes no setting from it; `why` says which */
    char *why;
    struct wslconfig_setting *settings; /* every setting WSL knows, also those not in the file; owned */
    size_t setting_count;
    struct wslconfig_problem *problems; /* the first 64, in the order of the file */
    size_t problem_count;
    size_t problems_left_off;
};

/* Never fails. Free with wslconfig_free(). */
struct wslconfig wslconfig_read(const char *bytes, size_t size);
void wslconfig_free(struct wslconfig *config);

/* The setting that counts: in the file, with a good value. NULL otherwise. Case does not matter; one that moved from
   [experimental] to [wsl2] is found in "wsl2". */
const struct wslconfig_setting *wslconfig_get(const struct wslconfig *config, const char *section, const char *key);

/* Is that setting a boolean (or, as text, exactly) this? False where it does not count. */
bool wslconfig_is(const struct wslconfig *config, const char *section, const char *key, const char *value);

/* The value of a number, cut to the range of int as WSL's runtime does. */
bool wslconfig_number(const struct wslconfig_setting *setting, long *number);

#endif
