/* The version of a Windows program or library: bytes of the file in, "1.26.427.1" out.
 *
 * It is the FILEVERSION of the VS_FIXEDFILEINFO in the first resource of type RT_VERSION (16), of PE32 and PE32+ files alike
 * ("PE Format" and "VS_FIXEDFILEINFO structure", Microsoft Learn, read November 2026). The texts beside it are not looked at: they are for people. */
#ifndef HEALTHCHECK_HOST_PE_VERSION_H
#define HEALTHCHECK_HOST_PE_VERSION_H

#include <stdbool.h>
#include <stddef.h>

enum pe_version_result {
    PE_VERSION_FOUND,
    PE_VERSION_NONE,   /* a program without a version resource */
    PE_VERSION_BROKEN, /* no PE file, or one that is cut or damaged: the reason is in `why` */
};

enum { PE_VERSION_SIZE = 32, PE_VERSION_WHY_SIZE = 96 };

/* Four numbers with dots between them, in `version`. */
enum pe_version_result pe_version_read(const char *bytes, size_t size, char version[PE_VERSION_SIZE], char why[PE_VERSION_WHY_SIZE]);

#endif
