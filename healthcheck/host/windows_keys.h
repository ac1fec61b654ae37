/* The keys of Windows' registry that are asked for from inside a distribution of WSL: one `reg.exe query KEY /s` a key. */
#ifndef HEALTHCHECK_HOST_WINDOWS_KEYS_H
#define HEALTHCHECK_HOST_WINDOWS_KEYS_H

#include <stdbool.h>
#include <stddef.h>

struct windows_key {
    const char *path;   /* as in facts: "HKLM/SOFTWARE/…" */
    bool is_shallow;    /* its own values and the names of its keys only: below are megabytes (no /s) */
    bool may_be_denied; /* only an elevated user may read it, so that a failure does not mean that it is not there */
};

/* NULL at the end. */
const struct windows_key *windows_key_at(size_t index);

/* The index of the key that tells of `path` (a value "HKLM/…/Name" or a list "HKLM/…/"), the nearest above it; the number of keys
   where none does. */
size_t windows_key_for(const char *path);

#endif
