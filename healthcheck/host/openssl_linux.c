/* OpenSSL, the instance that libcurl brings. */
#include "healthcheck/host/openssl_library.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "healthcheck/host/curl_library.h"
#include "healthcheck/host/library_linux.h"

static struct openssl_library library;
static bool is_loaded;

/* Where libcurl can use several, the one in use stands first: "OpenSSL/3.0.19 (GnuTLS/3.7.9)". */
static bool is_used_by(const struct curl_library *curl)
{
    const curl_version_info_data *version = curl->version(CURLVERSION_NOW);

    return version->ssl_version != NULL && strncmp(version->ssl_version, "OpenSSL/3.", 10) == 0;
}

static void load(void)
{
#define OPENSSL_FUNCTION(name) { #name, &library.name },
    const struct library_function of_ssl[] = { OPENSSL_SSL_FUNCTIONS(OPENSSL_FUNCTION) };
    const struct library_function of_crypto[] = { OPENSSL_CRYPTO_FUNCTIONS(OPENSSL_FUNCTION) };
    const struct curl_library *curl = curl_library();

    /* A name that is loaded is not loaded again: these are libcurl's own. */
    is_loaded = curl != NULL && is_used_by(curl) && library_load("libssl.so.3", of_ssl, sizeof of_ssl / sizeof of_ssl[0]) &&
                library_load("libcrypto.so.3", of_crypto, sizeof of_crypto / sizeof of_crypto[0]);
}

const struct openssl_library *openssl_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    return is_loaded ? &library : NULL;
}
