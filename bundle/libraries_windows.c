/* The libraries a bundle needs, linked in. */
#include "bundle/libraries.h"

#define LIBRARY(noun, FUNCTIONS)                                       \
    static const struct noun##_library noun = { FUNCTIONS(FUNCTION) }; \
    const struct noun##_library *noun##_library(void)                  \
    {                                                                  \
        return &noun;                                                  \
    }
#define FUNCTION(name) .name = name,

LIBRARY(libdeflate, LIBDEFLATE_FUNCTIONS)
LIBRARY(isal, ISAL_FUNCTIONS)
LIBRARY(crypto, CRYPTO_FUNCTIONS)
LIBRARY(digest, DIGEST_FUNCTIONS)
LIBRARY(archive, ARCHIVE_FUNCTIONS)
LIBRARY(zip, ZIP_FUNCTIONS)
LIBRARY(pcre2, PCRE2_FUNCTIONS)
LIBRARY(zlib, ZLIB_FUNCTIONS)
