/* OpenSSL, linked in: the instance that libcurl uses, too. */
#include "healthcheck/host/openssl_library.h"

#include "healthcheck/host/curl_library.h"

#define OPENSSL_FUNCTION(name) .name = name,
static const struct openssl_library library = { OPENSSL_SSL_FUNCTIONS(OPENSSL_FUNCTION) OPENSSL_CRYPTO_FUNCTIONS(OPENSSL_FUNCTION) };

const struct openssl_library *openssl_library(void)
{
    return curl_library() != NULL ? &library : NULL;
}
