/* A list of trusted certificates: what OpenSSL reads is found in it, and whatever else it is does no harm. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/host/openssl_library.h"
#include "proxy/roots_openssl.h"

/* Lines as PEM has them. */
static void append_pem(struct text *pem, const char *name, const uint8_t *data, size_t size)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    text_append_format(pem, "-----BEGIN %s-----\n", name);
    for (size_t i = 0; i < size; i += 3) {
        unsigned long three = (unsigned long)data[i] << 16;

        three |= i + 1 < size ? (unsigned long)data[i + 1] << 8 : 0;
        three |= i + 2 < size ? (unsigned long)data[i + 2] : 0;
        for (unsigned c = 0; c < 4; c++)
            text_append_char(pem, i + c > size ? '=' : letters[three >> (18 - 6 * c) & 63]);
        if (i % 48 == 45)
            text_append_char(pem, '\n');
    }
    text_append_format(pem, "\n-----END %s-----\n", name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct openssl_library *openssl = openssl_library();
    struct roots *roots;
    struct text pem = { 0 };
    const unsigned char *at = data;
    OPENSSL_STACK *chain;
    X509 *x509;

    assert(openssl != NULL);
    roots = roots_open(openssl);
    assert(roots != NULL);
    append_pem(&pem, size % 2 == 0 ? "CERTIFICATE" : "TRUSTED CERTIFICATE", data, size);
    text_append_bytes(&pem, (const char *)data, size);
    roots_add(roots, ROOTS_SYSTEM, (struct span){ pem.data, pem.size });
    roots_add(roots, ROOTS_PUBLIC, (struct span){ pem.data, pem.size });
    assert(roots_count(roots, ROOTS_SYSTEM) == roots_count(roots, ROOTS_PUBLIC));
    x509 = openssl->d2i_X509(NULL, &at, (long)size);
    /* What OpenSSL reads as a certificate is found in the list by its name. */
    assert(x509 == NULL || at != data + size || roots_count(roots, ROOTS_SYSTEM) > 0);
    if (x509 != NULL) {
        chain = openssl->OPENSSL_sk_new_null();
        openssl->OPENSSL_sk_push(chain, x509);
        assert(roots_prepare(roots, ROOTS_SYSTEM, (struct stack_st_X509 *)chain) == roots_store(roots, ROOTS_SYSTEM));
        openssl->OPENSSL_sk_free(chain);
    }
    openssl->X509_free(x509);
    openssl->ERR_clear_error();
    roots_free(roots);
    text_free(&pem);
    return 0;
}
