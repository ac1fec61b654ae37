/* Windows' own text is UTF-16; ours is UTF-8. The one place where they meet, with paths and the system's reasons. */
#ifndef HEALTHCHECK_PLATFORM_WIDE_WINDOWS_H
#define HEALTHCHECK_PLATFORM_WIDE_WINDOWS_H

#include <stddef.h>
#include <wchar.h>

/* NULL where it is not UTF-8. Yours to free. */
wchar_t *wide_from(const char *utf8);

/* A lone surrogate, which NTFS allows in a name, becomes U+FFFD: such a file is told, and cannot be opened by that name. Yours to free. */
char *wide_to(const wchar_t *wide);
char *wide_to_counted(const wchar_t *wide, size_t count);

/* A path as the ...W functions take it: '/' is '\', and one too long for old programs (MAX_PATH) is made absolute with "\\?\" before
   it. NULL where it is not UTF-8. Yours to free. */
wchar_t *wide_path(const char *path);

/* The same, always absolute with "\\?\" before it, so that no name in it means a device. */
wchar_t *wide_absolute_path(const char *path);

/* What GetLastError() said, in English, lower case and without a full stop: "permission denied". */
void wide_why(unsigned long number, char *why, size_t size);

#endif
