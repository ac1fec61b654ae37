/* The encodings in which Windows tools leave registry texts in files. */
#ifndef HEALTHCHECK_HOST_REGISTRY_ENCODING_H
#define HEALTHCHECK_HOST_REGISTRY_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

/* To UTF-8: UTF-16LE or UTF-16BE (with a mark, or known by the NUL beside the first character), UTF-8, else Windows-1252. With
   `is_ansi` what is not UTF-16 and has no mark is Windows-1252 in any case. `remark` is a sentence where the encoding is none that
   regedit or reg.exe writes, else NULL. Yours to free. */
char *registry_text_decode(const char *bytes, size_t size, bool is_ansi, size_t *utf8_size, const char **remark);

/* Windows-1252 to UTF-8. Yours to free. */
char *registry_text_from_ansi(const char *bytes, size_t size, size_t *utf8_size);

#endif
