/* What our caller's environment may not have a say in. */
#include "healthcheck/platform/environment.h"

#include <stddef.h>
#include <stdlib.h>

static void forget(const char *name)
{
#ifdef _WIN32
    _putenv_s(name, ""); /* from the C library's copy and from the system's */
#else
    unsetenv(name);
#endif
}

/* libcurl writes the keys of every connection to SSLKEYLOGFILE, OpenSSL takes settings, trust and modules (code) from its variables, and
   the resolver (resolv.conf(5), hostname(7)) other names: nothing of the caller's, who need not be root's friend. */
void environment_forget(void)
{
    static const char *const names[] = { "SSLKEYLOGFILE",   "CURL_SSL_BACKEND", "OPENSSL_CONF",  "OPENSSL_CONF_INCLUDE",
                                         "OPENSSL_MODULES", "OPENSSL_ENGINES",  "SSL_CERT_FILE", "SSL_CERT_DIR",
                                         "RES_OPTIONS",     "LOCALDOMAIN",      "HOSTALIASES" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        forget(names[i]);
}
