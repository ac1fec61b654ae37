/* What `reg.exe query KEY /s` prints: bytes in, a registry filled. A distribution inside WSL knows Windows' registry by nothing else.
 *
 *     HKEY_LOCAL_MACHINE\SOFTWARE\Key
 *         name    REG_SZ    data
 *
 * Between name, type and data stand four blanks; names may hold blanks (even four: the last type word that fits parts the line at
 * its first place). Lines behind a REG_SZ that are neither keys nor values are its text going on. Numbers come as 0x1f, binaries as
 * hexadecimal digits, the strings of a REG_MULTI_SZ with `\0` between them. Written without a console the bytes are of the OEM code
 * page, which nobody tells: what is not UTF-8 becomes U+FFFD. Wine 8.0 and Windows 10/11 print alike, but for "(value not set)". */
#ifndef HEALTHCHECK_HOST_REG_QUERY_H
#define HEALTHCHECK_HOST_REG_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/host/registry.h"

/* Adds what was printed, and mentions each key printed. The first value of a key whose name is in parentheses is the default value,
   in every language Windows speaks. False where there is no line of a key in it. */
bool reg_query_read(struct registry *registry, const char *bytes, size_t size);

#endif
