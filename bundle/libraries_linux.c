/* The libraries a bundle needs, by their sonames on Debian 12 and Ubuntu 24.04. */
#include "bundle/libraries.h"

#include <pthread.h>

#include "healthcheck/host/library_linux.h"

/* A library that is loaded at the first call. */
#define LIBRARY(noun, soname, FUNCTIONS)                                                            \
    static struct noun##_library noun;                                                              \
    static bool noun##_is_loaded;                                                                   \
    static void load_##noun(void)                                                                   \
    {                                                                                               \
        const struct library_function functions[] = { FUNCTIONS(noun##_FUNCTION) };                 \
                                                                                                    \
        noun##_is_loaded = library_load(soname, functions, sizeof functions / sizeof functions[0]); \
    }                                                                                               \
    const struct noun##_library *noun##_library(void)                                               \
    {                                                                                               \
        static pthread_once_t once = PTHREAD_ONCE_INIT;                                             \
                                                                                                    \
        pthread_once(&once, load_##noun);                                                           \
        return noun##_is_loaded ? &noun : NULL;                                                     \
    }

#define libdeflate_FUNCTION(name) { #name, &libdeflate.name },
#define isal_FUNCTION(name)       { #name, &isal.name },
#define crypto_FUNCTION(name)     { #name, &crypto.name },
#define digest_FUNCTION(name)     { #name, &digest.name },
#define archive_FUNCTION(name)    { #name, &archive.name },
#define zip_FUNCTION(name)        { #name, &zip.name },
#define pcre2_FUNCTION(name)      { #name, &pcre2.name },
#define zlib_FUNCTION(name)       { #name, &zlib.name },

LIBRARY(libdeflate, "libdeflate.so.0", LIBDEFLATE_FUNCTIONS)
LIBRARY(isal, "libisal.so.2", ISAL_FUNCTIONS)
LIBRARY(crypto, "libcrypto.so.3", CRYPTO_FUNCTIONS)
LIBRARY(digest, "libcrypto.so.3", DIGEST_FUNCTIONS)
LIBRARY(archive, "libarchive.so.13", ARCHIVE_FUNCTIONS)
LIBRARY(zip, "libzip.so.4", ZIP_FUNCTIONS)
LIBRARY(pcre2, "libpcre2-8.so.0", PCRE2_FUNCTIONS)
LIBRARY(zlib, "libz.so.1", ZLIB_FUNCTIONS)
